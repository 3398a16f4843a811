/**
 * Names that no lab's parameter may have: an address, a link to the page and a command line hold the lab's parameters
 * beside these. A test holds the list against the endpoints, the page and the command line.
 */
export const RESERVED_PARAMETERS: ReadonlySet<string> = new Set([
  // Of the endpoints' queries
  "scenario",
  "after",
  "format",
  "fail",
  "diagnosis",
  "digests",
  "from",
  "until",
  "stride",
  "step",
  "mark",
  "changes",
  "events",
  "fields",
  "of",
  // Of the page's addresses, beside those above
  "lab",
  "sha256",
  "dump",
  "dump_b",
  "finding",
  "at",
  "tick",
  // Of the command line, beside those above
  "program",
  "suite",
  "jobs",
  "timeout",
  "endpoint",
  "known_failing",
  "count",
  "budget",
  "port",
  "output",
  "color",
  "list",
  "skip",
  "fail_fast",
]);

/** Flags that say what a program prints (conformance/README.md): none of them is a parameter's. */
export const CONTRACT_FLAGS: ReadonlySet<string> = new Set([
  "--dump",
  "--dump-after",
  "--digests",
  "--events",
  "--events-from",
  "--events-until",
]);
