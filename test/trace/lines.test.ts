import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RunEvent } from "../../src/labs/events.ts";
import { LABS } from "../../src/labs/index.ts";
import { kv } from "../../src/labs/kv/index.ts";
import { zab } from "../../src/labs/zab/index.ts";
import { traceLineSchema } from "../../src/report/trace_schema.ts";
import { traceAsText, traceLineAsJson } from "../../src/report/trace_text.ts";
import { type TraceLine, traceOf } from "../../src/trace/lines.ts";
import { anyScenario } from "../support/random.ts";
import { published } from "../support/scenarios.ts";

const A = published(zab, "A");
const NEITHER = { changes: false, events: false };

describe("a trace", () => {
  test.each(LABS)(
    "of $id has the rows of the run's scope, and names the nodes that differ from the step before",
    (lab) => {
      fc.assert(
        fc.property(
          anyScenario(lab),
          fc.nat(900),
          fc.nat(200),
          fc.integer({ min: 1, max: 9 }),
          (scenario, any, length, stride) => {
            const from = Math.min(any, scenario.steps);
            const until = Math.min(from + length, scenario.steps);
            const run = scenario.start();
            const scopes = [run.scope()];
            while (run.step_index < until) {
              run.step();
              scopes.push(run.scope());
            }
            const expected: TraceLine[] = [];
            for (let step = from; step < until; step += stride) {
              const [before, rows] = [scopes[step] ?? [], scopes[step + 1] ?? []];
              const changed = rows.flatMap((row, node) =>
                String(row) === String(before[node]) ? [] : [node],
              );
              expected.push({ step, rows, changed, events: null });
            }
            expect([...traceOf(scenario, { from, until, stride }, NEITHER)]).toEqual(expected);
            const changes = [
              ...traceOf(scenario, { from, until, stride }, { changes: true, events: false }),
            ];
            expect(changes).toEqual(expected.filter(({ changed }) => changed.length > 0));
          },
        ),
        { numRuns: 30 },
      );
    },
  );

  test("has the events of each step, if they are asked for", () => {
    const events: RunEvent[] = [];
    const run = A.start({ observer: (event) => events.push(event) });
    while (run.step_index < 400) run.step();
    const lines = [
      ...traceOf(A, { from: 0, until: 400, stride: 1 }, { changes: false, events: true }),
    ];
    expect(lines.flatMap((line) => line.events ?? [])).toEqual(events);
    for (const { step, events: own } of lines)
      expect(own?.every(({ tick }) => tick === step)).toBe(true);
  });

  test.each(LABS.map((lab) => [lab.id, lab] as const))("of %s is as its schema says", (_, lab) => {
    const range = { from: 0, until: 200, stride: 1 };
    const scenario = published(lab, "A");
    for (const events of [true, false]) {
      for (const line of traceOf(scenario, range, { changes: false, events })) {
        traceLineSchema(lab).parse(JSON.parse(traceLineAsJson(lab, line)));
      }
    }
  });

  test.each([
    ["rows", { from: 0, until: 1000, stride: 1 }, { nodes: "64", rounds: "2000" }],
    [
      "states to look at",
      { from: 0, until: 2_000_000, stride: 10_000 },
      { nodes: "9", rounds: "2000000" },
    ],
  ])("of too many %s is refused", (what, range, more) => {
    const given = { seed: "1", proposals: "0", partition: "0,1", ...more };
    const scenario = zab.scenario(new Map(Object.entries(given)));
    const doubled = { ...range, until: what === "rows" ? range.until * 2 : range.until };
    const trace = () => [...traceOf(scenario, doubled, NEITHER)];
    expect(trace).toThrow(`more than ${what === "rows" ? 100_000 : 4_000_000} ${what}`);
  });
});

test("as text a trace is a table that marks what changed", () => {
  const range = { from: 166, until: 168, stride: 1 };
  expect(traceAsText(zab, [...traceOf(A, range, { changes: false, events: true })])).toBe(
    [
      "tick  node     role       current_epoch  accepted_epoch  last_zxid  last_committed  history_len",
      " 166     0     Following              1               1  0.0        0.0                       0",
      " 166     1     Following              1               1  0.0        0.0                       0",
      " 166     2  *  Leading                1               1  1.1        0.0                       1",
      "    node 2 proposes zab-0",
      " 167     0     Following              1               1  0.0        0.0                       0",
      " 167     1  *  Following              1               1  1.1        0.0                       1",
      " 167     2     Leading                1               1  1.1        0.0                       1",
      '    delivered 2 -> 1  Propose {"transaction":{"zxid":{"epoch":1,"counter":1},"payload":"zab-0"}}  (seq 46, sent in 166)',
      "",
    ].join("\n"),
  );
});

test("an empty trace is a table without rows", () => {
  const text = traceAsText(kv, []);
  expect(text).toBe("operation  replica     network  log_length  commit_index  live_keys\n");
});
