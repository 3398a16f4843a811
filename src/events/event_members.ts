import type { EventRecord } from "./event_lines.ts";

/** A member in which two events differ, by its path: `contents.zxid.epoch`. What an event does not have is null. */
export interface DifferingMember {
  readonly member: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/**
 * The members in which two events differ, in their order. Contents of two types of messages have none in common, nor have
 * events that have other members: of them there are none.
 */
export function differingMembers(expected: EventRecord, actual: EventRecord): DifferingMember[] {
  if (Object.keys(expected).join() !== Object.keys(actual).join()) return [];
  const isOfOneType = expected["type"] === actual["type"];
  const [ours, theirs] = [leaves(expected, isOfOneType), leaves(actual, isOfOneType)];
  const names = new Set([...ours.keys(), ...theirs.keys()]);
  return [...names].flatMap((member) => {
    const [own, other] = [ours.get(member) ?? null, theirs.get(member) ?? null];
    return own === other ? [] : [{ member, expected: own, actual: other }];
  });
}

function leaves(record: EventRecord, withContents: boolean): Map<string, unknown> {
  const found = new Map<string, unknown>();
  const visit = (value: object, prefix: string): void => {
    for (const [name, one] of Object.entries(value)) {
      if (typeof one !== "object" || one === null) found.set(prefix + name, one);
      else if (withContents) visit(one, `${prefix}${name}.`);
    }
  };
  visit(record, "");
  return found;
}

/** What an event is, but for its number: those of the messages after one that is missing are others. */
export function withoutNumber(record: EventRecord): string {
  const { seq: _, ...rest } = record;
  return JSON.stringify(rest);
}
