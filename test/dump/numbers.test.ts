import { describe, expect, test } from "vitest";
import { encode } from "../../src/dump/encode.ts";
import { FieldMap } from "../../src/dump/field_map.ts";
import {
  f64be,
  f64le,
  i8,
  i16be,
  i16le,
  i32be,
  i32le,
  i64be,
  i64le,
  type Layout,
  u8,
  u16be,
  u16le,
  u32be,
  u32le,
  u64be,
  u64le,
} from "../../src/dump/layout.ts";
import { bigEndian } from "../../src/dump/layout_bugs.ts";
import { fitsInteger, isIntegerType } from "../../src/dump/numbers.ts";
import { hex } from "../../src/dump/value.ts";
import type { U64 } from "../../src/kernel/u64.ts";
import { fieldsOf } from "../support/fields.ts";

const INTEGERS = {
  ...{ u8, u16le, u16be, u32le, u32be, u64le, u64be },
  ...{ i8, i16le, i16be, i32le, i32be, i64le, i64be },
};
const HALVES: U64 = { hi: 0xffff_fffe, lo: 0x8000_0001 };

/** The one field of a dump that holds `value` as it is encoded. */
function encoded<V>(field: (name: string, value: (of: V) => V) => Layout<V>[number], value: V) {
  const layout = [field("value", (of) => of)];
  const fields = fieldsOf(new FieldMap(layout as Layout<never>), encode(layout, value));
  expect(fields).toHaveLength(1);
  const [, bytes, path, decoded] = fields[0] as (typeof fields)[number];
  expect(path).toBe("value");
  return [bytes, decoded];
}

describe("an integer is written in its type's width and order, and reads back", () => {
  test.each<[keyof typeof INTEGERS, number | U64, string, number | string]>([
    ["u8", 0, "00", 0],
    ["u8", 255, "ff", 255],
    ["u16le", 0x1234, "3412", 0x1234],
    ["u16be", 0x1234, "1234", 0x1234],
    ["u16be", 0xffff, "ffff", 0xffff],
    ["u32le", 0xffff_fffe, "feffffff", 0xffff_fffe],
    ["u32be", 0x1234_5678, "12345678", 0x1234_5678],
    ["u64le", 2 ** 53 - 1, "ffffffffffff1f00", "9007199254740991"],
    ["u64le", HALVES, "01000080feffffff", "18446744067267100673"],
    ["u64be", HALVES, "fffffffe80000001", "18446744067267100673"],
    ["i8", -1, "ff", -1],
    ["i8", -128, "80", -128],
    ["i8", 127, "7f", 127],
    ["i16le", -2, "feff", -2],
    ["i16be", -2, "fffe", -2],
    ["i16le", -32768, "0080", -32768],
    ["i32le", -1, "ffffffff", -1],
    ["i32be", -(2 ** 31), "80000000", -(2 ** 31)],
    ["i32be", 2 ** 31 - 1, "7fffffff", 2 ** 31 - 1],
    ["i64le", -1, "ffffffffffffffff", "-1"],
    ["i64be", -2, "fffffffffffffffe", "-2"],
    ["i64le", -(2 ** 32), "00000000ffffffff", "-4294967296"],
    ["i64le", -(2 ** 32) - 1, "fffffffffeffffff", "-4294967297"],
    ["i64be", -(2 ** 53) + 1, "ffe0000000000001", "-9007199254740991"],
    ["i64be", 2 ** 53 - 1, "001fffffffffffff", "9007199254740991"],
    ["i64le", { hi: 0x8000_0000, lo: 0 }, "0000000000000080", "-9223372036854775808"],
    ["i64be", HALVES, "fffffffe80000001", "-6442450943"],
  ])("%s %j", (type, value, bytes, decoded) => {
    const field = INTEGERS[type] as (
      name: string,
      value: (of: number | U64) => number | U64,
    ) => Layout<number | U64>[number];
    expect(encoded(field, value)).toEqual([bytes, decoded]);
    expect(fitsInteger(type, value)).toBe(true);
  });
});

describe("what an integer type cannot hold is known", () => {
  test.each<[keyof typeof INTEGERS, number | U64]>([
    ["u8", -1],
    ["u8", 256],
    ["i8", 128],
    ["i8", -129],
    ["u16be", 0x1_0000],
    ["i32le", 2 ** 31],
    ["i32le", -(2 ** 31) - 1],
    ["u64le", -1],
    ["u64le", 2 ** 53],
    ["i64le", -(2 ** 53)],
    ["u32le", 0.5],
    ["u32le", Number.NaN],
    ["u32le", { hi: 0, lo: 1 }],
    ["u64le", { hi: -1, lo: 0 }],
    ["u64le", { hi: 0, lo: 2 ** 32 }],
  ])("%s %j", (type, value) => {
    expect(fitsInteger(type, value)).toBe(false);
  });

  test("and no property of objects is a type", () => {
    expect(["u8", "i64be", "f64le", "bytes", "toString"].map(isIntegerType)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe("a binary64 is written bit for bit, and shown so that it reads back", () => {
  test.each<[string, number | U64, string, string]>([
    ["zero", 0, "0000000000000000", "0"],
    ["minus zero", -0, "8000000000000000", "-0"],
    ["a whole number", 1, "3ff0000000000000", "1"],
    ["a fraction that no binary number is", 0.1, "3fb999999999999a", "0.1"],
    ["the smallest", 5e-324, "0000000000000001", "5e-324"],
    ["the largest", 1.7976931348623157e308, "7fefffffffffffff", "1.7976931348623157e+308"],
    ["2^53 + 2", 2 ** 53 + 2, "4340000000000001", "9007199254740994"],
    ["infinity", Infinity, "7ff0000000000000", "Infinity"],
    ["minus infinity", -Infinity, "fff0000000000000", "-Infinity"],
    ["a NaN", Number.NaN, "7ff8000000000000", "NaN (0x7ff8000000000000)"],
    ["a NaN of -0 / 0", -0 / 0, "7ff8000000000000", "NaN (0x7ff8000000000000)"],
    [
      "a NaN with payload",
      { hi: 0xfff0_0000, lo: 7 },
      "fff0000000000007",
      "NaN (0xfff0000000000007)",
    ],
    ["bits of a number", { hi: 0x4000_0000, lo: 0 }, "4000000000000000", "2"],
  ])("%s", (_, value, bytes, decoded) => {
    expect(encoded(f64be, value)).toEqual([bytes, decoded]);
    const reversed = (bytes.match(/../g) ?? []).reverse().join("");
    expect(encoded(f64le, value)).toEqual([reversed, decoded]);
    if (typeof value === "number")
      expect(Object.is(Number(decoded.split(" ")[0]), value)).toBe(true);
  });
});

test("the bug of byte order turns round every number of more than a byte, and nothing else", () => {
  const fields = [
    u8("a", () => 1),
    u16le("b", () => 1),
    i32le("c", () => -2),
    u64le("d", () => 1),
    f64le("e", () => 1),
    u16be("f", () => 1),
  ];
  const layout = fields.flatMap(bigEndian) as Layout<null>;
  expect(hex(encode(layout, null))).toBe("010001fffffffe00000000000000013ff00000000000000001");
});
