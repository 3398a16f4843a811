import { concludingLines } from "./concluding.ts";
import type { Case, Exam } from "./exam.ts";
import {
  caseLines,
  caseSummary,
  faultsOf,
  isListingFailure,
  reproducedBy,
  shownCommand,
  shownDivergence,
  shownName,
  totalsLine,
} from "./summary.ts";
import { visible } from "./visible.ts";

/** A value of a diagnostic: a scalar, or lines of text as a list. */
type Diagnostic = Readonly<Record<string, string | number | readonly string[] | null>>;

/**
 * The exam in the Test Anything Protocol, version 14 (testanything.org). A case that is known to fail
 * is `not ok` with the directive TODO, which a harness does not count as a failure.
 */
export function renderTap(exam: Exam): string {
  const points = [
    ...exam.cases.map((one) => ({
      isOk: one.outcome === "passed",
      name: shownName(one.name),
      directive: one.outcome === "known-failing" ? " # TODO known failing" : "",
      diagnostic: one.outcome === "passed" ? null : diagnostic(one),
    })),
    ...faultsOf(exam).map(({ kind, name, message }) => ({
      isOk: false,
      name,
      directive: "",
      diagnostic: { message, outcome: kind },
    })),
  ];
  const lines = ["TAP version 14", `1..${points.length}`];
  for (const [index, { isOk, name, directive, diagnostic: block }] of points.entries()) {
    lines.push(`${isOk ? "ok" : "not ok"} ${index + 1} - ${description(name)}${directive}`);
    if (block !== null) lines.push(...yaml(block));
  }
  lines.push(...concludingLines(exam).map((line) => `# ${line}`));
  lines.push(`# ${totalsLine(exam)}`);
  return `${lines.join("\n")}\n`;
}

/** A `#` would begin a directive; the backslash that escapes it is escaped itself ("Escaping"). */
function description(name: string): string {
  return name.replaceAll("\\", "\\\\").replaceAll("#", "\\#");
}

function diagnostic(one: Case): Diagnostic {
  const { outcome, report, trouble } = one;
  const place = shownDivergence(report);
  return {
    message: caseSummary(one),
    outcome,
    trouble: trouble?.kind ?? null,
    verdict: isListingFailure(one) ? "listing" : (report?.verdict ?? null),
    offset: report?.first_divergence?.offset ?? null,
    field: place?.field ?? null,
    expected: place?.expected ?? null,
    actual: place?.actual ?? null,
    reproduced_by: reproducedBy(report) || null,
    command: shownCommand(one),
    text: outcome === "failed" || outcome === "trouble" ? caseLines(one) : null,
  };
}

/**
 * A diagnostic block, indented by two spaces ("YAML Diagnostics"). Every string is a JSON string:
 * YAML 1.2 contains them, and no text can end one, or the block, or become another type.
 */
function yaml(block: Diagnostic): string[] {
  const lines = Object.entries(block).flatMap(([key, value]) => {
    if (value === null) return [];
    if (typeof value === "number") return [`${key}: ${value}`];
    if (typeof value === "string") return [`${key}: ${JSON.stringify(visible(value))}`];
    return [`${key}:`, ...value.map((line) => `  - ${JSON.stringify(line)}`)];
  });
  return ["---", ...lines, "..."].map((line) => `  ${line}`);
}
