import { sha256Hex } from "../dump/sha256.ts";
import { Problem } from "../errors.ts";
import type { Scenario } from "../labs/lab.ts";
import { LIMITS } from "../limits.ts";
import type { ListingCheck } from "../report/exam.ts";
import type { ListingReport } from "../report/listing_report.ts";
import { formOfListing } from "./contract_checks.ts";
import { runProgram } from "./program.ts";
import type { StateOracle } from "./state_oracle.ts";
import { OracleError } from "./usage.ts";

/** What became of a comparison: nothing where there is none to make, else a note why not, or the result. */
export interface ComparedListing {
  readonly note: string | null;
  readonly check: ListingCheck | null;
  /** The whole report; null where the listing is right, or was not compared. */
  readonly report: ListingReport | null;
}

const NOTHING: ComparedListing = { note: null, check: null, report: null };

/**
 * The listings of a program under exam, held against the right ones, as long as it offers --digests. Only a listing in
 * the contract's form is compared: what else a program prints then is `assay contract`'s to say.
 */
export class Listings {
  /** Whether the program has refused --digests; null as long as it was not asked. */
  isRefused: boolean | null = null;
  private readonly program: string;
  private readonly timeoutMilliseconds: number;
  private readonly oracle: StateOracle;

  constructor(program: string, timeoutMilliseconds: number, oracle: StateOracle) {
    this.program = program;
    this.timeoutMilliseconds = timeoutMilliseconds;
    this.oracle = oracle;
  }

  async compare(scenario: Scenario): Promise<ComparedListing> {
    const { steps, flags, listed } = scenario;
    const most = Math.min(LIMITS.digest_lines, this.oracle.mostLines);
    if (this.isRefused === true || steps === 0 || steps > most) return NOTHING;
    const printed = await runProgram(this.program, `${flags} --digests`, this.timeoutMilliseconds);
    if (printed.kind === "trouble") {
      this.isRefused ??= printed.trouble.kind === "refused";
      const isRefusal = printed.trouble.kind === "refused";
      return isRefusal ? NOTHING : notCompared(`asked for --digests, ${printed.trouble.message}`);
    }
    this.isRefused = false;
    const form = formOfListing(printed.stdout, steps);
    if (form.message !== null) return notCompared(`what --digests prints is none: ${form.message}`);

    const actual_sha256 = await sha256Hex(printed.stdout);
    const expected_sha256 = listed?.digests_sha256 || null;
    const right = { verdict: "match", expected_sha256, actual_sha256 } as const;
    if (actual_sha256 === expected_sha256) {
      return { ...NOTHING, check: { ...right, first_step: null, agrees_again: null } };
    }
    try {
      const report = await this.oracle.onListing(scenario, printed.stdout, false);
      const first = report.first_divergence;
      const verdict = first === null ? "match" : "mismatch";
      const first_step = first?.step ?? null;
      const agrees_again = first?.agrees_again ?? null;
      const check = { ...right, verdict, first_step, agrees_again } as const;
      return { note: null, check, report: first === null ? null : report };
    } catch (error) {
      if (!(error instanceof OracleError || error instanceof Problem)) throw error;
      return notCompared(`the oracle gave no report on it: ${error.message}`);
    }
  }
}

function notCompared(why: string): ComparedListing {
  return { ...NOTHING, note: `the listing was not compared: ${why}` };
}
