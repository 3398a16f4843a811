import type { StateKind } from "../digests/search.ts";
import { stateSha256 } from "../digests/state_hashes.ts";
import { sha256Hex } from "../dump/sha256.ts";
import { WorkLimitError } from "../errors.ts";
import { type Pieces, unitsOfDump } from "../kernel/work.ts";
import type { Run, Scenario } from "../labs/lab.ts";
import { LIMITS } from "../limits.ts";
import { MutantEnded } from "../mutants/run.ts";
import { advance } from "../oracle/expected.ts";
import { type Pace, paced } from "../oracle/pace.ts";
import { type CaseEvidence, isWrong } from "./evidence.ts";
import type { ChangedPart } from "./hypotheses.ts";
import { isWriting, type Together } from "./together.ts";

/** A state that was seen of a program in a scenario. */
interface Checkpoint {
  readonly step: number;
  readonly of: StateKind;
  readonly sha256: string;
}

/** How far some changes together give what was seen in one scenario. */
export interface Agreement {
  /** The first seen states that they give, of how many: one more where the hash of a whole listing was seen. */
  readonly agreeing: number;
  readonly total: number;
  /** The step after which they first give something else; null where they give all of it. */
  readonly step: number | null;
}

/** An agreement, and what the run's states were up to there, to tell soon whether another run leaves it. */
export interface Profile extends Agreement {
  /** By checkpoint: the run's state as {@link fingerprint} has it. */
  readonly fingerprints: readonly number[];
}

/** WorkLeft that may be done; it is counted in messages, steps and the bytes of states. */
export class WorkLeft {
  left: number;
  constructor(left: number) {
    this.left = left;
  }
}

/** Messages that a run may send: so many times the right one's work, and what small runs need besides. */
const TIMES = 40;
const BESIDES = 20_000;

/** What was seen of a program in one scenario, to be held against runs. */
export class Guide {
  readonly scenario: Scenario;
  readonly isWrong: boolean;
  /** The work of the right run. */
  readonly work: number;
  private readonly checkpoints: readonly Checkpoint[];
  private readonly listing: string | null;
  private readonly together: Together;
  private readonly budget: WorkLeft;
  private readonly pace: Pace | undefined;
  private readonly pieces: Pieces;

  constructor(
    seen: CaseEvidence,
    work: number,
    context: {
      readonly together: Together;
      readonly budget: WorkLeft;
      readonly pace: Pace | undefined;
      readonly pieces: Pieces;
    },
  ) {
    const { scenario, states, final, listing } = seen;
    this.scenario = scenario;
    this.isWrong = isWrong(seen);
    this.work = work;
    const end = scenario.after ?? scenario.steps - 1;
    const asked = final === null ? [] : [{ ...final, step: end, of: "dump" as const }];
    this.checkpoints = [...states, ...asked].toSorted((a, b) => a.step - b.step);
    this.listing = listing?.sha256 ?? null;
    this.together = context.together;
    this.budget = context.budget;
    this.pace = context.pace;
    this.pieces = context.pieces;
  }

  /** Whether single states before the last were seen: then it is known where a run leaves what was seen. */
  get isGuiding(): boolean {
    return this.checkpoints.length > 1;
  }

  /** A wrong program may send many times what the right one does; a run that leaves what was seen is given up long before. */
  private get messageLimit(): number {
    return Math.min(LIMITS.messages, TIMES * this.work + BESIDES);
  }

  /** Holds a run with these changes against all that was seen, up to the first state that is another one. */
  async profile(parts: readonly ChangedPart[]): Promise<Profile> {
    const fingerprints: number[] = [];
    const { agreeing, total, step } = await this.follow(parts, null, fingerprints);
    return { agreeing, total, step, fingerprints };
  }

  /**
   * The same of a run that is of interest only where it agrees longer than `base`: as soon as it leaves the states of that
   * run before, it is given up, and null.
   */
  longer(parts: readonly ChangedPart[], base: Profile): Promise<Agreement | null> {
    return this.follow(parts, base, null).then((found) =>
      found.agreeing > base.agreeing ? found : null,
    );
  }

  /** Whether all that was seen is given, whatever else is. */
  async gives(parts: readonly ChangedPart[]): Promise<boolean> {
    return (await this.follow(parts, null, null)).step === null;
  }

  /**
   * Which of some ways to write a state give, of a run with these changes, the first state that a run which is `base` does
   * not. None where the state is the same that it has: then it is the writing alone that matters.
   */
  async writings(
    parts: readonly ChangedPart[],
    ways: readonly ChangedPart[],
    base: Profile,
  ): Promise<ChangedPart[]> {
    const checkpoint = this.checkpoints[base.agreeing];
    if (checkpoint === undefined) return [];
    const found: ChangedPart[] = [];
    let [run, bytes]: [Run | null, number] = [null, 0];
    try {
      const acting = parts.filter((part) => !isWriting(part));
      run = this.together.start(acting, this.scenario, { message_limit: this.messageLimit });
      await this.advance(run, checkpoint.step + 1);
      const written = (way: ChangedPart | null): Uint8Array => {
        const encoding =
          this.together.encodingOf(way === null ? parts : [...parts, way]) ?? undefined;
        const state = run as Run;
        return checkpoint.of === "dump" ? state.dump(encoding) : state.digestInput(encoding);
      };
      if (fingerprint(written(null)) === base.fingerprints[base.agreeing]) return [];
      for (const way of ways) {
        if (!this.together.isPossible([...parts, way])) continue;
        const state = written(way);
        bytes += unitsOfDump(state.length);
        if ((await sha256Hex(state)) === checkpoint.sha256) found.push(way);
      }
    } catch (error) {
      if (!(error instanceof MutantEnded || error instanceof WorkLimitError)) throw error;
    } finally {
      const spent = (run === null ? 0 : run.messages + run.step_index) + Math.ceil(bytes / 10);
      this.budget.left -= spent + 50;
      run?.release?.();
      if (this.pieces.isFull(spent)) await this.pace?.pause();
    }
    return found;
  }

  private async follow(
    parts: readonly ChangedPart[],
    base: Profile | null,
    fingerprints: number[] | null,
  ): Promise<Agreement> {
    const total = this.checkpoints.length + (this.listing === null ? 0 : 1);
    let agreeing = 0;
    let run: Run | null = null;
    let bytes = 0;
    const lost = (step: number): Agreement => ({ agreeing, total, step });
    try {
      run = this.together.start(parts, this.scenario, { message_limit: this.messageLimit });
      for (const { step, of, sha256 } of this.checkpoints) {
        if (run.step_index <= step) await this.advance(run, step + 1);
        const state = of === "dump" ? run.dump() : run.digestInput();
        bytes += unitsOfDump(state.length);
        const known = base?.fingerprints[agreeing];
        if (known !== undefined || fingerprints !== null) {
          const own = fingerprint(state);
          fingerprints?.push(own);
          if (known !== undefined && agreeing < (base as Profile).agreeing) {
            if (own !== known) return lost(step);
            agreeing++;
            continue;
          }
          // It is the state that was not the right one.
          if (known !== undefined && own === known) return lost(step);
        }
        if ((await stateSha256(state)) !== sha256) return lost(step);
        agreeing++;
      }
      if (this.listing !== null) {
        run.release?.();
        bytes += this.work;
        if ((await this.listingOf(parts)) !== this.listing) return lost(this.scenario.steps - 1);
        agreeing++;
      }
      return { agreeing, total, step: null };
    } catch (error) {
      // It goes on for ever, or fails: the program did not.
      if (error instanceof MutantEnded || error instanceof WorkLimitError) {
        return lost(run?.step_index ?? 0);
      }
      throw error;
    } finally {
      const spent = (run === null ? 0 : run.messages + run.step_index) + Math.ceil(bytes / 10);
      this.budget.left -= spent + 50;
      run?.release?.();
      if (this.pieces.isFull(spent)) await this.pace?.pause();
    }
  }

  private async advance(run: Run, until: number): Promise<void> {
    if (until - run.step_index === 1) run.step();
    else await paced(advance(run, until), this.pace);
  }

  private async listingOf(parts: readonly ChangedPart[]): Promise<string> {
    const run = this.together.start(parts, this.scenario, {
      message_limit: this.messageLimit,
    });
    const lines: string[] = [];
    for (let step = 0; step < this.scenario.steps; step++) {
      run.step();
      lines.push(`${step} ${await stateSha256(run.digestInput())}\n`);
    }
    run.release?.();
    return sha256Hex(new TextEncoder().encode(lines.join("")));
  }
}

const fingerprints = new WeakMap<Uint8Array, number>();

/** Tells states apart, but for one pair of some billions: what is found by it is then held against SHA-256. */
function fingerprint(state: Uint8Array): number {
  const known = fingerprints.get(state);
  if (known !== undefined) return known;
  let hash = 0x811c9dc5 ^ state.length;
  for (let i = 0; i < state.length; i++) {
    hash = Math.imul(hash ^ (state[i] as number), 0x01000193);
  }
  fingerprints.set(state, hash);
  return hash;
}
