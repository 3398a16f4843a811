import { CONTENTS, RECEIVER, SEQUENCE, TYPE } from "../kernel/message_queue.ts";

/** What a value of a message is: an integer, a truth value, ASCII text, or members in this order. */
export type ValueForm = "integer" | "flag" | "text" | { readonly [member: string]: ValueForm };

/** A kind of argument: how many words of a message it takes, and how they read as plain JSON. */
export interface ArgumentKind<State> {
  readonly words: number;
  /** What {@link read} gives. */
  readonly form: ValueForm;
  /** The value at `words[at]`; `state` is what the words refer to. */
  read(words: Int32Array, at: number, state: State): unknown;
}

/** An argument that is one integer. */
export const NUMBER: ArgumentKind<unknown> = {
  words: 1,
  form: "integer",
  read: (words, at) => words[at],
};

/** A type of message, as events tell it. */
export interface MessageForm {
  readonly name: string;
  /** The heading of the specification that has the rule of its receiver. */
  readonly section: string;
  /** Its contents by name, in the order in which they are written. */
  readonly contents: { readonly [member: string]: ValueForm };
}

/** A type of message: its name, and its arguments in the order in which they travel. */
export interface MessageShape<State> {
  readonly name: string;
  readonly section: string;
  readonly contents: readonly (readonly [name: string, kind: ArgumentKind<State>])[];
}

/** The words of contents that a message of any of these types has room in. */
export function contentWordsOf<State>(shapes: readonly MessageShape<State>[]): number {
  const sizes = shapes.map(({ contents }) =>
    contents.reduce((sum, [, kind]) => sum + kind.words, 0),
  );
  return Math.max(0, ...sizes);
}

/** What events tell of messages of these types. */
export function messageForms<State>(shapes: readonly MessageShape<State>[]): MessageForm[] {
  return shapes.map(({ name, section, contents }) => ({
    name,
    section,
    contents: Object.fromEntries(contents.map(([member, { form }]) => [member, form])),
  }));
}

/** Between whom a message goes, its number, its type by name, and its contents by name. */
export interface DescribedMessage {
  readonly from: number;
  readonly to: number;
  readonly seq: number;
  readonly type: string;
  readonly contents: Readonly<Record<string, unknown>>;
}

/** The message of `from` at `words[start]`, whose type is an index into `shapes`. */
export function describeMessage<State>(
  shapes: readonly MessageShape<State>[],
  from: number,
  words: Int32Array,
  start: number,
  state: State,
): DescribedMessage {
  const shape = shapes[words[start + TYPE] as number] as MessageShape<State>;
  const contents: Record<string, unknown> = {};
  let at = start + CONTENTS;
  for (const [name, kind] of shape.contents) {
    contents[name] = kind.read(words, at, state);
    at += kind.words;
  }
  const [to, seq] = [words[start + RECEIVER] as number, words[start + SEQUENCE] as number];
  return { from, to, seq, type: shape.name, contents };
}
