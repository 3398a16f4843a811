import { expect, test } from "vitest";
import {
  isMessage,
  isTimer,
  type MessageArrival,
  type RunEvent,
} from "../../../src/labs/events.ts";
import { zab } from "../../../src/labs/zab/index.ts";
import { published } from "../../support/scenarios.ts";

test("of a node that is cut off all messages are lost, and only the leader's heartbeat falls due", () => {
  const scenario = published(zab, "E");
  const events: RunEvent[] = [];
  const run = scenario.start({ observer: (event) => events.push(event) });
  while (run.step_index < run.steps) run.step();
  const messages = events.filter(isMessage);
  const ofNode0 = messages.filter(({ from, to }) => from === 0 || to === 0);
  expect(ofNode0.every(({ kind }) => kind === "lost")).toBe(true);
  expect(events.filter(({ kind }) => kind === "injected")).toHaveLength(3);
  const timers = events.filter(isTimer);
  expect(timers.filter(({ timer }) => timer === "heartbeat").every(({ node }) => node === 2)).toBe(
    true,
  );
  expect(timers.some(({ timer, node }) => timer === "election" && node === 0)).toBe(true);
  expect(
    messages.find(({ kind, type }) => kind === "delivered" && type === "Propose"),
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
