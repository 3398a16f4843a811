import type { Bug } from "../labs/bug.ts";
import type { Lab, RunbookRow } from "../labs/lab.ts";
import type { SuiteScenario } from "../labs/suite.ts";
import type { LeftOut } from "./budget.ts";
import type { DifferenceShape } from "./difference_shape.ts";
import type { EvidenceExtent } from "./evidence.ts";
import type { SingleChange } from "./hypotheses.ts";
import type { Mistaken } from "./suspects.ts";
import type { Explanation } from "./weigh.ts";

/** What a diagnosis has found, as plain data: report/diagnosis_words.ts puts it into sentences. */

/** What speaks for a finding. Sizes are in bytes, steps count from 0. */
export type Ground =
  /** The bytes, or the hash, that the bug gives are the submitted ones. */
  | { readonly kind: "same-bytes"; readonly size_bytes: number }
  | { readonly kind: "same-hash" }
  | { readonly kind: "empty" }
  | { readonly kind: "prefix"; readonly size_bytes: number; readonly of_bytes: number }
  /** The submitted hash is the one that a suite has for another scenario. */
  | { readonly kind: "listed-hash"; readonly lab: Lab; readonly scenario: SuiteScenario }
  | { readonly kind: "other-scenarios"; readonly found: readonly Omit<Mistaken, "bytes">[] }
  /** It is the state after each of these steps; -1 is before the first, `total` after one too many. */
  | { readonly kind: "other-steps"; readonly found: readonly number[]; readonly total: number }
  /** It gives everything that was seen. */
  | { readonly kind: "evidence"; readonly extent: EvidenceExtent }
  | { readonly kind: "partial"; readonly explanation: Explanation }
  /** What the differences look like, whatever the fields mean. */
  | { readonly kind: "shape"; readonly shape: DifferenceShape }
  /** The runbook has a row for the place of the first divergence. */
  | { readonly kind: "runbook"; readonly row: Pick<RunbookRow, "where" | "culprit"> };

/**
 * How sure a finding is (docs/diagnosis.md, "Certainties"). `proven`: the evidence has a word on every scenario of the lab's
 * suites, and this alone of all that was tried gives it. `reproduces`: it gives all that was seen. `consistent`: it explains a
 * part. `likely`: the runbook says so.
 */
export type Certainty = "proven" | "reproduces" | "consistent" | "likely";

export interface Finding {
  readonly certainty: Certainty;
  /** The known bug, or two that give it only together; none of a change without a name, and where only the runbook speaks. */
  readonly bugs: readonly Bug[];
  /**
   * Single changes that are the same thing, as far as the suites tell, the likeliest first: those of a finding without a bug,
   * or those that are the bug. The first LIMITS.listed_members of `changes_total`.
   */
  readonly changes: readonly SingleChange[];
  readonly changes_total: number;
  readonly ground: Ground;
  /** Other scenarios, by id, that a program with the bug fails as well. */
  readonly confirm: readonly string[];
}

/** How many of those that were tried, each alone, give all that was seen. */
export interface Shared {
  /** Known bugs, whatever their reading. */
  readonly bugs: number;
  readonly changes: number;
  /** Bugs and changes that no scenario of the suites tells apart count once. */
  readonly classes: number;
}

/** What would say most next. */
export type NextObservation =
  /** Every state of this scenario. */
  | { readonly kind: "listing" }
  /** A scenario of the suites, by id, in which those that are left differ: in so many ways at least. */
  | { readonly kind: "scenario"; readonly id: string; readonly parts: number }
  /** All scenarios of a suite, each with its listing. */
  | { readonly kind: "suite"; readonly id: string };

export interface Diagnosis {
  /** The most certain first; all single bugs that give the same bytes are among them. */
  readonly findings: readonly Finding[];
  readonly shared: Shared;
  /** Scenarios, by id, on which no two of the bugs that reproduce the submission give the same bytes. */
  readonly told_apart_by: readonly string[];
  /** Null where nothing reproduces what was seen, and where it is proven. */
  readonly next: NextObservation | null;
  /** How many suspects of each kind were compared with the submission. */
  readonly tried: {
    readonly bugs: number;
    /** Single changes of the simulation, the layout and the parameters. */
    readonly changes: number;
    readonly pairs: number;
    readonly scenarios: number;
    readonly steps: number;
  };
  readonly left_out: readonly LeftOut[];
}
