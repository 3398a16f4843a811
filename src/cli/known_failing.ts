import type { Case, Exam } from "../report/exam.ts";
import { readText } from "./files.ts";
import { matcher, nameMatcher } from "./glob.ts";
import { UsageError } from "./usage.ts";

/** An entry of a known-failing list: which cases fail, and where they diverge if it says so. */
interface Entry {
  readonly glob: string;
  /** A pattern for the field, or its kind, in which the case diverges; null for anywhere. */
  readonly field: string | null;
  /** What follows it on its line, from the `#` on. */
  readonly comment: string;
}

/** A line as it stands, and the entry in it; null where it is only a comment or blank. */
interface Line {
  readonly text: string;
  readonly entry: Entry | null;
}

/** A list of failures that are known: `GLOB [FIELD]` to a line, `#` begins a comment. */
export class KnownFailing {
  private readonly lines: readonly Line[];

  /** Throws a UsageError that names the line that cannot be read. */
  constructor(text: string, file: string) {
    this.lines = text.split(/\r?\n/).map((line, index) => {
      const content = line.replace(/#.*/, "");
      const [glob, field, extra] = content.trim().split(/\s+/);
      if (glob === undefined || glob === "") return { text: line, entry: null };
      if (extra !== undefined) {
        throw new UsageError(
          `${file}, line ${index + 1}: ${JSON.stringify(extra)} is a word too many; expected GLOB [FIELD]`,
        );
      }
      const comment = line.slice(content.length);
      return { text: line, entry: { glob, field: field ?? null, comment } };
    });
  }

  /**
   * Judges cases by the list: a listed failure is `known-failing`, a listed pass is
   * `unexpectedly-passed`, and a failure elsewhere than listed stays a failure and says so. An entry is
   * stale that matches neither a case nor one of `others`, the suite's cases that were not examined.
   */
  apply(
    cases: readonly Case[],
    others: readonly string[] = [],
  ): { cases: Case[]; stale: string[] } {
    const names = [...cases.map(({ name }) => name), ...others];
    const stale = this.entries().filter(({ glob }) => !names.some(nameMatcher(glob)));
    return {
      cases: cases.map((one) => this.judge(one)),
      stale: stale.map(({ glob }) => glob),
    };
  }

  /**
   * The list as it should be after these cases, as `apply` judged them: passed and stale entries gone,
   * pins set right. What was not examined, or gave no answer, stays as it is listed.
   */
  corrected(cases: readonly Case[], others: readonly string[] = []): string {
    const entries = new Set<string>();
    const lines = this.lines.flatMap(({ text, entry }) => {
      if (entry === null) return [text];
      // Entries that overlap may come to the same lines.
      const fresh = correct(text, entry, cases, others).filter((line) => !entries.has(line));
      for (const line of fresh) entries.add(line);
      return fresh;
    });
    const whole = lines.join("\n").trimEnd();
    return whole === "" ? "" : `${whole}\n`;
  }

  /** Whether the exam fails by the list: it has what passes, what is not there, or another place. */
  isWrong({ cases, stale_entries }: Exam): boolean {
    const isListed = (name: string): boolean =>
      this.entries().some(({ glob }) => nameMatcher(glob)(name));
    const isContrary = ({ outcome, name }: Case): boolean =>
      outcome === "unexpectedly-passed" || (outcome === "failed" && isListed(name));
    return stale_entries.length > 0 || cases.some(isContrary);
  }

  /** A case as the list has it. */
  judge(one: Case): Case {
    if (one.outcome === "trouble") return one;
    const entries = this.entries().filter(({ glob }) => nameMatcher(glob)(one.name));
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
    return this.lines.flatMap(({ entry }) => (entry === null ? [] : [entry]));
  }
}

/** The list in a file; null where none is given. Throws a UsageError where it cannot be read. */
export function knownFailingIn(file: string | undefined): KnownFailing | null {
  return file === undefined
    ? null
    : new KnownFailing(readText("--known-failing", file, "a file"), file);
}

/** The lines in place of an entry's line: itself if it is right, else one for each case that fails. */
function correct(
  text: string,
  { glob, field, comment }: Entry,
  cases: readonly Case[],
  others: readonly string[],
): string[] {
  const matches = nameMatcher(glob);
  const matched = cases.filter(({ name }) => matches(name));
  const kept = others.filter(matches);
  const failing = matched.filter((one) => !hasPassed(one));
  if (failing.length + kept.length === 0) return [];
  const isRight = failing.length === matched.length && failing.every((one) => isPinned(field, one));
  if (isRight) return [text];
  const pin = (path: string): string => (field === null ? "" : ` ${path}`);
  const end = comment === "" ? "" : ` ${comment}`;
  return [
    ...failing.map((one) => {
      const path = isPinned(field, one) ? (field ?? "") : fieldOf(one);
      return `${one.name}${pin(path)}${end}`;
    }),
    ...kept.map((name) => `${name}${pin(field ?? "")}${end}`),
  ];
}

function hasPassed({ outcome }: Case): boolean {
  return outcome === "passed" || outcome === "unexpectedly-passed";
}

/** Where a case diverges; `*`, which pins nothing, where only its hash is known. */
function fieldOf({ report }: Case): string {
  return report?.first_divergence?.field ?? "*";
}

/** Whether a case fails where the entry says. One in trouble has said nothing to the contrary. */
function isPinned(field: string | null, one: Case): boolean {
  if (field === null || one.outcome === "trouble") return true;
  const path = fieldOf(one);
  const matches = matcher(field);
  return matches(path) || matches(path.replace(/\[\d+\]/g, "[]"));
}
