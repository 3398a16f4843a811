import { CONTENTS, TYPE } from "../kernel/message_queue.ts";

/** A kind of argument: how many words of a message it takes, and how they read as plain JSON. */
export interface ArgumentKind<State> {
  readonly words: number;
  /** The value at `words[at]`; `state` is what the words refer to. */
  read(words: Int32Array, at: number, state: State): unknown;
}

/** An argument that is one integer. */
export const NUMBER: ArgumentKind<unknown> = { words: 1, read: (words, at) => words[at] };

/** A type of message: its name, and its arguments in the order in which they travel. */
export interface MessageShape<State> {
  readonly name: string;
  readonly contents: readonly (readonly [name: string, kind: ArgumentKind<State>])[];
}

/** The words of contents that a message of any of these types has room in. */
export function contentWordsOf<State>(shapes: readonly MessageShape<State>[]): number {
  const sizes = shapes.map(({ contents }) =>
    contents.reduce((sum, [, kind]) => sum + kind.words, 0),
  );
  return Math.max(0, ...sizes);
}

/** The message at `words[start]`, whose type is an index into `shapes`: its name, and its contents by name. */
export function describeMessage<State>(
  shapes: readonly MessageShape<State>[],
  words: Int32Array,
  start: number,
  state: State,
): { type: string; contents: Record<string, unknown> } {
  const shape = shapes[words[start + TYPE] as number] as MessageShape<State>;
  const contents: Record<string, unknown> = {};
  let at = start + CONTENTS;
  for (const [name, kind] of shape.contents) {
    contents[name] = kind.read(words, at, state);
    at += kind.words;
  }
  return { type: shape.name, contents };
}
