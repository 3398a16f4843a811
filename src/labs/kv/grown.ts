import { release } from "../../kernel/memory.ts";

type Column = Uint8Array | Int32Array | Uint32Array;

/** The column with room for twice as much, and for `room` elements at least; what is new is 0. The column itself is gone. */
export function grown<C extends Column>(column: C, room = 0): C {
  const larger = new (column.constructor as new (length: number) => C)(
    Math.max(2 * column.length, room),
  );
  larger.set(column);
  release(column);
  return larger;
}
