import type { LeftOut, Part, Reason } from "../diagnose/budget.ts";
import type { DifferenceShape } from "../diagnose/difference_shape.ts";
import type { EvidenceExtent } from "../diagnose/evidence.ts";
import type { Diagnosis, Finding, Ground, NextObservation } from "../diagnose/findings.ts";
import type { SingleChange } from "../diagnose/hypotheses.ts";
import type { Explanation } from "../diagnose/weigh.ts";
import { hexOffset } from "../dump/value.ts";
import type { Bug } from "../labs/bug.ts";
import type { Lab } from "../labs/lab.ts";
import type { DiagnosisDocument, FindingDocument } from "./schema.ts";

/** The diagnosis of a submission to `lab`, as the report has it. */
export function diagnosisDocument(lab: Lab, diagnosis: Diagnosis): DiagnosisDocument {
  const { findings, shared, told_apart_by, next, tried, left_out } = diagnosis;
  return {
    findings: findings.map((finding) => findingDocument(lab, finding)),
    shared: { ...shared },
    told_apart_by: [...told_apart_by],
    next: next && {
      ask: next.kind,
      id: next.kind === "listing" ? null : next.id,
      why: nextInWords(lab, next),
    },
    tried: { ...tried },
    left_out: left_out.map(leftOutDocument),
  };
}

function findingDocument(lab: Lab, finding: Finding): FindingDocument {
  const { certainty, bugs, changes, changes_total, ground, confirm } = finding;
  return {
    certainty,
    bug: bugs[0]?.id ?? null,
    with: bugs[1]?.id ?? null,
    ...wordsOf(lab, finding),
    evidence: groundInWords(lab, ground),
    changes: changes.map((change) => ({ ...change })),
    changes_total,
    confirm: [...confirm],
  };
}

type FindingWords = Pick<FindingDocument, "kind" | "title" | "explanation" | "fix">;

function wordsOf(lab: Lab, { bugs, changes, changes_total, ground }: Finding): FindingWords {
  if (ground.kind === "runbook") {
    return {
      kind: null,
      title: `The runbook on: ${ground.row.where}`,
      explanation: ground.row.culprit,
      fix: `Find the first ${lab.step_name} that is wrong: assay bisect, or POST /v1/labs/${lab.id}/bisect.`,
    };
  }
  if (ground.kind === "shape") return { kind: null, ...shapeInWords(lab, ground.shape) };
  const [first] = changes;
  if (bugs.length > 0 || first === undefined) {
    const of = (text: (bug: Bug) => string): string => bugs.map(text).join(" And: ");
    return {
      kind: bugs[0]?.kind ?? null,
      title: of(({ title }) => title),
      explanation: of(({ description }) => description),
      fix: of(({ fix }) => fix),
    };
  }
  const alike = changes_total - 1;
  const others = alike === 1 ? "another change is" : `${alike} other changes are`;
  return {
    kind: first.of === "layout" ? "encoding" : "protocol",
    title: `A ${first.of === "misreading" ? "misreading" : "single change"}, of ${first.where}`,
    explanation:
      alike === 0
        ? first.sentence
        : `${first.sentence} No scenario of the suites tells apart from it what ${others}.`,
    fix: fixOf(first),
  };
}

function shapeInWords(
  { step_name }: Lab,
  shape: DifferenceShape,
): Pick<FindingDocument, "title" | "explanation" | "fix"> {
  switch (shape.kind) {
    case "damaged-byte": {
      const bits = shape.bits === 1 ? "one bit" : `${shape.bits} bits`;
      return {
        title: "One damaged byte",
        explanation: `One byte alone differs, at ${hexOffset(shape.offset)}, in ${bits}, and its value is far from any that the field would have: more like damage on the way, or memory overwritten, than like a wrong rule.`,
        fix: "Hash the dump where it is written and where it is sent; run the program again, and under a memory checker.",
      };
    }
    case "whole-kind":
      return {
        title: "One kind of field is wrong everywhere",
        explanation: `All ${shape.fields} fields ${shape.field_kind} differ, and no other field does: how that one is computed or written is different, and the rest of the dump is right.`,
        fix: `Look at what writes ${shape.field_kind}, and at what sets it; the first ${step_name} in which it is wrong says which (assay bisect).`,
      };
  }
}

/** Where to look for a change without a name: its rule, and where we have it. */
function fixOf({ where, section, source }: SingleChange): string {
  const rule = section === null ? "" : ` (${section})`;
  const ours = source === null ? "" : `; the oracle's own is ${source}`;
  return `Hold your ${where} against the specification${rule}${ours}.`;
}

function nextInWords({ step_name }: Lab, next: NextObservation): string {
  switch (next.kind) {
    case "listing":
      return `the digests of all ${step_name}s of the run (--digests): of a dump only the last state is known`;
    case "scenario":
      return `scenario ${next.id}: those that are left differ there in ${next.parts} ways at least`;
    case "suite":
      return `suite ${next.id}, with --digests: it takes a word on each of its scenarios to prove a change`;
  }
}

/** What speaks for a finding, as a sentence. */
function groundInWords(lab: Lab, ground: Ground): string {
  switch (ground.kind) {
    case "same-bytes":
      return `All ${ground.size_bytes} bytes of the submission are the ones that it gives in this scenario.`;
    case "same-hash":
      return "The submitted SHA-256 is the one of the bytes that it gives in this scenario.";
    case "empty":
      return "0 bytes came in.";
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
    case "evidence":
      return extentInWords(ground.extent, lab.step_name);
    case "partial":
      return explanationInWords(ground.explanation);
    case "shape":
      return "That is what the differences look like; no rule was run for it, and nothing that was tried gives these bytes.";
    case "runbook":
      return "The first divergence lies there; no known bug gives exactly these bytes.";
  }
}

/** `It gives all that was seen: 1000 ticks of the run, 563 of them wrong.` */
function extentInWords(extent: EvidenceExtent, stepName: string): string {
  const { scenarios, wrong_scenarios, whole, states, wrong_states } = extent;
  const parts: string[] = [];
  if (states > 0) {
    const wrong = `${wrong_states} of them wrong`;
    parts.push(
      states === 1
        ? `the wrong state after one ${stepName}`
        : `the states after ${states} ${stepName}s, ${wrong}`,
    );
  }
  if (scenarios > 1) parts.push(`${scenarios} scenarios, ${wrong_scenarios} of them wrong`);
  if (scenarios > 1 && whole > 0) parts.push(`of ${whole} of these all states`);
  if (scenarios === 1 && states === 0)
    parts.push(`the ${whole > 0 ? "whole listing" : "dump"} of one scenario`);
  return `It gives all that was seen: ${parts.join("; ")}.`;
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
  "every-change": "every single change",
  "more-changes": "more single changes",
  "every-hypothesis": "every known bug and single change",
  "more-hypotheses": "more known bugs and single changes",
};

const REASONS: Readonly<Record<Reason, string>> = {
  "work-spent": "the budget of work was spent",
  "bytes-spent": "the budget of bytes was spent",
  "beyond-limit": "it goes beyond a limit of work or size",
  "large-dump": "the dump is too large",
  "untriable-dump": "the dump is too large to be tried",
  "unkept-submission": "the submission is too large to be kept",
  "many-steps": "the run has too many steps",
  "large-run": "the run is too long",
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
