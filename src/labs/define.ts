import { checkLayout } from "../dump/check_layout.ts";
import { fieldMapOf } from "../dump/field_map.ts";
import type { Layout } from "../dump/layout.ts";
import { Problem } from "../errors.ts";
import { faultsOfLab } from "./check.ts";
import type { Lab, Relative, Run, RunOptions, Scenario } from "./lab.ts";
import {
  type Declaration,
  readParameters,
  u32,
  unacceptable,
  type Values,
  withArticle,
} from "./parameter_types.ts";
import type { SuiteScenario } from "./suite.ts";

/** What a lab's folder provides; {@link defineLab} makes a {@link Lab} of it. */
interface LabDefinition<D extends Declaration, P>
  extends Omit<Lab, "parameters" | "scenario" | "scenarios" | "field_map" | "encodedFieldMap"> {
  readonly parameters: D;
  /** Applies defaults and the rules that tie parameters to each other. Throws a Problem. */
  resolve(values: Values<D>): P;
  /** The same parameters in a form in which two scenarios that mean the same are equal. */
  normalize(parameters: P): P;
  /** Steps of the whole run. */
  steps(parameters: P): number;
  start(parameters: P, options: RunOptions): Run;
  /** Bytes that a whole run may hold, its dump among them: requests for runs that hold much take turns. */
  weigh?(parameters: P): number;
  /** Other dumps of the same run: parameters that differ, and what that is in words. */
  views?(parameters: P): readonly View[];
}

interface View {
  readonly what: string;
  readonly changes: Readonly<Record<string, string>>;
}

/**
 * Hides a lab's own types behind the common interface. Throws an Error that names everything in the declarations that does
 * not go together: a lab is sound, or there is none.
 */
export function defineLab<D extends Declaration, P extends object>(
  definition: LabDefinition<D, P>,
): Lab {
  const {
    parameters: declaration,
    layout,
    encodedLayout,
    resolve,
    normalize,
    steps,
    start,
    weigh,
    views,
    ...rest
  } = definition;

  const toJson = (parameters: P): Record<string, unknown> => valuesAsJson(declaration, parameters);
  const key = (parameters: P): string => JSON.stringify(toJson(normalize(parameters)));

  const faults = [...faultsOfLab({ ...rest, parameters: declaration }), ...faultsOfLayout(layout)];
  if (faults.length > 0) throw new Error(`the lab ${rest.id} is not sound: ${faults.join("; ")}`);
  const scenarios = rest.suites.flatMap((suite) => (suite.is_published ? suite.scenarios : []));
  const listed = new Map<string, SuiteScenario>();
  for (const scenario of listedScenarios(rest)) {
    const given = new Map(Object.entries(scenario.parameters));
    const meaning = key(resolve(readParameters(declaration, given)));
    const other = listed.get(meaning);
    if (other !== undefined) {
      throw new Error(
        `the lab ${rest.id} is not sound: scenarios ${other.id} and ${scenario.id} are the same`,
      );
    }
    listed.set(meaning, scenario);
  }

  const lab: Lab = {
    ...rest,
    scenarios,
    parameters: declaration,
    field_map: fieldMapOf(layout),
    encodedLayout,
    encodedFieldMap: (encoding) => fieldMapOf(encodedLayout(encoding)),
    layout,
    scenario(given): Scenario {
      const values = readParameters(declaration, given);
      const parameters = resolve(values);
      const query = Object.entries(declaration).flatMap(([name, { type, flag }]) => {
        const value: unknown = values[name];
        return value === undefined ? [] : [{ name, flag, text: type.format(value) }];
      });
      const known = listed.get(key(parameters)) ?? null;
      const flags = query.map(({ flag, text }) => `${flag} ${text}`).join(" ");
      return {
        lab,
        listed: known,
        published: known !== null && scenarios.includes(known) ? known : null,
        parameters: toJson(parameters),
        query: query.map(({ name, text }) => [name, text] as const),
        flags,
        command: `${lab.program} ${flags}`,
        steps: steps(parameters),
        after: null,
        weight: weigh?.(parameters) ?? 0,
        values,
        start: (options = {}) => start(parameters, options),
        relatives: () => [
          ...(views?.(parameters) ?? []).map(({ what, changes }) => ({
            what,
            scenario: lab.scenario(new Map([...given, ...Object.entries(changes)])),
          })),
          ...withoutOptional(lab, given),
        ],
      };
    },
  };
  return lab;
}

/** What keeps a layout from being walked: one sentence, or none. */
function faultsOfLayout(layout: Layout<never>): string[] {
  try {
    checkLayout(layout);
    return [];
  } catch (error) {
    return [`its layout: ${(error as Error).message}`];
  }
}

/** The scenario without one of its optional parameters, as of a program that ignores the flag. */
function withoutOptional(lab: Lab, given: ReadonlyMap<string, string>): Relative[] {
  return [...given.keys()].flatMap((name) => {
    if (lab.parameters[name]?.required !== false) return [];
    const others = new Map([...given].filter(([other]) => other !== name));
    const scenario = legalScenario(lab, others);
    return scenario === null ? [] : [{ what: `the same scenario without ${name}`, scenario }];
  });
}

/** The scenario of these parameters; null where they do not go together. */
export function legalScenario(lab: Lab, given: ReadonlyMap<string, string>): Scenario | null {
  try {
    return lab.scenario(given);
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}

function valuesAsJson(declaration: Declaration, values: object): Record<string, unknown> {
  const json: Record<string, unknown> = {};
  for (const [name, { type }] of Object.entries(declaration)) {
    const value = (values as Record<string, unknown>)[name];
    json[name] = value === undefined ? null : type.toJson(value);
  }
  return json;
}

/**
 * The same scenario, asked for its state after a step (`text` in decimal digits, from 0) instead of at
 * its end. Throws a Problem where there is no such step.
 */
export function afterStep(scenario: Scenario, text: string): Scenario {
  const { steps, lab } = scenario;
  const after = u32().parse(text);
  if (after !== null && after < steps) {
    return { ...scenario, after, weight: (scenario.weight * (after + 1)) / steps };
  }
  const expected =
    steps === 0
      ? `no after at all: the run has no ${lab.step_name}`
      : `${withArticle(lab.step_name)} 0 .. ${steps - 1} of the run`;
  throw new Problem("invalid-parameters", [unacceptable("after", text, expected)]);
}

/** A scenario of a suite, ready to run. */
export function scenarioOfSuite(lab: Lab, { parameters }: SuiteScenario): Scenario {
  return lab.scenario(new Map(Object.entries(parameters)));
}

/** Every scenario of the lab that has an id, once, whatever its suites. */
export function listedScenarios({ suites }: Pick<Lab, "suites">): SuiteScenario[] {
  return [...new Set(suites.flatMap(({ scenarios }) => scenarios))];
}

/** The scenario `id` of any of the lab's suites, ready to run. Throws a Problem that names the known ids. */
export function scenarioById(lab: Lab, id: string): Scenario {
  const all = listedScenarios(lab);
  const found = all.find((scenario) => scenario.id === id);
  if (found !== undefined) return scenarioOfSuite(lab, found);
  const known = all.map((scenario) => scenario.id).join(", ");
  throw new Problem("invalid-parameters", [
    {
      parameter: "scenario",
      detail: `scenario is ${JSON.stringify(id.slice(0, 80))}; expected one of ${known}`,
    },
  ]);
}

/** The name of the lab's parameter that a flag of its program sets; null for no flag of its. */
export function parameterOfFlag({ parameters }: Lab, flag: string): string | null {
  const found = Object.entries(parameters).find(([, parameter]) => parameter.flag === flag);
  return found?.[0] ?? null;
}

/** The scenario that a program's flags mean: `--seed 42 --nodes 3 …`. Throws a Problem or an Error. */
export function scenarioOfFlags(lab: Lab, flags: string): Scenario {
  const words = flags.split(" ").filter((word) => word !== "");
  const given = new Map<string, string>();
  for (let i = 0; i < words.length; i += 2) {
    const [flag, value] = [words[i] as string, words[i + 1]];
    const name = parameterOfFlag(lab, flag);
    if (name === null) {
      const known = Object.values(lab.parameters).map((parameter) => parameter.flag);
      throw new Error(
        `${flag} is not a flag of ${lab.program}; expected one of ${known.join(" ")}`,
      );
    }
    if (value === undefined) throw new Error(`${flag} has no value`);
    if (given.has(name)) throw new Error(`${flag} is given twice`);
    given.set(name, value);
  }
  return lab.scenario(given);
}
