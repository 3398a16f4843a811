import type { Lab } from "../../src/labs/lab.ts";
import type { MutantTable } from "../../src/labs/mutant_table.ts";
import type { Mutant } from "../../src/mutants/index.ts";

/** What is known of the mutants of a lab, and what each of them does. */
export interface ClassifiedLab {
  readonly lab: Lab;
  readonly table: MutantTable;
  readonly mutants: readonly Mutant[];
}

/** docs/mutants.md. */
export function mutantReference(labs: readonly ClassifiedLab[]): string {
  return `# Single changes of the simulation

Written by \`npm run mutants -- classify\`. A mutant is one small change of a lab's own simulation: a condition taken for
true, a constant one higher, a statement left out. All of them are generated from the sources (\`src/cli/mutate\`), and
each is a hypothesis for what a program does. Those that give the same dumps and the same listings of digests in all
listed scenarios are one class: those scenarios do not tell them apart; another might.

${labs.map(summary).join("\n")}
${labs.map(chapter).join("\n")}`;
}

function summary({ lab, table, mutants }: ClassifiedLab): string {
  const { classes, unseen, endless, crash, scenarios, random, seed } = table;
  const membersOf = (seen: string): number =>
    classes
      .filter((one) => one.seen === seen)
      .reduce((sum, { members }) => sum + members.length, 0);
  const killedBy = scenarios.map((id, i) => {
    const seen = (letters: string): number =>
      classes
        .filter(({ outcomes }) => letters.includes(outcomes[i] as string))
        .reduce((sum, { members }) => sum + members.length, 0);
    return `| ${id} | ${seen("d")} | ${seen("dl")} |`;
  });
  const suites = lab.suites.map(({ id, mutation }) => {
    if (mutation === null) return `| ${id} | not measured | | |`;
    const { seen, by_dump, by_listing } = mutation;
    return `| ${id} | ${seen} | ${by_dump} | ${by_listing} |`;
  });
  const largest = Math.max(0, ...classes.map(({ members }) => members.length));
  return `## ${lab.id}: figures

Looked at in ${scenarios.length} listed and ${random} short random scenarios (seed ${seed}), and their listings.

| mutants | |
| --- | --- |
| all | ${mutants.length} |
| seen in a final dump | ${membersOf("dump")} |
| seen in listings alone | ${membersOf("listing")} |
| not seen in these scenarios | ${unseen.length} |
| out of work in a run, and never seen otherwise | ${endless.length} |
| failing in a run, and never seen otherwise | ${crash.length} |
| classes of those that are seen | ${classes.length} |
| the largest class | ${largest} |
| classes that a known bug is in | ${classes.filter(({ bugs }) => bugs.length > 0).length} |

| scenario | mutants seen in its final dump | and in its listing |
| --- | --- | --- |
${killedBy.join("\n")}

| suite | single changes ever seen | shown by its final dumps | by its dumps and listings |
| --- | --- | --- | --- |
${suites.join("\n")}
`;
}

function chapter({ lab, table, mutants }: ClassifiedLab): string {
  const byId = new Map(mutants.map((mutant) => [mutant.id, mutant]));
  const rows = table.classes.flatMap(({ members, seen, bugs }) => {
    const mutant = byId.get(members[0]);
    if (mutant === undefined) return [];
    const names = [...new Set(bugs.map(({ bug }) => bug))].join(", ");
    const place = `${mutant.file.replace(/^.*\//, "")}:${mutant.line}`;
    const sentence = mutant.sentence.replaceAll("|", "\\|");
    return [`| ${place} | ${sentence} | ${members.length} | ${seen} | ${names} |`];
  });
  return `## ${lab.id}: classes

The first mutant of each class, how many it has, what shows it, and the known bugs that are in it.

| place | what is different | mutants | seen in | known bug |
| --- | --- | --- | --- | --- |
${rows.join("\n")}
`;
}
