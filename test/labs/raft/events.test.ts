import { expect, test } from "vitest";
import { isMessage, isTimer, type RunEvent } from "../../../src/labs/events.ts";
import type { Scenario } from "../../../src/labs/lab.ts";
import { raft } from "../../../src/labs/raft/index.ts";
import { published, scenarioOfArguments } from "../../support/scenarios.ts";

function eventsOf(scenario: Scenario): RunEvent[] {
  const events: RunEvent[] = [];
  const run = scenario.start({ observer: (event) => events.push(event) });
  while (run.step_index < run.steps) run.step();
  return events;
}

test("of a node that is cut off all messages are lost, and it is a candidate again and again", () => {
  const events = eventsOf(published(raft, "E"));
  const messages = events.filter(isMessage);
  const ofNode0 = messages.filter(({ from, to }) => from === 0 || to === 0);
  expect(ofNode0.length).toBeGreaterThan(0);
  expect(ofNode0.every(({ kind }) => kind === "lost")).toBe(true);
  const elections = events.filter(isTimer).filter(({ timer }) => timer === "election");
  expect(elections.filter(({ node }) => node === 0)).toHaveLength(4);
  expect(events.filter(({ kind }) => kind === "elected")).toMatchObject([
    { node: 1, term: 1, votes: 2 },
  ]);
  expect(events.filter(({ kind }) => kind === "injected")).toMatchObject([
    { node: 1, term: 1, index: 1, payload: "cmd-0" },
    { node: 1, term: 1, index: 2, payload: "cmd-1" },
    { node: 1, term: 1, index: 3, payload: "cmd-2" },
  ]);
  const carrying = messages.find(
    ({ kind, contents }) => kind === "delivered" && contents["entries"] === 1,
  );
  expect(carrying).toMatchObject({
    type: "AppendEntries",
    from: 1,
    to: 2,
    contents: { term: 1, prev: { index: 0, term: 0 }, commit: 0 },
  });
});

test("a no-op is told where it is appended: at a heartbeat of a leader that has seen a stray tail", () => {
  const flags = "--seed 0 --nodes 3 --rounds 900 --proposals 1 --outage 448,700,0,1,448,700,0,2";
  const events = eventsOf(scenarioOfArguments(raft, flags));
  expect(events.filter(({ kind }) => kind === "no_op")).toEqual([
    { kind: "no_op", tick: 763, node: 2, term: 2, index: 1 },
  ]);
});

test("a message is told with the tick in which it was sent, from which its delay is drawn; some overtake others", () => {
  const flags = "--seed 7 --nodes 5 --rounds 400 --proposals 300";
  const messages = eventsOf(scenarioOfArguments(raft, flags)).filter(isMessage);
  const mask = (1n << 64n) - 1n;
  const mix = (x: bigint): bigint => {
    let z = (x + 0x9e3779b97f4a7c15n) & mask;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e7b5n) & mask;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
    return z ^ (z >> 31n);
  };
  expect(messages.length).toBeGreaterThan(300);
  const latest = new Map<string, number>();
  let overtaken = 0;
  for (const { from, to, seq, sent, tick } of messages.toSorted((a, b) => a.seq - b.seq)) {
    const delay = Number(mix(7n ^ BigInt(from) ^ BigInt(to) ^ BigInt(sent)) % 3n);
    expect([seq, tick]).toEqual([seq, sent + 1 + delay]);
    const link = `${from} ${to}`;
    if (tick < (latest.get(link) ?? 0)) overtaken++;
    latest.set(link, tick);
  }
  expect(overtaken).toBeGreaterThan(0);
});
