import { firstDifference } from "../dump/bytes.ts";
import { finished, type Work } from "../kernel/work.ts";
import { type Costs, GAP_BYTE_COST, type Meter, STEP, searchingWay } from "./wavefront.ts";

/** A piece of both dumps, one after the other: stretches tile both. Of an insertion the expected size is 0. */
export interface Stretch {
  readonly kind: "equal" | "inserted" | "removed" | "replaced";
  readonly expected_offset: number;
  readonly actual_offset: number;
  readonly expected_size: number;
  readonly actual_size: number;
}

/** A stretch that is not equal. */
export interface Change extends Stretch {
  readonly kind: "inserted" | "removed" | "replaced";
}

/**
 * Bounds of the search for an alignment: the bytes of either dump between what is equal at both ends, the bytes of a
 * dump that is looked at as a whole, the cost of the answer, and the work. See LIMITS.align_bytes, ordered_bytes,
 * align_cost and align_steps.
 */
export interface AlignmentLimits {
  readonly bytes: number;
  readonly ordered_bytes: number;
  readonly cost: number;
  readonly steps: number;
}

/** How many bytes are equal at the beginning and at the end; none is counted twice. */
export interface EqualEnds {
  readonly prefix: number;
  readonly suffix: number;
}

export function equalEnds(expected: Uint8Array, actual: Uint8Array): EqualEnds {
  const shorter = Math.min(expected.length, actual.length);
  const prefix = firstDifference(expected, actual);
  const [end, actualEnd] = [expected.length, actual.length];
  let suffix = 0;
  while (
    suffix < shorter - prefix &&
    expected[end - 1 - suffix] === actual[actualEnd - 1 - suffix]
  ) {
    suffix++;
  }
  return { prefix, suffix };
}

/**
 * A cheapest edit script from `expected` to `actual`, as stretches that tile both. What is equal at both ends
 * is taken away first, whatever its size; a difference that is one gap is then known without a search.
 * Null where more than `limits.bytes` of a dump remain, or where the search exceeds its cost or its steps.
 * `meter` counts the bytes and points that the search looks at.
 */
export function* aligningBytes(
  expected: Uint8Array,
  actual: Uint8Array,
  costs: Costs,
  limits: AlignmentLimits,
  meter: Meter = { steps: 0 },
): Work<Stretch[] | null> {
  const { prefix, suffix } = equalEnds(expected, actual);
  const [end, actualEnd] = [expected.length, actual.length];
  if (Math.max(end, actualEnd) - prefix - suffix > limits.bytes) return null;
  const from = expected.subarray(prefix, end - suffix);
  const to = actual.subarray(prefix, actualEnd - suffix);
  const changes = new ChangeList(prefix, prefix);
  if (from.length === 0 || to.length === 0) {
    changes.add("removed", from.length, 0);
    changes.add("inserted", 0, to.length);
  } else {
    const steps = yield* searchingWay(from, to, costs, limits, meter);
    if (steps === null) return null;
    changes.follow(steps, from, to);
  }
  return tile(changes.list, expected.length);
}

/** The same at once. */
export function alignBytes(...given: Parameters<typeof aligningBytes>): Stretch[] | null {
  return finished(aligningBytes(...given));
}

/** The script that compares by offset: nothing is shifted, and one dump may end before the other. */
export function scriptByOffset(expected: Uint8Array, actual: Uint8Array): Stretch[] {
  const shorter = Math.min(expected.length, actual.length);
  const changes = new ChangeList(0, 0);
  for (let i = 0; i < shorter; i++) {
    if (expected[i] === actual[i]) changes.skip(1);
    else changes.add("replaced", 1, 1);
  }
  changes.add("removed", expected.length - shorter, 0);
  changes.add("inserted", 0, actual.length - shorter);
  return tile(changes.list, expected.length);
}

/** What {@link scriptByOffset} costs, without making it: it may have a stretch for every byte. */
export function costByOffset(
  expected: Uint8Array,
  actual: Uint8Array,
  { substitution, gap }: Costs,
): number {
  const shorter = Math.min(expected.length, actual.length);
  const rest = Math.max(expected.length, actual.length) - shorter;
  let cost = rest === 0 ? 0 : gap + rest * GAP_BYTE_COST;
  for (let i = 0; i < shorter; i++) if (expected[i] !== actual[i]) cost += substitution;
  return cost;
}

export function costOf(stretches: readonly Stretch[], { substitution, gap }: Costs): number {
  let cost = 0;
  for (const { kind, expected_size, actual_size } of stretches) {
    if (kind === "replaced") cost += expected_size * substitution;
    else if (kind !== "equal") cost += gap + (expected_size + actual_size) * GAP_BYTE_COST;
  }
  return cost;
}

/**
 * The changes of a script, in order; what lies between them is equal. Bytes that are missing where others
 * are too many are replaced by them, as far as they go.
 */
export function changesOf(stretches: readonly Stretch[]): Change[] {
  const changes: Change[] = [];
  for (const stretch of stretches) {
    if (stretch.kind === "equal") continue;
    const before = changes.at(-1);
    const kinds = [before?.kind, stretch.kind];
    const touches = before && endOf(before) === stretch.expected_offset;
    if (touches && kinds.includes("inserted") && kinds.includes("removed")) {
      changes.pop();
      changes.push(...replacement(before, stretch as Change));
    } else changes.push(stretch as Change);
  }
  return changes;
}

/** Where a change ends in the expected dump. */
export function endOf({ expected_offset, expected_size }: Stretch): number {
  return expected_offset + expected_size;
}

/** A removal and an insertion that touch, as a replacement and what is left of the longer one. */
function replacement(first: Change, second: Change): Change[] {
  const { expected_offset, actual_offset } = first;
  const removed = first.expected_size + second.expected_size;
  const inserted = first.actual_size + second.actual_size;
  const size = Math.min(removed, inserted);
  const changes = new ChangeList(expected_offset, actual_offset);
  changes.add("replaced", size, size);
  changes.add("removed", removed - size, 0);
  changes.add("inserted", 0, inserted - size);
  return changes.list;
}

/** The stretches of a script whose changes are `changes`, of an expected dump of `size` bytes. */
export function tile(changes: readonly Change[], size: number): Stretch[] {
  const stretches: Stretch[] = [];
  let [expected_offset, actual_offset] = [0, 0];
  const equal = (until: number) => {
    const length = until - expected_offset;
    if (length === 0) return;
    const sizes = { expected_size: length, actual_size: length };
    stretches.push({ kind: "equal", expected_offset, actual_offset, ...sizes });
  };
  for (const change of changes) {
    equal(change.expected_offset);
    stretches.push(change);
    expected_offset = change.expected_offset + change.expected_size;
    actual_offset = change.actual_offset + change.actual_size;
  }
  equal(size);
  return stretches;
}

/** Changes as they are made, a byte or more at a time; those of one kind that touch become one. */
class ChangeList {
  readonly list: Change[] = [];
  private expectedOffset: number;
  private actualOffset: number;
  private readonly start: number;
  private isOpen = false;

  constructor(expectedStart: number, actualStart: number) {
    this.start = expectedStart;
    this.expectedOffset = expectedStart;
    this.actualOffset = actualStart;
  }

  skip(size: number): void {
    if (size > 0) this.isOpen = false;
    this.expectedOffset += size;
    this.actualOffset += size;
  }

  add(kind: Change["kind"], expectedSize: number, actualSize: number): void {
    if (expectedSize + actualSize === 0) return;
    const before = this.isOpen ? this.list.at(-1) : undefined;
    if (before?.kind === kind) {
      this.list[this.list.length - 1] = {
        ...before,
        expected_size: before.expected_size + expectedSize,
        actual_size: before.actual_size + actualSize,
      };
    } else {
      this.list.push({
        kind,
        expected_offset: this.expectedOffset,
        actual_offset: this.actualOffset,
        expected_size: expectedSize,
        actual_size: actualSize,
      });
    }
    this.isOpen = true;
    this.expectedOffset += expectedSize;
    this.actualOffset += actualSize;
  }

  /** Makes the changes of a {@link searchingWay} between the bytes after the start, the same in both. */
  follow(steps: readonly number[], from: Uint8Array, to: Uint8Array): void {
    for (const step of steps) {
      const extendsGap = step === STEP.extendInsertion || step === STEP.extendRemoval;
      if (!extendsGap) this.skipEqual(from, to);
      if (step === STEP.substitute) this.add("replaced", 1, 1);
      else if (step === STEP.openInsertion || step === STEP.extendInsertion) {
        this.add("inserted", 0, 1);
      } else this.add("removed", 1, 0);
    }
  }

  private skipEqual(from: Uint8Array, to: Uint8Array): void {
    let size = 0;
    const [i, j] = [this.expectedOffset - this.start, this.actualOffset - this.start];
    const shorter = Math.min(from.length - i, to.length - j);
    while (size < shorter && from[i + size] === to[j + size]) size++;
    this.skip(size);
  }
}
