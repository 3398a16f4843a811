import { expect, test } from "vitest";
import { isMessage, type RunEvent } from "../../../src/labs/events.ts";
import type { Scenario } from "../../../src/labs/lab.ts";
import { paxos } from "../../../src/labs/paxos/index.ts";
import { published, scenarioOfArguments } from "../../support/scenarios.ts";

function eventsOf(scenario: Scenario): RunEvent[] {
  const events: RunEvent[] = [];
  const run = scenario.start({ observer: (event) => events.push(event) });
  while (run.step_index < run.steps) run.step();
  return events;
}

const wordsOf = (events: readonly RunEvent[]): string[] =>
  events.flatMap((event) => {
    const kind = paxos.events.find(({ kind }) => kind === event.kind);
    return kind === undefined || isMessage(event)
      ? []
      : [`${event.tick}: ${kind.words(event as never)}`];
  });

/** Node 2 decides slot 1, is cut off before any Accept of slot 0 arrives, and node 1 leads after it. */
const GAP = "--seed 1498 --nodes 3 --rounds 450 --proposals 5 --outage 176,450,2,0,176,450,2,1";

test("scenario A, as its document tells it", () => {
  const words = wordsOf(eventsOf(published(paxos, "A")));
  expect(words.slice(0, 6)).toEqual([
    "235: node 1 stands for leader under ballot 1.1",
    "240: node 1 has 2 promises, the last by node 0",
    "240: node 1 leads under ballot 1.1, new values from slot 0 on",
    "241: node 1 proposes val-0 for slot 0",
    "243: node 1 decides slot 0: val-0",
    "333: node 1 proposes val-1 for slot 1",
  ]);
});

test("a leader that is deposed, and no-ops that fill a gap, are told and marked", () => {
  const events = eventsOf(scenarioOfArguments(paxos, GAP));
  const words = wordsOf(events);
  expect(words.filter((line) => /no-op|steps down/.test(line))).toEqual([
    "444: node 2 steps down for ballot 2.1",
    "446: node 1 proposes a no-op for slot 0",
    "448: node 1 decides slot 0: no-op",
  ]);
  const decided = events.find(
    (event) => event.kind === "decided" && "value" in event && event["value"] === "",
  );
  const kind = paxos.events.find(({ kind }) => kind === "decided");
  expect(kind?.mark(decided as never)).toEqual({
    isFilled: true,
    legend: "no-op decided, with its slot",
    label: "0",
  });
});

test("messages overtake each other, and each arrives one to three ticks after it was sent", () => {
  const messages = eventsOf(published(paxos, "B")).filter(isMessage);
  const last = new Map<string, number>();
  let overtaken = 0;
  for (const { from, to, seq, sent, tick } of messages) {
    expect([1, 2, 3]).toContain(tick - sent);
    const link = `${from} ${to}`;
    if ((last.get(link) ?? 0) > seq) overtaken++;
    last.set(link, Math.max(last.get(link) ?? 0, seq));
  }
  expect(overtaken).toBeGreaterThan(5);
});
