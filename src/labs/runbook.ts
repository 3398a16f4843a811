import { isIntegerType } from "../dump/numbers.ts";
import { ascii } from "../dump/value.ts";
import type { Place, RunbookRow } from "./lab.ts";

/**
 * Rows that every lab shares, before its own: submissions that are something else than a dump, and
 * integers in the wrong byte order. They are ours; no lab's page has them.
 */

/** A row for a submission whose first bytes show that it is no dump at all. */
function notADump(id: string, where: string, culprit: string, pattern: RegExp): RunbookRow {
  return {
    id,
    where,
    culprit,
    source: "assay",
    matches: ({ head }) => head.length > 0 && pattern.test(ascii(head)),
  };
}

/** Whether an integer is the expected one with its bytes turned round. */
function isReversed({ type, expected, actual }: Place): boolean {
  if (type === null || !isIntegerType(type) || !type.endsWith("le")) return false;
  return (
    expected.length === actual.length &&
    expected.every((byte, i) => byte === actual[actual.length - 1 - i])
  );
}

/** Whether text was meant to be the expected one: most of its characters stand where they should. */
export function isMisspelt({ expected, actual }: Place): boolean {
  const agreeing = expected.filter((byte, i) => byte === actual[i]).length;
  return agreeing * 2 >= expected.length;
}

export const sharedRows: readonly RunbookRow[] = [
  {
    id: "empty",
    where: "the submission is empty",
    culprit:
      "Nothing was sent: the file does not exist or is empty, or the program printed nothing to standard output.",
    source: "assay",
    matches: ({ is_truncated, actual_size_bytes }) => is_truncated && actual_size_bytes === 0,
  },
  {
    id: "ends-early",
    where: "the dump ends early, and agrees up to there",
    culprit:
      "The output was cut off: a buffer not flushed before exit, a partial write, a crash, or curl -d, which strips bytes (use --data-binary).",
    source: "assay",
    matches: ({ is_truncated }) => is_truncated,
  },
  notADump(
    "sent-hash",
    "the submission is a hash",
    "It is 64 hex digits, the hash that a program prints by default. Send the dump (--dump), or the hash as JSON.",
    /^(sha256=)?[0-9a-fA-F]{64}( .*|\\x0a|\\x0d\\x0a)?$/,
  ),
  notADump(
    "sent-json",
    "the submission is JSON",
    "It begins like JSON. A hash is sent with Content-Type: application/json (curl --json), a dump as raw bytes.",
    /^(\\x0a|\\x0d|\\x09| )*[{[]/,
  ),
  notADump(
    "sent-gzip",
    "the submission is compressed",
    "It begins like gzip. Send it with Content-Encoding: gzip, or inflate it first.",
    /^\\x1f\\x8b/,
  ),
  notADump(
    "sent-hex-listing",
    "the submission is a hex listing",
    "It begins like the output of xxd or hexdump. Send the raw bytes.",
    /^0{7,8}:? /,
  ),
  notADump(
    "sent-hex-text",
    "the submission is hex text",
    "It is the dump written as hex digits. Send the raw bytes.",
    /^([0-9a-fA-F]{2}( |\\x0d|\\x0a)*){32,}[0-9a-fA-F]?$/,
  ),
  {
    id: "byte-order",
    where: "an integer with its bytes turned round",
    culprit: "The byte order: this integer is little-endian.",
    source: "assay",
    matches: isReversed,
  },
  {
    id: "not-a-dump",
    where: "the magic is not there",
    culprit:
      "These are not the bytes of a dump of this lab: they do not begin like one. See which file was sent, and what wrote it.",
    source: "assay",
    matches: (place) => place.kind === "magic" && !isMisspelt(place),
  },
];
