import { sha256Hex } from "../dump/sha256.ts";
import type { Observation } from "../explain/observations.ts";
import type { Scenario } from "../labs/lab.ts";
import { LIMITS } from "../limits.ts";
import { formOfListing } from "./contract_checks.ts";
import { inParallel } from "./examine.ts";
import { readPrintedHash } from "./printed_hash.ts";
import { runProgram } from "./program.ts";

/** A run that gave no answer. */
export interface NoAnswer {
  readonly command: string;
  readonly message: string;
}

interface Seen extends Observation {
  /** Kept here until it is asked for: most are right, and are not. */
  readonly printed: readonly string[] | null;
}

/** Observes a program in scenarios: everything that was seen of it, once for each. */
export class ProgramObserver {
  readonly trouble: NoAnswer[] = [];
  private readonly program: string;
  private readonly timeoutMilliseconds: number;
  private readonly isOver: () => boolean;
  private readonly seen = new Map<string, Seen>();
  /** Whether the program refuses --digests: it is not asked for it again. */
  private lacksDigests: boolean;

  constructor(
    program: string,
    timeoutMilliseconds: number,
    lacksDigests: boolean,
    isOver: () => boolean,
  ) {
    this.program = program;
    this.timeoutMilliseconds = timeoutMilliseconds;
    this.lacksDigests = lacksDigests;
    this.isOver = isOver;
  }

  get observations(): readonly Observation[] {
    return [...this.seen.values()].map(({ scenario, sha256, digests_sha256, digests }) => ({
      scenario,
      sha256,
      digests_sha256,
      digests,
    }));
  }

  /** Runs the program on those that were not seen. What is broken off is not seen. */
  async observe(scenarios: readonly Scenario[], jobs: number): Promise<void> {
    const fresh = scenarios.filter(({ flags }) => !this.seen.has(flags));
    await inParallel(fresh, jobs, async (scenario) => {
      const seen = this.isOver() ? null : await this.look(scenario);
      if (seen !== null && !this.isOver()) this.seen.set(scenario.flags, seen);
    });
  }

  /** Whether a listing is to be had that was not shown yet; from now on it is shown. */
  showListings(scenarios: readonly Scenario[]): boolean {
    let hasShown = false;
    for (const { flags } of scenarios) {
      const seen = this.seen.get(flags);
      if (seen === undefined || seen.printed === null || seen.digests !== null) continue;
      this.seen.set(flags, { ...seen, digests: seen.printed });
      hasShown = true;
    }
    return hasShown;
  }

  private async look(scenario: Scenario): Promise<Seen> {
    const { flags, steps } = scenario;
    const nothing = { scenario, sha256: null, digests_sha256: null, digests: null, printed: null };
    const printed = await runProgram(this.program, flags, this.timeoutMilliseconds);
    if (printed.kind === "trouble") return this.troubled(nothing, flags, printed.trouble.message);
    const hash = await readPrintedHash(scenario, printed.stdout);
    if (hash.kind === "bad-output") return this.troubled(nothing, flags, hash.message);
    const final = { ...nothing, sha256: hash.sha256 };
    if (this.lacksDigests || steps === 0 || steps > LIMITS.kept_lines) return final;

    const asked = `${flags} --digests`;
    const listing = await runProgram(this.program, asked, this.timeoutMilliseconds);
    if (listing.kind === "trouble") {
      if (listing.trouble.kind === "refused") this.lacksDigests = true;
      else this.troubled(final, asked, listing.trouble.message);
      return final;
    }
    const form = formOfListing(listing.stdout, steps);
    if (form.message !== null) {
      return this.troubled(final, asked, `what --digests prints is no listing: ${form.message}`);
    }
    const lines = listing.stdout.toString("latin1").trimEnd().split("\n");
    return {
      ...final,
      digests_sha256: await sha256Hex(listing.stdout),
      printed: lines.map((line) => line.slice(line.indexOf(" ") + 1)),
    };
  }

  private troubled(seen: Seen, flags: string, message: string): Seen {
    if (!this.isOver()) this.trouble.push({ command: `${this.program} ${flags}`, message });
    return seen;
  }
}
