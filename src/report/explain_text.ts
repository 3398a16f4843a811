import type { Lab } from "../labs/lab.ts";
import type { Account } from "../trace/account.ts";
import { ASSAY } from "./command_word.ts";
import type {
  ExplainAnswer,
  ExplainedChange,
  ExplainReport,
  FirstEvent,
} from "./explain_schema.ts";
import { parameterOption } from "./local_commands.ts";
import { plural } from "./plural.ts";
import { accountLines } from "./trace_words.ts";
import { visible } from "./visible.ts";

/** One page on a program, for a person: what goes wrong first, by which rule, what gives everything, what to look at next. */

const LISTED_RULES = 8;
const LISTED_EXPLANATIONS = 3;
const LISTED_EVENTS = 12;
const LISTED_FIELDS = 12;

const HEADS: Readonly<Record<ExplainAnswer["status"], string>> = {
  ask: "OPEN",
  right: "MATCH",
  explained: "EXPLAINED",
  unexplained: "UNEXPLAINED",
};

/** A part of the page: a title and its lines. */
export interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

/** The page of `assay explain`. */
export function renderExplainText(lab: Lab, report: ExplainReport): string {
  const { answer } = report;
  return page([
    headOf(answer, report),
    ...programSections(report),
    ...(answer === null ? [] : answerSections(lab, answer, report)),
  ]);
}

/** The page of an answer alone, as the API gives it. */
export function renderAnswerText(lab: Lab, answer: ExplainAnswer): string {
  return page([headOf(answer, null), ...answerSections(lab, answer, null)]);
}

function page(sections: readonly Section[]): string {
  const blocks = sections.map(({ title, lines }) =>
    [visible(title), ...lines.map((line) => (line === "" ? "" : `  ${visible(line)}`))].join("\n"),
  );
  return `${blocks.join("\n\n")}\n`;
}

/** The first line: what became of it, in one sentence. */
export function headOf(answer: ExplainAnswer | null, report: ExplainReport | null): Section {
  if (answer === null) {
    const isBroken = (report?.trouble.length ?? 0) === 0 && report?.is_ended !== true;
    const title = isBroken
      ? "BROKEN  the program prints no hash as the contract asks, so nothing else was asked of it"
      : "TROUBLE  the program could not be asked";
    return { title, lines: [] };
  }
  const { scenarios, wrong_scenarios, whole } = answer.seen;
  const states = whole === 0 ? "" : `; of ${whole} of them every state`;
  return {
    title: `${HEADS[answer.status]}  ${answer.message}`,
    lines: [
      ...(report === null ? [] : [`program     ${report.program}`]),
      `seen        ${plural(scenarios, "scenario")}, ${wrong_scenarios} of them wrong${states}`,
      ...(report?.is_ended
        ? ["ended       before everything was asked or tried: this is what is known"]
        : []),
    ],
  };
}

/** What is to be said of the program itself: the contract, what it refuses, what it did not answer. */
export function programSections({ contract, lacks, trouble }: ExplainReport): Section[] {
  const lines = [
    ...contract.broken.flatMap(({ id, message, command }) => [
      `broken      ${id}: ${message}`,
      `            ${command}`,
    ]),
    ...lacks.map((flag) => `lacks       ${flag}: ${LACKS[flag] ?? "it is optional"}`),
    ...trouble.flatMap(({ command, message }) => [
      `trouble     ${message}`,
      `            ${command}`,
    ]),
  ];
  return lines.length === 0 ? [] : [{ title: "the program", lines }];
}

/** What more output would give. */
const LACKS: Readonly<Record<string, string>> = {
  "--digests":
    "with it the first wrong step would be known, and several changes could be told apart step by step",
  "--events": "with it the first wrong message would be known, before any state is wrong",
  "--dump-after": "with it `assay bisect` finds a wrong step without listings",
  "--dump": "with it `assay verify` shows the fields that differ",
};

export function answerSections(
  lab: Lab,
  answer: ExplainAnswer,
  report: ExplainReport | null,
): Section[] {
  const { first_wrong: first, explanations, closest, next } = answer;
  if (answer.status === "right") return [];
  return [
    ...(first === null ? [] : firstSections(lab, first)),
    ...(report?.first_event ? [eventSection(report.first_event)] : []),
    ...(explanations.length > 0 ? [explanationSection(answer)] : []),
    ...(explanations.length > 0 || answer.status !== "unexplained" ? [] : [openSection(answer)]),
    ...(closest === null ? [] : [closestSection(closest)]),
    ...(first === null ? [] : [commandSection(lab, first, report)]),
    ...nextSection(lab, answer),
    ...(next === null || report !== null
      ? []
      : [
          {
            title: "to be observed next",
            lines: [next.why, ...next.scenarios.map(({ command }) => command)],
          },
        ]),
  ];
}

type First = NonNullable<ExplainAnswer["first_wrong"]>;

function firstSections(lab: Lab, { sentence, account, rules }: First): Section[] {
  const told = account && {
    ...(account as Account),
    events: (account as Account).events.slice(0, LISTED_EVENTS),
    changes: (account as Account).changes.slice(0, LISTED_FIELDS),
  };
  const lines = told === null ? [] : ["", ...accountLines(lab, told).map((line) => line.slice(2))];
  const ruling = rules.filter(({ section }) => section !== null);
  const fresh = ruling.filter(({ is_new }) => is_new);
  const shown = (fresh.length > 0 ? fresh : ruling).slice(0, LISTED_RULES);
  const rest = ruling.length - shown.length;
  const section = {
    title: `the rules in play in that ${lab.step_name}`,
    lines: [
      ...shown.map(({ where, section }) => `${where}: ${section}`),
      ...(rest > 0 ? [`and ${plural(rest, "other")}: the JSON report has them`] : []),
    ],
  };
  return [
    { title: "what goes wrong first", lines: [sentence, ...lines] },
    ...(shown.length === 0 ? [] : [section]),
  ];
}

function eventSection({ sentence, section, lines }: FirstEvent): Section {
  return {
    title: "the first wrong event",
    lines: [sentence, ...(section === null ? [] : [`rule        ${section}`]), ...lines],
  };
}

function explanationSection({
  explanations,
  explanations_total,
  tried,
  left_out,
}: ExplainAnswer): Section {
  const listed = explanations.slice(0, LISTED_EXPLANATIONS);
  const more = explanations_total - listed.length;
  return {
    title: "what gives everything that was seen",
    lines: [
      ...listed.flatMap(({ certainty, changes }) => [
        ...changes.flatMap((change, i) => changeLines(change, i === 0 ? certainty : "and")),
        "",
      ]),
      ...(more > 0 ? [`and ${more} more: the JSON report has them`, ""] : []),
      `tried       ${triedInWords(tried)}`,
      ...leftOutLines(left_out),
      proofInWords(explanations[0]?.certainty, explanations[0]?.changes.length ?? 1),
    ],
  };
}

function proofInWords(certainty: string | undefined, changes: number): string {
  const apart = changes > 1 ? " without one of them something else comes out;" : "";
  return certainty === "proven"
    ? `proven:     every scenario of the suites was seen, and of all that was tried this alone gives it;${apart} what no scenario shows is not known`
    : `reproduces:${apart} a change that was not tried may give it as well`;
}

function changeLines(change: ExplainedChange, label: string): string[] {
  const { bug, title, explanation, fix, section, changes } = change;
  const source = changes[0]?.source ?? null;
  return [
    `${label.padEnd(10)}  ${bug === null ? title : `${bug}: ${title}`}`,
    `            ${explanation}`,
    `  rule      ${section ?? (bug === null ? "no section of the specification is known" : `docs/bugs.md, "${bug}"`)}`,
    `  fix       ${fix}`,
    ...(bug !== null && source !== null ? [`  ours      ${source}`] : []),
  ];
}

function openSection({ tried, left_out }: ExplainAnswer): Section {
  return {
    title: "what gives everything that was seen",
    lines: [
      "nothing that was tried: the program does something that is none of these, or more of them at once",
      `tried       ${triedInWords(tried)}`,
      ...leftOutLines(left_out),
    ],
  };
}

function closestSection({ changes, sentence }: NonNullable<ExplainAnswer["closest"]>): Section {
  return {
    title: "what comes nearest, and is not all of it",
    lines: [
      ...changes.flatMap((change, i) => changeLines(change, i === 0 ? "nearest" : "and")),
      sentence,
    ],
  };
}

export function triedInWords({ bugs, changes, sets }: ExplainAnswer["tried"]): string {
  const several =
    sets === 0 ? "" : `, and ${plural(sets, "set")} of changes in search of several at once`;
  return `${plural(bugs, "known bug")} and ${plural(changes, "single change")}${several}`;
}

function leftOutLines(left_out: ExplainAnswer["left_out"]): string[] {
  return left_out.map(({ what, why }) => `left out    ${what} (${why})`);
}

function commandSection(lab: Lab, { command, step }: First, report: ExplainReport | null): Section {
  const smallest = report?.smallest ?? null;
  const flags = command.slice(lab.program.length + 1);
  const own = report === null ? command : `${report.program} ${flags}`;
  return {
    title: "the smallest scenario that shows it",
    lines: [
      smallest?.command ?? own,
      ...(smallest?.shrunk_from ? [`made of     ${smallest.shrunk_from}`] : []),
      ...(step === null || (smallest !== null && smallest.command !== own)
        ? []
        : [`state       ${own} --dump-after ${step}`]),
    ],
  };
}

function nextSection(lab: Lab, answer: ExplainAnswer): Section[] {
  const { first_wrong: first, page: url } = answer;
  if (first === null) return [];
  const { scenario, step, query } = first;
  const named = scenario === null ? optionsOf(query) : `--scenario ${scenario}`;
  const around =
    step === null ? "" : ` --from ${Math.max(0, step - 2)} --until ${step + 1} --events`;
  return [
    {
      title: "what to look at next",
      lines: [
        `${ASSAY} bisect --lab ${lab.id} ${named} --program …`,
        `${ASSAY} trace --lab ${lab.id} ${named}${around}`,
        ...(url === null
          ? []
          : [url.startsWith("/") ? `the page: ${ASSAY} serve, and there ${url}` : url]),
      ],
    },
  ];
}

function optionsOf(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .map(([name, text]) => `--${parameterOption(name)} ${text}`)
    .join(" ");
}
