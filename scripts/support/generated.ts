import { LABS } from "../../src/labs/index.ts";
import { bugReference, suiteTable } from "./bug_reference.ts";
import { eventTables } from "./event_reference.ts";
import { pinList, withPins } from "./pins.ts";
import { limitTable, problemTable, reference, scenarioTable } from "./reference.ts";

/** The documents that are generated whole, by their paths. */
export function wholeDocuments(): Readonly<Record<string, string>> {
  return { "docs/reference.md": reference(), "docs/bugs.md": bugReference() };
}

/** The parts that stand between `<!-- generated: name -->` and `<!-- end -->`. `limits` is the source of src/limits.ts. */
function partsOf(limits: string): ReadonlyMap<string, string> {
  return new Map([
    ["scenarios", scenarioTable()],
    ["suites", suiteTable()],
    ["limits", limitTable(limits)],
    ["problems", problemTable()],
    ...LABS.map((lab) => [`events ${lab.id}`, eventTables(lab)] as const),
    ...LABS.map((lab) => [`pins ${lab.id}`, pinList(lab)] as const),
  ]);
}

const PART = /<!-- generated: ([\w -]+?) -->\n[\s\S]*?<!-- end -->/g;

/** A document with its generated parts, and its links to bugs that break a rule, as they are now. */
export function withGenerated(document: string, limits: string): string {
  const parts = partsOf(limits);
  const whole = document.replace(PART, (_, name: string) => {
    const content = parts.get(name);
    if (content === undefined)
      throw new Error(`a document has a part ${name}, which nothing generates`);
    return `<!-- generated: ${name} -->\n\n${content}\n\n<!-- end -->`;
  });
  return withPins(whole);
}
