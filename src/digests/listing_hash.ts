import { sha256Hex } from "../dump/sha256.ts";
import type { RunOptions, Scenario } from "../labs/lab.ts";
import type { Pace } from "../oracle/pace.ts";
import { digestsOf } from "./digests.ts";

/**
 * SHA-256 of the whole listing of a run, as `--digests` prints it (conformance/README.md): it pins every state. Throws a
 * WorkLimitError beyond the bytes to hash or the bounds of the simulation.
 */
export async function listingSha256(
  scenario: Scenario,
  options: { readonly options?: RunOptions; readonly pace?: Pace | undefined } = {},
): Promise<string> {
  const lines: string[] = [];
  const range = { from: 0, until: scenario.steps, stride: 1 };
  for await (const { step, sha256 } of digestsOf(scenario, range, options)) {
    lines.push(`${step} ${sha256}\n`);
  }
  return sha256Hex(new TextEncoder().encode(lines.join("")));
}
