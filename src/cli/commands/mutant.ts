import { digestsOf } from "../../digests/digests.ts";
import { sha256Hex } from "../../dump/sha256.ts";
import { type EventRange, listedEvents } from "../../events/events_of_run.ts";
import type { Bug, BugKind, BugVariant } from "../../labs/bug.ts";
import { afterStep, scenarioOfFlags } from "../../labs/define.ts";
import { findLab } from "../../labs/index.ts";
import type { Lab, RunOptions, Scenario } from "../../labs/lab.ts";
import { u32 } from "../../labs/parameter_types.ts";
import { runOf } from "../../oracle/expected.ts";
import { eventRangeOf } from "../event_range.ts";
import { EXIT, UsageError } from "../usage.ts";

export const help = `assay mutant LAB BUG FLAGS…

A program under exam that has a known bug: it takes the flags of the lab's program, and answers as the contract asks, wrongly.
To see what an exam says of a bug, and whether a suite notices it:

  assay exam --lab LAB --program 'assay mutant LAB BUG'

  BUG                   the id of a bug of protocol or encoding, as docs/bugs.md lists them; ID:N for
                        reading N (from 0) of a bug that leaves several; none for a right program; several at
                        once with + between them, of encoding one at most
`;

/** How the program departs from a right one. */
interface Change {
  readonly options: RunOptions;
  readonly encoding: BugVariant | undefined;
}

export async function run(args: readonly string[]): Promise<number> {
  const [labId, bugId, ...words] = args;
  if (labId === undefined || bugId === undefined) {
    throw new UsageError("a lab and a bug are expected: LAB BUG FLAGS…");
  }
  const lab = findLab(labId);
  const change = changeOf(lab, bugId);
  const { words: others, from, until } = withoutRange(words);
  const { flags, output, step } = split(others);
  const scenario = scenarioOfFlags(lab, flags);
  if (output !== "--events" && (from ?? until) !== undefined) {
    throw new UsageError("--events-from or --events-until is given; expected --events beside it");
  }
  switch (output) {
    case "--events":
      printEvents(scenario, eventRangeOf(scenario, from, until), change);
      break;
    case "--digests":
      await printDigests(scenario, change);
      break;
    case "--dump":
      process.stdout.write(dumpOf(scenario, change));
      break;
    case "--dump-after":
      process.stdout.write(dumpOf(afterStep(scenario, step), change));
      break;
    default:
      process.stdout.write(await sha256Hex(dumpOf(scenario, change)));
  }
  return EXIT.match;
}

function changeOf(lab: Lab, text: string): Change {
  if (text === "none") return { options: {}, encoding: undefined };
  const readings = text.split("+").map((one) => readingIn(lab, one));
  const of = (kind: BugKind): BugVariant[] =>
    readings.flatMap(({ bug, reading }) => (bug.kind === kind ? [reading] : []));
  const [encoding, second] = of("encoding");
  if (second !== undefined) {
    throw new UsageError(
      `${JSON.stringify(text)} has more than one bug of encoding; expected one at most`,
    );
  }
  return { options: { bugs: of("protocol") }, encoding };
}

function readingIn(lab: Lab, text: string): { readonly bug: Bug; readonly reading: BugVariant } {
  const [id = "", reading = "0"] = text.split(":");
  const bug = lab.bugs.find((candidate) => candidate.id === id);
  if (bug === undefined) {
    const known = lab.bugs.map((candidate) => candidate.id).join(", ");
    throw new UsageError(
      `${JSON.stringify(id)} is no bug of ${lab.id}; expected none or one of ${known}`,
    );
  }
  const type = u32(0, bug.variants - 1);
  const variant = type.parse(reading);
  if (variant === null) {
    throw new UsageError(`the reading is ${JSON.stringify(reading)}; expected ${type.expected}`);
  }
  return { bug, reading: { bug: id, variant } };
}

/** The flags of the scenario, and which output is asked for. */
function split(words: readonly string[]): { flags: string; output: string; step: string } {
  const at = words.findIndex((word) =>
    ["--dump", "--dump-after", "--digests", "--events"].includes(word),
  );
  if (at < 0) return { flags: words.join(" "), output: "", step: "" };
  const output = words[at] as string;
  const taken = output === "--dump-after" ? 2 : 1;
  const flags = [...words.slice(0, at), ...words.slice(at + taken)].join(" ");
  return { flags, output, step: words[at + 1] ?? "" };
}

/** The words without those that bound the events, and the values of these. */
function withoutRange(words: readonly string[]): {
  words: string[];
  from: string | undefined;
  until: string | undefined;
} {
  const left = [...words];
  const take = (flag: string): string | undefined => {
    const at = left.indexOf(flag);
    return at < 0 ? undefined : (left.splice(at, 2)[1] ?? "");
  };
  const [from, until] = [take("--events-from"), take("--events-until")];
  return { words: left, from, until };
}

function printEvents(scenario: Scenario, range: EventRange, { options }: Change): void {
  for (const piece of listedEvents(scenario, range, { options })) process.stdout.write(piece);
}

function dumpOf(scenario: Scenario, { options, encoding }: Change): Uint8Array {
  return runOf(scenario, options).dump(encoding);
}

async function printDigests(scenario: Scenario, change: Change): Promise<void> {
  const whole = { from: 0, until: scenario.steps, stride: 1 };
  const lines: string[] = [];
  const digests = digestsOf(scenario, whole, { ...change, byteLimit: Number.POSITIVE_INFINITY });
  for await (const { step, sha256 } of digests) lines.push(`${step} ${sha256}\n`);
  process.stdout.write(lines.join(""));
}
