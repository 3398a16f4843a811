/**
 * Work in pieces: it yields wherever it may be interrupted, every few milliseconds, and returns its result. The same
 * work is done at once by who has nothing else to do, and in turns with others by who has. It is measured in units
 * (a message, a step, the bytes of {@link unitsOfBytes}), not in time: a core has no clock.
 */
export type Work<T> = Generator<void, T, void>;

/** Units of one piece: some five milliseconds of a simulation. */
export const PIECE = 30_000;
/** Writing and hashing so many bytes takes about as long as a message. */
const BYTES_OF_A_UNIT = 16;
/** What a dump costs beside its bytes. */
const UNITS_OF_A_DUMP = 100;

/** The units of writing a dump of so many bytes, and of hashing it. */
export function unitsOfDump(bytes: number): number {
  return UNITS_OF_A_DUMP + Math.ceil(bytes / BYTES_OF_A_UNIT);
}

/** The result of work that is done at once. */
export function finished<T>(work: Work<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** Counts units until a piece is full. */
export class Pieces {
  private spent = 0;

  /** Whether these units fill a piece: then it is time to yield, or to pause. */
  isFull(units: number): boolean {
    this.spent += units;
    if (this.spent < PIECE) return false;
    this.spent = 0;
    return true;
  }
}
