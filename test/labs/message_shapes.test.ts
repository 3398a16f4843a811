import { expect, test } from "vitest";
import {
  type ArgumentKind,
  contentWordsOf,
  describeMessage,
  type MessageShape,
  NUMBER,
} from "../../src/labs/message_shapes.ts";

const BALLOT: ArgumentKind<unknown> = {
  words: 2,
  form: { round: "integer", proposer: "integer" },
  read: (words, at) => ({ round: words[at], proposer: words[at + 1] }),
};
const NAME: ArgumentKind<readonly string[]> = {
  words: 1,
  form: "text",
  read: (words, at, names) => names[words[at] as number],
};
const SHAPES: readonly MessageShape<readonly string[]>[] = [
  { name: "Ping", section: "Ping", contents: [] },
  {
    name: "Accept",
    section: "Accept",
    contents: [
      ["ballot", BALLOT],
      ["slot", NUMBER],
      ["value", NAME],
    ],
  },
  { name: "Named", section: "Named", contents: [["name", NAME]] },
];

test.each([
  { type: 0, words: [9, 9, 9, 9], expected: { type: "Ping", contents: {} } },
  {
    type: 1,
    words: [3, 1, 40, 1],
    expected: {
      type: "Accept",
      contents: { ballot: { round: 3, proposer: 1 }, slot: 40, value: "b" },
    },
  },
  { type: 2, words: [0, 9, 9, 9], expected: { type: "Named", contents: { name: "a" } } },
])("a message of type $type is described by its own words", ({ type, words, expected }) => {
  const lane = Int32Array.of(-5, -5, -5, 1, 77, type, ...words);
  expect(describeMessage(SHAPES, 4, lane, 3, ["a", "b"])).toEqual({
    from: 4,
    to: 1,
    seq: 77,
    ...expected,
  });
});

test("messages have room for the longest of them", () => {
  expect(contentWordsOf(SHAPES)).toBe(4);
  expect(contentWordsOf([])).toBe(0);
});
