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

describe("a trace of all fields", () => {
  test.each(LABS)("of $id has the scope's, then the hidden ones, as its schema says", (lab) => {
    const { columns, hidden = [] } = lab.scope;
    const schema = traceLineSchema(lab);
    fc.assert(
      fc.property(anyScenario(lab), (scenario) => {
        const range = { from: 0, until: Math.min(scenario.steps, 400), stride: 7 };
        const selection = { changes: false, events: false, fields: "all" } as const;
        const lines = traceOf(scenario, range, selection);
        const plain = traceOf(scenario, range, NEITHER);
        for (const [i, line] of lines.entries()) {
          const { rows } = plain[i] as TraceLine;
          expect(line.rows.map((row) => row.slice(0, columns.length))).toEqual(rows);
          for (const row of line.rows) expect(row).toHaveLength(columns.length + hidden.length);
          schema.parse(JSON.parse(traceLineAsJson(lab, line)));
        }
      }),
      { numRuns: 8 },
    );
  });

  test.each(LABS)("of $id changes nothing of the run", (lab) => {
    const [first] = lab.scenarios;
    const scenario = published(lab, first?.id ?? "");
    const [watched, plain] = [scenario.start(), scenario.start()];
    while (watched.step_index < watched.steps) {
      watched.hidden?.();
      watched.step();
      plain.step();
    }
    expect(watched.dump()).toEqual(plain.dump());
    expect(watched.messages).toBe(plain.messages);
  });

  test("shows a deadline before the timer runs out, and who has acknowledged what", () => {
    const range = { from: 160, until: 180, stride: 1 };
    const lines = traceOf(A, range, { changes: false, events: true, fields: "all" });
    const json = lines.map((line) => JSON.parse(traceLineAsJson(zab, line)));
    const leader = json.map(({ nodes }) => nodes[2]);
    expect(leader.map(({ acked }) => acked)).toContain("0:1.1 1:1.1");
    expect(leader[0]).toMatchObject({
      vote: "0/0.0/2",
      leader: "2",
      established: "yes",
      waiting: 0,
    });
    const { election_deadline: deadline } = leader.at(-1);
    const later = traceOf(
      A,
      { from: deadline, until: deadline + 1, stride: 1 },
      { changes: false, events: true },
    );
    expect(later[0]?.events).toContainEqual({
      kind: "timer",
      tick: deadline,
      node: 2,
      timer: "election",
    });
  });

  test("of a run without a leader tells how many commands wait", () => {
    const given = {
      seed: "1",
      nodes: "3",
      rounds: "100",
      proposals: "9",
      partition: "0,1,0,2,1,0,1,2,2,0,2,1",
    };
    const scenario = zab.scenario(new Map(Object.entries(given)));
    const [line] = traceOf(
      scenario,
      { from: 99, until: 100, stride: 1 },
      { ...NEITHER, fields: "all" },
    );
    expect(JSON.parse(traceLineAsJson(zab, line as TraceLine)).nodes[0]).toMatchObject({
      waiting: 9,
      leader: "none",
      vote_view: "0:0",
    });
  });

  test("has a table as wide as its rows, and bounds of its own", () => {
    const range = { from: 0, until: 2, stride: 1 };
    const table = traceAsText(zab, traceOf(A, range, { ...NEITHER, fields: "all" }));
    expect(table.split("\n")[0]).toMatch(/history_len +accepted_from +max_seen +vote +vote_view/);
    expect(traceAsText(zab, traceOf(A, range, NEITHER)).split("\n")[0]).toMatch(/history_len$/);
    const given = { seed: "1", nodes: "64", rounds: "400", proposals: "0" };
    const wide = zab.scenario(new Map(Object.entries(given)));
    expect(() =>
      traceOf(wide, { from: 0, until: 400, stride: 1 }, { ...NEITHER, fields: "all" }),
    ).toThrow("more than 10000 rows");
  });
});
