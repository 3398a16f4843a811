import * as z from "zod";
import type { EventCause } from "../events/event_cause.ts";
import type { EventRecord } from "../events/event_lines.ts";
import type { EventsFindings } from "../judge/judge_events.ts";
import type { Lab, Scenario, ScopeColumn } from "../labs/lab.ts";
import { LIMITS } from "../limits.ts";
import { tracedColumns } from "../trace/lines.ts";
import type { Versions } from "../version.ts";
import { queryOf } from "./build.ts";
import { causeInWords, recordInWords } from "./events_words.ts";
import type { FirstEvent } from "./explain_schema.ts";
import { plural } from "./plural.ts";
import { SCHEMA_VERSION, schemaVersion, subjectFields, versionsSchema } from "./schema.ts";
import { subjectOf } from "./trace_words.ts";

const step = z.int().min(0).describe("A tick (operation) of the run, from 0");
const line = z.int().min(1).describe("The number of a line, from 1");
const event = z
  .record(z.string(), z.unknown())
  .describe("An event as a line of the listing has it; the schema of GET …/events has its members");
const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const causeSchema = z
  .strictObject({
    by: z
      .enum(["message", "timer", "command", "tick", "arrival"])
      .describe(
        "What was going on: a message was handled, a timer had run out, a command was proposed, the node did it in its tick by itself, or the network let a message arrive",
      ),
    section: z.string().describe("The section of the specification that has the rule"),
    event: event.nullable().describe("The message, timer or command of which it came"),
  })
  .meta({ id: "EventCause" });

export const eventDifferenceSchema = z
  .strictObject({
    kind: z
      .enum(["missing", "additional", "different", "reordered"])
      .describe(
        "An event of the right run is missing, one is there that it does not have, another stands in its place, or both are there in another order",
      ),
    line: line.nullable().describe("Its line; null where the listing has ended"),
    tick: step,
    expected: event.nullable().describe("What the right run does there; null at its end"),
    actual: event.nullable().describe("What the listing has there; null at its end"),
    members: z
      .array(z.strictObject({ member: z.string(), expected: value, actual: value }))
      .describe(
        `The first ${LIMITS.shown_members} members in which the two differ, where they are of one form; null is of an event that lacks it`,
      ),
    cause: causeSchema.describe("How the event that is wrong came about"),
    agreeing: z
      .array(event)
      .describe(`The last ${LIMITS.shown_events} events before it, which agree`),
    state: z
      .array(z.record(z.string(), z.union([z.string(), z.number()])))
      .describe("The right state before its tick, a row for each node: all fields of a trace"),
    differing_lines: z
      .int()
      .min(0)
      .describe("Lines from this one on that are no event of the right run in their tick"),
    missing_events: z
      .int()
      .min(0)
      .describe("Events of the right run from this one on that no line of their tick is"),
    agrees_again: z
      .strictObject({ line, tick: step })
      .nullable()
      .describe("From which line on everything agrees, to the end"),
  })
  .meta({ id: "EventDifference", description: "The first event that is wrong" });

export const eventsReportSchema = z
  .strictObject({
    schema_version: schemaVersion,
    verdict: z
      .enum(["match", "mismatch", "truncated", "trailing-lines"])
      .describe(
        "truncated: every line is right, and the listing ends too early; trailing-lines: every event of the run is there, and more lines follow",
      ),
    ...subjectFields,
    steps: z.int().describe("Ticks (operations) of the run"),
    part: z
      .strictObject({ from: step, until: z.int().min(0) })
      .describe("What the listing must hold, by the query: the whole run where it says nothing"),
    listing: z.strictObject({
      lines: z.int().min(0),
      agreeing_lines: z.int().min(0).describe("Lines before the first difference"),
    }),
    first_difference: eventDifferenceSchema.nullable(),
    versions: versionsSchema,
    reproduce: z.strictObject({
      program: z.string(),
      curl: z.string().nullable().describe("null where no oracle was asked over HTTP"),
    }),
  })
  .meta({ id: "EventsReport" });

export type EventsReport = z.infer<typeof eventsReportSchema>;
export type EventDifferenceDocument = z.infer<typeof eventDifferenceSchema>;

/** The report on a listing of events. `origin` is where the oracle answers over HTTP; null where none does. */
export function eventsReport(
  { scenario, range, comparison, state }: EventsFindings,
  versions: Versions,
  origin: string | null,
): EventsReport {
  const { lab, steps, command } = scenario;
  const { verdict, difference, ...listing } = comparison;
  const { from, until } = range;
  const columns = tracedColumns(lab.scope, "all");
  const part = `${from === 0 ? "" : `&from=${from}`}${until === steps ? "" : `&until=${until}`}`;
  const bounds = `${from === 0 ? "" : ` --events-from ${from}`}${until === steps ? "" : ` --events-until ${until}`}`;
  const url = `${origin}/v1/labs/${lab.id}/events/verify?${queryOf(scenario)}${part}&format=text`;
  return {
    schema_version: SCHEMA_VERSION,
    verdict,
    lab: lab.id,
    scenario: scenario.listed?.id ?? null,
    parameters: { ...scenario.parameters },
    steps,
    part: { from, until },
    listing,
    first_difference: difference && {
      ...difference,
      members: difference.members.map((one) => ({
        member: one.member,
        expected: one.expected as string,
        actual: one.actual as string,
      })),
      cause: causeDocument(difference.cause),
      agreeing: difference.agreeing.map((one) => ({ ...one })),
      state: (state ?? []).map((row, node) => ({
        [lab.scope.row_name]: node,
        ...Object.fromEntries(columns.map(({ name }, i) => [name, row[i] as string])),
      })),
    },
    versions,
    reproduce: {
      program: `${command} --events${bounds} > events.txt`,
      curl: origin === null ? null : `curl -sS --data-binary @events.txt '${url}'`,
    },
  };
}

function causeDocument({ by, section, event: of }: EventCause) {
  return { by, section, event: of && { ...of } };
}

/** The report for a person; ends with a newline. */
export function renderEventsReport({ lab }: Scenario, report: EventsReport): string {
  const { verdict, listing, first_difference: first, reproduce } = report;
  const head = `${verdict.toUpperCase()}  ${subjectOf(report)}`;
  const extent = `  listing     ${plural(listing.lines, "line")}, of which the first ${listing.agreeing_lines} agree`;
  if (first === null) {
    return `${head}\n  listing     ${plural(listing.lines, "line")}, all of them right\n`;
  }
  const commands = [reproduce.program, reproduce.curl].filter((one) => one !== null);
  return `${[
    `${head}: ${headline(lab, first)}`,
    extent,
    ...rowsOf(lab, first).map((row) => `  ${lineOf(row)}`),
    "",
    "  reproduce",
    ...commands.map((one) => `    ${one}`),
  ].join("\n")}\n`;
}

const WHAT: Readonly<Record<EventDifferenceDocument["kind"], string>> = {
  missing: "an event is missing",
  additional: "an event is there that the right run does not have",
  different: "another event stands in the place of the right one",
  reordered: "two events are there in another order",
};

function headline(
  { step_name }: Lab,
  { kind, line: at, tick, actual }: EventDifferenceDocument,
): string {
  const where =
    at === null ? `at its end, in ${step_name} ${tick}` : `line ${at}, ${step_name} ${tick}`;
  return actual === null ? `it ends too early: ${WHAT[kind]} ${where}` : `${where}: ${WHAT[kind]}`;
}

/** What is to be told of a first wrong event, under a word each; what goes on under the same word has none. */
export interface ToldRow {
  readonly label: string;
  readonly text: string;
}

const RULE = "rule";
const LABEL_WIDTH = 12;

/** The first event that is wrong, as a page on a program has it. */
export function firstEventOf(lab: Lab, first: EventDifferenceDocument): FirstEvent {
  const { kind, tick, line: at } = first;
  const where = at === null ? "at the end of what it prints" : `in line ${at}`;
  return {
    sentence: `In ${lab.step_name} ${tick}, ${where}, ${WHAT[kind]}.`,
    section: first.cause.section,
    lines: rowsOf(lab, first).flatMap((row) => (row.label === RULE ? [] : [lineOf(row)])),
  };
}

/** The verdict on a listing in a sentence, and what is to be told beside it: what the page shows. */
export function eventsTold(
  { lab }: Scenario,
  { listing, first_difference: first }: EventsReport,
): { readonly sentence: string; readonly rows: readonly ToldRow[] } {
  const lines = plural(listing.lines, "line");
  if (first === null) return { sentence: `Your listing is right: all ${lines} agree.`, rows: [] };
  return { sentence: `Your listing: ${headline(lab, first)}.`, rows: rowsOf(lab, first) };
}

function lineOf({ label, text }: ToldRow): string {
  return `${label.padEnd(LABEL_WIDTH)}${text}`;
}

function rowsOf(lab: Lab, first: EventDifferenceDocument): ToldRow[] {
  const { expected, actual, members, cause, agreeing, state, kind } = first;
  const { step_name } = lab;
  const shown = (of: EventRecord | null, none: string): string =>
    of === null ? none : recordInWords(lab, of);
  const wrong = (kind === "additional" ? actual : (expected ?? actual)) as EventRecord;
  const node = nodeOf(wrong);
  const row = typeof node === "number" ? state[node] : undefined;
  return [
    { label: "expected", text: shown(expected, "(the run has ended)") },
    { label: "actual", text: shown(actual, "(the listing has ended)") },
    ...members.map(({ member, ...values }) => ({
      label: "member",
      text: `${member}: expected ${JSON.stringify(values.expected)}, actual ${JSON.stringify(values.actual)}`,
    })),
    { label: "came of", text: causeInWords(lab, cause, wrong) },
    { label: RULE, text: cause.section },
    ...(row === undefined ? [] : stateRows(lab, first.tick, row)),
    ...agreeing.map((one, i) => ({
      label: i === 0 ? "before it" : "",
      text: `${step_name} ${one["tick"]}: ${recordInWords(lab, one)}`,
    })),
    { label: "after it", text: afterwards(lab, first) },
  ];
}

/** What stands before a tick in the row of a node, and what no dump shows of it. */
function stateRows(
  { scope, step_name }: Lab,
  tick: number,
  row: EventDifferenceDocument["state"][number],
): ToldRow[] {
  const words = (columns: readonly ScopeColumn[]): string =>
    columns.map(({ name }) => `${name} ${row[name]}`).join(", ");
  const { row_name, columns, hidden = [] } = scope;
  const whose = `of ${row_name} ${row[row_name]} before ${step_name} ${tick}`;
  return [
    { label: "state", text: `${whose}: ${words(columns)}` },
    ...(hidden.length === 0 ? [] : [{ label: "hidden", text: words(hidden) }]),
  ];
}

/** The node that does an event: of an arrival, the receiver. */
function nodeOf(record: EventRecord): unknown {
  if (record["kind"] === "sent") return record["from"];
  return record["node"] ?? record["to"];
}

function afterwards({ step_name }: Lab, first: EventDifferenceDocument): string {
  const { differing_lines, missing_events, agrees_again } = first;
  const counts = `${plural(differing_lines, "line")} that the right run does not have, ${plural(missing_events, "event")} missing`;
  return agrees_again === null
    ? `${counts}, to the end`
    : `${counts}; from line ${agrees_again.line} on, in ${step_name} ${agrees_again.tick}, everything agrees again`;
}
