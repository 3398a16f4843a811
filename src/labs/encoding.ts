import type { ByteChange } from "../dump/byte_change.ts";
import type { Layout } from "../dump/layout.ts";
import { type BugVariant, type BugWith, readingOf } from "./bug.ts";

/** How a state is written that is not written rightly: as by a known bug, or with one change of the layout. */
export type Encoding = BugVariant | ByteChange;

/** The layout of an encoding; the lab's own where none is given. */
export function layoutOf<T>(
  layout: Layout<T>,
  bugs: readonly BugWith<Layout<T>>[],
  encoding: Encoding | undefined,
): Layout<T> {
  if (encoding === undefined) return layout;
  // A change is of the lab's own layout, and so of the same state.
  return "layout" in encoding ? (encoding.layout as Layout<T>) : readingOf(bugs, encoding);
}
