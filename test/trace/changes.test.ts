import fc from "fast-check";
import { expect, test } from "vitest";
import { LABS } from "../../src/labs/index.ts";
import { kv } from "../../src/labs/kv/index.ts";
import type { DigestPart, Lab, Run, Scenario } from "../../src/labs/lab.ts";
import { zab } from "../../src/labs/zab/index.ts";
import { accountOf } from "../../src/trace/account.ts";
import { type ChangedField, changesBetween } from "../../src/trace/changes.ts";
import { fieldsOf } from "../support/fields.ts";
import { anyScenario } from "../support/random.ts";
import { published } from "../support/scenarios.ts";

/** Every field of a state by its path; an element that has a key under its key. */
function byPath(lab: Lab, parts: readonly DigestPart[]): Map<string, string> {
  const all = new Map<string, string>();
  for (const { prefix, dump } of parts) {
    const fields = fieldsOf(lab.field_map, dump);
    const keys = new Map(fields.map(([, , path, value]) => [path, value]));
    for (const [, bytes, path, value] of fields) {
      const element = path.slice(0, path.lastIndexOf("]") + 1);
      const name = keyOf(lab, path);
      const key = name === null ? null : keys.get(`${element}.${name}`);
      const named = key == null ? element : element.replace(/\[\d+\]$/, `[${key}]`);
      all.set(prefix + named + path.slice(element.length), `${value} ${bytes}`);
    }
  }
  return all;
}

/** The name of the field by which the element is known that a field belongs to; null where it has none. */
function keyOf({ field_map }: Lab, path: string): string | null {
  const kind = path.replace(/\[\d+\]/g, "[]");
  const key = field_map.leaves.find((leaf) => leaf.kind === kind)?.keyKind ?? null;
  return key === null ? null : key.slice(key.lastIndexOf("[].") + 3);
}

/** The dumb twin: two maps, compared. */
function naiveChanges(lab: Lab, before: readonly DigestPart[], after: readonly DigestPart[]) {
  const [a, b] = [byPath(lab, before), byPath(lab, after)];
  return [...new Set([...a.keys(), ...b.keys()])].filter((path) => a.get(path) !== b.get(path));
}

const shown = (value: ChangedField["before"], bytes: string | undefined): void => {
  if (bytes === undefined) expect(value).toBe(null);
  else expect(bytes.startsWith(`${value} `)).toBe(true);
};

function statesAt(scenario: Scenario, ...steps: number[]): DigestPart[][] {
  const run: Run = scenario.start();
  return steps
    .toSorted((a, b) => a - b)
    .map((step) => {
      while (run.step_index < Math.min(step, run.steps)) run.step();
      return run.digestParts().map(({ prefix, dump }) => ({ prefix, dump: Uint8Array.from(dump) }));
    });
}

test.each(LABS)(
  "the fields that change between two states of $id are those that two maps differ in",
  (lab) => {
    fc.assert(
      fc.property(
        anyScenario(lab),
        fc.nat(4000),
        fc.nat(4000),
        fc.boolean(),
        (scenario, a, b, isBackwards) => {
          const states = statesAt(scenario, a, b) as [DigestPart[], DigestPart[]];
          const [before, after] = isBackwards ? states.toReversed() : states;
          const { listed, total } = changesBetween(
            lab.field_map,
            before as DigestPart[],
            after as DigestPart[],
            1_000_000,
          );
          const expected = naiveChanges(lab, before as DigestPart[], after as DigestPart[]);
          expect(listed.map(({ field }) => field).sort()).toEqual(expected.sort());
          expect(total).toBe(expected.length);
          const [was, is] = [
            byPath(lab, before as DigestPart[]),
            byPath(lab, after as DigestPart[]),
          ];
          for (const change of listed) {
            shown(change.before, was.get(change.field));
            shown(change.after, is.get(change.field));
          }
        },
      ),
      { numRuns: 60 },
    );
  },
);

test("of many changes the first are listed, and all are counted", () => {
  const [before, after] = statesAt(published(zab, "B"), 0, 2000) as [DigestPart[], DigestPart[]];
  const all = changesBetween(zab.field_map, before, after, 1_000_000);
  const few = changesBetween(zab.field_map, before, after, 7);
  expect(all.total).toBeGreaterThan(300);
  expect(few).toEqual({ listed: all.listed.slice(0, 7), total: all.total });
});

test("the account of a step has its events, and the fields that change in it", () => {
  const { events, events_total, changes } = accountOf(published(zab, "A"), 169, "dump");
  expect(events).toMatchObject([
    { kind: "delivered", type: "Ack", from: 1, to: 2, sent: 167 },
    { kind: "delivered", type: "Propose", from: 2, to: 0, sent: 166 },
  ]);
  expect(events_total).toBe(2);
  expect(changes).toEqual(
    expect.arrayContaining([
      { field: "nodes[0].history_len", before: 0, after: 1 },
      { field: "nodes[0].history[0].payload", before: null, after: "zab-0" },
      { field: "nodes[2].last_committed.counter", before: 0, after: 1 },
    ]),
  );
});

test("of a kv run a dump is one replica's, and a digest of all five", () => {
  const B = published(kv, "B");
  const fields = (of: "dump" | "digest") => accountOf(B, 40, of).changes.map(({ field }) => field);
  expect(fields("dump")).toContain("commit_index");
  expect(fields("digest")).toContain("replicas[4].commit_index");
  expect(fields("digest")).toHaveLength(5 * fields("dump").length);
  expect(accountOf(B, 40, "dump").changes.length).toBeLessThan(7);
});

test("the account of the first step compares with the state before it", () => {
  const { changes, events } = accountOf(published(kv, "A"), 0, "dump");
  expect(changes[0]).toEqual({ field: "commit_index", before: "0", after: "1" });
  expect(events).toHaveLength(1);
});
