import { areEqual } from "../../dump/bytes.ts";
import { Problem } from "../../errors.ts";
import { type Findings, judge, judgeFurther, type Stage } from "../../judge/judge.ts";
import { submissionOf } from "../../judge/submission.ts";
import { scenarioOfSuite } from "../../labs/define.ts";
import type { Lab, RunOptions } from "../../labs/lab.ts";
import { REGISTRY } from "../../labs/registry.ts";
import {
  failingOf,
  isKnownTo,
  ownScenarios,
  type Suite,
  type SuiteScenario,
} from "../../labs/suite.ts";
import { type Expected, runOf, seal, simulate } from "../../oracle/expected.ts";
import type { Subject } from "../../report/page_url.ts";
import type { Report } from "../../report/schema.ts";
import { suiteSha256, versionsOf } from "../../version.ts";
import { timelineOf } from "../model/timeline.ts";
import { elsewhereOf } from "./elsewhere.ts";
import type {
  BugOutcome,
  JobFault,
  JobName,
  Jobs,
  LabSummary,
  ScenarioSummary,
  SuiteSummary,
} from "./protocol.ts";
import { sidesOf } from "./sides.ts";
import { labOf, scenarioOfSubject } from "./subject.ts";

type Handlers = {
  readonly [N in JobName]: (
    given: Jobs[N]["given"],
  ) => Jobs[N]["result"] | Promise<Jobs[N]["result"]>;
};

/** The last scenario that was simulated: a verification is followed by its diagnosis. */
let last: { readonly key: string; readonly expected: Expected } | null = null;

async function expectedOf(subject: Subject): Promise<Expected> {
  const key = JSON.stringify(subject);
  if (last?.key === key) return last.expected;
  const scenario = await scenarioOfSubject(subject);
  const expected = await seal(scenario, simulate(scenario));
  last = { key, expected };
  return expected;
}

/** What is known of the last submission: its diagnosis is asked for when the rest is shown. */
let lastFindings: Findings | null = null;

async function findingsOf(
  { subject, submission: { dump, sha256 } }: Jobs["verify"]["given"],
  until: Stage,
): Promise<Findings> {
  const expected = await expectedOf(subject);
  const submission =
    dump === null
      ? { kind: "hash" as const, sha256: sha256 ?? "" }
      : await submissionOf(expected, dump);
  const isSame =
    lastFindings?.expected === expected &&
    lastFindings.submission.kind === submission.kind &&
    lastFindings.submission.sha256 === submission.sha256;
  lastFindings =
    lastFindings !== null && isSame
      ? await judgeFurther(lastFindings, until, REGISTRY)
      : await judge(expected, submission, until, REGISTRY);
  return lastFindings;
}

async function documentOf(findings: Findings, origin: string): Promise<Report> {
  const { reportOf } = await import("../../report/build.ts");
  return reportOf(findings, await versionsOf(findings.expected.scenario.lab), origin);
}

/** What the page asks of the engine, by the job's name. What a first look does not need is loaded when it is needed. */
export const HANDLERS: Handlers = {
  labs: () => REGISTRY.map(({ id, title }) => ({ id, title })),

  lab: async ({ lab }) => labSummary(await labOf(lab)),

  async verify(given) {
    const findings = await findingsOf(given, "alignment");
    const { expected, alignment } = findings;
    const report = await documentOf(findings, given.origin);
    const map = expected.scenario.lab.field_map;
    const sides = sidesOf(map, expected.dump, given.submission.dump, alignment);
    return { report, sides, expected: expected.dump };
  },

  async explain(given) {
    const findings = await findingsOf(given, "diagnosis");
    return { report: await documentOf(findings, given.origin), elsewhere: elsewhereOf(findings) };
  },

  async events({ subject, listing }) {
    const scenario = await scenarioOfSubject(subject);
    const [{ judgeEvents }, { eventsReport, eventsTold }] = await Promise.all([
      import("../../judge/judge_events.ts"),
      import("../../report/events_report.ts"),
    ]);
    const range = { from: 0, until: scenario.steps };
    // It is one's own machine: what the file's size bounds needs no other bound.
    const mostLines = Number.POSITIVE_INFINITY;
    const findings = await judgeEvents(scenario, range, (push) => push(listing), { mostLines });
    const report = eventsReport(findings, await versionsOf(scenario.lab), null);
    const { verdict, first_difference: first } = report;
    return { verdict, tick: first?.tick ?? null, ...eventsTold(scenario, report) };
  },

  async example({ subject }) {
    const { scenario, dump } = await expectedOf(subject);
    return damaged(scenario.lab, dump, (options) => runOf(scenario, options).dump());
  },

  async compare({ lab: id, a, b }) {
    const lab = await labOf(id);
    const [{ judgeDumps, UnreadableDumps }, { reportOfGiven }] = await Promise.all([
      import("../../judge/judge_dumps.ts"),
      import("../../report/build.ts"),
    ]);
    const findings = await judgeDumps(lab, [a, b]).catch((error) => {
      if (!(error instanceof UnreadableDumps)) throw error;
      throw new Problem("invalid-body", [
        { detail: `neither file reads as a dump of ${lab.id}; expected at least one that does` },
      ]);
    });
    const isSwapped = findings.swapped_because !== null;
    const [expected, actual] = [findings.expected.bytes, findings.actual.bytes];
    const command = `assay diff ${isSwapped ? "b.bin a.bin" : "a.bin b.bin"} --lab ${lab.id}`;
    const report = reportOfGiven(findings, await versionsOf(lab), command);
    const sides = sidesOf(lab.field_map, expected, actual, findings.alignment);
    return { report, sides, expected, isSwapped };
  },

  timeline: async ({ subject }) => timelineOf(await scenarioOfSubject(subject)),

  async window({ subject, from, until, choices, followed }) {
    const scenario = await scenarioOfSubject(subject);
    const { drawnWindowOf } = await import("../model/drawn_window.ts");
    return drawnWindowOf(scenario, { from, until }, choices, followed);
  },

  async diagram({ subject, mark, from, until }) {
    const scenario = await scenarioOfSubject(subject);
    const [{ diagram }, { windowOf }] = await Promise.all([
      import("../../report/diagram.ts"),
      import("../../trace/window.ts"),
    ]);
    return { svg: diagram(scenario, windowOf(scenario, from, until), mark), from, until };
  },

  async episodes({ subject }) {
    const scenario = await scenarioOfSubject(subject);
    const { episodesOf } = await import("../../trace/episodes.ts");
    return episodesOf(scenario);
  },

  async account({ subject, step }) {
    const scenario = await scenarioOfSubject(subject);
    const [{ accountOf }, { accountLines }] = await Promise.all([
      import("../../trace/account.ts"),
      import("../../report/trace_words.ts"),
    ]);
    // Without the heading, which the page has already, and the margin of a log.
    const lines = accountLines(scenario.lab, accountOf(scenario, step, "digest")).slice(1);
    return { step, lines: lines.map((line) => line.replace(/^ {2}/, "")) };
  },

  async state({ subject }) {
    const { scenario, dump, sha256, provenance } = await expectedOf(subject);
    const sides = sidesOf(scenario.lab.field_map, dump, null, null);
    return { sides, expected: dump, sha256, provenance, after: subject.after };
  },

  async suites({ lab: id }) {
    const lab = await labOf(id);
    return Promise.all(lab.suites.map((suite) => suiteSummary(lab, suite)));
  },
};

/** What was wrong with a job, for a person. */
export function faultOf(error: unknown): JobFault {
  if (error instanceof Problem) {
    return {
      items: error.items.map(({ parameter = null, detail }) => ({ parameter, detail })),
    };
  }
  const detail = error instanceof Error ? error.message : String(error);
  return { items: [{ parameter: null, detail }] };
}

/**
 * What a program with a known bug writes in place of `dump`: of the bugs of the protocol the one that changes the
 * fewest bytes. Where the scenario shows none of them, a wrong bit.
 */
function damaged(lab: Lab, dump: Uint8Array, run: (options: RunOptions) => Uint8Array): Uint8Array {
  let best: { bytes: Uint8Array; score: number } | null = null;
  for (const { id, kind } of lab.bugs) {
    if (kind !== "protocol") continue;
    const bytes = run({ bugs: [{ bug: id, variant: 0 }] });
    if (areEqual(bytes, dump)) continue;
    const score = differingBytes(bytes, dump);
    if (best === null || score < best.score) best = { bytes, score };
  }
  if (best !== null) return best.bytes;
  const bytes = dump.slice();
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] as number) ^ 1;
  return bytes;
}

function differingBytes(a: Uint8Array, b: Uint8Array): number {
  let count = Math.abs(a.length - b.length) * 2;
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) count++;
  return count;
}

function labSummary(lab: Lab): LabSummary {
  return {
    id: lab.id,
    title: lab.title,
    summary: lab.summary,
    step_name: lab.step_name,
    scope: lab.scope,
    tracked_by: lab.tracking?.name ?? null,
    parameters: Object.entries(lab.parameters).map(([name, parameter]) => ({
      name,
      description: parameter.description,
      expected: parameter.type.expected,
      example: parameter.example,
      values: parameter.type.values ?? null,
      required: parameter.required,
      default: parameter.default,
    })),
    scenarios: [...ownScenarios(lab.suites)].flatMap(([{ id }, scenarios]) =>
      scenariosOf(lab, id, scenarios),
    ),
    runbook: lab.runbook.map(({ id, where, culprit, source }) => ({ id, where, culprit, source })),
  };
}

function scenariosOf(
  lab: Lab,
  suite: string,
  scenarios: readonly SuiteScenario[],
): ScenarioSummary[] {
  return scenarios.map((scenario) => ({
    suite,
    id: scenario.id,
    title: scenario.title,
    parameters: scenario.parameters,
    sha256: scenario.sha256,
    size_bytes: scenario.size_bytes,
    command: scenarioOfSuite(lab, scenario).command,
  }));
}

async function suiteSummary(lab: Lab, suite: Suite): Promise<SuiteSummary> {
  const { id, version, title, scenarios } = suite;
  return {
    id,
    version,
    title,
    sha256: await suiteSha256(suite),
    is_published: suite.is_published,
    mutation: suite.mutation,
    scenarios: scenariosOf(lab, id, scenarios),
    bugs: lab.bugs
      .filter((bug) => isKnownTo(suite, bug.id))
      .map((bug) => {
        const { always, sometimes } = failingOf(suite, bug.id);
        const outcomes = scenarios.map(({ id: one }): BugOutcome => {
          if (always.includes(one)) return "fails";
          return sometimes.includes(one) ? "sometimes" : "passes";
        });
        return { id: bug.id, title: bug.title, kind: bug.kind, outcomes };
      }),
  };
}
