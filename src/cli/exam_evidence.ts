import type { CaseEvidence, Evidence } from "../diagnose/evidence.ts";
import type { Lab } from "../labs/lab.ts";
import { LIMITS } from "../limits.ts";
import type { Case } from "../report/exam.ts";
import type { SuiteCase } from "./cases.ts";

/** Nobody else waits: some ten times as much work as an answer over HTTP may take. */
export const PATIENT = { work: 10 * LIMITS.changed_work, bytes: 10 * LIMITS.changed_bytes };

/**
 * What an exam has seen of a program: each case that was answered, whether it was passed or not; of very many the failed
 * ones first.
 */
export function evidenceOf(
  lab: Lab,
  selected: readonly SuiteCase[],
  cases: readonly Case[],
): Evidence {
  const scenarios = new Map(selected.map(({ name, scenario }) => [name, scenario]));
  const rank = ({ outcome }: Case): number => (outcome === "passed" ? 1 : 0);
  const first = cases.toSorted((a, b) => rank(a) - rank(b)).slice(0, LIMITS.evidence_cases);
  return {
    lab,
    cases: first.flatMap(({ name, report, listing }): CaseEvidence[] => {
      const scenario = scenarios.get(name);
      if (scenario === undefined || report === null) return [];
      return [
        {
          scenario,
          final: { sha256: report.actual.sha256, agrees: report.verdict === "match" },
          listing: listing
            ? { sha256: listing.actual_sha256, agrees: listing.verdict === "match" }
            : null,
          states: [],
        },
      ];
    }),
  };
}
