import type { FieldCursor, FieldMap, Leaf } from "../dump/field_map.ts";
import { compareKeys, decodeValue, type FieldValue } from "../dump/value.ts";
import type { DigestPart } from "../labs/lab.ts";

/** A field whose value is another one after a step than before it. */
export interface ChangedField {
  /** A path such as `nodes[2].history_len`; an element that is known by a key has it in place of its index. */
  readonly field: string;
  /** Decoded; null where the state has no such field. */
  readonly before: FieldValue | null;
  readonly after: FieldValue | null;
}

export interface Changes {
  /** The first of them, in the order of the dump. */
  readonly listed: readonly ChangedField[];
  readonly total: number;
}

/** The fields that differ between two states, each the same dumps in the same order. Lists up to `cap`. */
export function changesBetween(
  map: FieldMap,
  before: readonly DigestPart[],
  after: readonly DigestPart[],
  cap: number,
): Changes {
  const listed: ChangedField[] = [];
  let total = 0;
  for (const [i, { prefix, dump }] of after.entries()) {
    const earlier = (before[i] as DigestPart).dump;
    merge(
      new Records(map.cursor(earlier), earlier),
      new Records(map.cursor(dump), dump),
      (a, b) => {
        total++;
        if (listed.length === cap) return;
        listed.push({
          field: prefix + (b ?? (a as Place)).path(),
          before: a?.value() ?? null,
          after: b?.value() ?? null,
        });
      },
    );
  }
  return { listed, total };
}

/** A field of the record that a reader stands at. */
interface Place {
  path(): string;
  value(): FieldValue | null;
}

/**
 * Reads a dump as records: a field alone, or the fields of an element that is known by a key. So what stands
 * behind an element that has come in between is still found to be what it was.
 */
class Records {
  /** The fields of the current record; none behind the last one. */
  readonly leaves: Leaf[] = [];
  readonly offsets: number[] = [];
  readonly sizes: number[] = [];
  /** The place of its key among them, where it has one. */
  private key = 0;
  private readonly indexes: number[] = [];
  private readonly cursor: FieldCursor;
  private readonly dump: Uint8Array;
  private isMore: boolean;

  constructor(cursor: FieldCursor, dump: Uint8Array) {
    this.cursor = cursor;
    this.dump = dump;
    this.isMore = cursor.next();
    this.next();
  }

  get isEnded(): boolean {
    return this.leaves.length === 0;
  }

  next(): void {
    this.leaves.length = 0;
    if (!this.isMore) return;
    const first = this.cursor.leaf as Leaf;
    const depth = first.repeats.length;
    for (let i = 0; i < depth; i++) this.indexes[i] = this.cursor.indexAt(i);
    do this.take();
    while (first.keyKind !== null && this.isMore && this.isSameElement(first, depth));
  }

  private take(): void {
    const { cursor } = this;
    const leaf = cursor.leaf as Leaf;
    const place = this.leaves.length;
    if (leaf.kind === leaf.keyKind) this.key = place;
    this.leaves.push(leaf);
    this.offsets[place] = cursor.offset;
    this.sizes[place] = cursor.size;
    this.isMore = cursor.next();
  }

  private isSameElement({ keyKind }: Leaf, depth: number): boolean {
    if ((this.cursor.leaf as Leaf).keyKind !== keyKind) return false;
    for (let i = 0; i < depth; i++) {
      if (this.indexes[i] !== this.cursor.indexAt(i)) return false;
    }
    return true;
  }

  bytes(place: number): Uint8Array {
    const offset = this.offsets[place] as number;
    return this.dump.subarray(offset, offset + (this.sizes[place] as number));
  }

  place(place: number): Place {
    const leaf = this.leaves[place] as Leaf;
    return {
      path: () => {
        const last = leaf.repeats.length - 1;
        let depth = 0;
        return leaf.kind.replaceAll("[]", () => {
          const isKeyed = depth === last && leaf.keyKind !== null;
          const index = isKeyed ? this.value(this.key) : this.indexes[depth];
          depth++;
          return `[${index}]`;
        });
      },
      value: () => this.value(place),
    };
  }

  private value(place: number): FieldValue | null {
    return decodeValue(this.leaves[place] as Leaf, this.bytes(place), this.sizes[place] as number);
  }

  /** The order of two records of the same layout; negative where this one stands first. */
  compare(other: Records): number {
    const [own, others] = [this.leaves[0] as Leaf, other.leaves[0] as Leaf];
    const shared = sharedRepeats(own, others);
    const isKeyed = own.keyKind !== null && own.keyKind === others.keyKind;
    for (let i = 0; i < (isKeyed ? shared - 1 : shared); i++) {
      const difference = (this.indexes[i] as number) - (other.indexes[i] as number);
      if (difference !== 0) return difference;
    }
    if (isKeyed) {
      const { type } = this.leaves[this.key] as Leaf;
      return compareKeys(type, this.bytes(this.key), other.bytes(other.key));
    }
    return own.index - others.index;
  }

  /** The order of the bytes of two fields, this reader's and another's. */
  compareBytes(place: number, other: Records, otherPlace: number): number {
    const [from, otherFrom] = [this.offsets[place] as number, other.offsets[otherPlace] as number];
    const [size, otherSize] = [this.sizes[place] as number, other.sizes[otherPlace] as number];
    const shorter = Math.min(size, otherSize);
    for (let i = 0; i < shorter; i++) {
      const difference = (this.dump[from + i] as number) - (other.dump[otherFrom + i] as number);
      if (difference !== 0) return difference;
    }
    return size - otherSize;
  }
}

function merge(
  before: Records,
  after: Records,
  tell: (before: Place | null, after: Place | null) => void,
): void {
  while (!before.isEnded || !after.isEnded) {
    const order = orderOf(before, after);
    const isBefore = order <= 0;
    const isAfter = order >= 0;
    const ours = isBefore ? before.leaves : [];
    const theirs = isAfter ? after.leaves : [];
    // Of one element, either side may have an optional part that the other has not.
    for (let i = 0, j = 0; i < ours.length || j < theirs.length; ) {
      const [own, other] = [ours[i], theirs[j]];
      const isOwn = own !== undefined && (other === undefined || own.index <= other.index);
      const isOther = other !== undefined && (own === undefined || other.index <= own.index);
      if (!isOwn || !isOther || before.compareBytes(i, after, j) !== 0) {
        tell(isOwn ? before.place(i) : null, isOther ? after.place(j) : null);
      }
      if (isOwn) i++;
      if (isOther) j++;
    }
    if (isBefore) before.next();
    if (isAfter) after.next();
  }
}

/** A side that has ended is behind everything. */
function orderOf(before: Records, after: Records): number {
  if (before.isEnded) return 1;
  return after.isEnded ? -1 : before.compare(after);
}

/** How many repeats two fields both stand in. */
function sharedRepeats(a: Leaf, b: Leaf): number {
  if (a === b) return a.repeats.length;
  let shared = 0;
  while (shared < a.repeats.length && a.repeats[shared] === b.repeats[shared]) shared++;
  return shared;
}
