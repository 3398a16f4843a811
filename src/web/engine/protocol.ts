import type { Lab, RunbookRow, Scope } from "../../labs/lab.ts";
import type { Expected } from "../../oracle/expected.ts";
import type { EventsReport, ToldRow } from "../../report/events_report.ts";
import type { Subject } from "../../report/page_url.ts";
import type { Report } from "../../report/schema.ts";
import type { Episodes } from "../../trace/episodes.ts";
import type { Columns } from "../model/columns.ts";
import type { DrawnWindow, TypeChoices } from "../model/drawn_window.ts";
import type { Fields } from "../model/dump_fields.ts";
import type { Span, Timeline } from "../model/timeline.ts";
import type { Elsewhere } from "./elsewhere.ts";

/**
 * What the page asks of the engine, which runs in a thread of its own: simulating, comparing and diagnosing
 * take seconds for a large scenario, and the page must stay smooth. Every value here can be cloned.
 */

export interface ParameterSummary {
  readonly name: string;
  readonly description: string;
  readonly expected: string;
  readonly example: string;
  readonly values: readonly string[] | null;
  readonly required: boolean;
  readonly default: string | null;
}

export interface ScenarioSummary {
  readonly suite: string;
  readonly id: string;
  readonly title: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly sha256: string;
  readonly size_bytes: number;
  readonly command: string;
}

/** A lab in a list of labs, which need not be loaded for it. */
export type LabName = Pick<Lab, "id" | "title">;

export interface LabSummary {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly step_name: string;
  readonly scope: Scope;
  /** What a proposal that is followed is known by; null in a lab that has none to follow. */
  readonly tracked_by: string | null;
  readonly parameters: readonly ParameterSummary[];
  readonly scenarios: readonly ScenarioSummary[];
  readonly runbook: readonly Omit<RunbookRow, "matches">[];
}

/** Two dumps side by side, or one alone, with the fields of the first. */
export interface Sides {
  readonly expected: Uint8Array;
  /** Null where there is one dump only. */
  readonly actual: Uint8Array | null;
  readonly fields: Fields;
  readonly columns: Columns;
  /** Whether what was inserted or lost stands beside a gap; else the dumps are compared offset by offset. */
  readonly is_aligned: boolean;
}

export interface Submitted {
  readonly dump: Uint8Array | null;
  /** Of a hash alone; null where there is a dump. */
  readonly sha256: string | null;
}

export interface Verified {
  readonly report: Report;
  /** Null where a dump is too large to be shown. */
  readonly sides: Sides | null;
  readonly expected: Uint8Array;
}

/** What a bug does to a scenario: fails it whatever its reading, fails it in some readings, or passes it. */
export type BugOutcome = "fails" | "sometimes" | "passes";

export interface SuiteSummary {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly sha256: string;
  /** Whether the hashes stand in the lab's own table. */
  readonly is_published: boolean;
  /** Single changes of the simulation that the suite shows, of those that were ever seen; null where none were tried. */
  readonly mutation: { readonly by_listing: number; readonly seen: number } | null;
  readonly scenarios: readonly ScenarioSummary[];
  /** The known bugs with what each does to each scenario, in their order. */
  readonly bugs: readonly {
    readonly id: string;
    readonly title: string;
    readonly kind: string;
    readonly outcomes: readonly BugOutcome[];
  }[];
}

/** Every job by its name: what it is given, and what comes back. */
export interface Jobs {
  labs: { given: null; result: readonly LabName[] };
  lab: { given: { readonly lab: string }; result: LabSummary };
  /** The report without a diagnosis, which takes longer. */
  verify: {
    given: { readonly subject: Subject; readonly submission: Submitted; readonly origin: string };
    result: Verified;
  };
  /** The report on the same submission with its diagnosis, and the questions that it answers. */
  explain: {
    given: Jobs["verify"]["given"];
    result: { readonly report: Report; readonly elsewhere: readonly Elsewhere[] };
  };
  /** What is told of a listing of events; `tick` is that of the first wrong one. */
  events: {
    given: { readonly subject: Subject; readonly listing: Uint8Array };
    result: {
      readonly verdict: EventsReport["verdict"];
      readonly sentence: string;
      readonly rows: readonly ToldRow[];
      readonly tick: number | null;
    };
  };
  /** A damaged dump of the scenario: what a program with a known bug writes. */
  example: { given: { readonly subject: Subject }; result: Uint8Array };
  compare: {
    given: { readonly lab: string; readonly a: Uint8Array; readonly b: Uint8Array };
    result: Verified & { readonly isSwapped: boolean };
  };
  timeline: { given: { readonly subject: Subject }; result: Timeline };
  /** What a window of the run is drawn from. */
  window: {
    given: {
      readonly subject: Subject;
      readonly choices: TypeChoices;
      /** The proposal whose messages are there whatever is chosen. */
      readonly followed: string | null;
    } & Span;
    result: DrawnWindow;
  };
  /** A window of the run as a drawing of its own: SVG. */
  diagram: {
    given: { readonly subject: Subject; readonly mark: number } & Span;
    result: { readonly svg: string } & Span;
  };
  /** The run as episodes. */
  episodes: { given: { readonly subject: Subject }; result: Episodes };
  /** What happens in a step. */
  account: {
    given: { readonly subject: Subject; readonly step: number };
    result: { readonly step: number; readonly lines: readonly string[] };
  };
  /** The dump of a scenario, without a submission; `after` is the subject's. */
  state: {
    given: { readonly subject: Subject };
    result: Pick<Verified, "sides" | "expected"> &
      Pick<Expected, "sha256" | "provenance"> &
      Pick<Subject, "after">;
  };
  suites: { given: { readonly lab: string }; result: readonly SuiteSummary[] };
}

export type JobName = keyof Jobs;

export interface JobRequest<N extends JobName = JobName> {
  readonly id: number;
  readonly name: N;
  readonly given: Jobs[N]["given"];
}

/** Why a job has no result: for each thing that is wrong, the parameter (if it is one) and what was expected. */
export interface JobFault {
  readonly items: readonly { readonly parameter: string | null; readonly detail: string }[];
}

export type JobAnswer<N extends JobName = JobName> =
  | { readonly id: number; readonly result: Jobs[N]["result"] }
  | { readonly id: number; readonly fault: JobFault };
