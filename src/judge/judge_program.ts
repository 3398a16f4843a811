import { type Evidence, isWrong } from "../diagnose/evidence.ts";
import type { Diagnosis } from "../diagnose/findings.ts";
import type { ReproductionOptions } from "../diagnose/reproduction.ts";

/**
 * What gives everything that was seen of a program in several scenarios, those that it passed among them; null where nothing
 * is wrong.
 */
export async function judgeProgram(
  evidence: Evidence,
  options?: ReproductionOptions,
): Promise<Diagnosis | null> {
  if (!evidence.cases.some(isWrong)) return null;
  const { diagnoseEvidence } = await import("../diagnose/diagnose_evidence.ts");
  return diagnoseEvidence(evidence, options);
}
