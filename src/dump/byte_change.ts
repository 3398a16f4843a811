import type { Layout } from "./layout.ts";

/**
 * Every single change of a layout that somebody may make who writes the right state in the wrong way: made of the
 * declaration alone, so that any layout has them. A signed integer of the same width has the same bytes, and of a
 * greater width it has others only from 2^31 on, so signs are not among them.
 */
export interface ByteChange {
  /** Stable: the kind of field, then what is done to it: `nodes[].role:u32le`. */
  readonly id: string;
  /** The kind of field; empty where all of them are changed. */
  readonly kind: string;
  /** One sentence: exactly what is written differently. */
  readonly sentence: string;
  /** The layout as it is written then, of whatever the right layout is of. */
  readonly layout: Layout<never>;
}
