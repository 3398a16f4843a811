import { sha256Hex } from "../dump/sha256.ts";
import { WorkLimitError } from "../errors.ts";
import { Pieces, unitsOfDump } from "../kernel/work.ts";
import type { Run } from "../labs/lab.ts";
import { LIMITS } from "../limits.ts";
import { MutantEnded } from "../mutants/run.ts";
import { advance, type Expected, running } from "../oracle/expected.ts";
import { type Pace, paced } from "../oracle/pace.ts";
import type { LeftOut } from "./budget.ts";
import { type Hypothesis, hypothesesOf } from "./hypotheses.ts";
import { LEAST_RUNS, messageLimit } from "./reproduction.ts";

/**
 * What every single change makes of the dump that a scenario asks for, by its hash. Made once, a change at a time, and kept
 * with the expected dump: the next submission to the scenario is only looked up.
 */
export class ChangedDumps {
  private readonly expected: Expected;
  private readonly pieces = new Pieces();
  private readonly byHash = new Map<string, Hypothesis[]>();
  private next = 0;
  private work: number = LIMITS.changed_work;
  private bytes: number = LIMITS.changed_bytes;
  private rightWork: number | null = null;
  private isOver = false;
  /** Single changes of which it is known what they give. */
  tried = 0;
  leftOut: readonly LeftOut[] = [];

  constructor(expected: Expected) {
    this.expected = expected;
  }

  /** Those that give a dump of this hash, the likeliest first. */
  async giving(sha256: string, pace?: Pace): Promise<readonly Hypothesis[]> {
    if (!this.isOver) await this.make(pace);
    return this.byHash.get(sha256) ?? [];
  }

  private async make(pace: Pace | undefined): Promise<void> {
    // They take some hundred runs: whoever gives a diagnosis little gives it none of them.
    if (pace?.diagnosis_work !== undefined) {
      this.leftOut = [{ what: "every-change", why: "small-budget" }];
      return;
    }
    const { scenario } = this.expected;
    const { changes } = await hypothesesOf(scenario.lab);
    this.rightWork ??= await this.workOfRight(pace);
    if (this.rightWork * LEAST_RUNS > this.work) this.leaveOut("every-change", "large-run");
    for (; !this.isOver && this.next < changes.length; this.next++) {
      if (this.work < this.rightWork) this.leaveOut("more-changes", "work-spent");
      else if (this.bytes < 0) this.leaveOut("more-changes", "bytes-spent");
      else await this.tryOne(changes[this.next] as Hypothesis, pace);
    }
    this.isOver = true;
  }

  private async workOfRight(pace: Pace | undefined): Promise<number> {
    const run = await paced(running(this.expected.scenario), pace);
    const work = run.messages + run.step_index;
    run.release?.();
    return work;
  }

  private async tryOne(hypothesis: Hypothesis, pace: Pace | undefined): Promise<void> {
    const hash = await this.hashOf(hypothesis, pace);
    this.tried += hypothesis.changes;
    if (hash === null || hash === this.expected.sha256) return;
    this.byHash.set(hash, [...(this.byHash.get(hash) ?? []), hypothesis]);
  }

  /** The hash of the dump that a change gives; null where it gives none, or is known to give the right one. */
  private async hashOf(hypothesis: Hypothesis, pace: Pace | undefined): Promise<string | null> {
    const { scenario } = this.expected;
    const { listed, after } = scenario;
    const known = listed === null || after !== null ? null : hypothesis.tabled(listed.id);
    if (known !== null && known !== "d") return null;
    let run: Run | null = null;
    try {
      run = hypothesis.start(scenario, { message_limit: messageLimit(this.rightWork ?? 0) });
      if (run === null) return null;
      await paced(advance(run, after === null ? run.steps : after + 1), pace);
      const dump = run.dump();
      this.bytes -= dump.length;
      const units = run.messages + run.step_index + unitsOfDump(dump.length);
      if (this.pieces.isFull(units)) await pace?.pause();
      return await sha256Hex(dump);
    } catch (error) {
      if (error instanceof MutantEnded || error instanceof WorkLimitError) return null;
      throw error;
    } finally {
      this.work -= run === null ? 0 : run.messages + run.step_index;
      run?.release?.();
    }
  }

  private leaveOut(what: "every-change" | "more-changes", why: LeftOut["why"]): void {
    this.leftOut = [{ what, why }];
    this.isOver = true;
  }
}
