import { expect, test } from "vitest";
import { isMessage, type MessageArrival, type RunEvent } from "../../src/labs/events.ts";
import { kv } from "../../src/labs/kv/index.ts";
import { zab } from "../../src/labs/zab/index.ts";
import { published, runToEnd } from "../support/scenarios.ts";

test("an observed run tells every message once, and ends in the same dump", () => {
  const scenario = published(zab, "E");
  const events: RunEvent[] = [];
  const run = scenario.start({ observer: (event) => events.push(event) });
  while (run.step_index < run.steps) run.step();
  expect(run.dump()).toEqual(runToEnd(scenario).dump());

  const messages = events.filter(({ kind }) => kind === "delivered" || kind === "lost");
  const sequence = messages.map((event) => ("seq" in event ? event.seq : -1));
  expect(new Set(sequence).size).toBe(messages.length);
  const stillUnderWay = run.messages - messages.length;
  expect(stillUnderWay).toBeGreaterThanOrEqual(0);
  expect(stillUnderWay).toBeLessThan(20);

  const ofNode0 = messages.filter(
    (event) => "from" in event && (event.from === 0 || event.to === 0),
  );
  expect(ofNode0.every(({ kind }) => kind === "lost")).toBe(true);
  expect(events.filter(({ kind }) => kind === "injected")).toHaveLength(3);
  const timers = events.flatMap((event) => (event.kind === "timer" ? [event] : []));
  expect(timers.filter(({ timer }) => timer === "heartbeat").every(({ node }) => node === 2)).toBe(
    true,
  );
  expect(timers.some(({ timer, node }) => timer === "election" && node === 0)).toBe(true);
  expect(
    events.find((event) => event.kind === "delivered" && event.type === "Propose"),
  ).toMatchObject({
    kind: "delivered",
    from: 2,
    contents: { transaction: { zxid: { epoch: 1, counter: 1 }, payload: "zab-0" } },
  });
  expect(events[0]).toMatchObject({
    type: "LookForLeader",
    contents: { epoch: 0, zxid: { epoch: 0, counter: 0 } },
  });
});

test("a run that is observed late tells the same, from then on", () => {
  for (const scenario of [published(zab, "B"), published(kv, "B")]) {
    const [all, late]: [RunEvent[], RunEvent[]] = [[], []];
    const whole = scenario.start({ observer: (event) => all.push(event) });
    const part = scenario.start();
    const from = scenario.steps - 500;
    while (part.step_index < from) part.step();
    part.observe((event) => late.push(event));
    for (const run of [whole, part]) while (run.step_index < run.steps) run.step();
    expect(late.length).toBeGreaterThan(100);
    expect(late).toEqual(all.filter(({ tick }) => tick >= from));
  }
});

test("a message is told with the tick in which it was sent: the rule of arrival leads from there to its tick", () => {
  const scenario = published(zab, "E");
  const messages: MessageArrival[] = [];
  const run = scenario.start({ observer: (event) => isMessage(event) && messages.push(event) });
  while (run.step_index < run.steps) run.step();
  const mask = (1n << 64n) - 1n;
  const mix = (x: bigint): bigint => {
    let z = (x + 0x9e3779b97f4a7c15n) & mask;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e7b5n) & mask;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
    return z ^ (z >> 31n);
  };
  const previous = new Map<string, number>();
  expect(messages.length).toBeGreaterThan(1000);
  for (const { from, to, seq, sent, tick } of messages.toSorted((a, b) => a.seq - b.seq)) {
    const delay = Number(mix(42n ^ BigInt(from) ^ BigInt(to) ^ BigInt(seq)) % 3n);
    const link = `${from} ${to}`;
    const at = Math.max(sent + 1 + delay, previous.get(link) ?? 0);
    previous.set(link, at);
    expect([seq, tick]).toEqual([seq, at]);
  }
});

test("an observed kv run tells every proposal and whether it was committed", () => {
  const events: RunEvent[] = [];
  const given = new Map([
    ["seed", "1"],
    ["ops", "100"],
    ["keys", "5"],
    ["workload", "partition"],
    ["cut", "1,2,3"],
  ]);
  const run = kv.scenario(given).start({ observer: (event) => events.push(event) });
  while (run.step_index < run.steps) run.step();
  const lost = events.flatMap((event) =>
    event.kind === "proposed" && "committed" in event && event["committed"] === false
      ? [event.tick]
      : [],
  );
  expect(events).toHaveLength(100);
  expect(lost).toEqual(Array.from({ length: 50 }, (_, i) => 25 + i));
});
