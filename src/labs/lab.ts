import type { FieldMap } from "../dump/field_map.ts";
import type { Layout } from "../dump/layout.ts";
import type { DumpObject } from "../dump/read_dump.ts";
import type { Draws } from "../kernel/draws.ts";
import type { Work } from "../kernel/work.ts";
import type { Bug, BugVariant } from "./bug.ts";
import type { Encoding } from "./encoding.ts";
import type { EventKind, EventRules, Observer, SendObserver, TimerForm } from "./events.ts";
import type { MessageForm } from "./message_shapes.ts";
import type { Misreading } from "./misreadings.ts";
import type { Narration } from "./narration.ts";
import type { Declaration } from "./parameter_types.ts";
import type { ProposalTracking } from "./proposal_tracking.ts";
import type { Suite, SuiteScenario } from "./suite.ts";

/** A column of a lab's scope: something of a node that can be watched from step to step. */
export interface ScopeColumn {
  /** As in the dump, where it stands there. */
  readonly name: string;
  readonly description: string;
  readonly type: "integer" | "text";
  /** All values that a text can have, if they are few. */
  readonly values?: readonly string[];
}

/** What of a cluster can be watched from step to step. */
export interface Scope {
  /** What a row of the scope is called: `node`, `replica`. */
  readonly row_name: string;
  readonly columns: readonly ScopeColumn[];
  /** What no dump shows of it: votes, deadlines, acknowledgements, what waits. In a lab of which a dump shows all there is none. */
  readonly hidden?: readonly ScopeColumn[];
  /** The column, one with `values`, by which a drawing colours a node's line. */
  readonly state: string;
  /** The types of messages, in the lab's own order; none in a lab without messages. */
  readonly message_types: readonly string[];
}

export type ScopeValue = number | string;

/** A dump that is a part of what a digest is of. */
export interface DigestPart {
  /** What goes before the paths of its fields: nothing, or `replicas[2].`. */
  readonly prefix: string;
  readonly dump: Uint8Array;
}

/** One simulation in progress. Pure and synchronous: a run is a function of its parameters. */
export interface Run {
  /** Steps (ticks or operations) of the whole run, and how many of them have been made. */
  readonly steps: number;
  readonly step_index: number;
  /** Messages sent so far (operations proposed, in a lab without messages). */
  readonly messages: number;
  /** From the next step on, tells its events, or no more of them: a run of a million steps is told where it matters. */
  observe(observer: Observer | null): void;
  /** The same of messages as they are sent; a lab without messages has none. */
  observeSends?(observer: SendObserver | null): void;
  /**
   * Makes one step; one more than `steps` can be made, for a program that goes one too far. Throws a
   * WorkLimitError where the work exceeds its bound.
   */
  step(): void;
  /**
   * The canonical dump of the state as it is now; or as an encoding bug of the lab, or a change of its layout, has it.
   * Nobody writes to it: where the state is the same as before, a run may return the same array.
   */
  dump(encoding?: Encoding): Uint8Array;
  /** The bytes whose SHA-256 is the digest of the state as it is now. */
  digestInput(encoding?: Encoding): Uint8Array;
  /** The dumps whose bytes, one after the other, are {@link digestInput}. */
  digestParts(encoding?: Encoding): readonly DigestPart[];
  /** The state as the lab's scope has it: a row for each node, a value for each column. */
  scope(): readonly (readonly ScopeValue[])[];
  /** The same of the scope's hidden columns, where it has any. */
  hidden?(): readonly (readonly ScopeValue[])[];
  /** Every invariant that the state violates now, in words; observes the run from its start. */
  violations(): readonly string[];
  /**
   * The same dump in pieces, where it may take long, and the last thing that is asked of the run but for {@link release}:
   * what the dump does not need is given back before it is written.
   */
  lastDump?(): Work<Uint8Array>;
  /** Gives back what it holds, where that may be much; nothing can be asked of it any more. Its dumps stay. */
  release?(): void;
}

/** How a run departs from a plain one. */
export interface RunOptions {
  readonly observer?: Observer;
  /** Protocol bugs of the lab: the run of a cluster that has all of them. */
  readonly bugs?: readonly BugVariant[];
  /** A misreading that the lab declares, by its id: the run of a program that has read the specification so. */
  readonly misreading?: string;
  /** Messages that the run may send, in place of LIMITS.messages. */
  readonly message_limit?: number;
}

/** Where a first difference lies, for the runbook to judge. */
export interface Place {
  /** The kind of field, or `end_of_dump`. */
  readonly kind: string;
  /** Whether the submission is a proper prefix of the dump: it agrees as far as it goes. */
  readonly is_truncated: boolean;
  readonly expected_size_bytes: number;
  readonly actual_size_bytes: number;
  /** The type of the field, such as `u32le` or `bytes`; null at `end_of_dump`. */
  readonly type: string | null;
  /** The field in both dumps. */
  readonly expected: Uint8Array;
  readonly actual: Uint8Array;
  /** How the submission begins, where it differs from its first byte on; else empty. */
  readonly head: Uint8Array;
  /** Of an enumeration, whether the submitted value is one of it; null of any other field. */
  readonly is_named: boolean | null;
  /** Everything in which the submission differs; null where it is not known: it is too large, or has another size. */
  readonly kinds: readonly KindDifferences[] | null;
}

/** What two dumps of one size have in their fields of one kind. */
export interface KindDifferences {
  readonly kind: string;
  /** Fields of the kind in the expected dump, and those of them that differ. */
  readonly total: number;
  readonly differing: number;
  /** Whether both have the same values, though not in the same places. */
  readonly is_permuted: boolean;
}

/** A row of a lab's runbook: what a first difference at a place points at. */
export interface RunbookRow {
  readonly id: string;
  readonly where: string;
  readonly culprit: string;
  /** `published` where the lab's own pages say it, `assay` where it is our addition. */
  readonly source: "published" | "assay";
  /** Whether a first difference at `place` is this row's. Rows are asked in order. */
  matches(place: Place): boolean;
}

export interface Invariant {
  readonly id: string;
  readonly statement: string;
}

/** An invariant that a dump breaks by itself, whatever the run and the step that it is of. */
export interface DumpInvariant extends Invariant {
  /** Each breach of it, in words. `dump` reads as a dump of the lab's layout; its values may be anything. */
  breaches(dump: DumpObject): Iterable<string>;
}

/** Another scenario whose dump might be mistaken for a scenario's own, and what it is in words. */
export interface Relative {
  /** The end of the sentence "the dump of …". */
  readonly what: string;
  readonly scenario: Scenario;
}

/** A scenario ready to run: parameters that have been read and checked. */
export interface Scenario {
  readonly lab: Lab;
  /** The scenario of one of the lab's suites that these parameters are; null for any other. */
  readonly listed: SuiteScenario | null;
  /** The same, but only where it is a published one. */
  readonly published: SuiteScenario | null;
  /** As JSON; a u64 is a decimal string. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The same parameters as text by name, defaults left out, in the order of the declaration. */
  readonly query: readonly (readonly [name: string, text: string])[];
  /** The flags of a program under exam: `--seed 42 …`. */
  readonly flags: string;
  /** Its whole command line: the lab's name for the program, and the flags. */
  readonly command: string;
  /** Steps (ticks or operations) of the whole run. */
  readonly steps: number;
  /** The step, from 0, after which the state is asked for; null for the end of the run. */
  readonly after: number | null;
  /** Bytes that the run may hold, as far as its lab can tell: 0 where it cannot. */
  readonly weight: number;
  /** The parameters as they were read, by name, before the lab resolved them: for a changed simulation. */
  readonly values: object;
  start(options?: RunOptions): Run;
  /** The same scenario with an optional parameter left out, or with another view of the same run. */
  relatives(): readonly Relative[];
}

/** A lab: one folder, one line in the registry. Nothing outside its folder names it. */
export interface Lab {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  /** The version of the specification that the lab implements. */
  readonly specification: string;
  /** What a step is called: `tick`, `operation`. */
  readonly step_name: string;
  /** What the program under exam is called: a word. */
  readonly program: string;
  readonly parameters: Declaration;
  /** The one that is examined first comes first. Ids are of one scenario each, whatever the suite. */
  readonly suites: readonly [Suite, ...Suite[]];
  /** The published scenarios: none of a lab that has published no hashes. */
  readonly scenarios: readonly SuiteScenario[];
  /** Of its canonical dump. */
  readonly layout: Layout<never>;
  readonly field_map: FieldMap;
  /** By what the dumps of an encoding bug read. */
  encodedFieldMap(encoding: BugVariant): FieldMap;
  /** The layout itself as an encoding bug has it: the same object each time. Throws where there is no such bug. */
  encodedLayout(encoding: BugVariant): Layout<never>;
  readonly scope: Scope;
  /** The types of messages as events tell them, in the order of the scope's; a lab without messages has none. */
  readonly messages?: readonly MessageForm[];
  /** The timers that nodes have; none where there is no clock. */
  readonly timers?: readonly TimerForm[];
  /** The kinds of events beside messages and timers, in the order of a legend. */
  readonly events: readonly EventKind[];
  readonly event_rules: EventRules;
  /** How a run is told as episodes; a lab may tell nothing. */
  readonly narration?: Narration;
  /** By what one proposal can be followed; a lab without messages has none. */
  readonly tracking?: ProposalTracking;
  readonly runbook: readonly RunbookRow[];
  /** The lab's known bugs of protocol and encoding, in the order of its catalogue. */
  readonly bugs: readonly Bug[];
  /** What may be read otherwise, though no single change of the lab's sources amounts to it. */
  readonly misreadings?: readonly Misreading[];
  readonly invariants: readonly Invariant[];
  /**
   * What holds of the dump after every step of every right run, and can be seen in the dump alone: those of `invariants`
   * that can, by their own ids, and others that follow from the specification.
   */
  readonly dump_invariants?: readonly DumpInvariant[];
  /** What the published hashes do not pin, one statement each. */
  readonly not_pinned: readonly string[];
  /** A random legal scenario, as parameters given by name. */
  random(draws: Draws): ReadonlyMap<string, string>;
  /**
   * A legal scenario of a kind that random ones seldom are and that single changes of the simulation show in: what the
   * search for the suite `thorough` tries beside random ones.
   */
  directed?(draws: Draws): ReadonlyMap<string, string>;
  /** Reads parameters given by name. Throws a Problem that names every one that is wrong. */
  scenario(given: ReadonlyMap<string, string>): Scenario;
}
