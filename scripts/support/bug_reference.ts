import { catalogueOf } from "../../src/diagnose/catalogue.ts";
import type { Bug, BugKind } from "../../src/labs/bug.ts";
import { scenarioOfSuite } from "../../src/labs/define.ts";
import { LABS } from "../../src/labs/index.ts";
import type { Lab } from "../../src/labs/lab.ts";
import {
  failingOf,
  isRuledOut,
  ownScenarios,
  SURVIVES,
  type Suite,
  type SuiteScenario,
} from "../../src/labs/suite.ts";
import { anchorOf } from "./pins.ts";
import { code, table } from "./reference.ts";

/** docs/bugs.md: the catalogue of known bugs, and the matrix bug x scenario of every suite. */

const KINDS: readonly (readonly [BugKind, string])[] = [
  ["protocol", "Bugs of the protocol: the simulation itself goes another way"],
  ["encoding", "Bugs of the encoding: the right state is written wrongly"],
];

/** A sentence of the catalogue in Markdown, which shows its characters as they are. */
function prose(text: string): string {
  return text.replace(/[\\`*_<>|{}[\]]/g, (mark) => `\\${mark}`);
}

function failingWords({ suites }: Lab, bug: Bug): string {
  if (!bug.is_observable) return "Nothing fails: no scenario can show it.";
  const own = ownScenarios(suites);
  const parts = suites.flatMap((suite) => {
    const ids = new Set(own.get(suite)?.map(({ id }) => id));
    const failing = failingOf(suite, bug.id);
    const always = failing.always.filter((id) => ids.has(id));
    const sometimes = failing.sometimes.filter((id) => ids.has(id));
    const some = sometimes.length > 0 ? ` (and ${sometimes.join(" ")} in some readings)` : "";
    return [`${suite.id} ${always.length > 0 ? always.join(" ") : "none"}${some}`];
  });
  return parts.join("; ");
}

/** A bug in full. Without a lab, the scenarios that it fails are left out: it is known to every lab. */
function entry(bug: Bug, lab: Lab | null): string {
  const { id, title, description, effect, cause, fix, runbook, variants } = bug;
  return [
    `#### ${lab === null ? "" : `<a id="${anchorOf(lab, bug)}"></a>`}${code(id)}: ${prose(title)}`,
    `${prose(description)}${variants > 1 ? ` (${variants} readings.)` : ""}`,
    [
      `- Effect: ${prose(effect)}`,
      `- Cause: ${prose(cause)}`,
      `- Fix: ${prose(fix)}`,
      `- Runbook: ${runbook === null ? "no row points at it" : code(runbook)}`,
      ...(lab === null ? [] : [`- Fails: ${failingWords(lab, bug)}`]),
    ].join("\n"),
  ].join("\n\n");
}

/** A row for each reading: a dot for a scenario that it passes, else a letter for the bytes that it gives. */
function matrix(lab: Lab, suite: Suite, own: readonly SuiteScenario[], kind: BugKind): string {
  const columns = own.map((one) => suite.scenarios.indexOf(one));
  const rows = lab.bugs
    .filter((bug) => bug.kind === kind)
    .flatMap((bug) =>
      (suite.kills[bug.id] ?? []).map((row, variant) => [
        code(bug.variants > 1 ? `${bug.id}:${variant}` : bug.id) +
          (bug.is_observable ? "" : ", which no scenario shows"),
        ...columns.map((column) => (row[column] === SURVIVES ? "·" : (row[column] as string))),
      ]),
    );
  return table(["bug", ...own.map(({ id }) => id)], rows);
}

function killedWords(lab: Lab, suite: Suite, kind: BugKind): string {
  const known = lab.bugs.filter((bug) => bug.kind === kind && bug.is_observable);
  const all = new Set(suite.scenarios.map(({ id }) => id));
  const killed = known.filter((bug) => isRuledOut(suite, bug, all)).length;
  return `${killed} of ${known.length}`;
}

function suiteReference(lab: Lab, suite: Suite, own: readonly SuiteScenario[]): string {
  const others = suite.scenarios.length - own.length;
  const beside =
    others === 0 ? "" : ` Its ${others} scenarios of the suites above are not listed again.`;
  return [
    `### The suite ${code(suite.id)}, version ${suite.version}`,
    `${suite.title}. A pass rules out ${killedWords(lab, suite, "protocol")} known bugs of the protocol, and ${killedWords(lab, suite, "encoding")} of the encoding.${beside}`,
    table(
      ["id", "what it has", "arguments", "bytes", "sha256"],
      own.map((scenario) => [
        scenario.id,
        scenario.title,
        code(scenarioOfSuite(lab, scenario).command),
        String(scenario.size_bytes),
        code(`${scenario.sha256.slice(0, 16)}…`),
      ]),
    ),
    matrix(lab, suite, own, "protocol"),
    matrix(lab, suite, own, "encoding"),
  ].join("\n\n");
}

function labBugs(lab: Lab): string {
  const sections = KINDS.flatMap(([kind, title]) => {
    const bugs = lab.bugs.filter((bug) => bug.kind === kind);
    return bugs.length === 0 ? [] : [`### ${title}`, ...bugs.map((bug) => entry(bug, lab))];
  });
  return [
    `## ${code(lab.id)}, ${lab.title}`,
    ...[...ownScenarios(lab.suites)].map(([suite, own]) => suiteReference(lab, suite, own)),
    ...sections,
  ].join("\n\n");
}

/** The mutation scores of a suite with their denominator. */
function mutationWords({ mutation }: Suite): [string, string] {
  if (mutation === null) return ["not tried", "not tried"];
  const { by_dump, by_listing, seen } = mutation;
  return [`${by_dump} of ${seen}`, `${by_listing} of ${seen}`];
}

/** What each suite rules out, lab by lab: for docs/suites.md. */
export function suiteTable(): string {
  return table(
    [
      "lab",
      "suite",
      "scenarios",
      "protocol bugs ruled out",
      "encoding bugs ruled out",
      "single changes shown by dumps",
      "by dumps and listings",
    ],
    LABS.flatMap((lab) =>
      lab.suites.map((suite) => [
        lab.id,
        code(suite.id),
        String(suite.scenarios.length),
        killedWords(lab, suite, "protocol"),
        killedWords(lab, suite, "encoding"),
        ...mutationWords(suite),
      ]),
    ),
  );
}

/** docs/bugs.md, whole. */
export function bugReference(): string {
  return `${[
    "# Known bugs",
    "Written by `npm run docs` from the catalogue of each lab and from what `npm run suites` has measured; tests hold it against both.",
    "In a matrix a dot is a survivor: a program with that bug gives the right dump there. A letter is a wrong dump; " +
      "two bugs with the same letter in a column give the same bytes on that scenario. A column has letters of its own. " +
      "Of a bug that can be read in several ways every reading has a row, `ID:N`, as `assay mutant` takes it.",
    ...LABS.map(labBugs),
    "## Bugs of the transport, in every lab",
    "The right dump, or its hash, is changed on its way: no matter of scenarios, and in no matrix.",
    ...catalogueOf(LABS[0])
      .filter(({ kind }) => kind === "transport")
      .map((bug) => entry(bug, null)),
  ].join("\n\n")}\n`;
}
