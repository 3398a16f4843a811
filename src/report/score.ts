import * as z from "zod";
import type { Bug } from "../labs/bug.ts";
import { isKnownTo, isRuledOut, type Suite } from "../labs/suite.ts";
import type { Case } from "./exam.ts";

/**
 * What the passed scenarios of a suite prove: a known bug that fails one of them, whatever its reading,
 * is not in the program. All numbers are counts.
 */

export const bugScoreSchema = z.strictObject({
  kind: z.enum(["protocol", "encoding", "transport"]),
  known_total: z.int().describe("Known bugs of this kind that some scenario can show"),
  ruled_out_total: z.int(),
  possible_total: z.int(),
  ruled_out: z
    .array(z.string())
    .describe("Ids: a scenario that was passed fails with each of them"),
  possible: z.array(z.string()).describe("Ids: every scenario that was passed lets them pass"),
});

export const scoreSchema = z
  .strictObject({
    suite: z.strictObject({
      id: z.string(),
      version: z.string(),
      sha256: z.string().describe("SHA-256 of the suite: its scenarios and hashes"),
    }),
    scenarios: z.strictObject({
      total: z.int(),
      passed: z.int(),
      failed: z.int(),
      missing: z.int().describe("Those without an answer to compare"),
      not_asked: z
        .int()
        .optional()
        .describe("Those that an exam of a part of the suite left out, if there are any"),
    }),
    bugs: z.array(bugScoreSchema).describe("One entry for each kind"),
  })
  .meta({ id: "Score" });

export type Score = z.infer<typeof scoreSchema>;
export type ScenarioVerdict = "passed" | "failed" | "missing" | "not-asked";

/** The score of scenarios of a suite, by their ids; `sha256` is the suite's. */
export function scoreOf(
  suite: Suite,
  sha256: string,
  bugs: readonly Bug[],
  verdicts: ReadonlyMap<string, ScenarioVerdict>,
): Score {
  const ids = suite.scenarios.map(({ id }) => id);
  const having = (verdict: ScenarioVerdict): string[] =>
    ids.filter((id) => (verdicts.get(id) ?? "missing") === verdict);
  const passed = having("passed");
  const notAsked = having("not-asked").length;
  return {
    suite: { id: suite.id, version: suite.version, sha256 },
    scenarios: {
      total: ids.length,
      passed: passed.length,
      failed: having("failed").length,
      missing: having("missing").length,
      ...(notAsked > 0 ? { not_asked: notAsked } : {}),
    },
    bugs: bugScores(suite, bugs, new Set(passed)),
  };
}

function bugScores(suite: Suite, bugs: readonly Bug[], passed: ReadonlySet<string>) {
  const judged = bugs.filter(({ id, is_observable }) => is_observable && isKnownTo(suite, id));
  const kinds = [...new Set(judged.map(({ kind }) => kind))];
  return kinds.map((kind) => {
    const known = judged.filter((bug) => bug.kind === kind);
    const ruledOut = known.filter((bug) => isRuledOut(suite, bug, passed));
    const possible = known.filter((bug) => !ruledOut.includes(bug));
    return {
      kind,
      known_total: known.length,
      ruled_out_total: ruledOut.length,
      possible_total: possible.length,
      ruled_out: ruledOut.map(({ id }) => id),
      possible: possible.map(({ id }) => id),
    };
  });
}

/**
 * What the cases of an exam of a suite, or of a part of it, are for the score: a program in trouble has given no
 * answer.
 */
export function verdictsOf(
  lab: string,
  { scenarios }: Pick<Suite, "scenarios">,
  cases: readonly Pick<Case, "name" | "outcome">[],
): Map<string, ScenarioVerdict> {
  const outcomes = new Map(cases.map(({ name, outcome }) => [name, outcome]));
  return new Map(
    scenarios.map(({ id }) => {
      const outcome = outcomes.get(`${lab}/${id}`);
      return [id, outcome === undefined ? "not-asked" : VERDICTS[outcome]] as const;
    }),
  );
}

const VERDICTS: Readonly<Record<Case["outcome"], ScenarioVerdict>> = {
  passed: "passed",
  "unexpectedly-passed": "passed",
  failed: "failed",
  "known-failing": "failed",
  trouble: "missing",
};

/** Possible bugs that a line of text names; the JSON has all of them. */
const NAMED_BUGS = 5;

/** The score for a person, a line for the scenarios and one for each kind of bug, with the bugs that are possible. */
export function scoreLines({ suite, scenarios, bugs }: Score, namesPossible = true): string[] {
  const { passed, total, missing, not_asked = 0 } = scenarios;
  const asked = not_asked === 0 ? `${total} scenarios` : `${total - not_asked} asked`;
  const unanswered = missing > 0 ? `, ${missing} without an answer` : "";
  const rest = not_asked > 0 ? `; ${not_asked} not asked` : "";
  return [
    `suite ${suite.id} ${suite.version}: ${passed} of ${asked} passed${unanswered}${rest}`,
    ...bugs.map(({ kind, known_total, ruled_out_total, possible }) => {
      const named = namesPossible ? possible.slice(0, NAMED_BUGS) : [];
      const rest = possible.length - named.length;
      const more = rest > 0 ? ` and ${rest} more` : "";
      const left = named.length === 0 ? "" : `; possible: ${named.join(", ")}${more}`;
      return `${kind}: ${ruled_out_total} of ${known_total} known bugs ruled out${left}`;
    }),
  ];
}
