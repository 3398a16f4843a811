import type { LeftOut, Part, Reason } from "../diagnose/budget.ts";
import type { Diagnosis, Finding, Ground } from "../diagnose/findings.ts";
import type { Explanation } from "../diagnose/weigh.ts";
import type { Bug } from "../labs/bug.ts";
import type { Lab } from "../labs/lab.ts";
import type { DiagnosisDocument, FindingDocument } from "./schema.ts";

/** The diagnosis of a submission to `lab`, as the report has it. */
export function diagnosisDocument(lab: Lab, diagnosis: Diagnosis): DiagnosisDocument {
  const { findings, told_apart_by, tried, left_out } = diagnosis;
  return {
    findings: findings.map((finding) => findingDocument(lab, finding)),
    told_apart_by: [...told_apart_by],
    tried: { ...tried },
    left_out: left_out.map(leftOutDocument),
  };
}

function findingDocument(lab: Lab, { certainty, bugs, ground, confirm }: Finding): FindingDocument {
  const [first, second] = bugs;
  const of = (text: (bug: Bug) => string): string => bugs.map(text).join(" And: ");
  const row = ground.kind === "runbook" ? ground.row : null;
  return {
    certainty,
    bug: first?.id ?? null,
    with: second?.id ?? null,
    kind: first?.kind ?? null,
    title: row === null ? of(({ title }) => title) : `The runbook on: ${row.where}`,
    explanation: row === null ? of(({ description }) => description) : row.culprit,
    evidence: groundInWords(lab, ground),
    fix:
      row === null
        ? of(({ fix }) => fix)
        : `Find the first ${lab.step_name} that is wrong: assay bisect, or POST /v1/labs/${lab.id}/bisect.`,
    confirm: [...confirm],
  };
}

/** What speaks for a finding, as a sentence. */
function groundInWords(lab: Lab, ground: Ground): string {
  switch (ground.kind) {
    case "same-bytes":
      return `All ${ground.size_bytes} bytes of the submission are the ones that it gives in this scenario.`;
    case "same-hash":
      return "The submitted SHA-256 is the one of the bytes that it gives in this scenario.";
    case "empty":
      return "The submission has no bytes.";
    case "prefix":
      return `The submission is the first ${ground.size_bytes} of the dump's ${ground.of_bytes} bytes.`;
    case "listed-hash": {
      const { id, title } = ground.scenario;
      return `The SHA-256 is that of scenario ${id} of ${ground.lab.id} (${title}).`;
    }
    case "other-scenarios": {
      const found = ground.found.map(({ what, command }) => `${what}: ${command}`);
      return `It is the dump of ${found.join("; and of ")}`;
    }
    case "other-steps":
      return `It is the state ${stepsInWords(ground.found, lab.step_name, ground.total)} of the run.`;
    case "partial":
      return explanationInWords(ground.explanation);
    case "runbook":
      return "The first divergence lies there; no known bug gives exactly these bytes.";
  }
}

function explanationInWords({ agreeing, differing, first }: Explanation): string {
  if (first === null) {
    return "All bytes of the submission are the first ones that it gives in this scenario; then the submission ends.";
  }
  const rest = differing === 1 ? "one field is" : `${differing} fields are`;
  return `It explains the first divergence, and ${agreeing} fields agree with it; ${rest} left, the first of them ${first}.`;
}

/**
 * `after tick 998`, `after ticks 839 to 999`, `after one tick too many`; -1 stands for the state before the first step,
 * and `total` for the one after a step more than the run has.
 */
function stepsInWords(found: readonly number[], name: string, total: number): string {
  const within = found.filter((step) => step >= 0 && step < total);
  const [first, last] = [within[0], within.at(-1)];
  const parts = found.includes(-1) ? [`before the first ${name}`] : [];
  if (first !== undefined && last !== undefined) {
    const range = first === last ? `${name} ${first}` : `${name}s ${first} to ${last}`;
    parts.push(`after ${range}${last - first + 1 === within.length ? "" : ", with gaps"}`);
  } else if (found.includes(total)) parts.push(`after one ${name} too many`);
  return parts.join(" and ");
}

const PARTS: Readonly<Record<Extract<Part, string>, string>> = {
  "every-bug": "every known bug",
  pairs: "pairs of two bugs",
  states: "the states after all other steps",
  "near-states": "the states after other steps",
  "more-states": "the states after more steps",
  "extra-step": "a step too many",
  "more-scenarios": "other scenarios",
  "more-pairs": "more pairs of bugs",
  "more-carriers": "more changes on the way",
  "more-hashes": "more hashes",
};

const REASONS: Readonly<Record<Reason, string>> = {
  "work-spent": "the budget of work was spent",
  "bytes-spent": "the budget of bytes was spent",
  "beyond-limit": "it goes beyond a limit of work or size",
  "large-dump": "the dump is too large",
  "untriable-dump": "the dump is too large to be tried",
  "unkept-submission": "the submission is too large to be kept",
  "many-steps": "the run has too many steps",
  "small-budget":
    "this oracle gives a diagnosis little time; the page tries it in the browser, and bin/assay verify on your machine",
};

function leftOutDocument({ what, why }: LeftOut): { what: string; why: string } {
  return { what: partInWords(what), why: REASONS[why] };
}

function partInWords(part: Part): string {
  if (typeof part === "string") return PARTS[part];
  if ("scenario" in part) return part.scenario;
  const bugs = part.bugs.join(" with ");
  return part.reading === null ? bugs : `${bugs}, reading ${part.reading + 1}`;
}
