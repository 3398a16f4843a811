import { describe, expect, test } from "vitest";
import { WorkLimitError } from "../../src/errors.ts";
import { CONTENTS, RECEIVER, SEQUENCE, TYPE } from "../../src/kernel/message_queue.ts";
import { SimulatedNetwork } from "../../src/kernel/simulated_network.ts";

const NODES = 3;
const plain = { seed: { hi: 0, lo: 5 }, nodes: NODES, partition: [], outage: [] };

/** Every node sends to every other in ticks 0 .. 9; what arrives, and what is told to a watcher. */
function exchange(parameters: typeof plain | object, isWatched: boolean) {
  const network = new SimulatedNetwork({ ...plain, ...parameters }, { contentWords: 4 });
  const received: string[] = [];
  const watched: { text: string; tick: number; sent: number; isLost: boolean }[] = [];
  let tick = 0;
  const textOf = (src: number, words: Int32Array, start: number): string => {
    const message = words.slice(start, start + CONTENTS + 4);
    const [dst, type] = [message[RECEIVER], message[TYPE]];
    return `${src}>${dst} type ${type} at ${tick}: ${message.slice(CONTENTS)}`;
  };
  const receiver = {
    receive(src: number, words: Int32Array, start: number): void {
      received.push(textOf(src, words, start));
    },
  };
  const watcher = {
    arrived(src: number, words: Int32Array, start: number, isLost: boolean): void {
      const sent = network.sentAt(words[start + SEQUENCE] as number);
      watched.push({ text: textOf(src, words, start), tick, sent, isLost });
    },
  };
  for (; tick < 14; tick++) {
    network.begin(tick);
    network.deliver(receiver, isWatched ? watcher : null);
    if (tick >= 10) continue;
    for (let src = 0; src < NODES; src++) {
      for (let dst = 0; dst < NODES; dst++) {
        if (src === dst) continue;
        const { words, latest } = network.send(src, dst, src + 4);
        words.set([tick, src, dst, -1], latest + CONTENTS);
      }
    }
  }
  return { network, received, watched };
}

describe("a network", () => {
  test("delivers each message once, with its contents, one to three ticks after it was sent", () => {
    const { network, received, watched } = exchange({}, true);
    expect(network.sent).toBe(60);
    expect(received).toEqual(watched.map(({ text }) => text));
    expect(new Set(received.map((text) => text.replace(/ at \d+/, ""))).size).toBe(60);
    for (const { text, tick, sent } of watched) {
      expect(text).toContain(`: ${sent},`);
      expect([1, 2, 3]).toContain(tick - sent);
    }
  });

  test.each([
    ["a partition", { partition: [{ src: 0, dst: 1 }] }, /^0>1 /],
    ["an outage", { outage: [{ src: 2, dst: 0, from: 4, until: 6 }] }, /^2>0 type \d at [45]:/],
  ])("loses to %s what arrives on its link, and tells the watcher so", (_, faults, pattern) => {
    const { received, watched } = exchange(faults, true);
    const lost = watched.filter(({ isLost }) => isLost).map(({ text }) => text);
    expect(lost.length).toBeGreaterThan(0);
    expect(lost).toEqual(watched.map(({ text }) => text).filter((text) => pattern.test(text)));
    expect(received).toEqual(watched.flatMap(({ isLost, text }) => (isLost ? [] : [text])));
  });

  test("delivers the same whether it is watched or not", () => {
    const faults = { partition: [{ src: 1, dst: 0 }] };
    expect(exchange(faults, false).received).toEqual(exchange(faults, true).received);
  });

  test("refuses the message beyond its limit, and names the tick", () => {
    const network = new SimulatedNetwork(plain, { contentWords: 0, messageLimit: 2 });
    network.begin(0);
    network.send(0, 1, 0);
    network.begin(1);
    network.send(0, 1, 0);
    const tooMany = () => network.send(0, 1, 0);
    expect(tooMany).toThrow(WorkLimitError);
    expect(tooMany).toThrow(/more than 2 messages .*tick 1/);
  });
});
