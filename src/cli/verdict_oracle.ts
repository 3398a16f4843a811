import { isDeepStrictEqual } from "node:util";
import type { Stage } from "../judge/judge.ts";
import type { Scenario } from "../labs/lab.ts";
import { LocalJudge } from "../library/local_judge.ts";
import { LIMITS } from "../limits.ts";
import { queryOf } from "../report/build.ts";
import { readAnswer } from "../report/read_answer.ts";
import { type Report, reportSchema } from "../report/schema.ts";
import { OracleError, UsageError } from "./usage.ts";

/** An oracle answers within seconds; one that does not is not waited for. */
const ANSWER_MILLISECONDS = 60_000;

/** How far a submission is judged: the stages that an oracle can be asked for. */
export type Depth = Extract<Stage, "place" | "bugs" | "diagnosis">;

/** By which value of the query parameter an oracle is asked for it. */
const ASKED: Readonly<Record<Depth, string>> = { place: "0", bugs: "bugs", diagnosis: "1" };

/** Who knows the right bytes: the engine in this process, or an oracle over HTTP. */
export interface Judge {
  onHash(scenario: Scenario, sha256: string, until: Depth): Promise<Report>;
  onDump(scenario: Scenario, dump: Uint8Array, until: Depth): Promise<Report>;
}

/** An oracle that answers at `endpoint`. Throws an OracleError where it gives no report. */
export class RemoteJudge implements Judge {
  private readonly endpoint: string;

  constructor(endpoint: string) {
    this.endpoint = withoutSlash(endpoint);
  }

  async onHash(scenario: Scenario, sha256: string, until: Depth): Promise<Report> {
    return this.ask(scenario, JSON.stringify({ sha256 }), "application/json", until);
  }

  async onDump(scenario: Scenario, dump: Uint8Array, until: Depth): Promise<Report> {
    return this.ask(scenario, Uint8Array.from(dump), "application/octet-stream", until);
  }

  private async ask(
    scenario: Scenario,
    body: string | Uint8Array<ArrayBuffer>,
    type: string,
    until: Depth,
  ): Promise<Report> {
    const query = `${queryOf(scenario)}&diagnosis=${ASKED[until]}`;
    const url = `${this.endpoint}/v1/labs/${scenario.lab.id}/verify?${query}`;
    const headers = { "Content-Type": type, Accept: "application/json" };
    const text = await postTo(this.endpoint, url, { body, headers });
    return readReport(text, this.endpoint, scenario);
  }
}

/** What an oracle answers. Throws an OracleError where it cannot be asked, or answers with an error. */
export async function postTo(endpoint: string, url: string, init: RequestInit): Promise<string> {
  const { status, text } = await post(url, init);
  if (status === 200) return text;
  throw new OracleError(`${endpoint} answered ${status}: ${text.slice(0, 500).trim()}`);
}

async function post(url: string, init: RequestInit): Promise<{ status: number; text: string }> {
  try {
    const signal = AbortSignal.timeout(ANSWER_MILLISECONDS);
    const response = await fetch(url, { ...init, method: "POST", signal });
    return { status: response.status, text: await textOf(response) };
  } catch (error) {
    const { message, cause } = error as Error;
    const reason = cause instanceof Error && cause.message !== "" ? `: ${cause.message}` : "";
    throw new OracleError(`${url} cannot be asked: ${message}${reason}`);
  }
}

/** The text of an answer. Throws an Error beyond a limit: an oracle's answer is short, and whoever answers may be none. */
async function textOf({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let [text, bytes] = ["", 0];
  for await (const piece of body ?? []) {
    bytes += piece.length;
    if (bytes > LIMITS.answer_bytes) {
      throw new Error(`the answer has more than ${LIMITS.answer_bytes} bytes`);
    }
    text += decoder.decode(piece, { stream: true });
  }
  return text + decoder.decode();
}

/** The report in an oracle's answer, if it is one, and one on this very scenario. */
function readReport(text: string, endpoint: string, scenario: Scenario): Report {
  const reading = readAnswer(reportSchema, asJson(text));
  if (!reading.isRead) {
    const shown = JSON.stringify(text.slice(0, 80));
    throw new OracleError(
      `${endpoint} answered what is no report of this version, beginning with ${shown} (${reading.fault})`,
    );
  }
  if (isOnScenario(reading.value, scenario)) return reading.value;
  throw new OracleError(`${endpoint} answered with a report on another scenario`);
}

/** A text as JSON; null where it is none. */
export function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A scenario of a suite is asked for by its id, and may spell its parameters in another order. */
export function isOnScenario(
  answer: Pick<Report, "lab" | "scenario" | "parameters">,
  { lab, listed, parameters }: Scenario,
): boolean {
  if (answer.lab !== lab.id) return false;
  if (listed !== null) return answer.scenario === listed.id;
  return isDeepStrictEqual(answer.parameters, { ...parameters });
}

export function judgeOf(endpoint: string | undefined): Judge {
  return endpoint === undefined ? new LocalJudge() : new RemoteJudge(readEndpoint(endpoint));
}

/** A URL to which paths can be added. */
export function withoutSlash(endpoint: string): string {
  return endpoint.replace(/\/+$/, "");
}

/** The URL of --endpoint. Throws a UsageError where it is none. */
export function readEndpoint(endpoint: string): string {
  if (/^https?:\/\//.test(endpoint) && URL.canParse(endpoint)) return endpoint;
  throw new UsageError(`--endpoint is ${JSON.stringify(endpoint)}; expected an http(s) URL`);
}
