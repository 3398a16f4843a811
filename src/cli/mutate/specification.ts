import type { Node } from "./ast.ts";
import { snake } from "./wording.ts";

interface Page {
  readonly name: string;
  readonly text: string;
}

/** Where the specification tells a rule: by its name there, or by what a comment of the sources says. */
export class Specification {
  private readonly pages: readonly Page[];

  constructor(pages: readonly Page[]) {
    this.pages = pages;
  }

  /** The name as the specification has it: `reset_timer` of `resetTimer`; the name itself where it has none. */
  nameOf(name: string): string {
    const other = snake(name);
    const isNamed = other !== name && this.pages.some(({ text }) => text.includes(`\`${other}`));
    return isNamed ? other : name;
  }

  /** Code with the specification's names. */
  withNames(code: string): string {
    return code.replace(/\b[a-z]+([A-Z][a-z0-9]+)+\b/g, (name) => this.nameOf(name));
  }

  /** The section of a function: `lab.md, "Node state"`. Null where neither the pages nor a comment name it. */
  sectionOf(name: string, comments: readonly string[]): string | null {
    return this.ruleOf(snake(name)) ?? this.handlerOf(name) ?? cited(comments);
  }

  /** A rule stands in bold: **`reset_timer(t)`**. */
  private ruleOf(name: string): string | null {
    for (const page of this.pages) {
      const match = new RegExp(`\\*\\*\`${name}[\`(]`).exec(page.text);
      if (match !== null) return headingBefore(page, match.index);
    }
    return null;
  }

  /** What happens on an event has a heading: `## on_tick`, `### Commit{e, z}` for onCommit. */
  private handlerOf(name: string): string | null {
    const event = name.startsWith("on") ? name.slice(2) : name;
    // A part of what happens on an event: onTickLeading.
    for (let part = snake(name); part.includes("_"); part = part.replace(/_[^_]*$/, "")) {
      const heading = new RegExp(`^#+ (${part}|${event})(\\{.*)?$`, "m");
      for (const page of this.pages) {
        const match = heading.exec(page.text);
        if (match !== null) return headingBefore(page, match.index + match[0].length);
      }
    }
    return null;
  }
}

function headingBefore({ name, text }: Page, offset: number): string {
  const headings = [...text.slice(0, offset).matchAll(/^#+ (.+)$/gm)];
  return `${name}, "${headings.at(-1)?.[1]}"`;
}

/** `docs/specification/lab.md, "Cluster loop"` in the nearest comment that has such a thing. */
function cited(comments: readonly string[]): string | null {
  for (const comment of comments) {
    const match = /docs\/specification\/([a-z]+\.md)(?:,\s+(?:\*\s+)?"([^"]+)")?/.exec(comment);
    if (match === null) continue;
    const [, page = "", section] = match;
    return section === undefined ? page : `${page}, "${section.replace(/\s+(\*\s+)?/g, " ")}"`;
  }
  return null;
}

/** The text of the comment that stands before a node, with nothing but white space and `export` between. */
export function commentBefore(
  { comments, text }: { readonly comments: readonly Node[]; readonly text: string },
  node: Node,
): string | null {
  const before = comments.filter(({ end }) => end <= node.start).at(-1);
  if (before === undefined || !/^\s*(export\s+)?$/.test(text.slice(before.end, node.start))) {
    return null;
  }
  return text.slice(before.start, before.end);
}
