import type { KnownState } from "../digests/search.ts";
import { sha256Hex } from "../dump/sha256.ts";
import { Problem } from "../errors.ts";
import type { Scenario } from "../labs/lab.ts";
import type { Trouble } from "../report/exam.ts";
import { type ListingReport, shiftInWords } from "../report/listing_report.ts";
import type { DiagnosisDocument } from "../report/schema.ts";
import type { Account } from "../trace/account.ts";
import { runProgram } from "./program.ts";
import type { StateOracle } from "./state_oracle.ts";
import { OracleError } from "./usage.ts";

/** A hash of a state as a program gave it. */
export interface ClaimedState {
  readonly flag: "--digests" | "--dump-after";
  readonly sha256: string;
}

/** What a bisection found, and how many runs of the program it took. */
export type ProgramFinding =
  | {
      readonly kind: "agreement";
      readonly runs: number;
      /** The hash that the program printed for the whole run. */
      readonly hash: string;
      /** Whether every state was compared, and not the last one alone. */
      readonly isComplete: boolean;
    }
  | {
      readonly kind: "divergence";
      readonly step: number;
      readonly runs: number;
      readonly hash: string;
      /** What the program said of the state after it, and by which flag. */
      readonly state: ClaimedState;
      /** What is to be said beside that: a whole sentence's end, or nothing. */
      readonly remark: string;
      /** What the right run does in that step. */
      readonly account: Account;
      /** What gives every state that was compared; null where that was not asked. */
      readonly diagnosis: DiagnosisDocument | null;
    }
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
  oracle: StateOracle,
): Promise<ProgramFinding> {
  const witness = new Witness(program, scenario, timeoutMilliseconds);
  const [once, again] = [await witness.ask(""), await witness.ask("")];
  for (const answer of [once, again]) {
    if (!Buffer.isBuffer(answer)) return { kind: "trouble", trouble: answer };
  }
  if (String(once) !== String(again)) {
    return badOutput("two runs of the program printed different hashes: it is not deterministic");
  }
  const hash = String(once);
  try {
    if (scenario.steps > oracle.mostLines) return await search(witness, scenario, oracle, hash);
    const digests = await witness.ask("--digests");
    if (Buffer.isBuffer(digests)) {
      return await compareDigests(witness, scenario, oracle, digests, hash);
    }
    if (digests.kind !== "refused") return { kind: "trouble", trouble: digests };
    return await search(witness, scenario, oracle, hash);
  } catch (error) {
    if (!(error instanceof OracleError)) throw error;
    const message = `the oracle gave no answer: ${error.message}`;
    return { kind: "trouble", trouble: { kind: "oracle", message, stderr: "" } };
  }
}

async function compareDigests(
  { runs }: Witness,
  scenario: Scenario,
  oracle: StateOracle,
  digests: Buffer,
  hash: string,
): Promise<ProgramFinding> {
  let report: ListingReport;
  try {
    report = await oracle.onListing(scenario, digests, true);
  } catch (error) {
    // Of the engine here. What an oracle over HTTP refuses is an OracleError, and says as much.
    if (!(error instanceof Problem) || error.code !== "invalid-body") throw error;
    return badOutput(`--digests printed what is no listing: ${error.message}`);
  }
  const { steps, lab } = scenario;
  const { listing, first_divergence: first, account } = report;
  if (first?.shift?.cause === "numbering") {
    return badOutput(
      `--digests numbered its lines from 1; expected the ${lab.step_name}s 0 .. ${steps - 1}`,
    );
  }
  if (listing.first_step !== 0 || listing.stride !== 1) {
    const begin = listing.first_step === null ? "no line of the run" : "another listing";
    return badOutput(
      `--digests printed ${begin}; expected a line for each of the ${lab.step_name}s 0 .. ${steps - 1}`,
    );
  }
  if (first !== null && account !== null) {
    const { step, agrees_again, shift } = first;
    const again =
      agrees_again === null
        ? ""
        : `; the one after ${lab.step_name} ${agrees_again} is right again`;
    const remark = shift === null ? again : `; ${shiftInWords(shift, lab.step_name)}`;
    const state: ClaimedState = { flag: "--digests", sha256: first.actual_sha256 };
    const { diagnosis } = report;
    return {
      kind: "divergence",
      step,
      runs,
      hash,
      state,
      remark,
      account: account as Account,
      diagnosis,
    };
  }
  if (listing.extra_lines > 0) {
    return badOutput(`--digests printed more than the ${steps} lines of the run`);
  }
  if (listing.missing_from !== null) {
    return badOutput(
      `--digests printed ${listing.lines} lines; expected one for each of the ${steps} ${lab.step_name}s`,
    );
  }
  return { kind: "agreement", runs, hash, isComplete: true };
}

async function search(
  witness: Witness,
  scenario: Scenario,
  oracle: StateOracle,
  hash: string,
): Promise<ProgramFinding> {
  const known: KnownState[] = [];
  for (;;) {
    const answer = await oracle.onDumps(scenario, known);
    const { next, first_divergence: first, account, diagnosis } = answer;
    const { runs } = witness;
    if (next === null) {
      return first === null || account === null
        ? { kind: "agreement", runs, hash, isComplete: false }
        : {
            kind: "divergence",
            step: first.step,
            runs,
            hash,
            state: { flag: "--dump-after", sha256: first.actual_sha256 },
            remark: "",
            account: account as Account,
            diagnosis,
          };
    }
    const dump = await witness.ask(`--dump-after ${next.step}`);
    if (!Buffer.isBuffer(dump)) return { kind: "trouble", trouble: dump };
    known.push({ step: next.step, sha256: await sha256Hex(dump) });
  }
}

function badOutput(message: string): ProgramFinding {
  return { kind: "trouble", trouble: { kind: "bad-output", message, stderr: "" } };
}
