import { sha256Hex } from "../dump/sha256.ts";
import { afterStep } from "../labs/define.ts";
import type { Scenario } from "../labs/lab.ts";
import { simulate } from "../oracle/expected.ts";
import type { ContractCheck } from "../report/contract.ts";
import { dumpsOfDigest } from "./digest_dumps.ts";
import { eventFlags } from "./event_range.ts";
import { formedLines } from "./events_form.ts";
import { type PrintedHash, readPrintedHash } from "./printed_hash.ts";
import { type ProgramResult, runProgram } from "./program.ts";

type Finding = Pick<ContractCheck, "outcome" | "message">;

const KEPT: Finding = { outcome: "kept", message: null };
const broken = (message: string): Finding => ({ outcome: "broken", message });

/**
 * Holds a program to the contract on one scenario: the form of what it prints, that its outputs agree with each other,
 * and what it refuses. Whether any of it is right is no question here. The scenario has a step at least.
 */
export async function contractChecks(
  program: string,
  scenario: Scenario,
  timeoutMilliseconds: number,
): Promise<ContractCheck[]> {
  const { flags, steps, lab } = scenario;
  const checks: ContractCheck[] = [];
  const ask = (args: string): Promise<ProgramResult> =>
    runProgram(program, args, timeoutMilliseconds);
  const note = (id: string, promise: string, args: string, finding: Finding): void => {
    checks.push({ id, promise, ...finding, command: `${program} ${args}` });
  };

  const plain = await ask(flags);
  const hash = plain.kind === "output" ? await readPrintedHash(scenario, plain.stdout) : null;
  note(
    "hash",
    "64 lower-case hex digits and nothing else on standard output",
    flags,
    plain.kind === "trouble"
      ? troubled(plain)
      : hash?.kind === "bad-output"
        ? broken(hash.message)
        : KEPT,
  );
  // Whatever else there is to ask of it, it does not run.
  if (plain.kind === "trouble") return checks;

  const sameAsPlain = (result: ProgramResult): Finding => {
    if (result.kind === "trouble") return troubled(result);
    return Buffer.compare(result.stdout, plain.stdout) === 0
      ? KEPT
      : broken("standard output is another one");
  };
  note("deterministic", "two runs print the same", flags, sameAsPlain(await ask(flags)));
  const turned = turnedFlags(scenario);
  note("any-order", "flags are taken in any order", turned, sameAsPlain(await ask(turned)));

  const final = hash?.kind === "hash" ? hash.sha256 : digitsOf(hash);
  const agreesWithHash = async (result: ProgramResult): Promise<Finding> => {
    if (result.kind === "trouble") return troubled(result);
    const sha256 = await sha256Hex(result.stdout);
    if (sha256 === final) return KEPT;
    if (final === null) return broken("no hash was printed to compare it with");
    return broken(
      `the SHA-256 of its ${result.stdout.length} bytes is ${sha256}, the hash ${final}`,
    );
  };
  const dumpFlags = `${flags} --dump`;
  const dumpPromise = "--dump prints the dump that the hash is of";
  note("dump", dumpPromise, dumpFlags, await agreesWithHash(await ask(dumpFlags)));

  const last = `${flags} --dump-after ${steps - 1}`;
  const lastDump = await ask(last);
  const hasDumpAfter = !isRefusal(lastDump);
  note(
    "dump-after",
    `--dump-after prints the state after the ${lab.step_name} it names; of the last one, the final dump`,
    last,
    hasDumpAfter ? await agreesWithHash(lastDump) : absent("--dump-after"),
  );
  if (hasDumpAfter) {
    const beyond = `${flags} --dump-after ${steps}`;
    const promise = `--dump-after ${steps} is refused: the ${lab.step_name}s are 0 .. ${steps - 1}`;
    note("dump-after-range", promise, beyond, refused(await ask(beyond)));
  }

  const listing = `${flags} --digests`;
  const digests = await ask(listing);
  note(
    "digests",
    `--digests prints a line for each ${lab.step_name}, its number from 0, a space and 64 hex digits`,
    listing,
    digests.kind === "output"
      ? formOfListing(digests.stdout, steps)
      : isRefusal(digests)
        ? absent("--digests")
        : troubled(digests),
  );
  if (digests.kind === "output" && formOfListing(digests.stdout, steps) === KEPT && hasDumpAfter) {
    const lines = digests.stdout.toString("latin1").split("\n");
    for (const step of new Set([Math.floor((steps - 1) / 2), steps - 1])) {
      const digest = (lines[step] as string).split(" ")[1] as string;
      const parts = dumpsOfDigest(scenario, step);
      const promise = `--digests and --dump-after agree after ${lab.step_name} ${step}`;
      const finding = (await isOrdered(parts, step))
        ? await agreesWithDigest(parts, step, digest, ask)
        : null;
      if (finding !== null) {
        note(`digest-of-${step === steps - 1 ? "last" : "middle"}`, promise, listing, finding);
      }
    }
  }

  await checkEvents(scenario, ask, note);

  for (const { id, promise, args } of refusals(scenario)) {
    note(id, promise, args, refused(await ask(args)));
  }
  return checks;
}

/** That --events prints events of the lab, in the order of their steps, and of a range just those of it. */
async function checkEvents(
  scenario: Scenario,
  ask: (args: string) => Promise<ProgramResult>,
  note: (id: string, promise: string, args: string, finding: Finding) => void,
): Promise<void> {
  const { flags, steps, lab } = scenario;
  const args = `${flags} --events`;
  const promise = `--events prints a line of JSON for each event, in the order of their ${lab.step_name}s`;
  const printed = await ask(args);
  if (printed.kind === "trouble") {
    note("events", promise, args, isRefusal(printed) ? absent("--events") : troubled(printed));
    return;
  }
  const formed = formedLines(scenario, printed.stdout);
  note("events", promise, args, "message" in formed ? broken(formed.message) : KEPT);
  if ("message" in formed) return;
  const range = { from: Math.floor(steps / 2), until: Math.ceil((steps * 3) / 4) };
  const own = formed.lines.filter(({ tick }) => tick >= range.from && tick < range.until);
  const partArgs = `${flags} ${eventFlags(scenario, range)}`;
  const part = await ask(partArgs);
  const isSame =
    part.kind === "output" &&
    part.stdout.toString("latin1") === own.map(({ text }) => `${text}\n`).join("");
  note(
    "events-of-a-part",
    "--events-from and --events-until bound the events, which are the same lines as without",
    partArgs,
    part.kind === "trouble"
      ? troubled(part)
      : isSame
        ? KEPT
        : broken("they are others than the lines of --events"),
  );
}

/** The hash that was printed in another form than it must be; null for none. */
function digitsOf(printed: PrintedHash | null): string | null {
  if (printed?.kind !== "bad-output" || printed.meant?.as !== "digits") return null;
  return printed.meant.sha256;
}

function isRefusal(result: ProgramResult): boolean {
  return result.kind === "trouble" && result.trouble.kind === "refused";
}

function troubled(result: ProgramResult): Finding {
  const message = result.kind === "trouble" ? result.trouble.message : "";
  return { outcome: "trouble", message };
}

function absent(flag: string): Finding {
  return { outcome: "absent", message: `the program refuses ${flag}, which is optional` };
}

/** A refusal: exit code 2, and a message on standard error. */
function refused(result: ProgramResult): Finding {
  if (result.kind === "output") return broken("the program ended with exit code 0; expected 2");
  const { kind, message, stderr } = result.trouble;
  if (kind === "crashed") return broken(message.replace("exit code 0", "exit code 2"));
  if (kind !== "refused") return troubled(result);
  return stderr.trim() === "" ? broken("exit code 2, and no message on standard error") : KEPT;
}

/** Whether a listing has the contract's form, a line for each step; `message` is null where it has. */
export function formOfListing(stdout: Buffer, steps: number): Finding {
  const lines = stdout.toString("latin1").split("\n");
  if (lines.pop() !== "") return broken("the last line does not end with a newline");
  const wrong = lines.findIndex(
    (line, step) => !(line.startsWith(`${step} `) && /^\d+ [0-9a-f]{64}$/.test(line)),
  );
  if (wrong >= 0 && wrong < steps) {
    const shown = JSON.stringify((lines[wrong] as string).slice(0, 80));
    return broken(`line ${wrong + 1} is ${shown}; expected "${wrong} <64 lower-case hex digits>"`);
  }
  return lines.length === steps ? KEPT : broken(`it has ${lines.length} lines; expected ${steps}`);
}

/** Whether these dumps, one after the other, are what a right run's digest is of: else nothing is to be compared. */
async function isOrdered(parts: readonly Scenario[], step: number): Promise<boolean> {
  const run = (parts[0] as Scenario).start();
  while (run.step_index <= step) run.step();
  const dumps = parts.map((one) => simulate(afterStep(one, String(step))));
  return Buffer.compare(Buffer.concat(dumps), run.digestInput()) === 0;
}

async function agreesWithDigest(
  parts: readonly Scenario[],
  step: number,
  digest: string,
  ask: (args: string) => Promise<ProgramResult>,
): Promise<Finding> {
  const dumps: Buffer[] = [];
  for (const { flags } of parts) {
    const result = await ask(`${flags} --dump-after ${step}`);
    if (result.kind === "trouble") return troubled(result);
    dumps.push(result.stdout);
  }
  const sha256 = await sha256Hex(Buffer.concat(dumps));
  if (sha256 === digest) return KEPT;
  const what = parts.length === 1 ? "the dump" : `the ${parts.length} dumps that it is of`;
  return broken(`the digest is ${digest}, the SHA-256 of ${what} ${sha256}`);
}

/** The flags in the opposite order, each with its value. */
function turnedFlags({ flags }: Scenario): string {
  const words = flags.split(" ");
  const pairs = words.flatMap((word, i) => (i % 2 === 0 ? [`${word} ${words[i + 1]}`] : []));
  return pairs.toReversed().join(" ");
}

/** Command lines that the contract has refused, each for one reason. */
function refusals({ flags, lab }: Scenario): { id: string; promise: string; args: string }[] {
  const words = flags.split(" ");
  const [flag = "", value = ""] = words;
  const required = Object.values(lab.parameters).filter((parameter) => parameter.required);
  // A word that no parameter of the lab's takes for a value.
  const typed = required.find(({ type }) => type.parse("?") === null);
  const at = typed === undefined ? -1 : words.indexOf(typed.flag);
  return [
    {
      id: "unknown-flag",
      promise: "an unknown flag is refused",
      args: `${flags} --no-such-flag 1`,
    },
    {
      id: "repeated-flag",
      promise: `a second ${flag} is refused`,
      args: `${flags} ${flag} ${value}`,
    },
    { id: "missing-flag", promise: `${flag} is required`, args: words.slice(2).join(" ") },
    {
      id: "missing-value",
      promise: "a flag without a value is refused",
      args: words.slice(0, -1).join(" "),
    },
    { id: "stray-word", promise: "a stray word is refused", args: `${flags} stray` },
    ...(at < 0
      ? []
      : [
          {
            id: "refused-value",
            promise: `${words[at]} '?' is refused`,
            args: words.with(at + 1, "'?'").join(" "),
          },
        ]),
  ];
}
