import fc from "fast-check";
import { expect, test } from "vitest";
import { type EntryId, LogTree, ROOT } from "../../../src/labs/raft/log.ts";

interface Entry {
  readonly term: number;
  readonly command: number;
}

/** The dumb twin: every log is an array of its own, copied whole. */
type Twin = readonly Entry[];

/** AppendEntries, step 4, entry by entry. */
function merged(own: Twin, index: number, sent: Twin): Twin {
  const log = [...own];
  for (let at = index; at < sent.length; at++) {
    const entry = sent[at] as Entry;
    if (log[at]?.term === entry.term) continue;
    log.splice(at);
    log.push(entry);
  }
  return log;
}

function read(tree: LogTree, last: EntryId): Twin {
  return Array.from(tree.entries(last), (id) => ({
    term: tree.term(id),
    command: tree.command(id),
  }));
}

/** Actions on three logs: append something new, take over what another has beyond an index, or cut one off. */
const action = fc.record({
  kind: fc.constantFrom("append", "append", "merge", "extend", "cut"),
  on: fc.nat(2),
  from: fc.nat(2),
  number: fc.nat(20),
});

test("logs that share entries read like arrays of their own", () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 120 }), (actions) => {
      const tree = new LogTree();
      const lasts = [ROOT, ROOT, ROOT];
      const twins: Twin[] = [[], [], []];
      actions.forEach(({ kind, on, from, number }, command) => {
        const [last, other] = [lasts[on] as EntryId, lasts[from] as EntryId];
        const [twin, sent] = [twins[on] as Twin, twins[from] as Twin];
        const index = Math.min(number, twin.length, sent.length);
        switch (kind) {
          case "append":
            lasts[on] = tree.append(last, number % 4, command);
            twins[on] = [...twin, { term: number % 4, command }];
            break;
          case "merge":
            lasts[on] = tree.merge(last, index, other);
            twins[on] = merged(twin, index, sent);
            break;
          case "extend":
            lasts[on] = tree.extend(last, other);
            twins[on] = [...twin, ...sent.slice(twin.length)];
            break;
          case "cut":
            lasts[on] = tree.at(last, number);
            twins[on] = twin.slice(0, number);
        }
      });
      for (const [i, twin] of twins.entries()) {
        const last = lasts[i] as EntryId;
        expect(read(tree, last)).toEqual(twin);
        expect(tree.index(last)).toBe(twin.length);
        for (let index = 0; index <= twin.length; index++) {
          expect(read(tree, tree.at(last, index))).toEqual(twin.slice(0, index));
        }
      }
      const terms = twins.map((twin) => twin.map(({ term }) => term));
      if (tree.isAscending) expect(terms).toEqual(terms.map((list) => list.toSorted()));
    }),
    { numRuns: 500 },
  );
});

test("a follower that takes over what its leader sent shares the leader's entries", () => {
  const tree = new LogTree();
  const leader = tree.append(tree.append(ROOT, 1, 0), 2, 1);
  expect(tree.merge(ROOT, 0, leader)).toBe(leader);
  const stray = tree.append(tree.append(tree.parent(leader), 1, 7), 1, 8);
  expect(tree.merge(stray, 1, leader)).toBe(leader);
  const longer = tree.append(leader, 2, 2);
  expect(tree.merge(longer, 1, leader)).toBe(longer);
});
