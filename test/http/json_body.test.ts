import fc from "fast-check";
import { expect, test } from "vitest";
import { Problem, type ProblemItem } from "../../src/errors.ts";
import { parseJson } from "../../src/http/json_body.ts";
import { anything, type BodyShape, integer, membersOf } from "../../src/http/json_shape.ts";

function refusals(text: string, shape: BodyShape<unknown> = anything): readonly ProblemItem[] {
  try {
    parseJson(text, shape, "something else");
  } catch (error) {
    if (error instanceof Problem && error.code === "invalid-body") return error.items;
    throw error;
  }
  return [];
}

const twice = (pointer: string, name: string): ProblemItem => ({
  pointer,
  detail: `${name} is given twice; expected something else`,
});

test.each<[string, string, ProblemItem[]]>([
  ["in the body", '{"a":1,"b":2,"a":3}', [twice("/a", "a")]],
  ["three times", '{"a":1,"a":1,"a":1}', [twice("/a", "a"), twice("/a", "a")]],
  ["with an escape", String.raw`{"sha256":1,"sha25\u0036":2}`, [twice("/sha256", "sha256")]],
  ["with escapes in both", String.raw`{"\u0061\n":1,"a\u000A":2}`, [twice("/a\n", "a\n")]],
  ["below others", '{"a":[{},{"b":1,"c":[],"b":2}]}', [twice("/a/1/b", "a.1.b")]],
  ["behind a level", '{"a":{"b":[1,2,{}]},"a":1}', [twice("/a", "a")]],
  ["with a slash and a tilde", '{"~/":1,"~/":2}', [twice("/~0~1", "~/")]],
  ["of no letters", '{"":1,"":2}', [twice("/", '""')]],
  ["of a quote and braces", String.raw`{"\"}{[,":1,"\"}{[,":2}`, [twice('/"}{[,', '"}{[,')]],
  ["called __proto__", '{"__proto__":1,"__proto__":2}', [twice("/__proto__", "__proto__")]],
])("a member that is given twice is refused: %s", (_, text, expected) => {
  const [first, ...more] = refusals(text);
  const found = first?.detail.includes("not known") ? more : [first, ...more];
  expect(found).toEqual(expected);
});

test.each([
  '{"a":{"a":{"a":1}}}',
  '[{"a":1},{"a":1}]',
  '{"a":"a","b":"b"}',
  String.raw`{"a":"\",\"a\":","b":["a","a"]}`,
  '{"a":1,"A":2,"\u00e4":3,"a\u0308":4}',
  '{"toString":1,"constructor":2,"hasOwnProperty":3}',
  " { } ",
  '[[],[],""]',
  '"a"',
  "null",
])("what is given once is taken: %s", (text) => {
  expect(refusals(text)).toEqual([]);
});

test("__proto__ is not known, at any level and however it is spelled", () => {
  for (const name of ["__proto__", String.raw`__pr\u006fto__`]) {
    const text = `{"a":[{"${name}":{"polluted":true}}]}`;
    expect(refusals(text)).toEqual([
      {
        pointer: "/a/0/__proto__",
        detail: "a.0.__proto__ is not known; expected something else",
      },
    ]);
  }
  expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
});

test.each([
  ["[", "]"],
  ['{"a":', "}"],
])("a body of many levels is refused, whatever the shape would say: %s", (opening, closing) => {
  const nested = (levels: number): string => `${opening.repeat(levels)}0${closing.repeat(levels)}`;
  expect(refusals(nested(16))).toEqual([]);
  for (const levels of [17, 5_000]) {
    expect(refusals(nested(levels), membersOf({}))[0]?.detail).toContain(
      "is more than 16 levels deep; expected something else",
    );
  }
});

test("a long string and a long name are read, and the name is cut where it is repeated", () => {
  for (const letter of ["x", String.raw`\n`, String.raw`\"`]) {
    const long = letter.repeat(30_000);
    expect(refusals(`{"a":"${long}","b":["${long}"]}`)).toEqual([]);
    const [problem] = refusals(`{"${long}":1,"${long}":2}`);
    expect(problem?.pointer?.length).toBe(81);
    expect(problem?.detail.length).toBeLessThan(140);
  }
});

test("any value of JSON is taken as JSON.parse reads it, and refused with a member repeated", () => {
  const name = fc.string({ unit: "grapheme" }).filter((text) => text !== "__proto__");
  const value = fc.dictionary(name, fc.jsonValue({ maxDepth: 5 }), {
    minKeys: 1,
    maxKeys: 5,
    noNullPrototype: true,
  });
  fc.assert(
    fc.property(value, (object) => {
      const text = JSON.stringify(object);
      if (text.includes("__proto__")) return;
      expect(parseJson(text, anything, "")).toEqual(JSON.parse(text));
      const [first] = Object.keys(object);
      const escaped = [...(first as string)]
        .flatMap((character) => character.split(""))
        .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
      const repeated = `${text.slice(0, -1)},"${escaped.join("")}":0}`;
      expect(refusals(repeated)[0]?.detail).toContain("is given twice");
    }),
  );
});

test("an integer that JSON.parse has rounded is not shown", () => {
  const shape = membersOf({ seed: integer() });
  expect(refusals('{"seed":9007199254740993}', shape)).toEqual([
    { pointer: "/seed", detail: "seed is an integer beyond 2^53 - 1; expected something else" },
  ]);
});
