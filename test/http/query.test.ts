import { describe, expect, expectTypeOf, test } from "vitest";
import { Problem, type ProblemItem } from "../../src/errors.ts";
import { readQuery, SWITCH } from "../../src/http/query.ts";
import { choice, u32 } from "../../src/labs/parameter_types.ts";

const DECLARATION = {
  from: { type: u32(), description: "" },
  events: { type: SWITCH, description: "" },
  format: { type: choice("text", "json"), description: "" },
  stride: { type: u32(1), description: "", older_name: "step" },
};

const read = (query: string) =>
  readQuery(`https://oracle.test/?${query}`, DECLARATION, ["seed", "after"]);

function refusals(query: string): readonly ProblemItem[] {
  try {
    read(query);
  } catch (error) {
    if (error instanceof Problem && error.code === "invalid-parameters") return error.items;
    throw error;
  }
  return [];
}

test("values are of the types that are declared, and those of others stay text", () => {
  const { values, rest } = read("events=1&from=007&seed=1&format=json&after=x");
  expectTypeOf(values).toEqualTypeOf<{
    readonly from: number | undefined;
    readonly events: boolean | undefined;
    readonly format: "text" | "json" | undefined;
    readonly stride: number | undefined;
  }>();
  expect(values).toEqual({ events: true, from: 7, format: "json" });
  expect([...rest]).toEqual([
    ["seed", "1"],
    ["after", "x"],
  ]);
  expect(read("events=0").values).toEqual({ events: false });
  expect(read("")).toEqual({ values: {}, rest: new Map() });
});

describe("a parameter that was renamed", () => {
  test("is taken by either name", () => {
    expect(read("stride=3").values).toEqual({ stride: 3 });
    expect(read("step=3").values).toEqual({ stride: 3 });
  });

  test.each(["step=3&stride=3", "stride=3&step=4", "stride=x&step=4"])(
    "is refused by both: %s",
    (query) => {
      const both = refusals(query).filter(({ parameter }) => parameter === "step");
      const detail = "step is given beside stride, whose older name it is; expected one of them";
      expect(both).toEqual([{ parameter: "step", detail }]);
    },
  );
});

test.each([
  ["events=true", "events", 'events is "true"; expected "0" or "1"'],
  ["events=01", "events", 'expected "0" or "1"'],
  ["events=", "events", 'expected "0" or "1"'],
  ["from=1&from=1", "from", "from is given 2 times; expected it once"],
  ["step=0", "step", 'step is "0"; expected a decimal integer 1 .. 4294967295'],
  ["older_name=1", "older_name", "expected one of from, events, format, stride, seed, after"],
  ["__proto__=1", "__proto__", "is not a parameter here"],
  ["toString=1", "toString", "is not a parameter here"],
])("%s is refused by name", (query, parameter, words) => {
  const [problem, ...more] = refusals(query);
  expect(more).toEqual([]);
  expect(problem?.parameter).toBe(parameter);
  expect(problem?.detail).toContain(words);
});

test.each([
  "from=1&format=text",
  "&&from=1&",
  "from",
  "from=",
  "=1",
  "from=1=2",
  "from=1&from=2",
  "fr%6Fm=1",
  "from=%31",
  "from=+1",
  "seed=1:2,3;4~*-_.",
  "from=1?2",
  "from=1#from=2",
])("the query %j gives the texts that URLSearchParams reads", (query) => {
  const others = ["from", "format", "seed", ""];
  const read = () => [...readQuery(`https://oracle.test/?${query}`, {}, others).rest];
  const pairs = [...new URL(`https://oracle.test/?${query}`).searchParams];
  const isRepeated = new Set(pairs.map(([name]) => name)).size < pairs.length;
  if (isRepeated) expect(read).toThrow(Problem);
  else expect(read()).toEqual(pairs);
});
