import { describe, expect, test } from "vitest";
import { checkLayout } from "../../src/dump/check_layout.ts";
import { checkValue } from "../../src/dump/check_value.ts";
import { encode } from "../../src/dump/encode.ts";
import { FieldMap } from "../../src/dump/field_map.ts";
import { readingFault } from "../../src/dump/fields.ts";
import {
  bytes,
  enum8,
  f64le,
  flag,
  group,
  i8,
  integerOrNone,
  type Layout,
  optional,
  repeat,
  repeatKeyed,
  text,
  u8,
  u16le,
  u64le,
  utf8,
} from "../../src/dump/layout.ts";
import type { U64 } from "../../src/kernel/u64.ts";

interface Shelf {
  readonly id: number;
  readonly big: number | U64;
  readonly weight: number | U64;
  readonly role: number;
  readonly owner: number | null;
  readonly code: string;
  readonly title: string;
  readonly title_len: number;
  readonly raw: Uint8Array;
  readonly has_note: boolean;
  readonly note: number | null;
  readonly count: number;
  readonly books: readonly { readonly key: number; readonly pages: readonly string[] }[];
  readonly tags: readonly string[];
}

const layout: Layout<Shelf> = [
  i8("id", ({ id }: Shelf) => id),
  u64le("big", ({ big }: Shelf) => big),
  f64le("weight", ({ weight }: Shelf) => weight),
  enum8("role", ["low", "high"], ({ role }: Shelf) => role),
  integerOrNone("u8", "owner", 255, ({ owner }: Shelf) => owner),
  text("code", 3, ({ code }: Shelf) => code),
  u8("title_len", ({ title_len }: Shelf) => title_len),
  utf8("title", "title_len", ({ title }: Shelf) => title),
  bytes("raw", 2, ({ raw }: Shelf) => raw),
  flag("has_note", ({ has_note }: Shelf) => has_note),
  optional(
    "note",
    "has_note",
    ({ note }: Shelf) => note,
    u8("page", (page: number) => page),
  ),
  group<Shelf>(
    "size",
    u16le("count", ({ count }) => count),
  ),
  repeatKeyed(
    "books",
    "size.count",
    "key",
    ({ books }: Shelf) => books,
    i8("key", ({ key }: Shelf["books"][number]) => key),
  ),
  u8("tag_count", ({ tags }: Shelf) => tags.length),
  repeatKeyed(
    "tags",
    "tag_count",
    "id.word",
    ({ tags }: Shelf) => tags,
    group<string>(
      "id",
      u8("len", (tag) => tag.length),
      text("word", "len", (tag) => tag),
    ),
  ),
];

const good: Shelf = {
  id: -1,
  big: { hi: 0xffff_ffff, lo: 0 },
  weight: -0,
  role: 1,
  owner: null,
  code: "abc",
  title: "für",
  title_len: 4,
  raw: Uint8Array.of(1, 2),
  has_note: true,
  note: 7,
  count: 2,
  books: [
    { key: -3, pages: [] },
    { key: 2, pages: [] },
  ],
  tags: ["k1", "k10", "k2"],
};

test("a value that the layout can hold is accepted, and reads back", () => {
  checkLayout(layout);
  checkValue(layout, good);
  expect(readingFault(new FieldMap(layout), encode(layout, good))).toBe(null);
});

describe("a value that it cannot hold is refused, by the path of the field", () => {
  test.each<[string, Partial<Shelf>, string]>([
    [
      "an integer too large",
      { id: 128 },
      "id: it is 128; expected an integer that i8 can hold exactly",
    ],
    ["a fraction", { id: 0.5 }, "id: it is 0.5; expected an integer that i8 can hold exactly"],
    [
      "beyond 2^53",
      { big: 2 ** 53 },
      "big: it is 9007199254740992; expected an integer that u64le can hold exactly",
    ],
    [
      "a half that is negative",
      { big: { hi: -1, lo: 0 } },
      "big: it is {hi: -1, lo: 0}; expected an integer that u64le can hold exactly",
    ],
    [
      "half a half",
      { weight: { hi: 0.5, lo: 0 } },
      "weight: it is {hi: 0.5, lo: 0}; expected a number, or two halves of 32 bits (f64le)",
    ],
    ["a value without a name", { role: 2 }, "role: it is 2; expected 0 .. 1 (low, high)"],
    ["a short text", { code: "ab" }, "code: it has 2 bytes; expected 3, as the layout says"],
    [
      "a text that is not ASCII",
      { code: "aüc" },
      "code: character 1, counted from 0, is none of ASCII; expected UTF-8 there",
    ],
    [
      "a length in characters",
      { title_len: 3 },
      "title: it has 4 bytes; expected 3, as title_len says",
    ],
    [
      "half a surrogate pair",
      { title: "\ud83c " },
      "title: it has half a surrogate pair, which UTF-8 cannot write",
    ],
    [
      "bytes too many",
      { raw: Uint8Array.of(1, 2, 3) },
      "raw: it has 3 bytes; expected 2, as the layout says",
    ],
    [
      "a part without its flag",
      { has_note: false },
      "note: it is there, and has_note is 0; expected 1",
    ],
    [
      "a flag without its part",
      { note: null },
      "note: it is not there, and has_note is 1; expected 0",
    ],
    [
      "a wrong value inside a part",
      { note: 256 },
      "note.page: it is 256; expected an integer that u8 can hold exactly",
    ],
    ["a wrong count", { count: 3 }, "books: it has 2 elements; expected 3, as size.count says"],
    [
      "integer keys that descend",
      { books: [...good.books].reverse() },
      "books[1].key: it comes before that of element 0; expected ascending keys",
    ],
    [
      "a key twice",
      { tags: ["a", "b", "b"] },
      "tags[2].id.word: it is equal to that of element 1; expected ascending keys",
    ],
    [
      "keys in the order of numbers",
      { tags: ["k1", "k2", "k10"] },
      "tags[2].id.word: it comes before that of element 1; expected ascending keys",
    ],
  ])("%s", (_, wrong, message) => {
    expect(() => checkValue(layout, { ...good, ...wrong })).toThrow(new Error(message));
  });

  test("with the indexes of the elements around it, and of a sequence that reuses one object", () => {
    const nested: Layout<readonly string[][]> = [
      repeat(
        "rows",
        2,
        (rows: readonly string[][]) => rows,
        u8("n", (row: string[]) => row.length),
        repeat(
          "cells",
          "n",
          (row: string[]) => {
            const cell = { word: "" };
            const at = (index: number) => {
              cell.word = row[index] as string;
              return cell;
            };
            return { length: row.length, at };
          },
          text("word", 1, ({ word }: { word: string }) => word),
        ),
      ),
    ];
    checkValue(nested, [["a"], ["b", "c"]]);
    expect(() => checkValue(nested, [["a"], ["b", "cd"]])).toThrow(
      new Error("rows[1].cells[1].word: it has 2 bytes; expected 1, as the layout says"),
    );
  });
});
