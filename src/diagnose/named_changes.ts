import { byteChangesOf } from "../dump/byte_changes.ts";
import { areEqual } from "../dump/bytes.ts";
import { type BugVariant, bugsOf } from "../labs/bug.ts";
import type { Lab, Run } from "../labs/lab.ts";

/**
 * The changes of the lab's layout that a known encoding bug is, by id: both give the same bytes in all of these
 * states, and in one of them not the right ones. A bug explains better than the change, and keeps its name. Such a
 * change is only as sure as the states are many: give some with uncommitted history, deleted keys, ten of a kind.
 */
export function namedChanges(lab: Lab, states: readonly Run[]): ReadonlyMap<string, BugVariant> {
  const right = states.map((state) => state.dump());
  const bugs = bugsOf(lab.bugs, "encoding").flatMap(({ id, variants }) =>
    Array.from({ length: variants }, (_, variant) => {
      const encoding = { bug: id, variant };
      return { encoding, dumps: states.map((state) => state.dump(encoding)) };
    }),
  );
  const names = new Map<string, BugVariant>();
  for (const change of byteChangesOf(lab.layout)) {
    const dumps = states.map((state) => state.dump(change));
    if (areAllEqual(dumps, right)) continue;
    const named = bugs.find((bug) => areAllEqual(bug.dumps, dumps));
    if (named !== undefined) names.set(change.id, named.encoding);
  }
  return names;
}

function areAllEqual(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  return a.every((dump, i) => areEqual(dump, b[i] as Uint8Array));
}
