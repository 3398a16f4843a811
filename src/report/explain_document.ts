import type { Finding } from "../diagnose/findings.ts";
import type { Hypothesis, SingleChange } from "../diagnose/hypotheses.ts";
import type { Closest } from "../diagnose/several.ts";
import type { FirstWrong, ProgramExplanation, Question } from "../explain/explain.ts";
import type { Bug } from "../labs/bug.ts";
import type { Scenario } from "../labs/lab.ts";
import { LIMITS } from "../limits.ts";
import type { Versions } from "../version.ts";
import { isReproducing } from "./diagnosis_text.ts";
import { fixOf, leftOutDocument } from "./diagnosis_words.ts";
import type { ExplainAnswer, ExplainedChange } from "./explain_schema.ts";
import { EMPTY_STATE, fragmentOf, subjectOf } from "./page_url.ts";
import { plural } from "./plural.ts";
import { SCHEMA_VERSION } from "./schema.ts";
import { accountDocument } from "./trace_schema.ts";

type Answered = ExplainAnswer["explanations"][number];

/** What is known of a program, as it is answered. `origin` is where the oracle answers; null where none does. */
export function explainAnswer(
  found: ProgramExplanation,
  versions: Versions,
  origin: string | null,
): ExplainAnswer {
  const { lab, extent, first_wrong, diagnosis, several, next } = found;
  const explanations = explanationsOf(found);
  const { scenarios, wrong_scenarios, whole } = extent;
  const status =
    explanations.length > 0
      ? "explained"
      : diagnosis !== null
        ? "unexplained"
        : next === null && wrong_scenarios === 0
          ? "right"
          : "ask";
  return {
    schema_version: SCHEMA_VERSION,
    status,
    message: messageOf(status, explanations, found),
    lab: lab.id,
    seen: { scenarios, wrong_scenarios, whole },
    first_wrong: first_wrong && firstWrongDocument(first_wrong),
    explanations: explanations.slice(0, LIMITS.listed_classes),
    explanations_total: explanations.length,
    closest: several?.closest ? closestDocument(found, several.closest) : null,
    tried: {
      bugs: diagnosis?.tried.bugs ?? 0,
      changes: diagnosis?.tried.changes ?? 0,
      sets: several?.tried.sets ?? 0,
    },
    left_out: [...(diagnosis?.left_out ?? []), ...(several?.left_out ?? [])].map(leftOutDocument),
    next: next && questionDocument(next),
    versions,
    page: first_wrong && pageOf(origin ?? "", first_wrong),
  };
}

function messageOf(
  status: ExplainAnswer["status"],
  explanations: readonly Answered[],
  { extent, lab }: ProgramExplanation,
): string {
  const seen = `${plural(extent.scenarios, "scenario")} of ${lab.id}`;
  switch (status) {
    case "right":
      return `nothing is wrong in what was seen: ${seen}`;
    case "ask":
      return "not enough was seen yet: next says what to send beside it";
    case "unexplained":
      return `nothing that was tried gives everything that was seen in ${seen}`;
    case "explained": {
      const [first] = explanations;
      const count = first?.changes.length ?? 1;
      const what = count === 1 ? "one change gives" : `${count} changes together give`;
      const total = explanations.length;
      const others =
        total === 1 ? "" : `; ${total - 1} other${total === 2 ? " does" : "s do"} as well`;
      return `${what} everything that was seen in ${seen}${others}`;
    }
  }
}

function firstWrongDocument({
  scenario,
  step,
  account,
  rules,
}: FirstWrong): NonNullable<ExplainAnswer["first_wrong"]> {
  const { lab, listed } = scenario;
  const name = listed === null ? "the smallest wrong scenario" : `scenario ${listed.id}`;
  return {
    scenario: listed?.id ?? null,
    parameters: { ...scenario.parameters },
    query: Object.fromEntries(scenario.query),
    command: scenario.command,
    step,
    sentence:
      step === null
        ? `In ${name} the final dump is wrong, or the listing; its states were not seen, so the first wrong ${lab.step_name} is not known.`
        : `In ${name} the first state that is wrong is the one after ${lab.step_name} ${step}.`,
    account: account && accountDocument(account),
    rules: rules.map((rule) => ({ ...rule })),
  };
}

/** Known bugs and changes that alone give everything, or else the sets. */
function explanationsOf(found: ProgramExplanation): Answered[] {
  const singles = (found.diagnosis?.findings ?? []).flatMap((finding) =>
    isReproducing(finding)
      ? [
          {
            certainty: finding.certainty as Answered["certainty"],
            changes: [ofFinding(found, finding)],
          },
        ]
      : [],
  );
  const sets = (found.several?.sets ?? []).map(({ certainty, members }) => ({
    certainty,
    changes: members.map((one) => ofMember(found, one)),
  }));
  return [...singles, ...sets];
}

function ofFinding(
  found: ProgramExplanation,
  { bugs: [bug], changes, changes_total }: Finding,
): ExplainedChange {
  return bug === undefined
    ? ofChange(changes, changes_total)
    : ofBug(found, bug, changes, changes_total);
}

function ofMember(
  found: ProgramExplanation,
  { id, bugs: [bug], changes }: Hypothesis,
): ExplainedChange {
  const own = found.words.get(id)?.changes ?? [];
  return bug === undefined ? ofChange(own, changes) : ofBug(found, bug, own, own.length);
}

function ofChange(changes: readonly SingleChange[], total: number): ExplainedChange {
  const first = changes[0] as SingleChange;
  return {
    bug: null,
    title: `A single change, of ${first.where}`,
    explanation: first.sentence,
    fix: fixOf(first),
    section: first.section,
    changes: changes.map((change) => ({ ...change })),
    changes_total: total,
  };
}

function ofBug(
  { sections }: ProgramExplanation,
  { id, title, description, fix }: Bug,
  own: readonly SingleChange[],
  total: number,
): ExplainedChange {
  const same = own.length > 0 ? own : (sections.get(id) ?? []);
  return {
    bug: id,
    title,
    explanation: description,
    fix,
    section: same.find(({ section }) => section !== null)?.section ?? null,
    changes: same.map((change) => ({ ...change })),
    changes_total: Math.max(total, same.length),
  };
}

function closestDocument(
  found: ProgramExplanation,
  { members, scenario, agreement, given, of }: Closest,
): NonNullable<ExplainAnswer["closest"]> {
  const { step_name } = scenario.lab;
  const name = scenario.listed === null ? scenario.flags : `scenario ${scenario.listed.id}`;
  const { step, agreeing, total } = agreement;
  const there =
    step === null || total < 2
      ? `what they give in ${name} is something else`
      : `in ${name} they agree up to ${step_name} ${step - 1} (${agreeing} of ${total} states), and then no more`;
  return {
    changes: members.map((one) => ofMember(found, one)),
    sentence: `${members.length === 1 ? "It gives" : "They give"} ${given} of ${plural(of, "wrong scenario")} that were looked at; ${there}.`,
  };
}

function questionDocument({ kind, scenarios, why }: Question): NonNullable<ExplainAnswer["next"]> {
  return { ask: kind, scenarios: scenarios.map(asked), why: whyInWords(why) };
}

function asked(scenario: Scenario) {
  return {
    scenario: scenario.listed?.id ?? null,
    parameters: { ...scenario.parameters },
    query: Object.fromEntries(scenario.query),
    command: scenario.command,
  };
}

function whyInWords(why: Question["why"]): string {
  switch (why.kind) {
    case "suite":
      return `what the program prints in every scenario of the suite ${why.id}: what is explained must give all of it`;
    case "first-wrong-step":
      return "the listings of wrong scenarios: they say which step goes wrong first";
    case "decide":
      return `${plural(why.of, "explanation")} are left, and they run differently there, in ${why.parts} ways at least`;
  }
}

function pageOf(origin: string, { scenario, step }: FirstWrong): string {
  const fragment = fragmentOf({
    ...EMPTY_STATE,
    tab: "explore",
    subject: subjectOf(scenario),
    tick: step,
  });
  return `${origin}/${fragment}`;
}
