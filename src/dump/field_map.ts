import type { Layout } from "./layout.ts";
import { type IntegerType, readInteger } from "./numbers.ts";
import { compileWalk, type Instruction, type Leaf, NOT_KEPT, type Walk } from "./walk.ts";

export type { Leaf } from "./walk.ts";

/** Bytes that do not read as a dump of the layout. */
export class LayoutMismatch extends Error {}

/** A layout made ready for walking, with a cursor for each dump of it. */
export class FieldMap {
  readonly leaves: readonly Leaf[];
  private readonly walk: Walk;

  constructor(layout: Layout<never>) {
    this.walk = compileWalk(layout);
    this.leaves = this.walk.leaves;
  }

  /** Whether every length and count stands in the dump; where one is left out, a dump cannot be read. */
  get isReadable(): boolean {
    return this.walk.isReadable;
  }

  /** A cursor before the first field of `dump`, which must be a dump of this layout: one of ours. */
  cursor(dump: Uint8Array): FieldCursor {
    return new FieldCursor(this.walk, dump);
  }
}

const maps = new WeakMap<Layout<never>, FieldMap>();

/** The field map of a layout that is a constant: made when it is first asked for, and kept. */
export function fieldMapOf(layout: Layout<never>): FieldMap {
  const known = maps.get(layout);
  if (known !== undefined) return known;
  const map = new FieldMap(layout);
  maps.set(layout, map);
  return map;
}

/**
 * Walks the fields of one of our dumps in order. The fields tile the dump: each begins where the one
 * before it ended, and the last ends where the dump does. A dump of somebody else's is never walked.
 */
export class FieldCursor {
  /** The current field: its first byte, its size in bytes, and what it is. */
  offset = 0;
  size = 0;
  leaf: Leaf | null = null;

  private instruction = 0;
  private readonly program: readonly Instruction[];
  private readonly dump: Uint8Array;
  private readonly view: DataView;
  private readonly registers: Float64Array;
  private readonly index: Int32Array;
  private readonly count: Float64Array;

  constructor({ program, registers, depth }: Walk, dump: Uint8Array) {
    this.program = program;
    this.dump = dump;
    this.view = new DataView(dump.buffer, dump.byteOffset, dump.byteLength);
    this.registers = new Float64Array(registers);
    this.index = new Int32Array(depth);
    this.count = new Float64Array(depth);
  }

  /** Moves to the next field; false after the last one. Throws if the dump is not of this layout. */
  next(): boolean {
    const start = this.offset + this.size;
    for (;;) {
      const step = this.program[this.instruction];
      if (step === undefined) return this.finish(start);
      if (step.op === "leaf") {
        this.enter(step, start);
        this.instruction++;
        return true;
      }
      if (step.op === "begin") {
        const count = step.count ?? (this.registers[step.register] as number);
        if (count < 0) throw new LayoutMismatch(`${step.kind} at ${start} has ${count} elements`);
        this.count[step.depth] = count;
        this.index[step.depth] = 0;
        this.instruction = count === 0 ? step.end : this.instruction + 1;
      } else if (step.op === "optional") {
        const flag = this.registers[step.register];
        if (flag !== 0 && flag !== 1) {
          throw new LayoutMismatch(`the flag of ${step.kind} at ${start} is ${flag}, not 0 or 1`);
        }
        this.instruction = flag === 0 ? step.end : this.instruction + 1;
      } else {
        const index = (this.index[step.depth] as number) + 1;
        this.index[step.depth] = index;
        const isMore = index < (this.count[step.depth] as number);
        this.instruction = isMore ? step.body : this.instruction + 1;
      }
    }
  }

  /** Moves on to the field that holds byte `offset`, which must not lie before the current field. */
  seek(offset: number): void {
    while (this.leaf === null || offset >= this.offset + this.size) {
      if (!this.next()) throw new Error(`offset ${offset} lies beyond the dump`);
    }
  }

  /** The current field's path, such as `nodes[2].history[4].zxid.counter`. */
  path(): string {
    let depth = 0;
    return (this.leaf as Leaf).kind.replaceAll("[]", () => `[${this.index[depth++]}]`);
  }

  /** The number of the node that the current field belongs to, or null. */
  node(): number | null {
    return this.leaf?.inNode ? (this.index[0] as number) : null;
  }

  /** The index of the current field in the repeat at `depth`, counted from the outermost, 0. */
  indexAt(depth: number): number {
    return this.index[depth] as number;
  }

  private enter(step: Extract<Instruction, { op: "leaf" }>, start: number): void {
    const size = step.leaf.size ?? (this.registers[step.length] as number);
    if (size < 0) throw new LayoutMismatch(`${step.leaf.kind} at ${start} has ${size} bytes`);
    if (start + size > this.dump.length) {
      throw new LayoutMismatch(`${step.leaf.kind} at ${start} reaches beyond the dump`);
    }
    this.offset = start;
    this.size = size;
    this.leaf = step.leaf;
    if (step.keep !== NOT_KEPT) {
      this.registers[step.keep] = readInteger(step.leaf.type as IntegerType, this.view, start);
    }
  }

  private finish(end: number): false {
    if (end !== this.dump.length) {
      throw new LayoutMismatch(`the layout ends at ${end}, the dump at ${this.dump.length}`);
    }
    return false;
  }
}
