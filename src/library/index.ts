/**
 * Assay as a library: `import { expected, verify } from "assay"`. Types that users see are declared here in full, so that
 * their declarations need no other package; the report's are made from its schema.
 */

import { hashInText } from "../dump/hash_text.ts";
import { Problem } from "../errors.ts";
import { afterStep, scenarioById } from "../labs/define.ts";
import { findLab } from "../labs/index.ts";
import type { Scenario } from "../labs/lab.ts";
import type { Report } from "../report/schema.ts";
import { renderText } from "../report/text.ts";
import { LocalJudge } from "./local_judge.ts";

export { Problem } from "../errors.ts";
export type { Report } from "../report/schema.ts";

/** Which scenario is meant: one of a suite by its id, or any by the lab's parameters; never both. */
export interface ScenarioRequest {
  /** The id of a lab, as `assay labs` lists them. */
  readonly lab: string;
  /** The id of a scenario of one of the lab's suites. */
  readonly scenario?: string;
  /**
   * The lab's parameters by their names in the API. A number must be a safe integer; larger ones are a bigint or decimal
   * digits, and lists have commas, as in a query.
   */
  readonly parameters?: Readonly<Record<string, string | number | bigint>>;
  /** The state after this step (tick, operation), from 0, in place of the final one. */
  readonly after?: number;
}

/** What the dump of a scenario must be. */
export interface ExpectedDump {
  /** 64 lower-case hex digits: what a program under exam prints. */
  readonly sha256: string;
  readonly dump: Uint8Array;
  /** Whether the hash stands in the lab's published table, or follows from the specification only. */
  readonly provenance: "published" | "computed";
}

/** The right dump of a scenario. Throws a {@link Problem} that names what of the request cannot be answered. */
export async function expected(request: ScenarioRequest): Promise<ExpectedDump> {
  const { sha256, dump, provenance } = await new LocalJudge().expected(scenarioOf(request));
  return { sha256, dump, provenance };
}

/**
 * The report on a dump, or on a hash alone, as 64 hex digits or as sha256sum prints it: the one that `assay verify --format json` prints. A dump that
 * differs is a verdict, and nothing that is thrown. Throws a {@link Problem} that names what cannot be answered.
 */
export async function verify(
  request: ScenarioRequest,
  submission: Uint8Array | string,
): Promise<Report> {
  const scenario = scenarioOf(request);
  const judge = new LocalJudge();
  if (typeof submission === "string")
    return judge.onHash(scenario, hashOf(submission), "diagnosis");
  if (submission instanceof Uint8Array) return judge.onDump(scenario, submission, "diagnosis");
  throw refused("submission", submission, "a Uint8Array, or 64 hex digits");
}

/** A report as a person reads it, as `assay verify` prints it. Ends with a newline. */
export function asText(report: Report): string {
  return renderText(report);
}

function scenarioOf({ lab: id, scenario, parameters, after }: ScenarioRequest): Scenario {
  const lab = findLab(String(id));
  if (scenario !== undefined && parameters !== undefined) {
    throw refused("parameters", parameters, "either scenario or parameters");
  }
  const whole =
    scenario === undefined ? lab.scenario(textsOf(parameters ?? {})) : scenarioById(lab, scenario);
  return after === undefined ? whole : afterStep(whole, String(after));
}

function textsOf(parameters: NonNullable<ScenarioRequest["parameters"]>): Map<string, string> {
  return new Map(
    Object.entries(parameters).map(([name, value]) => {
      const isText = typeof value === "string" || typeof value === "bigint";
      if (isText || Number.isSafeInteger(value)) return [name, String(value)];
      throw refused(name, value, "a safe integer, a bigint or a string");
    }),
  );
}

function hashOf(text: string): string {
  const hash = hashInText(text);
  if (hash !== null) return hash;
  throw refused("submission", text, "64 hex digits, or the dump as a Uint8Array");
}

function refused(parameter: string, value: unknown, expected: string): Problem {
  const shown = typeof value === "string" ? JSON.stringify(value.slice(0, 80)) : shownValue(value);
  const detail = `${parameter} is ${shown}; expected ${expected}`;
  return new Problem("invalid-parameters", [{ parameter, detail }]);
}

/** An object is told by its kind: what is in it may be long, or may not be JSON. */
function shownValue(value: unknown): string {
  return typeof value === "object" && value !== null ? "an object" : String(value);
}
