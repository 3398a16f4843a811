import type { StepRange } from "../digests/digests.ts";
import {
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
}

/**
 * Compares a listing, which `feed` hands over in pieces of any size, with the right run. Throws a Problem that names the
 * line that is none, and beyond the limits.
 */
export async function judgeListing(
  scenario: Scenario,
  part: StepRange,
  feed: (push: (piece: Uint8Array) => Promise<void>) => Promise<void>,
  limits?: ListingLimits,
  pace?: Pace,
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
  return { scenario, part, comparison, is_exact, account };
}
