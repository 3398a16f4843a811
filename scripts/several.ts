/**
 * `npm run several -- [COUNT [LAB…]]`: random programs with two known bugs, with two single changes of the simulation, and with
 * three known bugs, COUNT of each (default 10) and of every lab: what several changes at once are found to give them. A line
 * for each, and a row of a table for each kind; ends with 1 if anything was called proven that is no part of the program.
 */
import type { Evidence } from "../src/diagnose/evidence.ts";
import type { Hypothesis } from "../src/diagnose/hypotheses.ts";
import { type Several, severalGiving } from "../src/diagnose/several.ts";
import { singleChangesOf, Together } from "../src/diagnose/together.ts";
import { stateSha256 } from "../src/digests/state_hashes.ts";
import { WorkLimitError } from "../src/errors.ts";
import { Draws } from "../src/kernel/draws.ts";
import { listedScenarios, scenarioOfSuite } from "../src/labs/define.ts";
import { findLab, LABS } from "../src/labs/index.ts";
import type { Lab, Run } from "../src/labs/lab.ts";
import { MutantEnded } from "../src/mutants/run.ts";

const WORK = 60_000_000;

/** What is drawn: how many changes, of which. */
interface Kind {
  readonly name: string;
  readonly size: number;
  readonly isOf: (one: Hypothesis) => boolean;
}

const KINDS: readonly Kind[] = [
  { name: "two known bugs", size: 2, isOf: ({ bugs }) => bugs.length > 0 },
  {
    name: "two single changes",
    size: 2,
    isOf: ({ bugs, part }) => bugs.length === 0 && part.of === "simulation",
  },
  { name: "three known bugs", size: 3, isOf: ({ bugs }) => bugs.length > 0 },
];

/** `part`: fewer changes give everything that is seen of the program; the others do not show, or hide each other. */
type Said = "all" | "part" | "other" | "nothing";

const [countText = "10", ...labIds] = process.argv.slice(2);
const count = Number(countText);
const rows: string[] = [];
let wronglyProven = 0;
for (const lab of labIds.length === 0 ? LABS : labIds.map(findLab)) {
  for (const kind of KINDS) rows.push(await measured(lab, kind));
}
console.log(
  "\n| lab | of | programs | all named | a part gives all | something else | nothing | proven |",
);
console.log("| --- | --- | --- | --- | --- | --- | --- | --- |");
console.log(rows.join("\n"));
console.log(`\nwrongly proven: ${wronglyProven}`);
process.exitCode = wronglyProven > 0 ? 1 : 0;

async function measured(lab: Lab, kind: Kind): Promise<string> {
  const together = await Together.of(lab);
  const pool = (await singleChangesOf(lab)).filter(kind.isOf);
  const right = new Map<string, Seen>();
  for (const one of listedScenarios(lab)) {
    right.set(one.id, await seenOf(scenarioOfSuite(lab, one).start()));
  }
  const counts: Record<Said, number> = { all: 0, part: 0, other: 0, nothing: 0 };
  let proven = 0;
  const draws = new Draws({ hi: 0, lo: 1 });
  for (let made = 0; made < count; ) {
    const members = drawn(pool, kind.size, draws);
    if (!together.isPossible(members.map(({ part }) => part))) continue;
    const evidence = await evidenceOf(lab, together, members, right);
    if (evidence === null) continue;
    made++;
    const found = await severalGiving(evidence, { work: WORK });
    const said = saidOf(members, found);
    counts[said]++;
    const isProven = found.sets[0]?.certainty === "proven";
    if (isProven) proven++;
    if (isProven && said === "other") wronglyProven++;
    const names = found.sets.map((set) => namesOf(set.members).join(" + ")).join(" | ");
    const truth = namesOf(members).join(" + ");
    console.log(`${lab.id} ${said.padEnd(7)} ${isProven ? "proven" : "      "} ${truth}: ${names}`);
  }
  const { all, part, other, nothing } = counts;
  return `| ${lab.id} | ${kind.name} | ${count} | ${all} | ${part} | ${other} | ${nothing} | ${proven} |`;
}

function drawn(pool: readonly Hypothesis[], size: number, draws: Draws): Hypothesis[] {
  const members: Hypothesis[] = [];
  while (members.length < size) {
    const one = pool[draws.below(pool.length)] as Hypothesis;
    if (!members.some((other) => nameOf(other) === nameOf(one))) members.push(one);
  }
  return members;
}

interface Seen {
  readonly digests: readonly string[];
  readonly final: string;
}

async function seenOf(run: Run): Promise<Seen> {
  const digests: string[] = [];
  while (run.step_index < run.steps) {
    run.step();
    digests.push(await stateSha256(run.digestInput()));
  }
  return { digests, final: await stateSha256(run.dump()) };
}

/** Everything that is seen of a program with these changes; null where it does not end, or nothing shows them. */
async function evidenceOf(
  lab: Lab,
  together: Together,
  members: readonly Hypothesis[],
  right: ReadonlyMap<string, Seen>,
): Promise<Evidence | null> {
  const parts = members.map(({ part }) => part);
  const cases: Evidence["cases"][number][] = [];
  try {
    for (const one of listedScenarios(lab)) {
      const scenario = scenarioOfSuite(lab, one);
      const expected = right.get(one.id) as Seen;
      const seen = await seenOf(together.start(parts, scenario));
      const states = seen.digests.map((sha256, step) => {
        const agrees = sha256 === expected.digests[step];
        return { step, sha256, of: "digest" as const, agrees };
      });
      const final = { sha256: seen.final, agrees: seen.final === expected.final };
      cases.push({ scenario, final, listing: null, states });
    }
  } catch (error) {
    if (error instanceof MutantEnded || error instanceof WorkLimitError) return null;
    throw error;
  }
  const isSeen = cases.some(({ states }) => states.some(({ agrees }) => !agrees));
  return isSeen ? { lab, cases } : null;
}

function saidOf(members: readonly Hypothesis[], { sets }: Several): Said {
  if (sets.length === 0) return "nothing";
  const truth = namesOf(members);
  const all = sets.map((set) => namesOf(set.members));
  if (all.some((names) => names.join() === truth.join())) return "all";
  return all.some((names) => names.every((name) => truth.includes(name))) ? "part" : "other";
}

function namesOf(members: readonly Hypothesis[]): string[] {
  return members.map(nameOf).toSorted();
}

function nameOf({ id, bugs: [bug] }: Hypothesis): string {
  return bug?.id ?? id;
}
