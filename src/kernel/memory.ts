import { WorkLimitError } from "../errors.ts";
import { LIMITS } from "../limits.ts";

/** Engines collect large arrays late, and an isolate has little memory: whoever needs one no more gives it back at once. */

/**
 * Gives back the memory of an array that nobody reads any more: it is empty then. Does nothing where it is so already, or in
 * an engine that cannot.
 */
export function release({ buffer }: { readonly buffer: ArrayBufferLike }): void {
  if (!(buffer instanceof ArrayBuffer) || !("transfer" in buffer) || buffer.detached) return;
  buffer.transfer(0);
}

type Column = Uint8Array | Int32Array | Uint32Array;

/**
 * The column with room for twice as much, and for `room` elements at least; what is new is 0. The column itself is given
 * back. Throws WorkLimitError beyond {@link LIMITS.column_elements}: a simulation that is wrong may grow for ever.
 */
export function grown<C extends Column>(column: C, room = 0): C {
  const length = Math.max(2 * column.length, room);
  if (length > LIMITS.column_elements) {
    throw new WorkLimitError("elements in a column", LIMITS.column_elements, `${length}`);
  }
  const larger = new (column.constructor as new (length: number) => C)(length);
  larger.set(column);
  release(column);
  return larger;
}
