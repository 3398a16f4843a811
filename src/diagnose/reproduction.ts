import type { StateKind } from "../digests/search.ts";
import { StateHashes } from "../digests/state_hashes.ts";
import { sha256Hex } from "../dump/sha256.ts";
import { WorkLimitError } from "../errors.ts";
import type { Run } from "../labs/lab.ts";
import { LIMITS } from "../limits.ts";
import { MutantEnded } from "../mutants/run.ts";
import { running } from "../oracle/expected.ts";
import { type Pace, paced } from "../oracle/pace.ts";
import type { LeftOut } from "./budget.ts";
import { type CaseEvidence, type Evidence, isWrong } from "./evidence.ts";
import { type Hypothesis, hypothesesOf } from "./hypotheses.ts";

/** The hypotheses that give all of some evidence, and how many were tried. */
export interface Reproduction {
  readonly found: readonly Hypothesis[];
  /** Known bugs and single changes of which it is known whether they do. */
  readonly tried: { readonly bugs: number; readonly changes: number };
  readonly left_out: readonly LeftOut[];
}

/** Messages that a changed run may send: so many times the right one's work, and what small runs need besides. */
export function messageLimit(work: number): number {
  return 4 * work + 2_000;
}

/** Where fewer runs than this fit into the work, hardly any hypothesis would be tried. */
export const LEAST_RUNS = 20;

export interface ReproductionOptions {
  readonly pace?: Pace | undefined;
  /** Messages and steps that may be simulated, in place of LIMITS.changed_work. */
  readonly work?: number;
  /** Bytes that may be written and hashed, in place of LIMITS.changed_bytes. */
  readonly bytes?: number;
}

/** A case of the evidence, and the work of its right run. */
interface Weighed {
  readonly seen: CaseEvidence;
  readonly work: number;
}

/** Tries every hypothesis of the lab on all evidence. Something in it is wrong. */
export async function reproducing(
  evidence: Evidence,
  options: ReproductionOptions = {},
): Promise<Reproduction> {
  return new Reproducer(evidence, options).run();
}

/** What it takes is some hundred runs: whoever gives a diagnosis little gives it none of them. */
const NOT_TRIED: Reproduction = {
  found: [],
  tried: { bugs: 0, changes: 0 },
  left_out: [{ what: "every-hypothesis", why: "small-budget" }],
};

class Reproducer {
  private readonly evidence: Evidence;
  private readonly pace: Pace | undefined;
  private work: number;
  private bytes: number;
  private readonly leftOut: LeftOut[] = [];

  constructor(evidence: Evidence, { pace, work, bytes }: ReproductionOptions) {
    this.evidence = evidence;
    this.pace = pace;
    this.work = work ?? LIMITS.changed_work;
    this.bytes = bytes ?? LIMITS.changed_bytes;
  }

  async run(): Promise<Reproduction> {
    if (this.pace?.diagnosis_work !== undefined) return NOT_TRIED;
    const { bugs, changes } = await hypothesesOf(this.evidence.lab);
    const cases = await this.weighed();
    const found: Hypothesis[] = [];
    const tried = { bugs: new Set<string>(), changes: 0 };
    // Most hypotheses fail the cheapest wrong case, which comes first, and are not run on the others.
    const isTooLarge = (cases[0]?.work ?? 0) * LEAST_RUNS > this.work;
    if (isTooLarge) this.leftOut.push({ what: "every-hypothesis", why: "large-run" });
    for (const hypothesis of isTooLarge ? [] : [...bugs, ...changes]) {
      const verdict = await this.givesAll(hypothesis, cases);
      if (verdict === null) {
        this.leftOut.push({ what: "more-hypotheses", why: "work-spent" });
        break;
      }
      if (hypothesis.changes > 0) tried.changes += hypothesis.changes;
      else for (const { id } of hypothesis.bugs) tried.bugs.add(id);
      if (verdict) found.push(hypothesis);
    }
    return {
      found,
      tried: { bugs: tried.bugs.size, changes: tried.changes },
      left_out: this.leftOut,
    };
  }

  /** The wrong cases first, the cheapest of them before the others: most hypotheses fail the first of them. */
  private async weighed(): Promise<Weighed[]> {
    const cases: Weighed[] = [];
    for (const seen of this.evidence.cases) {
      const run = await paced(running(seen.scenario), this.pace);
      cases.push({ seen, work: run.messages + run.step_index });
      run.release?.();
    }
    const rank = ({ seen }: Weighed): number => (isWrong(seen) ? 0 : 1);
    return cases.toSorted((a, b) => rank(a) - rank(b) || a.work - b.work);
  }

  /** Whether a hypothesis gives everything that was seen; null where there is no work left to learn it. */
  private async givesAll(
    hypothesis: Hypothesis,
    cases: readonly Weighed[],
  ): Promise<boolean | null> {
    if (cases.some(({ seen }) => isContradicted(hypothesis, seen))) return false;
    for (const one of cases) {
      if (this.work < one.work || this.bytes < 0) return null;
      if (!(await this.gives(hypothesis, one))) return false;
    }
    return true;
  }

  /** Only the few that give the first wrong thing are run a second time: of all others little is hashed. */
  private async gives(hypothesis: Hypothesis, { seen, work }: Weighed): Promise<boolean> {
    const first = firstWrong(seen);
    const parts = first === null ? [seen] : [first, seen];
    for (const part of parts) if (!(await this.givesPart(hypothesis, part, work))) return false;
    return true;
  }

  private async givesPart(
    hypothesis: Hypothesis,
    part: CaseEvidence,
    work: number,
  ): Promise<boolean> {
    let run: Run | null = null;
    try {
      run = hypothesis.start(part.scenario, { message_limit: messageLimit(work) });
      return run === null ? !isWrong(part) : await this.shows(run, part);
    } catch (error) {
      // It goes on for ever, or fails: the program did not.
      if (error instanceof MutantEnded || error instanceof WorkLimitError) return false;
      throw error;
    } finally {
      this.work -= run === null ? 0 : run.messages + run.step_index;
      run?.release?.();
    }
  }

  private async shows(
    run: Run,
    { scenario, states, final, listing }: CaseEvidence,
  ): Promise<boolean> {
    const hashes: Readonly<Record<StateKind, StateHashes>> = {
      dump: this.hashes(run, (state) => state.dump()),
      digest: this.hashes(run, (state) => state.digestInput()),
    };
    const lines: string[] = [];
    const list = async (until: number): Promise<void> => {
      if (listing === null) return;
      for (let step = lines.length; step < until; step++) {
        lines.push(`${step} ${await hashes.digest.after(step)}\n`);
      }
    };
    const end = scenario.after ?? run.steps - 1;
    const asked = final === null ? [] : [{ ...final, step: end, of: "dump" as const }];
    for (const { step, of, sha256 } of [...states, ...asked].toSorted((a, b) => a.step - b.step)) {
      await list(step + 1);
      if ((await hashes[of].after(step)) !== sha256) return false;
    }
    if (listing === null) return true;
    await list(run.steps);
    return (await sha256Hex(new TextEncoder().encode(lines.join("")))) === listing.sha256;
  }

  private hashes(run: Run, bytesOf: (run: Run) => Uint8Array): StateHashes {
    return new StateHashes(run, {
      byteLimit: Number.POSITIVE_INFINITY,
      pace: this.pace,
      bytesOf: (state) => {
        const bytes = bytesOf(state);
        this.bytes -= bytes.length;
        return bytes;
      },
      remedyAt: () => ({ expected: "fewer states" }),
    });
  }
}

/** Whether the tables of the lab already tell that a hypothesis gives something else. */
function isContradicted(hypothesis: Hypothesis, seen: CaseEvidence): boolean {
  const { listed, after } = seen.scenario;
  const known = listed === null ? null : hypothesis.tabled(listed.id);
  if (known === null) return false;
  const { final, listing } = seen;
  // It gives what is right, always.
  if (known === ".") return isWrong(seen);
  // It does not come to an end, and so has neither a final dump nor a listing.
  if (known === "e" || known === "c") return (final !== null && after === null) || listing !== null;
  if (listing?.agrees === true) return true;
  return final !== null && after === null && final.agrees === (known === "d");
}

/** The first wrong thing of a case, and the last right one before it; null where nothing is wrong. */
function firstWrong(seen: CaseEvidence): CaseEvidence | null {
  const { states, final } = seen;
  const at = states.findIndex(({ agrees }) => !agrees);
  if (at >= 0) {
    return {
      ...seen,
      final: null,
      listing: null,
      states: states.slice(Math.max(0, at - 1), at + 1),
    };
  }
  if (final !== null && !final.agrees) return { ...seen, listing: null, states: [] };
  return null;
}
