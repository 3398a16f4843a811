import { PROBLEMS, Problem } from "../errors.ts";
import { ENGINE_VERSION } from "../version.ts";
import { labNames } from "./options.ts";
import { EXIT, OracleError, UsageError } from "./usage.ts";

interface Command {
  readonly help: string;
  run(args: readonly string[]): Promise<number>;
}

/** Each is loaded when it is called, and no other with it. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  exam: () => import("./commands/exam.ts"),
  verify: () => import("./commands/verify.ts"),
  contract: () => import("./commands/contract.ts"),
  expected: () => import("./commands/expected.ts"),
  diff: () => import("./commands/diff.ts"),
  bisect: () => import("./commands/bisect.ts"),
  explain: () => import("./commands/explain.ts"),
  episodes: () => import("./commands/episodes.ts"),
  trace: () => import("./commands/trace.ts"),
  events: () => import("./commands/events.ts"),
  random: () => import("./commands/random.ts"),
  labs: () => import("./commands/labs.ts"),
  mutant: () => import("./commands/mutant.ts"),
  serve: () => import("./commands/serve.ts"),
};

const HELP = `assay ${ENGINE_VERSION}, a conformance oracle on the command line

  assay exam      run a program over a suite and compare every dump
  assay verify    compare one dump, or a hash, with what it must be
  assay contract  whether a program keeps the contract that every exam asks of it
  assay expected  what the dump of a scenario must be
  assay bisect    find the first tick after which a program is wrong
  assay explain   what a program gets wrong: the first wrong step, the rule, and the changes that give everything
  assay episodes  a right run in sentences: elections and why, who leads, what is cut off
  assay trace     what a right run does, tick by tick, as a table or a drawing
  assay events    every event of a run, as a program prints them with --events
  assay diff      compare two dumps with each other
  assay random    run a program on random scenarios, and shrink what fails
  assay labs      the labs, their parameters and scenarios
  assay mutant    a program under exam that has a known bug, to try an exam on
  assay serve     start the oracle on this machine

LAB is ${labNames()}. assay COMMAND --help says more.
Exit codes: 0 all match, 1 a divergence, 2 usage or trouble (a program that crashed, timed out or printed
something else than a hash).
`;

/** Runs a command line; returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    (name === undefined ? process.stderr : process.stdout).write(HELP);
    return name === undefined ? EXIT.trouble : EXIT.match;
  }
  if (name === "--version") {
    process.stdout.write(`${ENGINE_VERSION}\n`);
    return EXIT.match;
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load === undefined) {
    process.stderr.write(
      `assay: ${JSON.stringify(name)} is no command; expected one of ${Object.keys(COMMANDS).join(", ")}\n`,
    );
    return EXIT.trouble;
  }
  const command = await load();
  if (rest.includes("--help") || rest.includes("-h")) {
    process.stdout.write(command.help);
    return EXIT.match;
  }
  try {
    return await command.run(rest);
  } catch (error) {
    if (error instanceof Problem) {
      for (const { detail } of error.items) process.stderr.write(`assay ${name}: ${detail}\n`);
      return PROBLEMS[error.code].exit;
    }
    if (error instanceof UsageError || error instanceof OracleError) {
      process.stderr.write(`assay ${name}: ${error.message}\n`);
      return EXIT.trouble;
    }
    // A fault of ours. Thrown on, it would end with Node's exit code 1, which says a divergence.
    process.stderr.write(`assay ${name}: ${error instanceof Error ? error.stack : error}\n`);
    return EXIT.trouble;
  }
}
