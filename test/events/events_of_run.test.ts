import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eventLine, type ListedEvent } from "../../src/events/event_lines.ts";
import { listedEvents, observeAll } from "../../src/events/events_of_run.ts";
import type { RunEvent } from "../../src/labs/events.ts";
import { LABS } from "../../src/labs/index.ts";
import type { Run, Scenario } from "../../src/labs/lab.ts";
import { raft } from "../../src/labs/raft/index.ts";
import { zab } from "../../src/labs/zab/index.ts";
import { eventLineSchema } from "../../src/report/events_schema.ts";
import { anyScenario } from "../support/random.ts";
import { ring } from "../support/ring/index.ts";
import { published } from "../support/scenarios.ts";

const whole = ({ steps }: Scenario) => ({ from: 0, until: steps });
const linesOf = (scenario: Scenario, range = whole(scenario)): string[] =>
  [...listedEvents(scenario, range)].join("").split("\n").slice(0, -1);

/** A random scenario of a lab, cut off where its events become too many for a test. */
const few = (scenario: Scenario) => ({ from: 0, until: Math.min(scenario.steps, 700) });

describe.each([...LABS, ring])("the events of $id", (lab) => {
  test("are lines as the schema has them, with members in its order", () => {
    const schema = eventLineSchema(lab);
    fc.assert(
      fc.property(anyScenario(lab), (scenario) => {
        for (const line of linesOf(scenario, few(scenario))) {
          const parsed = schema.parse(JSON.parse(line)) as object;
          expect(JSON.stringify(parsed)).toBe(line);
          expect(line).toMatch(/^[ !#-[\]-~"]*$/);
        }
      }),
      { numRuns: 10 },
    );
  });

  test("are those of the trace, and before each arrival its sending", () => {
    fc.assert(
      fc.property(anyScenario(lab), (scenario) => {
        const { until } = few(scenario);
        const trace: RunEvent[] = [];
        const run = scenario.start({ observer: (event) => trace.push(event) });
        const all: ListedEvent[] = [];
        const watched = scenario.start();
        observeAll(watched, (event) => all.push(event));
        for (const one of [run, watched]) while (one.step_index < until) one.step();
        expect(all.filter(({ kind }) => kind !== "sent")).toEqual(trace);
        if (watched.observeSends === undefined) return;
        const sent = new Map<unknown, ListedEvent>();
        for (const event of all) {
          if (event.kind === "sent") sent.set(event["seq"], event);
          else if (event.kind === "delivered" || event.kind === "lost") {
            const { from, to, type, contents, sent: tick } = event as never;
            expect(sent.get(event["seq"])).toMatchObject({ tick, from, to, type, contents });
          }
        }
        expect([...sent.keys()]).toEqual(Array.from({ length: watched.messages }, (_, i) => i));
      }),
      { numRuns: 10 },
    );
  });

  test("of ranges are together those of the whole", () => {
    const scenario = lab.scenario(
      new Map(Object.entries(lab.suites[0].scenarios[0]?.parameters ?? {})),
    );
    const lines = linesOf(scenario);
    const middle = Math.floor(scenario.steps / 3);
    const parts = [
      { from: 0, until: middle },
      { from: middle, until: middle },
      { from: middle, until: scenario.steps },
    ];
    expect(parts.flatMap((range) => linesOf(scenario, range))).toEqual(lines);
    const ticks = lines.map((line) => JSON.parse(line).tick);
    expect(ticks).toEqual(ticks.toSorted((a, b) => a - b));
  });

  test("leave the run as it is", () => {
    const scenario = lab.scenario(
      new Map(Object.entries(lab.suites[0].scenarios[0]?.parameters ?? {})),
    );
    const [plain, watched] = [scenario.start(), scenario.start()];
    observeAll(watched, () => {});
    for (const run of [plain, watched]) while (run.step_index < run.steps) run.step();
    expect(watched.dump()).toEqual(plain.dump());
  });
});

test("what a command makes a leader send stands behind it", () => {
  const lines = linesOf(published(raft, "A")).map((line) => JSON.parse(line));
  const at = lines.findIndex(({ kind }) => kind === "injected");
  expect(lines[at]).toEqual({
    kind: "injected",
    tick: 240,
    node: 1,
    term: 1,
    index: 1,
    payload: "cmd-0",
  });
  expect(lines.slice(at + 1, at + 3).map(({ kind, type }) => [kind, type])).toEqual([
    ["sent", "AppendEntries"],
    ["sent", "AppendEntries"],
  ]);
});

test("the members of a message stand in the order of the contract", () => {
  const [line] = linesOf(published(zab, "A"));
  expect(`${line}\n`).toBe(
    '{"kind":"sent","tick":0,"seq":0,"from":0,"to":1,"type":"LookForLeader","contents":{"epoch":0,"zxid":{"epoch":0,"counter":0},"candidate":0}}\n',
  );
  const event = { kind: "injected", payload: "zab-0", node: 2, tick: 3 } as const;
  expect(eventLine(zab, event)).toBe('{"kind":"injected","tick":3,"node":2,"payload":"zab-0"}\n');
});

/** A scenario of which every run that is begun is counted until it is given back. */
function counted(scenario: Scenario): { scenario: Scenario; held: () => number } {
  let held = 0;
  const start: Scenario["start"] = (options) => {
    const run: Run = scenario.start(options);
    const release = run.release?.bind(run);
    held++;
    run.release = () => {
      held--;
      release?.();
    };
    return run;
  };
  return { scenario: { ...scenario, start }, held: () => held };
}

test("a run is given back at its end, beyond the bound, and where the rest is not asked for", () => {
  const { scenario, held } = counted(published(zab, "A"));
  expect(linesOf(scenario).length).toBeGreaterThan(100);
  expect(held()).toBe(0);
  expect(() => [...listedEvents(scenario, whole(scenario), { most: 20 })]).toThrow(
    "more than 20 events (the limit was reached at step 3); expected until at most 3",
  );
  expect(held()).toBe(0);
  const [first] = listedEvents(scenario, whole(scenario));
  expect(typeof first).toBe("string");
  expect(held()).toBe(0);
});

test("exactly as many events as are allowed are told", () => {
  const scenario = published(zab, "A");
  const { length } = linesOf(scenario);
  const told = [...listedEvents(scenario, whole(scenario), { most: length })].join("");
  expect(told.split("\n").length - 1).toBe(length);
  expect(() => [...listedEvents(scenario, whole(scenario), { most: length - 1 })]).toThrow();
});
