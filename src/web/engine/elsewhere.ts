import type { Finding } from "../../diagnose/findings.ts";
import type { Findings } from "../../judge/judge.ts";
import type { Scenario } from "../../labs/lab.ts";
import { firstOf, type Subject, subjectOf } from "../../report/page_url.ts";

/** Another question to which the submission is the right answer, and what it is called. */
export interface Elsewhere {
  readonly subject: Subject;
  readonly title: string;
}

/** The questions that the submission answers, as its diagnosis has found; none where that is of something else. */
export function elsewhereOf({ expected, diagnosis }: Findings): Elsewhere[] {
  return (diagnosis?.findings ?? []).flatMap((finding) => questionsOf(expected.scenario, finding));
}

function questionsOf(scenario: Scenario, { certainty, ground }: Finding): Elsewhere[] {
  if (certainty !== "proven" && certainty !== "reproduces") return [];
  switch (ground.kind) {
    case "listed-hash": {
      const { lab, scenario: other } = ground;
      const subject = { ...firstOf(lab.id), scenario: other.id };
      return [{ subject, title: `${lab.id}, scenario ${other.id}` }];
    }
    case "other-scenarios":
      return ground.found.map(({ what, scenario: other }) => ({
        subject: subjectOf(other),
        title: what,
      }));
    case "other-steps": {
      const step = ground.found.find((one) => one >= 0 && one < scenario.steps);
      if (step === undefined) return [];
      const title = `the state after ${scenario.lab.step_name} ${step}`;
      return [{ subject: subjectOf({ ...scenario, after: step }), title }];
    }
    default:
      return [];
  }
}
