import { nameOf } from "./diagnosis_text.ts";
import type { Case, Exam } from "./exam.ts";
import type { Report } from "./schema.ts";
import {
  caseSummary,
  faultsOf,
  foremostFindings,
  isBad,
  isListingFailure,
  shownCommand,
  shownName,
  TOOL,
} from "./summary.ts";
import { visible } from "./visible.ts";

const VERSION = "2.1.0";
const SCHEMA = `https://json.schemastore.org/sarif-${VERSION}.json`;

/** A reportingDescriptor (SARIF 3.49): what several results have in common. */
interface Rule {
  readonly id: string;
  readonly short: string;
  readonly full: string;
}

/**
 * The exam as a SARIF 2.1.0 log of one run. A rule is a known bug that alone, of what was tried, reproduces the submission, or
 * those that do; else a row of the lab's runbook. So a fixed bug and a new one are different alerts; trouble and surprise have rules of their own. A case that is known
 * to fail is a suppressed result. Section numbers are those of the OASIS standard.
 */
export function renderSarif(exam: Exam): string {
  const rules = new Map<string, Rule>();
  const results = exam.cases
    .filter(({ outcome }) => isBad(outcome) || outcome === "known-failing")
    .map((one) => {
      const rule = ruleOf(exam, one);
      if (!rules.has(rule.id)) rules.set(rule.id, rule);
      return result(exam, one, rule.id, [...rules.keys()].indexOf(rule.id));
    });
  const log = {
    $schema: SCHEMA,
    version: VERSION,
    runs: [
      {
        tool: {
          driver: {
            name: TOOL,
            version: exam.versions.engine,
            rules: [...rules.values()].map(({ id, short, full }) => ({
              id,
              shortDescription: { text: messageText(short) },
              fullDescription: { text: messageText(full) },
              defaultConfiguration: { level: "error" },
            })),
          },
        },
        // Runs of one category replace each other (3.17.3); the part after the last `/` is the run's own.
        automationDetails: {
          id: `${[TOOL, exam.lab, exam.suite, exam.program].map((part) => encodeUri(part)).join("/")}/`,
        },
        invocations: [
          {
            // Whether the tool itself ran to its end (3.20), not whether the program passed.
            executionSuccessful: exam.cases.every(({ trouble }) => trouble?.kind !== "oracle"),
            toolConfigurationNotifications: faultsOf(exam).map(({ message }) => ({
              level: "error",
              message: { text: messageText(message) },
            })),
          },
        ],
        results,
        properties: { ...exam.versions },
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleOf(exam: Exam, one: Case): Rule {
  const { outcome, report, trouble } = one;
  const lab = shownName(report?.lab ?? exam.lab);
  if (trouble !== null || report === null) {
    return {
      id: `${lab}/trouble`,
      short: "The program gave no answer",
      full: "The program gave no answer that could be compared: it did not start, ended badly or printed something else.",
    };
  }
  if (outcome === "unexpectedly-passed") {
    return {
      id: `${lab}/unexpectedly-passed`,
      short: "A case passes that is known to fail",
      full: "The case passes, and the known-failing list says that it fails: the entry is to be removed.",
    };
  }
  if (isListingFailure(one)) {
    return {
      id: `${lab}/listing`,
      short: "The dump at the end is right, and the run is not",
      full: "The listing of digests departs from the right one within the run, though the final dump is the right one.",
    };
  }
  const [first] = foremostFindings(report);
  if (first !== undefined && (report.diagnosis?.shared.classes ?? 0) > 1) {
    const those = foremostFindings(report);
    return {
      id: `${lab}/one-of/${those.map(nameOf).join(",")}`,
      short: "Several changes of the rules give what was submitted",
      full: `Of what was tried, several changes give what was submitted, and other scenarios tell them apart. The foremost: ${those.map(({ title }) => title).join("; ")}.`,
    };
  }
  if (first !== undefined) {
    const bugs = [first.bug, first.with].filter((part) => part !== null).join("+");
    return {
      id: bugs === "" ? `${lab}/change/${first.changes[0]?.id}` : `${lab}/bug/${bugs}`,
      short: first.title,
      full: `${first.explanation} ${first.fix}`,
    };
  }
  const culprit = report.first_divergence?.culprit ?? null;
  if (culprit !== null) {
    return { id: `${lab}/${shownName(culprit.id)}`, short: culprit.where, full: culprit.text };
  }
  return {
    id: `${lab}/${report.verdict}`,
    short: `The verdict is ${report.verdict}`,
    full: "The runbook has no row for the place of the divergence, or the place is unknown: only a hash was submitted.",
  };
}

function result(exam: Exam, one: Case, ruleId: string, ruleIndex: number): object {
  const { outcome, report, note } = one;
  const bytes = bytesOf(report);
  const field = report?.first_divergence?.field ?? "";
  return {
    ruleId,
    ruleIndex,
    level: "error",
    message: { text: messageText(`${shownName(one.name)}: ${caseSummary(one)}`) },
    locations: locationsOf(exam, one),
    // What makes it the same problem in another run (3.27.17): not the offset, which moves.
    partialFingerprints: {
      "case/v1": [exam.program, one.name, ruleId, field].map((part) => visible(part)).join(" "),
    },
    // Absent would mean unknown, and all results must agree on that (3.27.23).
    suppressions:
      outcome === "known-failing"
        ? [
            {
              kind: "external",
              status: "accepted",
              justification: visible(note ?? "known failing"),
            },
          ]
        : [],
    properties: { outcome, command: shownCommand(one), ...bytes },
  };
}

/**
 * Where an alert is shown (3.28): a file that exists, at its first line, for viewers take no result without one; and
 * the field by its path. The differing bytes are in the dump, which is no file of the repository.
 */
function locationsOf({ artifact }: Exam, { name, report }: Case): object[] {
  const field = report?.first_divergence?.field ?? null;
  const location = {
    ...(artifact === null
      ? {}
      : {
          physicalLocation: {
            artifactLocation: { uri: artifact.split("/").map(encodeUri).join("/") },
            region: { startLine: 1 },
          },
        }),
    ...(field === null
      ? {}
      : {
          logicalLocations: [
            {
              name: visible(field),
              fullyQualifiedName: visible(`${name} ${field}`),
              kind: "member",
            },
          ],
        }),
  };
  return Object.keys(location).length === 0 ? [] : [location];
}

/**
 * The differing bytes in the submitted dump: from the first one to the end of its field. Their number is 0 where the
 * submission has ended, which marks a place between bytes.
 */
function bytesOf(report: Report | null): { byteOffset: number; byteLength: number } | null {
  const first = report?.first_divergence ?? null;
  if (first === null) return null;
  const end = first.field_offset + first.actual_bytes.length / 2;
  return { byteOffset: first.offset, byteLength: Math.max(0, end - first.offset) };
}

/** A segment of a URI (RFC 3986, 3.3). Half a surrogate pair has no UTF-8 and becomes U+FFFD. */
function encodeUri(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/**
 * A plain text message (3.11.3). Braces are placeholders unless doubled (3.11.5). `[text](target)` is a
 * link (3.11.6), and viewers look for it without regard to backslashes, so the parenthesis is written
 * as in a dump's text; a path such as `history[4]` is no link and stays as it is.
 */
function messageText(text: string): string {
  return visible(text).replace(/[{}]/g, "$&$&").replaceAll("](", "]\\x28");
}
