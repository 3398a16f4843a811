import type { Exam } from "../report/exam.ts";
import { EXIT } from "./usage.ts";

/** The exit code of an exam: trouble before divergence, divergence before success. */
export function exitCodeOf({ totals, stale_entries }: Exam): number {
  if (totals.trouble > 0) return EXIT.trouble;
  const isWrong = totals.failed + totals.unexpectedly_passed + stale_entries.length > 0;
  return isWrong ? EXIT.divergence : EXIT.match;
}
