import { conclusionLines } from "./conclusion.ts";
import type { Exam } from "./exam.ts";
import { scoreLines } from "./score.ts";

/** What an exam says of known bugs: those that its passes rule out, and those that its failures show. */
export function concludingLines({
  score,
  conclusion,
}: Pick<Exam, "score" | "conclusion">): string[] {
  // What is possible by the passes alone is not, where the failures name a bug.
  const findings = conclusion?.diagnosis?.findings ?? [];
  const isKnown = findings.length > 0 || (conclusion?.in_common ?? []).length > 0;
  return [
    ...(score === null ? [] : scoreLines(score, !isKnown)),
    ...(conclusion === null ? [] : conclusionLines(conclusion)),
  ];
}
