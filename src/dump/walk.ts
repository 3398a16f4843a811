import { type Count, type Field, type Layout, type Length, reportedType } from "./layout.ts";
import { Lookup } from "./lookup.ts";
import { integerText, sizeOfNumber } from "./numbers.ts";

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
  /** The value of an integer that means that there is none, in decimal digits; null where all are values. */
  readonly none: string | null;
  readonly note: string;
  /** Whether it stands inside the repeat of the cluster's nodes. */
  readonly inNode: boolean;
  /** The kind of the field by which the element that it stands in is known; null where that is its index. */
  readonly keyKind: string | null;
  /** The repeats that it stands in, the outermost first, each as the path to it: `nodes`, `nodes[].history`. */
  readonly repeats: readonly string[];
  /** The innermost optional part that it stands in, as the path to it; null where it is there in every element. */
  readonly optional: string | null;
}

/** What a walk over a dump does next. `register` is a slot that keeps an integer for later use. */
export type Instruction =
  | { readonly op: "leaf"; readonly leaf: Leaf; keep: number; readonly length: number }
  | {
      readonly op: "begin";
      readonly depth: number;
      readonly kind: string;
      /** The number of elements, or the register that has it. */
      readonly count: number | null;
      readonly register: number;
      end: number;
    }
  | { readonly op: "next"; readonly depth: number; readonly body: number }
  | { readonly op: "optional"; readonly kind: string; readonly register: number; end: number };

type LeafInstruction = Extract<Instruction, { op: "leaf" }>;

/** The register of an integer that nothing counts by, and of one that is not there. */
export const NOT_KEPT = -1;

/** A layout made ready for walking: its leaves, and the walk as a flat list of instructions. */
export interface Walk {
  readonly leaves: readonly Leaf[];
  readonly program: readonly Instruction[];
  readonly registers: number;
  readonly depth: number;
  /** Whether every length, count and flag stands in the dump, before it is needed. */
  readonly isReadable: boolean;
}

export function compileWalk(layout: Layout<never>): Walk {
  const compiler = new Compiler();
  const within = { inNode: false, keyKind: null, repeats: [], optional: null };
  compiler.fields(layout, "", within, new Lookup());
  return compiler;
}

type Within = Pick<Leaf, "inNode" | "keyKind" | "repeats" | "optional">;

class Compiler implements Walk {
  readonly leaves: Leaf[] = [];
  readonly program: Instruction[] = [];
  registers = 0;
  depth = 0;
  isReadable = true;

  fields(
    fields: readonly Field<never>[],
    prefix: string,
    within: Within,
    earlier: Lookup<LeafInstruction>,
  ): void {
    for (const field of fields) {
      const kind = prefix + field.name;
      switch (field.kind) {
        case "integer": {
          const { type, names = null } = field;
          const none = field.none === undefined ? null : integerText(type, field.none);
          const size = sizeOfNumber(type);
          earlier.add(field.name, this.leaf(kind, field, within, { type, size, names, none }));
          break;
        }
        case "float":
          this.leaf(kind, field, within, { type: field.type, size: sizeOfNumber(field.type) });
          earlier.add(field.name, null);
          break;
        case "text":
        case "bytes":
          this.sized(kind, field, within, earlier);
          earlier.add(field.name, null);
          break;
        case "group":
          this.fields(field.fields, `${kind}.`, within, earlier.addGroup(field.name));
          break;
        case "optional":
          this.optional(kind, field, within, earlier);
          earlier.add(field.name, null);
          break;
        case "repeat":
          this.repeat(kind, field, within, earlier);
          earlier.add(field.name, null);
          break;
      }
    }
  }

  private sized(
    kind: string,
    field: Extract<Field<never>, { length: Length }>,
    within: Within,
    earlier: Lookup<LeafInstruction>,
  ): void {
    const { length } = field;
    const type = reportedType(field);
    if (typeof length === "number") this.leaf(kind, field, within, { type, size: length });
    else {
      const shape = { type, size: null, sizeFrom: length };
      this.leaf(kind, field, within, shape, this.register(length, earlier));
    }
  }

  private optional(
    kind: string,
    { flag, fields }: Extract<Field<never>, { kind: "optional" }>,
    within: Within,
    earlier: Lookup<LeafInstruction>,
  ): void {
    const register = this.register(flag, earlier);
    const optional = { op: "optional" as const, kind, register, end: 0 };
    this.program.push(optional);
    const inside = { ...within, optional: kind };
    this.fields(fields as readonly Field<never>[], `${kind}.`, inside, new Lookup(earlier));
    optional.end = this.program.length;
  }

  private repeat(
    kind: string,
    { count, fields, isNode, key }: Extract<Field<never>, { kind: "repeat" }>,
    within: Within,
    earlier: Lookup<LeafInstruction>,
  ): void {
    const depth = within.repeats.length;
    this.depth = Math.max(this.depth, depth + 1);
    const isFixed = typeof count === "number";
    const register = isFixed ? NOT_KEPT : this.register(count, earlier);
    const fixed = isFixed ? count : null;
    const begin = { op: "begin" as const, depth, kind, count: fixed, register, end: 0 };
    this.program.push(begin);
    const body = this.program.length;
    const inside = {
      ...within,
      inNode: within.inNode || isNode,
      keyKind: key === null ? null : `${kind}[].${key}`,
      repeats: [...within.repeats, kind],
    };
    this.fields(fields as readonly Field<never>[], `${kind}[].`, inside, new Lookup(earlier));
    this.program.push({ op: "next", depth, body });
    begin.end = this.program.length;
  }

  private leaf(
    kind: string,
    { note }: { readonly note: string },
    within: Within,
    shape: Pick<Leaf, "type" | "size"> & Partial<Leaf>,
    length = NOT_KEPT,
  ): LeafInstruction {
    const index = this.leaves.length;
    const leaf = {
      index,
      kind,
      sizeFrom: null,
      names: null,
      none: null,
      note,
      ...shape,
      ...within,
    };
    this.leaves.push(leaf);
    const instruction = { op: "leaf" as const, leaf, keep: NOT_KEPT, length };
    this.program.push(instruction);
    return instruction;
  }

  /** The register of an earlier integer, which is kept from now on. */
  private register(name: Exclude<Count, number>, earlier: Lookup<LeafInstruction>): number {
    const integer = earlier.find(name);
    if (integer === null) {
      this.isReadable = false;
      return NOT_KEPT;
    }
    if (integer.keep === NOT_KEPT) integer.keep = this.registers++;
    return integer.keep;
  }
}
