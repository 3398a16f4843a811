import { diagnose } from "../../src/diagnose/diagnose.ts";
import { explained } from "../../src/judge/explain.ts";
import { verifyDump } from "../../src/judge/verify.ts";
import { LABS } from "../../src/labs/index.ts";
import type { Scenario } from "../../src/labs/lab.ts";
import { type Expected, seal, simulate } from "../../src/oracle/expected.ts";
import type { Diagnosis } from "../../src/report/schema.ts";
import { published } from "./scenarios.ts";

export const expectedOf = (scenario: Scenario): Promise<Expected> =>
  seal(scenario, simulate(scenario));

export async function ofDump(expected: Expected, bytes: Uint8Array): Promise<Diagnosis> {
  const { diagnosis } = await explained(await verifyDump(expected, bytes, ""), expected, bytes);
  if (diagnosis === null) throw new Error("the verdict is a match");
  return diagnosis;
}

export function ofHash(expected: Expected, sha256: string): Promise<Diagnosis> {
  return diagnose(expected, { sha256, bytes: null, isHash: true, row: null }, LABS);
}

/** What is proven: `bug`, or `bug+other`. */
export function proven({ findings }: Diagnosis): string[] {
  return findings
    .filter(({ certainty }) => certainty === "proven")
    .map(({ bug, with: other }) => [bug, other].filter((part) => part !== null).join("+"));
}

export const text = (content: string): Uint8Array => new TextEncoder().encode(content);
export const joined = (...parts: Uint8Array[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((p) => [...p]));

export const SCENARIOS = LABS.flatMap((lab) =>
  lab.suites.flatMap(({ scenarios }) => scenarios.map(({ id }) => published(lab, id))),
);

/** A byte as hex, as a translation of newlines leaves it. */
export function crlf(byte: string): string {
  return byte === "0a" ? "0d0a" : byte;
}
