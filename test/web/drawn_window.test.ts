import { describe, expect, test } from "vitest";
import { scenarioOfFlags } from "../../src/labs/define.ts";
import { LABS } from "../../src/labs/index.ts";
import { paxos } from "../../src/labs/paxos/index.ts";
import { raft } from "../../src/labs/raft/index.ts";
import { zab } from "../../src/labs/zab/index.ts";
import { windowOf } from "../../src/trace/window.ts";
import { aboutOf, itemsOf, tickOf } from "../../src/web/model/drawn_items.ts";
import { drawnWindowOf } from "../../src/web/model/drawn_window.ts";
import { contentsInWords } from "../../src/web/model/message_contents.ts";
import { published } from "../support/scenarios.ts";

const CUT_OFF = [0, 1, 2, 3].flatMap((id) => [`700,1500,4,${id}`, `700,1500,${id},4`]).join();
const election = scenarioOfFlags(
  zab,
  `--seed 1 --nodes 5 --rounds 3000 --proposals 12 --outage ${CUT_OFF}`,
);
const SPAN = { from: 840, until: 900 };

describe("in a window of an election", () => {
  test("votes are a thicket: counted, and not drawn unless they are asked for", () => {
    const { types, messages } = drawnWindowOf(election, SPAN, {});
    const votes = types.find(({ type }) => type === "Vote");
    expect(votes).toEqual({ type: "Vote", count: 114, shown: "thicket" });
    expect(new Set(messages.map(({ type }) => type))).toEqual(new Set(["Heartbeat"]));
    const asked = drawnWindowOf(election, SPAN, { Vote: true });
    expect(asked.messages.filter(({ type }) => type === "Vote")).toHaveLength(114);
  });

  test("what is switched off is not drawn, and still counted", () => {
    const { types, messages } = drawnWindowOf(election, SPAN, { Heartbeat: false });
    expect(types.find(({ type }) => type === "Heartbeat")).toEqual({
      type: "Heartbeat",
      count: 4,
      shown: "off",
    });
    expect(messages).toEqual([]);
  });

  test("all that is drawn is in the order of its arrival, as the whole window has it", () => {
    const all = Object.fromEntries(zab.scope.message_types.map((type) => [type, true]));
    const { messages } = drawnWindowOf(election, SPAN, all);
    const whole = windowOf(election, SPAN.from, SPAN.until).messages;
    expect(messages.map(({ seq }) => seq)).toEqual(whole.map(({ seq }) => seq));
  });
});

describe("one proposal", () => {
  const of = (lab: typeof zab, proposal: string, until: number) => {
    const none = Object.fromEntries(lab.scope.message_types.map((type) => [type, false]));
    const scenario = published(lab, "A");
    const from = Math.max(0, until - 60);
    const { messages } = drawnWindowOf(scenario, { from, until }, none, proposal);
    return messages;
  };

  test.each([
    [zab, "1.1", 200, ["Ack", "Commit", "Propose"]],
    [raft, "2", 380, ["AppendEntries", "AppendReply"]],
    [paxos, "1", 360, ["Accept", "Accepted", "Decided"]],
  ] as const)(
    "of a lab is followed through every message about it, whatever is chosen",
    (lab, proposal, until, types) => {
      const messages = of(lab, proposal, until);
      expect([...new Set(messages.map(({ type }) => type))].sort()).toEqual(types);
      expect(messages.every(({ about }) => about.includes(proposal))).toBe(true);
    },
  );
});

describe("what can be pointed at", () => {
  test.each(LABS.map((lab) => ({ lab, id: lab.id })))(
    "is in order and has the same key in every window that has it: $id",
    ({ lab }) => {
      const scenario = published(lab, lab.scenarios[0]?.id as string);
      const items = itemsOf(drawnWindowOf(scenario, { from: 0, until: 60 }, {}));
      const later = itemsOf(drawnWindowOf(scenario, { from: 20, until: 80 }, {}));
      const ticks = items.map(tickOf);
      expect(ticks).toEqual(ticks.toSorted((a, b) => a - b));
      expect(new Set(items.map(({ key }) => key)).size).toBe(items.length);
      const inBoth = new Map(later.map((item) => [item.key, item]));
      const shared = items.filter((item) => "event" in item && tickOf(item) >= 20);
      for (const item of shared) expect(inBoth.get(item.key)).toEqual(item);
    },
  );

  test("is about what its contents say", () => {
    const scenario = published(zab, "A");
    const items = itemsOf(drawnWindowOf(scenario, { from: 0, until: 300 }, { Propose: true }));
    const proposals = items.filter((item) => "message" in item && item.message.type === "Propose");
    expect(proposals.length).toBeGreaterThan(0);
    expect(proposals.map(aboutOf).every((about) => /^1\.\d+$/.test(about.join()))).toBe(true);
  });
});

test.each([
  [
    { epoch: 1, voted: true },
    [
      ["epoch", "1"],
      ["voted", "true"],
    ],
  ],
  [{ zxid: { epoch: 1, counter: 3 } }, [["zxid", "epoch 1, counter 3"]]],
  [
    { transaction: { zxid: { epoch: 1, counter: 3 }, payload: "" } },
    [["transaction", "zxid (epoch 1, counter 3), payload (empty)"]],
  ],
  [{ leader: null }, [["leader", "null"]]],
])("the contents %j in words", (contents, words) => {
  expect(contentsInWords({ contents })).toEqual(words);
});
