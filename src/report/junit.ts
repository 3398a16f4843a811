import type { Case, Exam } from "./exam.ts";
import {
  caseLines,
  caseSummary,
  type Fault,
  faultsOf,
  isBad,
  isListingFailure,
  shownCommand,
  TOOL,
} from "./summary.ts";

/**
 * The exam in the XML that JUnit's Ant task first wrote and CI servers read. There is no standard of
 * it; this is what Jenkins (junit-10.xsd), GitLab and the others have in common.
 */
export function renderJunit(exam: Exam): string {
  const faults = faultsOf(exam);
  const { cases } = exam;
  const count = (outcome: Case["outcome"]): number =>
    cases.filter((one) => one.outcome === outcome).length;
  const seconds = cases.reduce((sum, one) => sum + (one.seconds ?? 0), 0);
  const counts = attributes({
    tests: cases.length + faults.length,
    failures: count("failed") + count("unexpectedly-passed") + faults.length,
    errors: count("trouble"),
    skipped: count("known-failing"),
    time: cases.some((one) => one.seconds !== null) ? seconds.toFixed(3) : null,
  });
  const suite = [exam.program, exam.lab, exam.suite].filter((part) => part !== "").join(" ");
  const lines = [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<testsuites${attributes({ name: TOOL })}${counts}>`,
    `  <testsuite${attributes({ name: suite })}${counts}>`,
    "    <properties>",
    ...Object.entries(exam.versions).map(
      ([name, value]) => `      <property${attributes({ name, value })}/>`,
    ),
    "    </properties>",
    ...cases.map((one) => testCase(exam, one)),
    ...faults.map((fault) => faultCase(exam, fault)),
    "  </testsuite>",
    "</testsuites>",
  ];
  return `${lines.join("\n")}\n`;
}

function testCase(exam: Exam, one: Case): string {
  const start = `    <testcase${attributes({
    name: one.name,
    classname: className(exam),
    time: one.seconds === null ? null : one.seconds.toFixed(3),
  })}`;
  const inner = result(one);
  return inner === null ? `${start}/>` : `${start}>\n      ${inner}\n    </testcase>`;
}

/** What a test case holds besides its name; null for one that passed. */
function result(one: Case): string | null {
  const { outcome, report, trouble } = one;
  const message = caseSummary(one);
  if (outcome === "known-failing") return `<skipped${attributes({ message })}/>`;
  if (!isBad(outcome)) return null;
  const element = outcome === "trouble" ? "error" : "failure";
  const verdict = isListingFailure(one) ? "listing" : report?.verdict;
  const type = outcome === "failed" ? verdict : trouble?.kind;
  const body = [...caseLines(one), `  command     ${shownCommand(one)}`].join("\n");
  return `<${element}${attributes({ message, type: type ?? outcome })}>${content(body)}</${element}>`;
}

function faultCase(exam: Exam, { kind, name, message }: Fault): string {
  const failure = `<failure${attributes({ message, type: kind })}>${content(message)}</failure>`;
  return `    <testcase${attributes({ name, classname: className(exam) })}>\n      ${failure}\n    </testcase>`;
}

/** Servers show a tree of packages and classes: they split this at its dots. */
function className({ lab, suite }: Exam): string {
  return `${lab}.${suite}`;
}

/** Attributes with a space before each; one that is null is left out. */
function attributes(values: Readonly<Record<string, string | number | null>>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => ` ${name}="${attribute(String(value))}"`)
    .join("");
}

/** What is no Char of XML 1.0 (2.2): it may not stand in a document, not even as a reference. */
const ILLEGAL = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/**
 * Character data. `>` is escaped too, so that `]]>` cannot come about (2.4); a carriage return only
 * survives as a reference (2.11).
 */
function content(text: string): string {
  return text
    .replace(ILLEGAL, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("\r", "&#13;");
}

/** An attribute's value: white space other than the space only survives as a reference (3.3.3). */
function attribute(text: string): string {
  return content(text).replaceAll('"', "&quot;").replaceAll("\t", "&#9;").replaceAll("\n", "&#10;");
}
