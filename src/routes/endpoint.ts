import type { Context } from "hono";
import type * as z from "zod";
import { Problem, type ProblemItem } from "../errors.ts";
import { afterStep, listedScenarios, parameterOfFlag, scenarioById } from "../labs/define.ts";
import type { Lab, Scenario } from "../labs/lab.ts";
import { type ParameterType, unacceptable } from "../labs/parameter_types.ts";

/** A query parameter of an endpoint's own, beside the lab's. */
export interface QueryParameter {
  readonly type: ParameterType<unknown>;
  readonly description: string;
}

/** A representation in an answer: a schema for JSON, one for all labs or each lab's, or an example for anything else. */
export type Content =
  | { readonly schema: z.ZodType | ((lab: Lab) => z.ZodType) }
  | { readonly example: string | null };

export interface ResponseDoc {
  readonly description: string;
  readonly content: Readonly<Record<string, Content>>;
  /** Headers of the answer, and what they say. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * One endpoint, declared once: the app registers it, refuses unknown query parameters and other
 * methods by it, and the OpenAPI document is written from it.
 */
export interface Endpoint {
  readonly method: "GET" | "POST";
  /** In Hono's syntax: `/v1/labs/:lab/expected`. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly query: Readonly<Record<string, QueryParameter>>;
  /**
   * What the query also takes: for a run, `scenario` or the lab's parameters by name; for a state of a
   * run, `after` as well.
   */
  readonly takes: "nothing" | "run" | "state";
  readonly requestBody?: {
    readonly description: string;
    readonly content: Readonly<Record<string, Content>>;
  };
  /** Headers of the request that change the answer, and what they say. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly responses: Readonly<Record<number, ResponseDoc>>;
  handle(context: Context): Response | Promise<Response>;
}

/** What a query held, by the endpoint's declaration. */
export interface Query {
  /** The endpoint's own parameters, each in its normal form; undefined where it was left out. */
  readonly own: Readonly<Record<string, string | undefined>>;
  /** The remaining ones, all of them the lab's, `scenario` or `after`. */
  readonly rest: ReadonlyMap<string, string>;
}

/**
 * Reads a query string. Throws a Problem that names every parameter that is unknown, repeated or not
 * acceptable: a typo must not silently select another scenario.
 */
export function readQuery(url: string, endpoint: Endpoint, lab: Lab | null = null): Query {
  const problems: ProblemItem[] = [];
  const own: Record<string, string> = {};
  const rest = new Map<string, string>();
  const ofScenario =
    endpoint.takes === "nothing" || lab === null
      ? []
      : [
          "scenario",
          ...Object.keys(lab.parameters),
          ...(endpoint.takes === "state" ? [AFTER] : []),
        ];
  const known = [...Object.keys(endpoint.query), ...ofScenario];
  const { searchParams } = new URL(url);
  for (const name of new Set(searchParams.keys())) {
    const texts = searchParams.getAll(name);
    const text = texts[0] as string;
    if (!known.includes(name)) {
      const shown = JSON.stringify(name.slice(0, 80));
      const expected =
        known.length === 0 ? "no query parameter at all" : `one of ${known.join(", ")}`;
      problems.push({
        parameter: name.slice(0, 80),
        detail: `${shown} is not a parameter here; expected ${expected}`,
      });
    } else if (texts.length > 1) {
      problems.push({
        parameter: name,
        detail: `${name} is given ${texts.length} times; expected it once`,
      });
    } else if (ofScenario.includes(name)) {
      rest.set(name, text);
    } else {
      const { type } = endpoint.query[name] as QueryParameter;
      const value = type.parse(text);
      if (value === null) problems.push(unacceptable(name, text, type.expected));
      else own[name] = type.format(value);
    }
  }
  if (problems.length > 0) throw new Problem("invalid-parameters", problems);
  return { own, rest };
}

/** The query parameter by which a state within a run is asked for; each endpoint that has it reads it here. */
export const AFTER = "after";

/**
 * The scenario that a query names, one of a suite by `scenario` or any by the lab's parameters, and
 * the step `after` which its state is asked for.
 */
export function scenarioOf(lab: Lab, { rest }: Query): Scenario {
  const given = new Map(rest);
  const after = given.get(AFTER);
  given.delete(AFTER);
  const scenario = wholeScenario(lab, given);
  return after === undefined ? scenario : afterStep(scenario, after);
}

function wholeScenario(lab: Lab, given: ReadonlyMap<string, string>): Scenario {
  const id = given.get("scenario");
  if (id === undefined) {
    if (given.size > 0) return lab.scenario(given);
    const ids = listedScenarios(lab)
      .map((scenario) => scenario.id)
      .join(", ");
    const names = Object.entries(lab.parameters).flatMap(([name, p]) => (p.required ? [name] : []));
    throw new Problem("invalid-parameters", [
      {
        parameter: "scenario",
        detail: `no scenario is given; expected scenario= one of ${ids}, or the parameters ${names.join(", ")}`,
      },
    ]);
  }
  const namesake = flagOfOtherParameter(lab, id);
  if (namesake !== null) throw new Problem("invalid-parameters", [namesake]);
  const others = [...given.keys()].filter((name) => name !== "scenario");
  if (others.length > 0) {
    throw new Problem(
      "invalid-parameters",
      others.map((name) => ({
        parameter: name,
        detail: `${name} is given beside scenario, which stands for all parameters; expected one or the other`,
      })),
    );
  }
  return scenarioById(lab, id);
}

/** A lab's program may have a flag --scenario that means something else than a scenario of a suite. */
function flagOfOtherParameter(lab: Lab, text: string): ProblemItem | null {
  const name = parameterOfFlag(lab, "--scenario");
  if (name === null || lab.parameters[name]?.type.parse(text) === null) return null;
  return {
    parameter: "scenario",
    detail: `scenario is ${JSON.stringify(text)}, and stands for a scenario of a suite here; the flag --scenario is the parameter ${name}: expected ${name}=${text}`,
  };
}
