import type { Field, Layout } from "./layout.ts";
import { type IntegerType, readInteger, sizeOfNumber } from "./numbers.ts";

/** Bytes that do not read as a dump of the layout. */
export class LayoutMismatch extends Error {}

/** A field that holds bytes, wherever repeats place it. */
export interface Leaf {
  /** Its place in the layout, from 0. */
  readonly index: number;
  /** The path without indexes: `nodes[].history[].zxid.counter`. Names the kind of field. */
  readonly kind: string;
  /** A number's type (numbers.ts); `bytes` for ASCII text, `utf8` for other text, `hex` for bytes that are none. */
  readonly type: string;
  /** Bytes; null where an earlier field holds the length. */
  readonly size: number | null;
  /** The length in words, where it is not fixed: `payload_len`. */
  readonly sizeFrom: string | null;
  readonly names: readonly string[] | null;
  readonly note: string;
  /** Whether it stands inside the repeat of the cluster's nodes. */
  readonly inNode: boolean;
  /** The kind of the text by which the element that it stands in is known; null where that is its index. */
  readonly keyKind: string | null;
  /** The repeats that it stands in, the outermost first, each as the path to it: `nodes`, `nodes[].history`. */
  readonly repeats: readonly string[];
}

/** What a walk over a dump does next. `register` is a slot that keeps an integer for later use. */
type Instruction =
  | { readonly op: "leaf"; readonly leaf: Leaf; readonly keep: number; readonly length: number }
  | { op: "begin"; readonly depth: number; readonly count: number; end: number }
  | { readonly op: "next"; readonly depth: number; readonly body: number };

const NOT_KEPT = -1;

/** A layout made ready for walking: its leaves, and the walk as a flat list of instructions. */
export class FieldMap {
  readonly leaves: readonly Leaf[];
  private readonly program: readonly Instruction[];
  private readonly registers: number;
  private readonly depth: number;
  /** Whether every length and count stands in the dump; where one is left out, a dump cannot be read. */
  readonly isReadable: boolean;

  constructor(layout: Layout<never>) {
    const compiler = new Compiler();
    compiler.fields(layout, "", { inNode: false, keyKind: null, repeats: [] }, 0);
    this.leaves = compiler.leaves;
    this.program = compiler.program;
    this.registers = compiler.registers;
    this.depth = compiler.depth;
    this.isReadable = compiler.isReadable;
  }

  /** A cursor before the first field of `dump`, which must be a dump of this layout: one of ours. */
  cursor(dump: Uint8Array): FieldCursor {
    return new FieldCursor(this.program, dump, this.registers, this.depth);
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

class Compiler {
  readonly leaves: Leaf[] = [];
  readonly program: Instruction[] = [];
  registers = 0;
  depth = 0;
  isReadable = true;

  fields(
    fields: readonly Field<never>[],
    prefix: string,
    within: Pick<Leaf, "inNode" | "keyKind" | "repeats">,
    depth: number,
  ): void {
    this.depth = Math.max(this.depth, depth);
    const kept = new Map<string, number>();
    for (const field of fields) {
      if (field.kind === "repeat") kept.set(field.count, this.registers++);
      if ((field.kind === "text" || field.kind === "bytes") && typeof field.length === "string") {
        kept.set(field.length, this.registers++);
      }
    }
    const register = (name: string): number => kept.get(name) ?? NOT_KEPT;
    const integers = fields.flatMap((field) => (field.kind === "integer" ? [field.name] : []));
    if ([...kept.keys()].some((name) => !integers.includes(name))) this.isReadable = false;
    for (const field of fields) {
      switch (field.kind) {
        case "integer":
        case "float":
          this.leaf(
            {
              kind: prefix + field.name,
              type: field.type,
              size: sizeOfNumber(field.type),
              sizeFrom: null,
              names: field.kind === "integer" ? (field.names ?? null) : null,
              note: field.note,
              ...within,
            },
            register(field.name),
            NOT_KEPT,
          );
          break;
        case "text":
        case "bytes": {
          const fixed = typeof field.length === "number";
          this.leaf(
            {
              kind: prefix + field.name,
              type: field.kind === "text" ? field.type : "hex",
              size: fixed ? (field.length as number) : null,
              sizeFrom: fixed ? null : (field.length as string),
              names: null,
              note: field.note,
              ...within,
            },
            NOT_KEPT,
            fixed ? NOT_KEPT : register(field.length as string),
          );
          break;
        }
        case "group":
          this.fields(field.fields, `${prefix}${field.name}.`, within, depth);
          break;
        case "repeat": {
          const begin = { op: "begin" as const, depth, count: register(field.count), end: 0 };
          this.program.push(begin);
          const body = this.program.length;
          const elements = `${prefix}${field.name}[].`;
          this.fields(
            field.fields as readonly Field<never>[],
            elements,
            {
              inNode: within.inNode || field.isNode,
              keyKind: field.key === null ? null : elements + field.key,
              repeats: [...within.repeats, prefix + field.name],
            },
            depth + 1,
          );
          this.program.push({ op: "next", depth, body });
          begin.end = this.program.length;
          break;
        }
      }
    }
  }

  private leaf(shape: Omit<Leaf, "index">, keep: number, length: number): void {
    const leaf = { index: this.leaves.length, ...shape };
    this.leaves.push(leaf);
    this.program.push({ op: "leaf", leaf, keep, length });
  }
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

  constructor(program: readonly Instruction[], dump: Uint8Array, registers: number, depth: number) {
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
        const count = this.registers[step.count] as number;
        this.count[step.depth] = count;
        this.index[step.depth] = 0;
        this.instruction = count === 0 ? step.end : this.instruction + 1;
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
