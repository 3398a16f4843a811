import { availableParallelism } from "node:os";
import { type ParseArgsConfig, parseArgs } from "node:util";
import { afterStep, parameterOfFlag, scenarioById } from "../labs/define.ts";
import { findLab, LABS } from "../labs/index.ts";
import type { Lab, Scenario } from "../labs/lab.ts";
import { u32, u64 } from "../labs/parameter_types.ts";
import { parameterOption } from "../report/local_commands.ts";
import { UsageError } from "./usage.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** Options of the commands, by name. Each command takes some of them. */
const KNOWN = {
  lab: { type: "string" },
  scenario: { type: "string" },
  skip: { type: "string", multiple: true },
  list: { type: "boolean" },
  "fail-fast": { type: "boolean" },
  after: { type: "string" },
  program: { type: "string" },
  suite: { type: "string" },
  jobs: { type: "string" },
  timeout: { type: "string" },
  endpoint: { type: "string" },
  "known-failing": { type: "string" },
  sha256: { type: "string" },
  count: { type: "string" },
  budget: { type: "string" },
  seed: { type: "string" },
  port: { type: "string" },
  from: { type: "string" },
  until: { type: "string" },
  step: { type: "string" },
  mark: { type: "string" },
  changes: { type: "boolean" },
  events: { type: "boolean" },
  fields: { type: "string" },
  format: { type: "string", multiple: true },
  output: { type: "string", multiple: true },
  color: { type: "string" },
} as const satisfies Options;

export type OptionName = keyof typeof KNOWN;
export const OPTION_NAMES = Object.keys(KNOWN) as readonly OptionName[];

/** The words of a command line after the command's name. */
export interface CommandLine {
  readonly text: (name: OptionName) => string | undefined;
  /** All values of an option that may be repeated, or hold several with commas between them. */
  readonly texts: (name: OptionName) => readonly string[];
  /** Whether an option without a value was given. */
  readonly has: (name: OptionName) => boolean;
  /** The lab's parameters that were given, by their names in the API. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly positionals: readonly string[];
  /** `--format F --output FILE` in pairs; a format without a file goes to standard output. */
  readonly outputs: readonly { readonly format: string; readonly file: string | null }[];
}

/**
 * Reads a command line. `takes` are the options of the command; with `parameters` the labs' parameters
 * are options too; `format` is the one where none is given. Throws a UsageError that names the word that is wrong.
 */
export function readCommandLine(
  args: readonly string[],
  takes: readonly OptionName[],
  { parameters = false, positionals = 0, format = "text" } = {},
): CommandLine {
  const options: Options = Object.fromEntries(takes.map((name) => [name, KNOWN[name]]));
  const parameterNames = new Map<string, string>();
  if (parameters) {
    for (const name of LABS.flatMap((lab) => Object.keys(lab.parameters))) {
      parameterNames.set(parameterOption(name), name);
      options[parameterOption(name)] = { type: "string" };
    }
  }
  const parsed = parse(args, options);
  const given = new Map<string, string>();
  const outputs: { format: string; file: string | typeof STANDARD_OUTPUT | null }[] = [];
  const seen = new Set<string>();
  for (const token of parsed.tokens) {
    if (token.kind !== "option") continue;
    const { name } = token;
    const value = token.value ?? "";
    const isRepeatable = "multiple" in (options[name] ?? {});
    if (seen.has(name) && !isRepeatable)
      throw new UsageError(`--${name} is given twice; expected it once`);
    seen.add(name);
    const parameter = parameterNames.get(name);
    if (parameter !== undefined) given.set(parameter, value);
    if (name === "format") outputs.push({ format: value, file: null });
    if (name === "output") {
      const last = outputs.at(-1);
      const target = value === "-" ? STANDARD_OUTPUT : value;
      if (last === undefined) outputs.push({ format, file: target });
      else if (last.file === null) last.file = target;
      else throw new UsageError(`--output ${value} has no format; expected --format F before it`);
    }
  }
  if (parsed.positionals.length > positionals) {
    const extra = parsed.positionals[positionals];
    throw new UsageError(
      `${JSON.stringify(extra)} is a word too many; expected ${positionals} beside the options`,
    );
  }
  return {
    text: (name) => parsed.values[name] as string | undefined,
    texts: (name) => ((parsed.values[name] ?? []) as string[]).flatMap((text) => text.split(",")),
    has: (name) => parsed.values[name] === true,
    parameters: given,
    positionals: parsed.positionals,
    outputs: outputsOf(outputs, format),
  };
}

/** Where what goes to a file goes to instead where `-` is given. */
const STANDARD_OUTPUT = Symbol("standard output");

function outputsOf(
  given: readonly {
    readonly format: string;
    readonly file: string | typeof STANDARD_OUTPUT | null;
  }[],
  format: string,
): CommandLine["outputs"] {
  if (given.length === 0) return [{ format, file: null }];
  return given.map((one) => ({
    format: one.format,
    file: one.file === STANDARD_OUTPUT ? null : one.file,
  }));
}

function parse(args: readonly string[], options: Options) {
  try {
    return parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
      strict: true,
      tokens: true,
    });
  } catch (error) {
    const known = Object.keys(options).map((name) => `--${name}`);
    // Its advice on how else the words may be written is about a command line of another program.
    const [message] = (error as Error).message.split(/\. To specify|\.?\n/);
    throw new UsageError(`${message}; expected ${known.join(" ")}`);
  }
}

export function requireText(line: CommandLine, name: OptionName, expected: string): string {
  const text = line.text(name);
  if (text === undefined || text === "") {
    throw new UsageError(`--${name} is missing; expected ${expected}`);
  }
  return text;
}

/** The ids of the labs, as a help text and an error have them. */
export function labNames(): string {
  return new Intl.ListFormat("en-GB", { type: "disjunction" }).format(LABS.map(({ id }) => id));
}

export function labOf(line: CommandLine): Lab {
  return findLab(requireText(line, "lab", labNames()));
}

/** The one scenario that a command line names: `--scenario A`, or the lab's parameters; and `--after T`. */
export function scenarioOf(line: CommandLine, lab: Lab): Scenario {
  const scenario = wholeScenario(line, lab);
  const after = line.text("after");
  return after === undefined ? scenario : afterStep(scenario, after);
}

function wholeScenario(line: CommandLine, lab: Lab): Scenario {
  const id = line.text("scenario");
  if (id === undefined) return lab.scenario(line.parameters);
  if (line.parameters.size > 0) {
    const [name] = line.parameters.keys();
    throw new UsageError(
      `--${parameterOption(name ?? "")} is given beside --scenario; expected one or the other${namesake(lab)}`,
    );
  }
  return scenarioById(lab, id);
}

/** Lines of a help text, each after `indent`: flags of the labs' programs that have another name here. */
export function namesakes(indent: string): string {
  const lines = LABS.flatMap(({ program, parameters }) =>
    Object.entries(parameters).flatMap(([name, { flag }]) => {
      const here = `--${parameterOption(name)}`;
      return flag === here ? [] : [`\n${indent}(the flag ${flag} of ${program} is ${here} here)`];
    }),
  );
  return lines.join("");
}

/** A hint where a lab's program has a flag --scenario, which is another option here. */
function namesake(lab: Lab): string {
  const name = parameterOfFlag(lab, "--scenario");
  if (name === null) return "";
  return ` (the flag --scenario of ${lab.program} is --${parameterOption(name)} here)`;
}

/** A whole number minimum .. maximum; `fallback` where the option was left out. */
export function wholeNumber(
  line: CommandLine,
  name: OptionName,
  fallback: number,
  minimum: number,
  maximum: number,
): number {
  const text = line.text(name);
  if (text === undefined) return fallback;
  const type = u32(minimum, maximum);
  const value = type.parse(text);
  if (value === null)
    throw new UsageError(`--${name} is ${JSON.stringify(text)}; expected ${type.expected}`);
  return value;
}

export function seedOf(line: CommandLine): { readonly hi: number; readonly lo: number } {
  const text = line.text("seed") ?? "1";
  const seed = u64.parse(text);
  if (seed === null)
    throw new UsageError(`--seed is ${JSON.stringify(text)}; expected ${u64.expected}`);
  return seed;
}

/** How many programs run at a time: --jobs, or one for each core. */
export function jobsOf(line: CommandLine): number {
  return wholeNumber(line, "jobs", availableParallelism(), 1, 256);
}

/** Milliseconds that one run of a program may take: --timeout in seconds. */
export function timeoutOf(line: CommandLine): number {
  return wholeNumber(line, "timeout", 60, 1, 86_400) * 1000;
}
