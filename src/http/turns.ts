import type { Pace } from "../oracle/pace.ts";

/**
 * Requests of an isolate that have more to do than a few pieces of work take turns: one goes on until it is answered,
 * so that they hold less memory than if all went on together (`npm run worst` says how much). Short requests are
 * answered in between, since whoever has the turn pauses after each piece of its work.
 */

/** Pieces that a request may work before it needs the turn: most are answered by then. */
const FREE_PIECES = 4;
/** Requests that may work without the turn at the same time: a piece of each is done before a small request is answered. */
const FREE_REQUESTS = 8;
/** Bytes that a request may come to hold without the turn. */
const FREE_BYTES = 1024 * 1024;
/** How often a request that waits looks whether it has the turn: each look takes time from who has it. */
const LOOK_MS = 50;
/** A turn that was not used for so long is over: its request has been cancelled by the runtime, which tells nobody. */
const LOST_MS = 2_000;
/** For so long a client may take what is sent in pieces while others wait. */
const SENDING_MS = 10_000;

/** Those that work without the turn, and have paused; each with the time at which it is over unless it is heard of. */
const free = new Map<RequestPace, number>();

/** Who has the turn, and behind it who waits for it, each with the time at which its turn is over unless it is heard of. */
const line = new Map<RequestPace, number>();

/** The pace of one request. Where the runtime says that the client has gone away, it ends by a throw of the signal's reason. */
export class RequestPace implements Pace {
  private readonly signal: AbortSignal;
  private isHeavy = false;
  private pieces = 0;
  private readonly endings: (() => void)[] = [];
  /** Breaks off what is being sent; null where nothing is. */
  private breakOff: (() => void) | null = null;

  readonly diagnosis_work: number | undefined;

  constructor(signal: AbortSignal, diagnosis_work?: number) {
    this.signal = signal;
    this.diagnosis_work = diagnosis_work;
  }

  /** Pieces of work that have ended. */
  get worked(): number {
    return this.pieces;
  }

  /** Says how many bytes the request may come to hold. */
  weigh(bytes: number): void {
    this.isHeavy = bytes > FREE_BYTES;
  }

  /** Who may come to hold much waits for the turn before anything is begun. */
  async begin(): Promise<void> {
    if (this.isHeavy && !line.has(this)) await this.turn();
  }

  async pause(): Promise<void> {
    this.pieces++;
    if (this.isHeavy || this.pieces > FREE_PIECES || !this.isFree()) {
      free.delete(this);
      await this.turn();
      return;
    }
    free.set(this, Date.now() + LOST_MS);
    await this.wait(0);
  }

  private isFree(): boolean {
    if (free.has(this) || free.size < FREE_REQUESTS) return true;
    const now = Date.now();
    for (const [pace, end] of free) if (now >= end) free.delete(pace);
    return free.size < FREE_REQUESTS;
  }

  /** Waits until it is this request's turn to work on, or to hold much memory; at least a moment. */
  private async turn(): Promise<void> {
    line.set(this, Date.now() + LOST_MS);
    await this.wait(0);
    while (firstInLine() !== this) {
      await this.wait(LOOK_MS);
      // Whoever had the turn may have ended in this very moment: small requests come before the next one.
      await this.wait(0);
    }
  }

  /** Does something when the request has been answered: what it holds is given back then. */
  whenAnswered(ending: () => void): void {
    this.endings.push(ending);
  }

  /**
   * The answer is sent in pieces from what the request holds, and its turn lasts until all is sent: the function that is
   * returned says so. Where others wait and the client takes it too slowly, `breakOff` is called.
   */
  sending(breakOff: () => void): () => void {
    this.breakOff = breakOff;
    line.set(this, Date.now() + SENDING_MS);
    return () => this.end(true);
  }

  /** The request is answered: all that was to be done then is done, unless the answer is still being sent. */
  end(isSent = false): void {
    if (this.breakOff !== null && !isSent) return;
    this.breakOff = null;
    this.leave();
    for (const ending of this.endings.splice(0)) ending();
  }

  /** The request is answered, or waits for its client: nobody waits for it. */
  leave(): void {
    line.delete(this);
    free.delete(this);
  }

  /** Its time is over. */
  lose(): void {
    this.leave();
    this.breakOff?.();
  }

  /** Lets others work. */
  private async wait(milliseconds: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    if (line.has(this)) line.set(this, Date.now() + LOST_MS);
    this.signal.throwIfAborted();
  }
}

/** Whoever has been in line for the longest time, but for those whose time is over. */
function firstInLine(): RequestPace | undefined {
  const now = Date.now();
  for (const [pace, end] of line) {
    if (now < end) return pace;
    pace.lose();
  }
  return undefined;
}
