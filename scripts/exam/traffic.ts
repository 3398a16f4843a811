import type { Draws } from "../../src/kernel/draws.ts";
import type { Report } from "../../src/report/schema.ts";

/** One hostile request to POST /v1/labs/{lab}/verify. */
export interface Attempt {
  readonly path: string;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
  /** What the answer must say of the body; null if the body is no plain dump. */
  readonly expected: { readonly verdict: string; readonly offset: number | null } | null;
}

/** A right dump to damage. */
export interface Subject {
  readonly lab: string;
  readonly scenario: string;
  readonly dump: Uint8Array;
}

const CONTENT_TYPES = [
  "",
  "application/octet-stream",
  "application/json",
  "application/x-www-form-urlencoded",
];
const ODD_HEADERS: readonly Readonly<Record<string, string>>[] = [
  {},
  { "Content-Encoding": "gzip" },
  { "Content-Encoding": "identity" },
  { "Content-Encoding": "br" },
  { "Content-Digest": "sha-256=:AAAA:" },
  { Accept: "text/plain" },
  { Accept: "image/*;q=x, ;;,," },
];

function bytesOf(draws: Draws, length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, () => draws.below(256));
}

/** Damage to a dump: changes, insertions, removals, a cut, an addition, or something else entirely. */
function damage(draws: Draws, dump: Uint8Array): Uint8Array<ArrayBuffer> {
  const at = draws.below(dump.length + 1);
  const piece = bytesOf(draws, 1 + draws.below(24));
  const [head, tail] = [dump.subarray(0, at), dump.subarray(at)];
  switch (draws.below(6)) {
    case 0:
      return Uint8Array.from([...head, ...piece, ...tail]);
    case 1:
      return Uint8Array.from([...head, ...tail.subarray(piece.length)]);
    case 2:
      return Uint8Array.from(head);
    case 3:
      return Uint8Array.from([...dump, ...piece]);
    case 4:
      return bytesOf(draws, draws.below(600));
    default:
      return Uint8Array.from([
        ...head,
        ...piece.subarray(0, tail.length),
        ...tail.subarray(piece.length),
      ]);
  }
}

/** The comparison in its simplest form, to check the other by: the verdict, and the first byte that differs. */
function judge(dump: Uint8Array, body: Uint8Array): Attempt["expected"] {
  const common = Math.min(dump.length, body.length);
  for (let i = 0; i < common; i++) {
    if (dump[i] !== body[i]) return { verdict: "mismatch", offset: i };
  }
  if (body.length < dump.length) return { verdict: "truncated", offset: common };
  if (body.length > dump.length) return { verdict: "trailing-bytes", offset: common };
  return { verdict: "match", offset: null };
}

/** The next attempt: mostly damaged dumps as they are, one in four with odd headers and JSON-like bodies. */
export function nextAttempt(draws: Draws, subjects: readonly Subject[]): Attempt {
  const { lab, scenario, dump } = draws.pick(subjects);
  const path = `/v1/labs/${lab}/verify?scenario=${scenario}&diagnosis=${draws.pick([0, 0, 0, 1])}`;
  const body = damage(draws, dump);
  if (draws.below(4) > 0) {
    const headers = { "Content-Type": "application/octet-stream" };
    return { path, body, headers, expected: judge(dump, body) };
  }
  const type = draws.pick(CONTENT_TYPES);
  const json = draws.pick(['{"sha256":"', "{", "[[[[", '{"sha256":null}', "\u0000"]);
  const text = Uint8Array.from(new TextEncoder().encode(json + draws.below(1e9)));
  const bytes = type === "application/json" ? text : body;
  const headers = { ...(type !== "" && { "Content-Type": type }), ...draws.pick(ODD_HEADERS) };
  return { path, body: bytes, headers, expected: null };
}

/** Sends attempts, `parallel` at a time; returns what went wrong: a 5xx, or a wrong offset. */
export async function bombard(
  url: string,
  draws: Draws,
  subjects: readonly Subject[],
  count: number,
  parallel: number,
): Promise<string[]> {
  const wrong: string[] = [];
  let sent = 0;
  const worker = async (): Promise<void> => {
    while (sent < count) {
      const number = sent++;
      const attempt = nextAttempt(draws, subjects);
      const { path, body, headers } = attempt;
      const response = await fetch(url + path, { method: "POST", body, headers });
      const text = await response.text();
      if (response.status >= 500) wrong.push(`attempt ${number}: ${response.status} ${text}`);
      if (attempt.expected === null) continue;
      const report = JSON.parse(text) as Report;
      const { verdict, offset } = attempt.expected;
      const found = report.first_divergence?.offset ?? null;
      if (report.verdict !== verdict || found !== offset) {
        wrong.push(`attempt ${number}: ${report.verdict} at ${found}, not ${verdict} at ${offset}`);
      }
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return wrong;
}
