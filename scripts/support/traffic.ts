import type { Random } from "./random.ts";

/** One hostile request to POST /v1/labs/{lab}/verify. */
export interface Attempt {
  readonly path: string;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
  /** The first byte in which the body differs from the right dump; null where it is no plain dump. */
  readonly first_difference: number | null;
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

/** Damage to a dump: changes, insertions, removals, a cut, an addition, or something else entirely. */
function damage(random: Random, dump: Uint8Array): Uint8Array<ArrayBuffer> {
  const at = random.below(dump.length + 1);
  const piece = random.bytes(1 + random.below(24));
  const [head, tail] = [dump.subarray(0, at), dump.subarray(at)];
  switch (random.below(6)) {
    case 0:
      return Uint8Array.from([...head, ...piece, ...tail]);
    case 1:
      return Uint8Array.from([...head, ...tail.subarray(piece.length)]);
    case 2:
      return Uint8Array.from(head);
    case 3:
      return Uint8Array.from([...dump, ...piece]);
    case 4:
      return random.bytes(random.below(600));
    default:
      return Uint8Array.from([
        ...head,
        ...piece.subarray(0, tail.length),
        ...tail.subarray(piece.length),
      ]);
  }
}

function firstDifference(dump: Uint8Array, body: Uint8Array): number {
  const common = Math.min(dump.length, body.length);
  for (let i = 0; i < common; i++) if (dump[i] !== body[i]) return i;
  return common;
}

/** The next attempt: mostly damaged dumps as they are, one in four with odd headers and JSON-like bodies. */
export function nextAttempt(random: Random, subjects: readonly Subject[]): Attempt {
  const { lab, scenario, dump } = random.pick(subjects);
  const path = `/v1/labs/${lab}/verify?scenario=${scenario}`;
  const body = damage(random, dump);
  if (random.below(4) > 0) {
    const headers = { "Content-Type": "application/octet-stream" };
    return { path, body, headers, first_difference: firstDifference(dump, body) };
  }
  const type = random.pick(CONTENT_TYPES);
  const json = random.pick(['{"sha256":"', "{", "[[[[", '{"sha256":null}', "\u0000"]);
  const text = Uint8Array.from(new TextEncoder().encode(json + random.below(1e9)));
  const bytes = type === "application/json" ? text : body;
  const headers = { ...(type !== "" && { "Content-Type": type }), ...random.pick(ODD_HEADERS) };
  return { path, body: bytes, headers, first_difference: null };
}

/** Sends attempts, `parallel` at a time; returns what went wrong: a 5xx, or a wrong offset. */
export async function bombard(
  url: string,
  random: Random,
  subjects: readonly Subject[],
  count: number,
  parallel: number,
): Promise<string[]> {
  const wrong: string[] = [];
  let sent = 0;
  const worker = async (): Promise<void> => {
    while (sent < count) {
      const number = sent++;
      const attempt = nextAttempt(random, subjects);
      const { path, body, headers } = attempt;
      const response = await fetch(url + path, { method: "POST", body, headers });
      const text = await response.text();
      if (response.status >= 500) wrong.push(`attempt ${number}: ${response.status} ${text}`);
      if (attempt.first_difference === null) continue;
      const report = JSON.parse(text) as {
        verdict: string;
        first_divergence: { offset: number } | null;
      };
      const offset = report.first_divergence?.offset;
      const isRight = report.verdict === "match" || offset === attempt.first_difference;
      if (!isRight) wrong.push(`attempt ${number}: ${offset}, not ${attempt.first_difference}`);
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return wrong;
}
