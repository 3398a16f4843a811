import { digestsOf } from "../digests.ts";
import { afterStep } from "../labs/define.ts";
import type { RunEvent, Scenario } from "../labs/lab.ts";
import { simulate } from "../oracle.ts";
import type { Trouble } from "../report/exam.ts";
import { runProgram } from "./program.ts";

/** What a bisection found, and how many runs of the program it took. */
export type Finding =
  | {
      readonly kind: "agreement";
      readonly runs: number;
      /** The hash that the program printed for the whole run. */
      readonly hash: string;
      /** Whether every state was compared, and not the last one alone. */
      readonly isComplete: boolean;
    }
  | { readonly kind: "divergence"; readonly step: number; readonly runs: number }
  | { readonly kind: "trouble"; readonly trouble: Trouble };

/** A program that answers about one scenario; counts its runs. */
class Witness {
  runs = 0;
  private readonly program: string;
  private readonly flags: string;
  private readonly timeoutMilliseconds: number;

  constructor(program: string, scenario: Scenario, timeoutMilliseconds: number) {
    this.program = program;
    this.flags = scenario.flags;
    this.timeoutMilliseconds = timeoutMilliseconds;
  }

  async ask(output: string): Promise<Buffer | Trouble> {
    this.runs++;
    const flags = `${this.flags} ${output}`.trimEnd();
    const result = await runProgram(this.program, flags, this.timeoutMilliseconds);
    if (result.kind === "output") return result.stdout;
    const { trouble } = result;
    const asked = output === "" ? "the hash" : output;
    return { ...trouble, message: `asked for ${asked}, ${trouble.message}` };
  }
}

/**
 * Finds the first step after which a program's state is not the right one. Asks for all digests in one
 * run; a program that refuses --digests is asked for the dump after a step, log2(steps) times: then the
 * step found is one that agrees before and differs after, which is the first unless states agree again.
 */
export async function firstDivergence(
  program: string,
  scenario: Scenario,
  timeoutMilliseconds: number,
): Promise<Finding> {
  const witness = new Witness(program, scenario, timeoutMilliseconds);
  const [once, again] = [await witness.ask(""), await witness.ask("")];
  for (const answer of [once, again]) {
    if (!Buffer.isBuffer(answer)) return { kind: "trouble", trouble: answer };
  }
  if (String(once) !== String(again)) {
    return badOutput("two runs of the program printed different hashes: it is not deterministic");
  }
  const hash = String(once);
  const digests = await witness.ask("--digests");
  if (Buffer.isBuffer(digests)) return compareDigests(witness, scenario, digests, hash);
  if (digests.kind !== "refused") return { kind: "trouble", trouble: digests };
  return search(witness, scenario, hash);
}

async function compareDigests(
  witness: Witness,
  scenario: Scenario,
  digests: Buffer,
  hash: string,
): Promise<Finding> {
  const lines = digests.toString("latin1").split("\n");
  const { runs } = witness;
  const whole = { from: 0, until: scenario.steps, stride: 1 };
  for await (const { step, sha256 } of digestsOf(scenario, whole, {
    byteLimit: Number.POSITIVE_INFINITY,
  })) {
    const line = lines[step] as string | undefined;
    if (line === `${step} ${sha256}`) continue;
    if (line !== undefined && new RegExp(`^${step} [0-9a-f]{64}$`).test(line)) {
      return { kind: "divergence", step, runs };
    }
    const expected = `expected the line "${step} <64 hex digits>"`;
    return badOutput(`--digests printed ${JSON.stringify(line?.slice(0, 80) ?? "")}; ${expected}`);
  }
  const rest = lines.slice(scenario.steps);
  if (rest.length === 1 && rest[0] === "")
    return { kind: "agreement", runs, hash, isComplete: true };
  return badOutput(`--digests printed more than the ${scenario.steps} lines of the run`);
}

async function search(witness: Witness, scenario: Scenario, hash: string): Promise<Finding> {
  const agrees = async (step: number): Promise<boolean | Trouble> => {
    const dump = await witness.ask(`--dump-after ${step}`);
    if (!Buffer.isBuffer(dump)) return dump;
    return dump.equals(simulate(afterStep(scenario, String(step))));
  };
  let [agreeing, differing] = [-1, scenario.steps];
  let next = scenario.steps - 1;
  while (differing - agreeing > 1) {
    const isRight = await agrees(next);
    if (typeof isRight !== "boolean") return { kind: "trouble", trouble: isRight };
    if (isRight) agreeing = next;
    else differing = next;
    next = Math.floor((agreeing + differing) / 2);
  }
  const { runs } = witness;
  return differing === scenario.steps
    ? { kind: "agreement", runs, hash, isComplete: false }
    : { kind: "divergence", step: differing, runs };
}

/** What the oracle's own run did in a step, an event to a line. */
export function eventsOf(scenario: Scenario, step: number): string[] {
  const lines: string[] = [];
  const run = scenario.start({
    observer: (event) => {
      if (event.tick === step) lines.push(eventLine(event));
    },
  });
  while (run.step_index <= step) run.step();
  return lines;
}

function eventLine(event: RunEvent): string {
  switch (event.kind) {
    case "timer":
      return `node ${event.node}: its ${event.timer} timer runs out`;
    case "injected":
      return `node ${event.node} proposes ${event.payload}`;
    case "proposed": {
      const value = event.value === null ? "" : ` = ${event.value}`;
      return `${event.operation} ${event.key}${value}, ${event.committed ? "committed" : "not committed"}`;
    }
    default: {
      const link = `${event.from} -> ${event.to}`;
      return `${event.kind} ${link}  ${event.type} ${JSON.stringify(event.contents)}`;
    }
  }
}

function badOutput(message: string): Finding {
  return { kind: "trouble", trouble: { kind: "bad-output", message, stderr: "" } };
}
