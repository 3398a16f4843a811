import type { Scenario } from "../labs/lab.ts";
import { LIMITS } from "../limits.ts";

/**
 * The page's whole state is in the fragment of its address, `#verify?lab=…&scenario=…`, so that a link shows
 * another person the same thing. A fragment is never sent to a server.
 */

export const TABS = ["verify", "explore", "compare", "suites", "api"] as const;
export type Tab = (typeof TABS)[number];

/** What the page itself knows of a state; all other names are the lab's parameters. */
export const PAGE_PARAMETERS = [
  "lab",
  "scenario",
  "after",
  "sha256",
  "dump",
  "dump_b",
  "finding",
  "at",
  "tick",
  "from",
  "until",
] as const;

/** A scenario as text: a listed one by its id, or the lab's parameters by name. */
export interface Subject {
  readonly lab: string;
  readonly scenario: string | null;
  readonly parameters: Readonly<Record<string, string>>;
  /** The step after which the state is asked for; null for the end of the run. */
  readonly after: string | null;
}

/** Of a lab, whatever its first scenario is: an address that names none means it. */
export function firstOf(lab: string): Subject {
  return { lab, scenario: null, parameters: {}, after: null };
}

/** A scenario as the page's addresses have it: by its id, if a suite has it. */
export function subjectOf({ lab, listed, query, after }: Scenario): Subject {
  return {
    lab: lab.id,
    scenario: listed?.id ?? null,
    parameters: listed === null ? Object.fromEntries(query) : {},
    after: after === null ? null : String(after),
  };
}

/** What a report found first, for a link that cannot hold the dump; values as a person reads them. */
export interface LinkedFinding {
  /** In the submission, in bytes. */
  readonly offset: number;
  readonly field: string;
  readonly expected: string;
  readonly actual: string;
}

/** The most of a value that a link holds, in UTF-16 units. */
const LINKED_VALUE = 80;

export interface PageState {
  readonly tab: Tab;
  /** Null where the address names no lab. */
  readonly subject: Subject | null;
  /** The submission: the hash, or the dump itself where it is small. */
  readonly sha256: string | null;
  readonly dump: Uint8Array | null;
  /** Of two dumps that are compared, the second one. */
  readonly dump_b: Uint8Array | null;
  /** What was found in a submission whose dump is not here: the link's word, and no verdict. */
  readonly finding: LinkedFinding | null;
  /** The selection: `29` for a byte of the expected dump, `+29` for one that only the other dump has. */
  readonly at: string | null;
  /** Of a timeline: the tick that is shown, and the window. */
  readonly tick: number | null;
  readonly from: number | null;
  readonly until: number | null;
  /** What of an address cannot be read, a sentence each. */
  readonly faults: readonly string[];
}

export const EMPTY_STATE: PageState = {
  tab: "verify",
  subject: null,
  sha256: null,
  dump: null,
  dump_b: null,
  finding: null,
  at: null,
  tick: null,
  from: null,
  until: null,
  faults: [],
};

/** The fragment of a state, with its `#`. What is null is left out. */
export function fragmentOf(state: PageState): string {
  const { tab, subject, sha256, dump, dump_b, finding, at, tick, from, until } = state;
  const pairs: [string, string | null][] = [];
  if (subject !== null) {
    pairs.push(["lab", subject.lab], ["scenario", subject.scenario]);
    if (subject.scenario === null) pairs.push(...Object.entries(subject.parameters));
    pairs.push(["after", subject.after]);
  }
  pairs.push(
    ["sha256", dump === null ? sha256 : null],
    ["dump", dump === null ? null : toBase64Url(dump)],
    ["dump_b", dump_b === null ? null : toBase64Url(dump_b)],
    ["finding", finding === null ? null : findingText(finding)],
    ["at", at],
    ["tick", tick === null ? null : String(tick)],
    ["from", from === null ? null : String(from)],
    ["until", until === null ? null : String(until)],
  );
  const query = pairs
    .flatMap(([name, text]) => (text === null ? [] : [`${escaped(name)}=${escaped(text)}`]))
    .join("&");
  return `#${tab}${query === "" ? "" : `?${query}`}`;
}

/** The state of a fragment, with or without its `#`. What cannot be read is null, and among its faults. */
export function stateOf(fragment: string): PageState {
  const [name = "", query = ""] = split(fragment.replace(/^#/, ""), "?");
  const given = new Map<string, string>();
  for (const pair of query.split("&")) {
    const [key, value] = split(pair, "=");
    if (key !== "") given.set(unescaped(key), unescaped(value));
  }
  const faults: string[] = [];
  const tab = TABS.find((known) => known === name);
  if (tab === undefined && name !== "") {
    faults.push(`there is no page ${quoted(name)}; expected one of ${TABS.join(", ")}`);
  }
  const read = <T>(key: string, reader: (text: string) => T | null, expected: string): T | null => {
    const text = given.get(key);
    const value = text === undefined ? null : reader(text);
    if (text !== undefined && value === null) {
      faults.push(`${key} is ${quoted(text)}; expected ${expected}`);
    }
    return value;
  };
  const lab = given.get("lab");
  const scenario = given.get("scenario") ?? null;
  const parameters = Object.fromEntries(
    [...given].filter(([key]) => !PAGE_PARAMETERS.some((own) => own === key)),
  );
  return {
    tab: tab ?? "verify",
    subject:
      lab === undefined
        ? null
        : {
            lab,
            scenario,
            parameters: scenario === null ? parameters : {},
            after: given.get("after") ?? null,
          },
    sha256: read("sha256", hashOf, "64 hex digits"),
    dump: read("dump", fromBase64Url, "bytes in base64url"),
    dump_b: read("dump_b", fromBase64Url, "bytes in base64url"),
    finding: read("finding", findingOf, "OFFSET:FIELD:EXPECTED:ACTUAL"),
    at: read("at", (text) => (/^\+?[0-9]{1,10}$/.test(text) ? text : null), "a byte, such as 29"),
    tick: read("tick", wholeNumber, "a whole number"),
    from: read("from", wholeNumber, "a whole number"),
    until: read("until", wholeNumber, "a whole number"),
    faults,
  };
}

function findingText({ offset, field, expected, actual }: LinkedFinding): string {
  const texts = [field, expected, actual].map((text) => text.replace(/[%:]/g, encodeURIComponent));
  return [offset, ...texts].join(":");
}

function findingOf(text: string): LinkedFinding | null {
  const parts = text.split(":");
  const offset = wholeNumber(parts[0] as string);
  const [field, expected, actual] = parts.slice(1).map(unescaped);
  if (offset === null || parts.length !== 4) return null;
  return {
    offset,
    field: field as string,
    expected: expected as string,
    actual: actual as string,
  };
}

/** Something that an address has, for a sentence: not all of it, where it is long. */
function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}

function hashOf(text: string): string | null {
  const hash = text.toLowerCase();
  return isHash(hash) ? hash : null;
}

/** The hash of a dump: 64 hex digits, in lower case. */
export function isHash(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

/**
 * The address of the page that shows a submission; `origin` is where the oracle answers. For reports and logs. `finding` is
 * what was found first; the address has it where it cannot have the dump. `at` is what is selected.
 */
export function pageUrl(
  origin: string,
  subject: Subject,
  submission: {
    readonly sha256: string;
    readonly dump: Uint8Array | null;
    readonly finding?: LinkedFinding | null;
    readonly at?: string | null;
  },
): string {
  const { sha256, dump, finding = null, at = null } = submission;
  const isLinked = dump !== null && dump.length <= LIMITS.linked_dump_bytes;
  const shown = (text: string): string =>
    text.length > LINKED_VALUE ? `${text.slice(0, LINKED_VALUE)}…` : text;
  const state = {
    ...EMPTY_STATE,
    subject,
    sha256,
    dump: isLinked ? dump : null,
    finding:
      isLinked || finding === null
        ? null
        : { ...finding, expected: shown(finding.expected), actual: shown(finding.actual) },
    at,
  };
  return `${origin}/${fragmentOf(state)}`;
}

function wholeNumber(text: string): number | null {
  return /^[0-9]{1,10}$/.test(text) ? Number(text) : null;
}

/** Commas and colons stay as they are: a list is read more easily, and a fragment may hold them. */
function escaped(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll("%2C", ",")
    .replaceAll("%2B", "+")
    .replaceAll("%3A", ":");
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function split(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

function toBase64Url(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromBase64Url(text: string): Uint8Array | null {
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}
