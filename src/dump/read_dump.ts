import { fieldMapOf } from "./field_map.ts";
import { fieldsOf, type ReadField } from "./fields.ts";
import type { Field, Layout } from "./layout.ts";
import { type FloatType, INTEGERS, isIntegerType, readInteger } from "./numbers.ts";
import { hex, utf8Text } from "./value.ts";

/**
 * What a dump holds: a number (a bigint of 64 bits), text, hex digits of bytes that are none, the parts of a group by
 * their names, the elements of a repeat; null of an optional part that is not there.
 */
export type DumpValue = number | bigint | string | null | DumpObject | readonly DumpValue[];

export interface DumpObject {
  readonly [name: string]: DumpValue;
}

/**
 * What `dump` holds, by the names of the layout: `nodes[0].last_zxid.epoch`; null where it does not read as a dump of
 * it. Any bytes may be given: the work is bounded by their number, as of {@link fieldsOf}. An enumeration is its number.
 * ASCII text is a character for each byte, whatever the byte, so that texts compare as their bytes do; UTF-8 is as
 * {@link utf8Text} writes it.
 */
export function readDump(layout: Layout<never>, dump: Uint8Array): DumpObject | null {
  const fields = fieldsOf(fieldMapOf(layout), dump);
  return fields && new Reader(fields).object(layout, "");
}

/** Fields that tile a dump, put together as the layout nests them. */
class Reader {
  private readonly fields: readonly ReadField[];
  private at = 0;

  constructor(fields: readonly ReadField[]) {
    this.fields = fields;
  }

  object(fields: readonly Field<never>[], prefix: string): DumpObject {
    const object: Record<string, DumpValue> = {};
    for (const field of fields) object[field.name] = this.value(field, prefix + field.name);
    return object;
  }

  private value(field: Field<never>, path: string): DumpValue {
    switch (field.kind) {
      case "group":
        return this.object(field.fields, `${path}.`);
      case "optional":
        return this.isWithin(`${path}.`)
          ? this.object(field.fields as readonly Field<never>[], `${path}.`)
          : null;
      case "repeat": {
        const elements: DumpValue[] = [];
        let prefix = `${path}[0].`;
        while (this.isWithin(prefix)) {
          elements.push(this.object(field.fields as readonly Field<never>[], prefix));
          prefix = `${path}[${elements.length}].`;
        }
        return elements;
      }
      default:
        return fieldValue(this.fields[this.at++] as ReadField);
    }
  }

  /** Whether the next field stands inside of what has this path. */
  private isWithin(prefix: string): boolean {
    return this.fields[this.at]?.path.startsWith(prefix) === true;
  }
}

function fieldValue({ leaf: { type }, bytes }: ReadField): DumpValue {
  if (type === "utf8") return utf8Text(bytes);
  if (type === "hex") return hex(bytes);
  if (type === "bytes") return latin1(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!isIntegerType(type)) return view.getFloat64(0, (type as FloatType) === "f64le");
  const { bytes: size, isSigned, isLittleEndian } = INTEGERS[type];
  if (size < 8) return readInteger(type, view, 0);
  return isSigned ? view.getBigInt64(0, isLittleEndian) : view.getBigUint64(0, isLittleEndian);
}

/** TextDecoder has no such thing: what it calls latin1 is windows-1252. */
function latin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
