import type { Bug } from "../../src/labs/bug.ts";
import { LABS } from "../../src/labs/index.ts";
import type { Lab } from "../../src/labs/lab.ts";
import { isRuledOut } from "../../src/labs/suite.ts";
import { code } from "./reference.ts";

/**
 * What pins a rule of the specification, as far as the catalogue tells: a rule bears the known bug that breaks it, as a
 * link to docs/bugs.md, and the text of the link is computed from what the suites make of that bug.
 */
export type Pin = "published" | "catalogue" | "no suite";

/** The first of the lab's suites whose pass rules out each reading of the bug. */
export function pinOf({ suites }: Lab, bug: Bug): Pin {
  const suite = suites.find((one) => {
    const all = new Set(one.scenarios.map(({ id }) => id));
    return isRuledOut(one, bug, all);
  });
  if (suite === undefined) return "no suite";
  return suite.is_published ? "published" : "catalogue";
}

/** Where docs/bugs.md has the bug of a lab. */
export function anchorOf(lab: Lab, bug: Bug): string {
  return `${lab.id}-${bug.id}`;
}

const MARK = /\[(\w+: )?[a-z ?]+\]\(\.\.\/bugs\.md#([\w-]+)\)/g;

const BY_ANCHOR = new Map(
  LABS.flatMap((lab) =>
    lab.bugs.map((bug) => [anchorOf(lab, bug), { lab, bug, pin: pinOf(lab, bug) }] as const),
  ),
);

/** The anchors of the bugs that a page of the specification names. */
export function markedIn(page: string): string[] {
  return [...page.matchAll(MARK)].map(([, , anchor]) => anchor as string);
}

/** The page, with the text of every such link as it must be now. Throws if a link names an unknown bug. */
export function withPins(page: string): string {
  return page.replace(MARK, (_, prefix: string | undefined, anchor: string) => {
    const found = BY_ANCHOR.get(anchor);
    if (found === undefined) throw new Error(`a page has a link to ${anchor}, which is no bug`);
    return `[${prefix ?? ""}${found.pin}](../bugs.md#${anchor})`;
  });
}

const MEANINGS: readonly (readonly [Pin, string])[] = [
  ["published", "A program with one of these bugs fails a published hash"],
  [
    "catalogue",
    "One passes the published hashes, in some reading, and fails the suite `catalogue`",
  ],
  ["no suite", "One passes both, in some reading"],
];

/** The bugs of a lab, grouped by what pins the rules that they break; then what else the published hashes leave open. */
export function pinList(lab: Lab): string {
  const lists = MEANINGS.flatMap(([pin, meaning]) => {
    const bugs = lab.bugs.filter((bug) => pinOf(lab, bug) === pin);
    const links = bugs.map((bug) => `[${code(bug.id)}](../bugs.md#${anchorOf(lab, bug)})`);
    return bugs.length === 0 ? [] : [`- **${pin}.** ${meaning}: ${links.join(", ")}.`];
  });
  return [
    lists.join("\n"),
    "The lab says of its published hashes that they do not pin:",
    lab.not_pinned.map((statement) => `- ${statement}`).join("\n"),
  ].join("\n\n");
}
