import type { Lab } from "../../src/labs/lab.ts";
import { type Claim, isRight } from "./planted_claims.ts";
import { type Examined, RANDOM_GROUP, type Sight } from "./planted_exam.ts";
import type { Plant } from "./planted_patches.ts";

/** The random scenarios that were tried: how many, and of which seed. */
export interface Random {
  readonly count: number;
  readonly seed: number;
}

/** docs/planted.md. */
export function plantedReference(
  labs: readonly Lab[],
  all: readonly Examined[],
  random: Random,
): string {
  return `# Planted bugs

Written by \`npm run planted\`. Bugs that a person has put by hand into the ports of conformance/ports, as somebody might get
a rule of the specification wrong: one misconception each, in one place or in two. They were not taken from the single
changes that are generated ([mutants.md](mutants.md)), and only those that say so are of the catalogue
([bugs.md](bugs.md)). They measure the suites, and hold what the engine says against what is known to be wrong.

Each is a patch, \`conformance/planted/<lab>/<port>/<name>.patch\`, with its headers before the diff:

| header | what |
| --- | --- |
| \`Title\` | what the changed program does |
| \`Rule\` | what it gets wrong: procedures, messages or sections of the specification, fields, parameters; and functions or constants of our simulation of which a single change would be the same |
| \`Is\` | the known bugs that it is, if it is one |
| \`Shown by\` | a scenario that shows it, if random ones hardly do |

In the tables, \`dump\` says that some scenario of the suite ends in another hash, \`listing\` that none does but a listing of
digests differs, a dot that neither is so. The random scenarios are ${random.count} of seed ${random.seed}. What is said first is the engine's
first finding on the first scenario that fails, suites before random ones; what is said of the suites is its first finding
on all that the program gives for them, as an exam ends. It is right if it names the known bug that the plant is, or a
single change of what it gets wrong, and nothing else. A plant that is not seen shows in no scenario that was tried: it may
be no bug.

${labs
  .filter((lab) => of(lab, all).length > 0)
  .map((lab) => chapter(lab, of(lab, all)))
  .join("\n")}`;
}

/** The same figures for a terminal. */
export function plantedText(labs: readonly Lab[], all: readonly Examined[]): string {
  const lines = all.map((one) => [one.plant.id, ...cells(groupsOf([one]), one)]);
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  const table = lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] as number))
      .join("  ")
      .trimEnd(),
  );
  const totals = labs.flatMap((lab) => {
    const own = of(lab, all);
    return own.length === 0
      ? []
      : ["", `${lab.id}:`, ...figures(own).map(([what, count]) => `  ${what}: ${count}`)];
  });
  const wrong = all.flatMap(({ plant, wronglyProven }) =>
    wronglyProven.map(
      ({ claim, of: what }) => `wrongly proven: ${plant.id}: ${nameOf(claim)} (${what})`,
    ),
  );
  return [...table, ...totals, "", ...wrong, `wrong claims of proof: ${wrong.length}`].join("\n");
}

function of({ id }: Lab, all: readonly Examined[]): readonly Examined[] {
  return all.filter(({ plant }) => plant.lab === id);
}

function chapter({ id }: Lab, all: readonly Examined[]): string {
  const groups = groupsOf(all);
  const rows = all.map((one) => {
    const { plant } = one;
    const is = plant.is.map((bug) => ` This is \`${bug}\`.`).join("");
    const name = plant.id.slice(id.length + 1);
    return `| \`${name}\` | ${plant.title}${is} | ${cells(groups, one).join(" | ")} |`;
  });
  const columns = ["plant", "what it does", ...groups, "said first", "said of the suites"];
  return `## ${id}: figures

| plants | |
| --- | --- |
${figures(all)
  .map(([what, count]) => `| ${what} | ${count} |`)
  .join("\n")}

## ${id}: plants

| ${columns.join(" | ")} |
|${" --- |".repeat(columns.length)}
${rows.join("\n")}
`;
}

/** The groups that every plant of a lab was tried on, in their order. */
function groupsOf([first]: readonly Examined[]): string[] {
  const names = [...(first?.sights.keys() ?? [])];
  return names.slice(0, names.indexOf(RANDOM_GROUP) + 1);
}

const CELLS: Readonly<Record<Sight, string>> = { dump: "dump", listing: "listing", nothing: "·" };

function cells(groups: readonly string[], one: Examined): string[] {
  const { plant, shows, first, concluded } = one;
  const said = [first, concluded].map((claim) => saidOf(plant, claim));
  return [
    ...groups.map((group) => CELLS[one.sights.get(group) ?? "nothing"]),
    ...(shows ? said : ["not seen", ""]),
  ];
}

function saidOf(plant: Plant, claim: Claim | null): string {
  if (claim === null) return "nothing";
  const isNaming = claim.bugs.length > 0 || claim.places.length > 0;
  return isNaming
    ? `${nameOf(claim)}, ${isRight(plant, claim) ? "right" : "not it"}`
    : claim.certainty;
}

function nameOf({ certainty, bugs, places }: Claim): string {
  const named = [...(bugs.length > 0 ? bugs : new Set(places))];
  return named.length === 0 ? certainty : `${certainty}: ${named.join(" and ")}`;
}

function figures(all: readonly Examined[]): (readonly [what: string, count: number])[] {
  const count = (isCounted: (one: Examined) => boolean): number => all.filter(isCounted).length;
  const detected = groupsOf(all).flatMap((group): (readonly [string, number])[] => [
    [`detected by ${group}, by final hash`, count(({ sights }) => sights.get(group) === "dump")],
    [
      `detected by ${group}, by hash or listing`,
      count(({ sights }) => sights.get(group) !== "nothing"),
    ],
  ]);
  const saying = (when: string, of: (one: Examined) => Claim | null) => {
    const having = (certainties: readonly string[], isWanted: boolean | null): number =>
      count((one) => {
        const claim = of(one);
        if (claim === null || !certainties.includes(claim.certainty)) return false;
        return isWanted === null || isRight(one.plant, claim) === isWanted;
      });
    return [
      [`${when}: proven, rightly`, having(["proven"], true)],
      [`${when}: proven, wrongly`, having(["proven"], false)],
      [`${when}: reproduced by what it is`, having(["reproduces"], true)],
      [`${when}: reproduced by something else`, having(["reproduces"], false)],
      [`${when}: consistent, or likely`, having(["consistent", "likely"], null)],
      [`${when}: nothing`, count((one) => one.shows && of(one) === null)],
    ] as const;
  };
  return [
    ["all", all.length],
    ["shown by some scenario that was tried", count(({ shows }) => shows)],
    ...detected,
    ...saying("said first", ({ first }) => first),
    ...saying("said of the suites", ({ concluded }) => concluded),
    ["said to be proven wrongly, in any place", count((one) => one.wronglyProven.length > 0)],
  ];
}
