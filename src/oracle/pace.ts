import { finished, type Work } from "../kernel/work.ts";

/** Who does work in turns with others. */
export interface Pace {
  /** Work that a diagnosis may spend; LIMITS.diagnosis_work where nothing is said. */
  readonly diagnosis_work?: number | undefined;
  /** Called before the first piece, which begins when it has been awaited. */
  begin?(): Promise<void>;
  /** Called between two pieces; the next one begins when it has been awaited. What it throws ends the work. */
  pause(): Promise<void>;
}

/** The result of work that is done at a pace; at once, where there is none. */
export async function paced<T>(work: Work<T>, pace: Pace | undefined): Promise<T> {
  if (pace === undefined) return finished(work);
  await pace.begin?.();
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    await pace.pause();
  }
}
