import type { Pace } from "../oracle/pace.ts";

/**
 * Requests of an isolate that have more to do than a few pieces of work take turns: one goes on until it is answered,
 * so that they hold less memory than if all went on together (`npm run worst` says how much). Short requests are
 * answered in between, since whoever has the turn pauses after each piece of its work.
 */

/** Pieces that a request may work before it needs the turn: most are answered by then. */
const FREE_PIECES = 8;
/** How often a request that waits looks whether it has the turn. */
const LOOK_MS = 10;
/** A turn that was not used for so long is over: its request has been cancelled by the runtime, which tells nobody. */
const LOST_MS = 2_000;

/** Who has the turn, and behind it who waits for it, each with the time at which it was last heard of. */
const line = new Map<RequestPace, number>();

/** The pace of one request. Where the runtime says that the client has gone away, it ends by a throw of the signal's reason. */
export class RequestPace implements Pace {
  private readonly signal: AbortSignal;
  private pieces = 0;
  private readonly endings: (() => void)[] = [];

  readonly diagnosis_work: number | undefined;

  constructor(signal: AbortSignal, diagnosis_work?: number) {
    this.signal = signal;
    this.diagnosis_work = diagnosis_work;
  }

  /** Pieces of work that have ended. */
  get worked(): number {
    return this.pieces;
  }

  async pause(): Promise<void> {
    this.pieces++;
    if (this.pieces > FREE_PIECES) await this.turn();
    else await this.wait(0);
  }

  /** Waits until it is this request's turn to work on, or to hold much memory; at least a moment. */
  async turn(): Promise<void> {
    line.set(this, Date.now());
    await this.wait(0);
    while (firstInLine() !== this) await this.wait(LOOK_MS);
  }

  /** Does something when the request has been answered: what it holds is given back then. */
  whenAnswered(ending: () => void): void {
    this.endings.push(ending);
  }

  /** The request is answered: all that was to be done then is done. */
  end(): void {
    this.leave();
    for (const ending of this.endings.splice(0)) ending();
  }

  /** What was to be done when the request is answered: whoever takes it does it, when all has been sent. */
  takeEndings(): () => void {
    const endings = this.endings.splice(0);
    return () => {
      for (const ending of endings) ending();
    };
  }

  /** The request is answered, or waits for its client: nobody waits for it. */
  leave(): void {
    line.delete(this);
  }

  /** Lets others work. */
  private async wait(milliseconds: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    if (line.has(this)) line.set(this, Date.now());
    this.signal.throwIfAborted();
  }
}

/** Whoever has been in line for the longest time, but for those who are lost. */
function firstInLine(): RequestPace | undefined {
  const now = Date.now();
  for (const [pace, heard] of line) {
    if (now - heard < LOST_MS) return pace;
    line.delete(pace);
  }
  return undefined;
}
