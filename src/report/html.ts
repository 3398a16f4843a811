import { toldOf } from "./alignment_words.ts";
import { concludingLines } from "./concluding.ts";
import { bugOf, isReproduced, likelyIn, sharedInWords, triedInWords } from "./diagnosis_text.ts";
import type { Case, Exam } from "./exam.ts";
import type { Format } from "./formats.ts";
import { plural } from "./plural.ts";
import type { FindingDocument, Report } from "./schema.ts";
import { sentenceOf } from "./sentence.ts";
import {
  caseSummary,
  faultsOf,
  isBad,
  isListingFailure,
  outcomeWords,
  shownCommand,
  shownDivergence,
  shownName,
  stderrLines,
  TOOL,
  totalsLine,
} from "./summary.ts";
import { skippedLine, unseenInWords } from "./text.ts";
import { violationsInWords } from "./violation_words.ts";
import { visible } from "./visible.ts";

/**
 * One HTML file that needs nothing else: no script, no font, no picture, no address. It is opened from a disk, and so
 * says itself, in its Content-Security-Policy, that nothing in it may act; all that came from outside is text in it.
 */

/** Cases that are shown in full; the table has all of them. */
const FULL_REPORTS = 50;
const LISTED_GROUPS = 50;

const STYLE = `:root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}
body{max-width:1000px;margin:0 auto;padding:16px}
h1{font-size:1.4rem}h2{font-size:1.15rem;margin-top:2rem}h3{font-size:1rem}
code,pre{font-family:ui-monospace,monospace;font-size:.87em;overflow-wrap:anywhere}
pre{white-space:pre-wrap;margin:4px 0}
table{border-collapse:collapse;font-size:.9em}
th,td{text-align:left;vertical-align:top;padding:3px 14px 3px 0;border-bottom:1px solid light-dark(#d1d9e0,#30363d);overflow-wrap:anywhere}
.verdict{font-weight:600;padding:10px 14px;border-left:6px solid light-dark(#b3151f,#ff8178);background:light-dark(#fdecec,#3a1618)}
.match{border-color:light-dark(#14682d,#56d364);background:light-dark(#e6f6ea,#10291a)}
.bytes{overflow-x:auto}.bytes td{font-family:ui-monospace,monospace;white-space:nowrap}
mark{color:light-dark(#ffffff,#1a0504);background:light-dark(#b3151f,#ff8178);font-weight:700}
.faint{color:light-dark(#59636e,#9198a1)}`;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as markup shows it, whatever is in it. */
function escaped(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => ENTITIES[character] as string);
}

/** An exam as HTML. An answer over HTTP is none: the origin of an oracle serves no markup made of what was sent to it. */
export const HTML: Format = { mediaType: "text/html", render: renderHtml };

function renderHtml(exam: Exam): string {
  const [one] = exam.cases;
  if (exam.cases.length === 1 && one?.report != null && !isListingFailure(one) && isAlone(exam)) {
    return htmlOfReport(one.report, one.name);
  }
  const bad = exam.cases.filter(({ outcome }) => isBad(outcome));
  const hidden = bad.length - FULL_REPORTS;
  const title = `${TOOL}: ${exam.program === "" ? exam.lab : shownName(exam.program)}`;
  return document(title, [
    `<h1>${escaped(title)}</h1>`,
    `<p class="verdict${bad.length + exam.stale_entries.length > 0 || exam.cases.length === 0 ? "" : " match"}">${escaped(totalsLine(exam))}</p>`,
    `<p class="faint">${escaped(`lab ${exam.lab}, suite ${exam.suite}, engine ${exam.versions.engine}, specification ${exam.versions.specification}`)}</p>`,
    ...faultsOf(exam).map(({ message }) => `<p>${escaped(message)}</p>`),
    ...concludingLines(exam).map((line) => `<p>${escaped(line)}</p>`),
    exam.cases.length === 0 ? "" : casesTable(exam.cases),
    ...bad.slice(0, FULL_REPORTS).flatMap(caseParts),
    hidden > 0
      ? `<p>${escaped(plural(hidden, "more case"))} did not pass: the table has them.</p>`
      : "",
  ]);
}

/** Whether there is nothing to say beside the one case. */
function isAlone(exam: Exam): boolean {
  return exam.program === "" && exam.conclusion === null && faultsOf(exam).length === 0;
}

/** One report as a file of its own; `name` is the scenario's, for its title. */
export function htmlOfReport(report: Report, name: string): string {
  const title = `${TOOL}: ${shownName(name)}`;
  return document(title, [`<h1>${escaped(title)}</h1>`, ...reportParts(report)]);
}

function document(title: string, parts: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>
${STYLE}
</style>
</head>
<body>
<main>
${parts.filter((part) => part !== "").join("\n")}
</main>
</body>
</html>
`;
}

function casesTable(cases: readonly Case[]): string {
  const rows = cases.map((one) => {
    const place = shownDivergence(one.report);
    const cells = [outcomeWords(one), place?.offset, place?.field, place?.expected, place?.actual];
    return `<tr><th scope="row">${escaped(shownName(one.name))}</th>${cells.map((text) => `<td>${escaped(text ?? "")}</td>`).join("")}</tr>`;
  });
  return table(["case", "outcome", "offset", "field", "expected", "actual"], rows);
}

function caseParts(one: Case): string[] {
  const { report, trouble } = one;
  const heading = `<h2>${escaped(`${shownName(one.name)}: ${outcomeWords(one)}`)}</h2>`;
  const inWords = `<p>${escaped(caseSummary(one))}</p>`;
  if (trouble !== null) {
    const lines = stderrLines(trouble.stderr).map(escaped).join("\n");
    const command = `<pre>${escaped(shownCommand(one))}</pre>`;
    return [heading, inWords, lines === "" ? "" : `<pre>${lines}</pre>`, command];
  }
  if (report === null || isListingFailure(one) || one.outcome !== "failed")
    return [heading, inWords];
  return [heading, ...reportParts(report)];
}

/** All that a report has for a person. */
function reportParts(report: Report): string[] {
  const { verdict, alignment, first_divergence: first, diagnosis } = report;
  const sentence = sentenceOf(report, { actual: "The submission", right: "right" });
  const skipped = skippedLine(report);
  return [
    `<p class="verdict${verdict === "match" ? " match" : ""}">${escaped(verdict.toUpperCase())}: ${escaped(sentence)}</p>`,
    facts(report),
    ...(first === null ? [] : place(first)),
    ...list("What happened to the bytes", alignment === null ? [] : toldOf(alignment)),
    skipped === null ? "" : `<p>What was inserted or lost was ${escaped(skipped)}.</p>`,
    ...list("Invariants that the dump breaks", violationsInWords(report)),
    ...(verdict === "match" ? [] : why(report)),
    report.unseen === null ? "" : `<p>${escaped(unseenInWords(report))}.</p>`,
    ...(diagnosis !== null && isReproduced(diagnosis)
      ? [`<p class="faint">${escaped(sharedInWords(diagnosis))}.</p>`]
      : []),
    ...differences(report),
    ...reproduction(report),
  ];
}

function facts({
  lab,
  scenario,
  parameters,
  after,
  expected,
  actual,
  provenance,
  versions,
}: Report): string {
  const given = Object.entries(parameters)
    .filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => `${name}=${Array.isArray(value) ? value.flat().join(",") : value}`);
  const size = actual.size_bytes === null ? "" : ` (${plural(actual.size_bytes, "byte")})`;
  const rows: [string, string][] = [
    ["lab", scenario === null ? lab : `${lab}, scenario ${scenario}`],
    ["parameters", given.join(" ")],
    ["after step", after === null ? "" : String(after)],
    ["expected", `${expected.sha256} (${plural(expected.size_bytes, "byte")}, ${provenance})`],
    ["actual", `${actual.sha256}${size}`],
    ["versions", `engine ${versions.engine}, specification ${versions.specification}`],
  ];
  return table(
    null,
    rows
      .filter(([, text]) => text !== "")
      .map(([name, text]) => `<tr><th scope="row">${name}</th><td>${escaped(text)}</td></tr>`),
  );
}

/** The bytes around the first difference, those that differ marked. */
function place(first: NonNullable<Report["first_divergence"]>): string[] {
  const rows = first.context.map(({ offset, expected, actual }) => {
    const [ours, theirs] = [expected, actual].map((text) => text.match(/../g) ?? []);
    const side = (own: readonly string[] = [], other: readonly string[] = []) =>
      own.map((byte, i) => (byte === other[i] ? byte : `<mark>${byte}</mark>`)).join(" ");
    return `<tr><th scope="row">${offset.toString(16).padStart(8, "0")}</th><td>${side(ours, theirs)}</td><td>${side(theirs, ours)}</td></tr>`;
  });
  const owner = first.node === null ? "" : `, node ${first.node}`;
  const type = first.type === null ? "" : ` (${first.type}${owner})`;
  return [
    `<h3>${escaped(first.field)}${escaped(type)}</h3>`,
    `<div class="bytes">${table(["offset", "expected", "actual"], rows)}</div>`,
  ];
}

function why(report: Report): string[] {
  const { diagnosis } = report;
  const { shapes, culprit } = likelyIn(report);
  const isExplained = diagnosis !== null && isReproduced(diagnosis);
  const told = (diagnosis?.findings ?? []).filter(({ certainty }) => certainty !== "likely");
  const likely = isExplained ? [] : shapes;
  return [
    "<h3>Why</h3>",
    ...told.flatMap(findingParts),
    ...likely.map(
      ({ explanation, fix }) => `<p>likely: ${escaped(explanation)} ${escaped(fix)}</p>`,
    ),
    isExplained || culprit === null
      ? ""
      : `<p>likely: ${escaped(culprit.text)} <span class="faint">(on: ${escaped(culprit.where)})</span></p>`,
    diagnosis === null || isExplained
      ? ""
      : `<p class="faint">Tried: ${escaped(triedInWords(diagnosis))}.</p>`,
    diagnosis === null && culprit === null ? "<p>No diagnosis was asked for.</p>" : "",
  ];
}

function findingParts(finding: FindingDocument): string[] {
  const { certainty, title, explanation, evidence, fix, confirm } = finding;
  const name = bugOf(finding);
  const named = name === null ? "" : ` <code>${escaped(name)}</code>`;
  const others =
    confirm.length === 0 ? "" : ` It fails these scenarios as well: ${confirm.join(", ")}.`;
  return [
    `<p><b>${escaped(`${certainty}: ${title}`)}</b>${named}<br>${escaped(explanation)}<br>Evidence: ${escaped(evidence)}${escaped(others)}<br>Fix: ${escaped(fix)}</p>`,
  ];
}

function differences({ differences: found, alignment }: Report): string[] {
  if (found === null) return [];
  const counted = [
    `${plural(found.bytes, "byte")} in ${plural(found.fields, "field")}`,
    ...(found.missing_bytes > 0
      ? [`${plural(found.missing_bytes, "byte")} missing at the end`]
      : []),
    ...(found.extra_bytes > 0 ? [`${plural(found.extra_bytes, "byte")} too many at the end`] : []),
  ];
  const total = `<h3>Differences</h3>\n<p>${counted.join("; ")}, compared offset by offset.</p>`;
  // Of a shifted dump the groups are nearly all fields, and say nothing.
  if (alignment !== null) return [total];
  const rows = found.groups.slice(0, LISTED_GROUPS).map(({ node, kind, count, first_offset }) => {
    const cells = [node === null ? "" : `node ${node}`, kind, String(count), String(first_offset)];
    return `<tr>${cells.map((text) => `<td>${escaped(text)}</td>`).join("")}</tr>`;
  });
  const rest = found.groups_total - rows.length;
  return [
    total,
    rows.length === 0 ? "" : table(["of", "kind of field", "fields", "first at byte"], rows),
    rest > 0 ? `<p>and ${plural(rest, "more kind")} of field</p>` : "",
  ];
}

function reproduction({ reproduce, verdict }: Report): string[] {
  if (verdict === "match") return [];
  const { program, curl, assay = null, expected_dump, page } = reproduce;
  const lines = [program, curl ?? assay, expected_dump].filter((line) => line !== null);
  // An address is text here as well: a file that is passed on must not lead anywhere by a click.
  const look = page === null ? "" : `<p>To look at it: <code>${escaped(page)}</code></p>`;
  return ["<h3>Reproduce it</h3>", ...lines.map((line) => `<pre>${escaped(line)}</pre>`), look];
}

function list(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return [
    `<h3>${title}</h3>`,
    `<ul>${lines.map((line) => `<li>${escaped(line)}</li>`).join("")}</ul>`,
  ];
}

function table(heads: readonly string[] | null, rows: readonly string[]): string {
  const head =
    heads === null
      ? ""
      : `<thead><tr>${heads.map((text) => `<th scope="col">${text}</th>`).join("")}</tr></thead>`;
  return `<table>${head}<tbody>\n${rows.join("\n")}\n</tbody></table>`;
}
