import type { Diagnosis } from "../diagnose/findings.ts";
import type { StepRange } from "../digests/digests.ts";
import {
  type JudgedLine,
  ListingComparator,
  type ListingComparison,
  type ListingLimits,
} from "../digests/listing_comparator.ts";
import type { Scenario } from "../labs/lab.ts";
import { type Pace, paced } from "../oracle/pace.ts";
import { type Account, accounting } from "../trace/account.ts";

/** What is known of a submitted listing of digests, as plain data. */
export interface ListingFindings {
  readonly scenario: Scenario;
  /** What the listing must hold. */
  readonly part: StepRange;
  readonly comparison: ListingComparison;
  /** Whether the step before the first wrong one is known to be right. */
  readonly is_exact: boolean;
  /** What the right run does in the first wrong step, where that is exact. */
  readonly account: Account | null;
  /** What gives every line; null where no line is wrong, where too many were sent, and where none was asked for. */
  readonly diagnosis: Diagnosis | null;
}

export interface ListingOptions {
  readonly limits?: ListingLimits;
  readonly pace?: Pace | undefined;
  /** Whether to learn which bugs and changes give the listing, where it is wrong. */
  readonly diagnoses?: boolean;
}

/**
 * Compares a listing, which `feed` hands over in pieces of any size, with the right run. Throws a Problem that names the
 * line that is none, and beyond the limits.
 */
export async function judgeListing(
  scenario: Scenario,
  part: StepRange,
  feed: (push: (piece: Uint8Array) => Promise<void>) => Promise<void>,
  { limits, pace, diagnoses = true }: ListingOptions = {},
): Promise<ListingFindings> {
  const comparator = new ListingComparator(scenario, part, limits, pace);
  await feed((piece) => comparator.push(piece));
  const comparison = await comparator.finish();
  const { divergence } = comparison;
  const is_exact =
    divergence !== null && (divergence.last_agreeing_step ?? -1) === divergence.step - 1;
  // Nothing happens in a step whose line only has another's number.
  const isTold = is_exact && divergence.shift?.cause !== "numbering";
  const account = isTold
    ? await paced(accounting(scenario, divergence.step, "digest"), pace)
    : null;
  const diagnosis = diagnoses
    ? await diagnosed(scenario, comparison, comparator.judged, pace)
    : null;
  return { scenario, part, comparison, is_exact, account, diagnosis };
}

/** Lines that only have other numbers are explained by that. */
async function diagnosed(
  scenario: Scenario,
  { divergence }: ListingComparison,
  judged: readonly JudgedLine[] | null,
  pace: Pace | undefined,
): Promise<Diagnosis | null> {
  if (divergence === null || divergence.shift !== null || judged === null) return null;
  const { diagnoseEvidence } = await import("../diagnose/diagnose_evidence.ts");
  const states = judged.map((line) => ({ ...line, of: "digest" as const }));
  const seen = { scenario, final: null, listing: null, states };
  return diagnoseEvidence({ lab: scenario.lab, cases: [seen] }, { pace });
}
