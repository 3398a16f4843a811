import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A rule of the specification: a section, or a procedure that a section describes in a paragraph of its own. */
interface Rule {
  readonly page: string;
  readonly section: string;
  /** The name by which others call it: `try_elect`, `Broadcast`; null of the rest of a section. */
  readonly name: string | null;
  readonly text: string;
}

/** Sections whose rules are procedures, each in a paragraph that begins with its name. */
const OF_PROCEDURES = ["Node state", "Operations", "Ticks and messages"];

/** The rules of a lab's page and of the kernel's, and which of them which others use, by their names in the text. */
export class SpecificationRules {
  private readonly rules: readonly Rule[];
  private readonly lab: string;

  constructor(lab: string) {
    this.lab = lab;
    this.rules = ["kernel", lab].flatMap((name) => rulesOf(`${name}.md`));
  }

  /** Whether the rule that a known bug breaks stands in a section (`zab.md, "Vote{l}"`), or in what that uses. */
  isBrokenIn(bug: string, section: string): boolean {
    return this.usedBy(section).some(({ text }) => this.isMarked(text, bug));
  }

  /** The rules that a known bug is marked at. */
  brokenBy(bug: string): string[] {
    const marked = this.rules.filter(({ text }) => this.isMarked(text, bug));
    return marked.map(({ section, name }) => (name === null ? section : `${section}: ${name}`));
  }

  private isMarked(text: string, bug: string): boolean {
    return text.includes(`bugs.md#${this.lab}-${bug})`);
  }

  private usedBy(section: string): Rule[] {
    const used = new Set(
      this.rules.filter((rule) => `${rule.page}, "${rule.section}"` === section),
    );
    for (const rule of used) {
      for (const other of this.rules) if (mentions(rule, other)) used.add(other);
    }
    return [...used];
  }
}

/** What is used without being called by a name: by what the text says of it. */
const USED_BY_WORDS: readonly (readonly [page: RegExp, section: string, words: RegExp])[] = [
  [/./, "splitmix64", /splitmix64/],
  [/./, "The stateful generator", /stateful splitmix64/],
  [/./, "The network", /splitmix64|broadcast|all peers/i],
  [/./, "Parameters", /quorum/],
  [/kernel/, "Ticks and messages", /kernel\.md/],
];
/** A section of a message's handler. What stands above them all is done before each. */
const HANDLER = /\{.*\}$/;

function mentions({ text, section: user }: Rule, { name, section, page }: Rule): boolean {
  if (section === "Handlers") return HANDLER.test(user);
  if (name !== null && page === "kernel.md") return new RegExp(`\\b${name}\\b`, "i").test(text);
  if (name !== null) return new RegExp(`\`[^\`]*\\b${name}\\b`).test(text);
  return USED_BY_WORDS.some(
    ([of, used, words]) => used === section && of.test(page) && words.test(text),
  );
}

function rulesOf(page: string): Rule[] {
  const path = join(import.meta.dirname, "../../docs/specification", page);
  const rules: Rule[] = [];
  let [section, name] = ["", null as string | null];
  for (const paragraph of readFileSync(path, "utf8").split("\n\n")) {
    const heading = /^#+ (.*)/.exec(paragraph)?.[1];
    const procedure = OF_PROCEDURES.includes(section)
      ? /^\*\*`?([A-Za-z_]+)(?:\([^)]*\))?`?/.exec(paragraph)?.[1]
      : undefined;
    if (heading !== undefined) [section, name] = [heading, null];
    else if (procedure !== undefined) name = procedure;
    rules.push({ page, section, name, text: paragraph });
  }
  return rules;
}
