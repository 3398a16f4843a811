import type { Case } from "../report/exam.ts";
import { matcher } from "./suite.ts";

/** A line of a known-failing list: which cases fail, and where they diverge if the entry says so. */
interface Entry {
  readonly glob: string;
  /** A pattern for the field, or its kind, in which the case diverges; null for anywhere. */
  readonly field: string | null;
  readonly comment: string;
}

/** Either an entry or a line that is only a comment or blank, kept for the corrected list. */
type Line = { readonly entry: Entry } | { readonly text: string };

/** A list of failures that are known: `GLOB [FIELD]` to a line, `#` begins a comment. */
export class KnownFailing {
  private readonly lines: readonly Line[];

  constructor(text: string) {
    this.lines = text.split("\n").map((line) => {
      const [content, ...comment] = line.split("#");
      const [glob, field] = (content as string).trim().split(/\s+/);
      if (glob === undefined || glob === "") return { text: line };
      const rest = comment.length > 0 ? ` #${comment.join("#")}` : "";
      return { entry: { glob, field: field ?? null, comment: rest } };
    });
  }

  /**
   * Judges cases by the list: a listed failure is `known-failing`, a listed pass is
   * `unexpectedly-passed`, and a failure elsewhere than listed stays a failure and says so.
   */
  apply(cases: readonly Case[]): { cases: Case[]; stale: string[] } {
    const judged = cases.map((one) => this.judge(one));
    const stale = this.entries().flatMap((entry) => {
      const matches = matcher(entry.glob);
      return cases.some(({ name }) => matches(name)) ? [] : [entry.glob];
    });
    return { cases: judged, stale };
  }

  /** The list as it should be after these cases: passed and stale entries gone, pins set right. */
  corrected(cases: readonly Case[]): string {
    const lines = this.lines.flatMap((line) => {
      if ("text" in line) return [line.text];
      const { glob, field, comment } = line.entry;
      const matches = matcher(glob);
      const matched = cases.filter(({ name }) => matches(name));
      const failing = matched.filter((one) => !hasPassed(one));
      if (failing.length === 0) return [];
      const isRight =
        failing.length === matched.length && failing.every((one) => isPinned(field, one));
      if (isRight) return [`${glob}${field === null ? "" : ` ${field}`}${comment}`];
      return failing.map(
        (one) => `${one.name}${field === null ? "" : ` ${fieldOf(one)}`}${comment}`,
      );
    });
    return `${lines.join("\n").trimEnd()}\n`;
  }

  private judge(one: Case): Case {
    if (one.outcome === "trouble") return one;
    const entries = this.entries().filter(({ glob }) => matcher(glob)(one.name));
    if (entries.length === 0) return one;
    if (one.outcome === "passed") {
      return {
        ...one,
        outcome: "unexpectedly-passed",
        note: "it is listed as known to fail, and passes",
      };
    }
    if (entries.some(({ field }) => isPinned(field, one))) {
      return { ...one, outcome: "known-failing", note: "it is listed as known to fail" };
    }
    const pins = entries.map(({ field }) => field).join(", ");
    return { ...one, note: `it is listed as known to fail in ${pins}, and fails elsewhere` };
  }

  private entries(): Entry[] {
    return this.lines.flatMap((line) => ("entry" in line ? [line.entry] : []));
  }
}

function hasPassed({ outcome }: Case): boolean {
  return outcome === "passed" || outcome === "unexpectedly-passed";
}

function fieldOf({ report }: Case): string {
  return report?.first_divergence?.field ?? "*";
}

function isPinned(field: string | null, one: Case): boolean {
  if (field === null) return true;
  const path = fieldOf(one);
  const matches = matcher(field);
  return matches(path) || matches(path.replace(/\[\d+\]/g, "[]"));
}
