import type { Bug } from "../labs/bug.ts";
import type { Lab, RunbookRow } from "../labs/lab.ts";
import type { SuiteScenario } from "../labs/suite.ts";
import type { LeftOut } from "./budget.ts";
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
  | { readonly kind: "partial"; readonly explanation: Explanation }
  /** The runbook has a row for the place of the first divergence. */
  | { readonly kind: "runbook"; readonly row: Pick<RunbookRow, "where" | "culprit"> };

export interface Finding {
  readonly certainty: "reproduces" | "consistent" | "likely";
  /** The bug, or two that give it only together; none where only the runbook speaks. */
  readonly bugs: readonly Bug[];
  readonly ground: Ground;
  /** Other scenarios, by id, that a program with the bug fails as well. */
  readonly confirm: readonly string[];
}

export interface Diagnosis {
  /** The most certain first; all single bugs that give the same bytes are among them. */
  readonly findings: readonly Finding[];
  /** Scenarios, by id, on which no two of the bugs that reproduce the submission give the same bytes. */
  readonly told_apart_by: readonly string[];
  /** How many suspects of each kind were compared with the submission. */
  readonly tried: {
    readonly bugs: number;
    readonly pairs: number;
    readonly scenarios: number;
    readonly steps: number;
  };
  readonly left_out: readonly LeftOut[];
}
