import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { annotate } from "../../src/dump/annotate.ts";
import { encode } from "../../src/dump/encode.ts";
import { FieldMap } from "../../src/dump/field_map.ts";
import { bytes, type Layout, text, u8, u16be, utf8 } from "../../src/dump/layout.ts";
import { utf8Length } from "../../src/dump/utf8_bytes.ts";
import { hex, utf8Text } from "../../src/dump/value.ts";
import { fieldsOf } from "../support/fields.ts";

interface Note {
  readonly id: Uint8Array;
  readonly title: string;
  readonly body: Uint8Array;
}

const layout: Layout<Note> = [
  bytes("id", 4, ({ id }: Note) => id),
  u8("title_len", ({ title }: Note) => utf8Length(title)),
  utf8("title", "title_len", ({ title }: Note) => title),
  u16be("body_len", ({ body }: Note) => body.length),
  bytes("body", "body_len", ({ body }: Note) => body),
];
const map = new FieldMap(layout);
const note: Note = { id: Uint8Array.of(0, 1, 0xfe, 0xff), title: "für \0", body: new Uint8Array() };

describe("bytes and UTF-8 text", () => {
  test("are written as they are, with their lengths in bytes, and read back", () => {
    expect(fieldsOf(map, encode(layout, note))).toEqual([
      [0, "0001feff", "id", "0001feff"],
      [4, "06", "title_len", 6],
      [5, "66c3bc722000", "title", "für \\x00"],
      [11, "0000", "body_len", 0],
      [13, "", "body", ""],
    ]);
  });

  test("have types and lengths of their own", () => {
    expect(map.leaves.map(({ type, size, sizeFrom }) => [type, size, sizeFrom])).toEqual([
      ["hex", 4, null],
      ["u8", 1, null],
      ["utf8", null, "title_len"],
      ["u16be", 2, null],
      ["hex", null, "body_len"],
    ]);
  });

  test("tile any dump", () => {
    const notes = fc.record<Note>({
      id: fc.uint8Array({ minLength: 4, maxLength: 4 }),
      title: fc.string({ unit: "binary", maxLength: 40 }),
      body: fc.uint8Array({ maxLength: 300 }),
    });
    fc.assert(
      fc.property(notes, (value) => {
        const fields = fieldsOf(map, encode(layout, value));
        expect(fields.map(([, digits]) => digits).join("")).toBe(hex(encode(layout, value)));
        expect(fields[4]?.[3]).toBe(hex(value.body));
      }),
    );
  });

  test("stand in a listing quoted or as digits", () => {
    expect(annotate(map, encode(layout, note))).toBe(
      [
        "0x00  00 01 fe ff              id = 0001feff",
        "0x04  06                       title_len = 6",
        '0x05  66 c3 bc 72 20 00        title = "für \\\\x00"',
        "0x0b  00 00                    body_len = 0",
        "0x0d                           body =",
        "",
      ].join("\n"),
    );
  });
});

describe("UTF-8 is shown as its characters, and what is none byte for byte", () => {
  const bytesOf = (digits: string) =>
    Uint8Array.from(digits.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));

  test.each([
    ["ASCII", "6b3120", "k1 "],
    ["two bytes", "c3bc", "ü"],
    ["three bytes", "e282ac", "€"],
    ["four bytes", "f09f8c8d", "🌍"],
    ["a backslash", "5c", "\\x5c"],
    ["a newline and a delete", "0a7f", "\\x0a\\x7f"],
    ["a control of two bytes", "c285", "\\xc2\\x85"],
    ["a space that is none of ASCII", "c2a0", "\\xc2\\xa0"],
    ["no width at all", "e2808b", "\\xe2\\x80\\x8b"],
    ["right to left from here", "e280ae", "\\xe2\\x80\\xae"],
    ["a byte order mark", "efbbbf41", "\\xef\\xbb\\xbfA"],
    ["the replacement character itself", "efbfbd", "\\xef\\xbf\\xbd"],
    ["a noncharacter", "efbfbe", "\\xef\\xbf\\xbe"],
    ["Latin-1", "66fc72", "f\\xfcr"],
    ["a byte that only continues", "8041", "\\x80A"],
    ["a sequence cut off", "e28241", "\\xe2\\x82A"],
    ["a sequence cut off by the end", "f09f8c", "\\xf0\\x9f\\x8c"],
    ["an overlong form", "c0af", "\\xc0\\xaf"],
    ["a surrogate", "eda080", "\\xed\\xa0\\x80"],
    ["above U+10FFFF", "f4908080", "\\xf4\\x90\\x80\\x80"],
  ])("%s", (_, digits, expected) => {
    expect(utf8Text(bytesOf(digits))).toBe(expected);
  });

  test("so that other bytes give another text", () => {
    const likely = fc.constantFrom(
      0x41,
      0x5c,
      0x78,
      0x80,
      0xc3,
      0xbc,
      0xe2,
      0x82,
      0xac,
      0xf0,
      0x9f,
      0xef,
    );
    const any = fc.array(fc.oneof(likely, fc.nat(255)), { maxLength: 12 });
    const backAgain = (shown: string) =>
      shown
        .split(/(\\x[0-9a-f]{2})/)
        .map((part, i) => (i % 2 === 1 ? part.slice(2) : hex(new TextEncoder().encode(part))))
        .join("");
    fc.assert(
      fc.property(any, (given) => {
        const shown = utf8Text(Uint8Array.from(given));
        expect(shown).not.toContain("\uFFFD");
        expect(backAgain(shown)).toBe(hex(Uint8Array.from(given)));
      }),
      { numRuns: 2000 },
    );
  });
});

test("ASCII text is written by the lower eight bits of its characters, as ever", () => {
  const ascii: Layout<string> = [text("word", 3, (word: string) => word)];
  const dump = encode(ascii, "aü€");
  expect(hex(dump)).toBe("61fcac");
  expect(fieldsOf(new FieldMap(ascii), dump)).toEqual([[0, "61fcac", "word", "a\\xfc\\xac"]]);
});
