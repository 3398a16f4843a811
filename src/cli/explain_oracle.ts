import { setImmediate } from "node:timers/promises";
import { explain } from "../explain/explain.ts";
import type { Observation } from "../explain/observations.ts";
import type { Lab } from "../labs/lab.ts";
import { LIMITS } from "../limits.ts";
import { explainAnswer } from "../report/explain_document.ts";
import { type ExplainAnswer, explainAnswerSchema } from "../report/explain_schema.ts";
import { readAnswer } from "../report/read_answer.ts";
import { versionsOf } from "../version.ts";
import { PATIENT } from "./exam_evidence.ts";
import { OracleError } from "./usage.ts";
import { asJson, postTo, readEndpoint, withoutSlash } from "./verdict_oracle.ts";

/** Who explains what was seen of a program: the engine in this process, or an oracle over HTTP. */
export interface ExplainOracle {
  /** When `isOver` says so, it answers with what is known. */
  ask(
    lab: Lab,
    observations: readonly Observation[],
    isOver: () => boolean,
  ): Promise<ExplainAnswer>;
}

/** Nobody else waits: --budget is what bounds it. */
const SEVERAL_WORK = 50 * LIMITS.several_work;

class LocalExplainOracle implements ExplainOracle {
  async ask(
    lab: Lab,
    observations: readonly Observation[],
    isOver: () => boolean,
  ): Promise<ExplainAnswer> {
    // So that Ctrl-C is heard meanwhile.
    const pace = { pause: () => setImmediate() };
    const options = { pace, single: PATIENT, several_work: SEVERAL_WORK, isOver };
    return explainAnswer(await explain(lab, observations, options), await versionsOf(lab), null);
  }
}

class RemoteExplainOracle implements ExplainOracle {
  private readonly endpoint: string;

  constructor(endpoint: string) {
    this.endpoint = withoutSlash(endpoint);
  }

  async ask(lab: Lab, observations: readonly Observation[]): Promise<ExplainAnswer> {
    const { endpoint } = this;
    const body = JSON.stringify({ observations: observations.map(asSent) });
    const headers = { "Content-Type": "application/json", Accept: "application/json" };
    const url = `${endpoint}/v1/labs/${lab.id}/explain`;
    const answer = readAnswer(
      explainAnswerSchema,
      asJson(await postTo(endpoint, url, { body, headers })),
    );
    if (answer.isRead && answer.value.lab === lab.id) return answer.value;
    const fault = answer.isRead ? "it is on another lab" : answer.fault;
    throw new OracleError(
      `${endpoint} answered explain with what is no answer of this version to it (${fault})`,
    );
  }
}

function asSent({ scenario, sha256, digests_sha256, digests }: Observation) {
  const { listed, query } = scenario;
  const which =
    listed === null ? { parameters: Object.fromEntries(query) } : { scenario: listed.id };
  return { ...which, sha256, digests_sha256, digests };
}

export function explainOracleOf(endpoint: string | undefined): ExplainOracle {
  return endpoint === undefined
    ? new LocalExplainOracle()
    : new RemoteExplainOracle(readEndpoint(endpoint));
}
