import { describe, expect, test } from "vitest";
import { checkLayout } from "../../src/dump/check_layout.ts";
import {
  type AnyField,
  bytes,
  enum8,
  f64le,
  flag,
  group,
  i8,
  i32le,
  integerOrNone,
  optional,
  repeat,
  repeatKeyed,
  repeatNodes,
  text,
  u8,
  u16le,
  u32le,
  u64le,
  utf8,
} from "../../src/dump/layout.ts";
import { LABS } from "../../src/labs/index.ts";

const zero = () => 0;
const empty = () => [];
const word = () => "";
const count = u8("count", zero);
const names = (length: number) => Array.from({ length }, (_, i) => `name ${i}`);

describe("a layout that can be walked is accepted", () => {
  test.each<[string, readonly AnyField[]]>([
    ["one field", [count]],
    ["a length of any integer type", [i32le("len", zero), utf8("word", "len", word)]],
    [
      "a count in a group before",
      [group("header", count), repeat("items", "header.count", empty, u8("a", zero))],
    ],
    [
      "a count around the element",
      [count, repeat("rows", 3, empty, repeat("cells", "count", empty, u8("a", zero)))],
    ],
    [
      "a fixed count of elements that may be empty",
      [count, repeat("rows", 3, empty, text("a", "count", word))],
    ],
    ["the same name in two groups", [group("a", count), group("b", count)]],
    ["256 names of a u8", [enum8("role", names(256), zero)]],
    [
      "a sentinel at each end",
      [integerOrNone("i8", "a", -128, zero), integerOrNone("u8", "b", 255, zero)],
    ],
    [
      "a sentinel of 64 bits",
      [integerOrNone("u64le", "a", { hi: 0xffff_ffff, lo: 0xffff_ffff }, zero)],
    ],
    ["a sentinel beside names", [{ ...enum8("role", ["a", "b"], zero), none: 255 }]],
    [
      "an optional part in another",
      [
        flag("has", () => true),
        optional(
          "outer",
          "has",
          zero,
          count,
          flag("has_inner", () => true),
          optional("inner", "has_inner", zero, text("word", "count", word)),
        ),
      ],
    ],
    ["a key of text", [count, repeatKeyed("map", "count", "key", empty, text("key", 2, word))]],
    ["a key of an integer", [count, repeatKeyed("map", "count", "key", empty, u64le("key", zero))]],
    [
      "a key of bytes in a group",
      [
        count,
        repeatKeyed(
          "map",
          "count",
          "id.raw",
          empty,
          group(
            "id",
            bytes("raw", 2, () => new Uint8Array(2)),
          ),
        ),
      ],
    ],
    [
      "an optional part beside a key",
      [
        count,
        repeatKeyed(
          "map",
          "count",
          "key",
          empty,
          u8("key", zero),
          flag("has", () => false),
          optional("value", "has", zero, u8("a", zero)),
        ),
      ],
    ],
    [
      "two repeats of nodes side by side",
      [
        count,
        repeatNodes("a", "count", empty, u8("id", zero)),
        repeatNodes("b", "count", empty, u8("id", zero)),
      ],
    ],
  ])("%s", (_, layout) => {
    expect(() => checkLayout(layout)).not.toThrow();
  });

  test.each(LABS)("as is that of $id", ({ layout }) => {
    checkLayout(layout);
  });
});

describe("a layout that cannot be walked is refused, by the path of the field", () => {
  const item = u8("a", zero);
  test.each<[string, readonly AnyField[], string]>([
    ["no fields", [], "the layout: it has no fields; expected at least one"],
    ["an empty group", [group("a", group("b"))], "a.b: it has no fields; expected at least one"],
    [
      "elements without fields",
      [repeat("a", 2, empty)],
      "a[]: it has no fields; expected at least one",
    ],
    [
      "an empty part",
      [flag("has", () => true), optional("a", "has", zero)],
      "a: it has no fields; expected at least one",
    ],
    ["an empty name", [u8("", zero)], "the layout: field 0, counted from 0, has an empty name"],
    [
      "an empty name inside",
      [group("a", item, u8("", zero))],
      "a: field 1, counted from 0, has an empty name",
    ],
    [
      "a dot",
      [u8("a.b", zero)],
      'a.b: its name is "a.b"; expected one without dots, brackets and spaces',
    ],
    [
      "a bracket",
      [group("g", u8("a[", zero))],
      'g.a[: its name is "a["; expected one without dots, brackets and spaces',
    ],
    [
      "a bracket that closes",
      [u8("]", zero)],
      ']: its name is "]"; expected one without dots, brackets and spaces',
    ],
    [
      "a space",
      [u8("a b", zero)],
      'a b: its name is "a b"; expected one without dots, brackets and spaces',
    ],
    ["a name twice", [item, text("a", 1, word)], "a: a field before it has the same name"],
    [
      "a name twice in an element",
      [count, repeat("r", "count", empty, group("a", item), item)],
      "r[].a: a field before it has the same name",
    ],
    [
      "a count of nothing",
      [repeat("r", "count", empty, item)],
      'r: its count is "count", which names no integer that stands before it',
    ],
    [
      "a count behind",
      [repeat("r", "count", empty, item), count],
      'r: its count is "count", which names no integer that stands before it',
    ],
    [
      "a count by itself",
      [repeat("count", "count", empty, item)],
      'count: its count is "count", which names no integer that stands before it',
    ],
    [
      "a count of text",
      [text("count", 1, word), repeat("r", "count", empty, item)],
      'r: its count is "count", which names no integer that stands before it',
    ],
    [
      "a count of binary64",
      [f64le("count", zero), repeat("r", "count", empty, item)],
      'r: its count is "count", which names no integer that stands before it',
    ],
    [
      "a count of a group",
      [group("g", count), repeat("r", "g", empty, item)],
      'r: its count is "g", which names no integer that stands before it',
    ],
    [
      "a count in a group that is not around",
      [group("g", count), repeat("r", "count", empty, item)],
      'r: its count is "count", which names no integer that stands before it',
    ],
    [
      "a count inside other elements",
      [repeat("o", 1, empty, count), repeat("r", "o.count", empty, item)],
      'r: its count is "o.count", which names no integer that stands before it',
    ],
    [
      "a count in a part",
      [
        flag("has", () => true),
        optional("o", "has", zero, count),
        repeat("r", "o.count", empty, item),
      ],
      'r: its count is "o.count", which names no integer that stands before it',
    ],
    [
      "a count that may be none",
      [integerOrNone("u8", "n", 255, zero), repeat("r", "n", empty, item)],
      'r: its count is "n", which may be none; expected an integer that has a value',
    ],
    [
      "a fixed count of none",
      [repeat("r", 0, empty, item)],
      "r: its count is 0; expected a whole number from 1, or the name of a field",
    ],
    [
      "a fraction of an element",
      [repeat("r", 1.5, empty, item)],
      "r: its count is 1.5; expected a whole number from 1, or the name of a field",
    ],
    [
      "a negative length",
      [text("t", -1, word)],
      "t: its length is -1; expected a whole number from 1, or the name of a field",
    ],
    [
      "a length of nothing",
      [count, repeat("r", "count", empty, item, utf8("t", "len", word))],
      'r[].t: its length is "len", which names no integer that stands before it',
    ],
    [
      "a length of bytes",
      [bytes("len", 1, () => new Uint8Array(1)), bytes("b", "len", () => new Uint8Array())],
      'b: its length is "len", which names no integer that stands before it',
    ],
    [
      "a flag of nothing",
      [optional("o", "has", zero, item)],
      'o: its flag is "has", which names no integer that stands before it',
    ],
    [
      "a flag inside the part",
      [
        optional(
          "o",
          "has",
          zero,
          flag("has", () => true),
        ),
      ],
      'o: its flag is "has", which names no integer that stands before it',
    ],
    [
      "elements without bytes",
      [u8("count", zero), u8("len", zero), repeat("r", "count", empty, text("t", "len", word))],
      "r: its elements may have no bytes, so that no dump bounds their count",
    ],
    [
      "elements with nothing but a part",
      [
        count,
        flag("has", () => true),
        repeat("r", "count", empty, optional("o", "has", zero, item)),
      ],
      "r: its elements may have no bytes, so that no dump bounds their count",
    ],
    [
      "elements with nothing but elements",
      [count, repeat("r", "count", empty, repeat("s", "count", empty, item))],
      "r: its elements may have no bytes, so that no dump bounds their count",
    ],
    ["no names", [enum8("e", [], zero)], "e: it has 0 names; expected 1 .. 256, as u8 has values"],
    [
      "257 names of a u8",
      [enum8("e", names(257), zero)],
      "e: it has 257 names; expected 1 .. 256, as u8 has values",
    ],
    [
      "129 names of an i8",
      [{ ...i8("e", zero), names: names(129) }],
      "e: it has 129 names; expected 1 .. 128, as i8 has values",
    ],
    [
      "a sentinel too large",
      [integerOrNone("u16le", "s", 0xffff_ffff, zero)],
      "s: none is 4294967295; expected a value that u16le can hold exactly",
    ],
    [
      "a negative sentinel",
      [group("g", integerOrNone("u32le", "s", -1, zero))],
      "g.s: none is -1; expected a value that u32le can hold exactly",
    ],
    [
      "a sentinel that is rounded",
      [integerOrNone("u64le", "s", 2 ** 64 - 1, zero)],
      "s: none is 18446744073709552000; expected a value that u64le can hold exactly",
    ],
    [
      "a sentinel that has a name",
      [{ ...enum8("e", ["on", "off"], zero), none: 1 }],
      'e: none is 1, which is also the value of "off"',
    ],
    [
      "a key of nothing",
      [count, repeatKeyed("m", "count", "key", empty, item)],
      'm: its key is "key", which names no text, bytes or integer of its elements',
    ],
    [
      "a key of binary64",
      [count, repeatKeyed("m", "count", "key", empty, f64le("key", zero))],
      'm: its key is "key", which names no text, bytes or integer of its elements',
    ],
    [
      "a key that may be missing",
      [
        count,
        repeatKeyed(
          "m",
          "count",
          "o.key",
          empty,
          flag("has", () => true),
          optional("o", "has", zero, u8("key", zero)),
        ),
      ],
      'm: its key is "o.key", which names no text, bytes or integer of its elements',
    ],
    [
      "a key outside",
      [count, repeatKeyed("m", "count", "count", empty, item)],
      'm: its key is "count", which names no text, bytes or integer of its elements',
    ],
    [
      "a repeat beside a key",
      [
        count,
        repeatKeyed(
          "m",
          "count",
          "a",
          empty,
          item,
          group("g", repeat("r", 2, empty, u16le("b", zero))),
        ),
      ],
      "m[].g.r: it stands inside m, whose elements have a key; expected no repeat there",
    ],
    [
      "nodes inside a repeat",
      [
        count,
        repeat("r", "count", empty, u32le("n", zero), repeatNodes("nodes", "n", empty, item)),
      ],
      "r[].nodes: it is of the cluster's nodes and stands inside a repeat; expected it outside of all",
    ],
    [
      "nodes inside nodes",
      [count, repeatNodes("nodes", "count", empty, repeatNodes("nodes", "count", empty, item))],
      "nodes[].nodes: it is of the cluster's nodes and stands inside a repeat; expected it outside of all",
    ],
  ])("%s", (_, layout, message) => {
    expect(() => checkLayout(layout)).toThrow(new Error(message));
  });
});
