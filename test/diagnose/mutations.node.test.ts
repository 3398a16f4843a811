import fc from "fast-check";
import { expect, test } from "vitest";
import { TRANSPORT_BUGS } from "../../src/diagnose/transports.ts";
import { areEqual } from "../../src/dump/bytes.ts";
import { sha256Hex } from "../../src/dump/sha256.ts";
import { hex } from "../../src/dump/value.ts";
import type { Scenario } from "../../src/labs/lab.ts";
import type { Expected } from "../../src/oracle/expected.ts";
import { dumpWith, readings } from "../support/bugs.ts";
import {
  crlf,
  expectedOf,
  joined,
  ofMismatch,
  reproducing,
  SCENARIOS,
} from "../support/diagnoses.ts";

test("ten thousand damaged dumps never name a bug that does not give them", async () => {
  const all = await Promise.all(SCENARIOS.map(expectedOf));
  // The damage is as good on small dumps, and ten thousand of them are soon diagnosed.
  const subjects = all.filter(({ dump }) => dump.length < 500);
  expect(subjects.length).toBeGreaterThan(8);
  const starts = subjects.map(({ scenario, dump }) => [
    dump,
    ...readings(scenario.lab, "encoding").map((variant) => dumpWith(scenario, variant)),
  ]);
  const edit = fc.record({
    kind: fc.constantFrom("change", "insert", "remove", "cut", "append"),
    at: fc.nat(4000),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 3, max: 12 }),
  });
  let proofs = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.nat(subjects.length - 1),
      fc.nat(40),
      fc.array(edit, { minLength: 1, maxLength: 2 }),
      async (index, start, edits) => {
        const expected = subjects[index] as Expected;
        const of = starts[index] as Uint8Array[];
        const bytes = edits.reduce(damaged, of[start % of.length] as Uint8Array);
        if (areEqual(bytes, expected.dump)) return;
        for (const named of reproducing(
          await ofMismatch(expected, await sha256Hex(bytes), bytes),
        )) {
          proofs++;
          expect(isTrue(named, expected, bytes), named).toBe(true);
        }
      },
    ),
    { numRuns: 10_000, seed: 1 },
  );
  // Cuts and appended newlines are what they are.
  expect(proofs).toBeGreaterThan(100);
}, 120_000);

function damaged(
  dump: Uint8Array,
  { kind, at, bytes }: { kind: string; at: number; bytes: Uint8Array },
): Uint8Array {
  const i = at % (dump.length + 1);
  const [head, tail] = [dump.subarray(0, i), dump.subarray(i)];
  switch (kind) {
    case "cut":
      return head;
    case "append":
      return joined(dump, bytes);
    case "insert":
      return joined(head, bytes, tail);
    case "remove":
      return joined(head, tail.subarray(bytes.length));
    default:
      return joined(head, bytes.subarray(0, tail.length), tail.subarray(bytes.length));
  }
}

/** Whether it holds: what is said to give the bytes is made anew, as simply as can be. */
function isTrue(named: string, { scenario, dump }: Expected, bytes: Uint8Array): boolean {
  const ids = named.split("+");
  const carrier = ids.find((id) => TRANSPORT_BUGS.some((bug) => bug.id === id));
  const own = ids.filter((id) => id !== carrier);
  const candidates = own.length === 0 ? [dump] : combinations(scenario, own);
  return candidates.some((candidate) => isCarried(carrier, candidate, bytes, scenario));
}

function combinations(scenario: Scenario, ids: readonly string[]): Uint8Array[] {
  const all = readings(scenario.lab).filter(({ bug }) => ids.includes(bug));
  const [first = [], second = []] = ids.map((id) => all.filter(({ bug }) => bug === id));
  if (ids.length === 1) return first.map((one) => dumpWith(scenario, one));
  return first.flatMap((one) => second.map((other) => dumpWith(scenario, one, other)));
}

function isCarried(
  carrier: string | undefined,
  dump: Uint8Array,
  bytes: Uint8Array,
  scenario: Scenario,
): boolean {
  switch (carrier) {
    case undefined:
      return hex(bytes) === hex(dump);
    case "trailing-newline":
      return hex(bytes) === `${hex(dump)}0a`;
    case "trailing-crlf":
      return hex(bytes) === `${hex(dump)}0d0a`;
    case "newline-translated":
      return hex(bytes) === hex(dump).replace(/(..)/g, crlf);
    case "empty":
      return bytes.length === 0;
    case "truncated":
      return bytes.length < dump.length && hex(dump).startsWith(hex(bytes));
    case "wrong-step": {
      const run = scenario.start();
      for (let step = -1; step <= run.steps; step++) {
        if (step >= 0) run.step();
        if (hex(run.dump()) === hex(bytes)) return true;
      }
      return false;
    }
    default:
      return false;
  }
}
