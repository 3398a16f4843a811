import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  CONTENTS,
  LONGEST_DELAY,
  MessageQueue,
  NETWORK_RULES,
  type NetworkRules,
  RECEIVER,
  SEQUENCE,
  TYPE,
} from "../../src/kernel/message_queue.ts";
import {
  FIRST_MULTIPLIER_LOW,
  HI,
  LO,
  splitmix64,
  VIGNA_MULTIPLIER_LOW,
} from "../../src/kernel/splitmix64.ts";
import { moduloU32, type U64 } from "../../src/kernel/u64.ts";

interface Arrival {
  readonly at: number;
  readonly src: number;
  readonly dst: number;
  readonly seq: number;
  readonly sent: number;
}

/** The dumb twin: every message in one list, sorted by (at, src, seq), as the specification has it. */
class NaiveQueue {
  private readonly messages: Arrival[] = [];
  private readonly seed: U64;
  private readonly rules: NetworkRules;

  constructor(seed: U64, rules: NetworkRules) {
    this.seed = seed;
    this.rules = rules;
  }

  send(tick: number, src: number, dst: number): void {
    const seq = this.messages.length;
    const { firstMultiplierLow, delayKey, linksAreFifo } = this.rules;
    const key = { sequence: seq, tick }[delayKey];
    const out = new Int32Array(2);
    splitmix64(this.seed.hi, this.seed.lo ^ src ^ dst ^ key, out, firstMultiplierLow);
    const delayed = tick + 1 + moduloU32(out[HI] as number, out[LO] as number, 3);
    const previous = this.messages.findLast((m) => m.src === src && m.dst === dst);
    const at = linksAreFifo ? Math.max(delayed, previous?.at ?? 0) : delayed;
    this.messages.push({ at, src, dst, seq, sent: tick });
  }

  arrivals(tick: number): Arrival[] {
    return this.messages
      .filter(({ at }) => at === tick)
      .sort((a, b) => a.src - b.src || a.seq - b.seq);
  }
}

const plan = fc.record({
  nodes: fc.integer({ min: 2, max: 5 }),
  seed: fc.record({ hi: fc.nat(0xffff_ffff), lo: fc.nat(0xffff_ffff) }),
  ticks: fc.array(
    fc.array(fc.record({ src: fc.nat(4), hop: fc.integer({ min: 1, max: 4 }) }), { maxLength: 20 }),
    { maxLength: 30 },
  ),
});

/** Contents that no other message has: word k of message seq. */
const contentsOf = (seq: number, words: number): number[] =>
  Array.from({ length: words }, (_, k) => (k % 2 === 0 ? seq * 31 + k : ~(seq * 31 + k)));

describe.each([
  { linksAreFifo: true, delayKey: "sequence", words: 3 },
  { linksAreFifo: true, delayKey: "tick", words: 1 },
  { linksAreFifo: false, delayKey: "sequence", words: 0 },
  { linksAreFifo: false, delayKey: "sequence", words: 5 },
  { linksAreFifo: false, delayKey: "tick", words: 4 },
  { linksAreFifo: false, delayKey: "tick", words: 17 },
] as const)(
  "where links are FIFO ($linksAreFifo), delays go by $delayKey and messages have $words words",
  ({ words, ...changes }) => {
    test.each([
      ["the labs' own", FIRST_MULTIPLIER_LOW],
      ["Vigna's", VIGNA_MULTIPLIER_LOW],
    ])(
      "messages arrive whole, in the order of a sorted list, none lost or doubled, and it is known when they were sent; by %s multiplier",
      (_, firstMultiplierLow) => {
        const rules = { ...changes, firstMultiplierLow };
        fc.assert(
          fc.property(plan, ({ nodes, seed, ticks }) => {
            const queue = new MessageQueue(nodes, seed, words, rules);
            const naive = new NaiveQueue(seed, rules);
            let received = 0;
            for (let t = 0; t < ticks.length + 4; t++) {
              const arrived: Arrival[] = [];
              queue.begin(t);
              for (let src = 0; src < nodes; src++) {
                const lane = queue.arrivals(t, src);
                for (let i = 0; i < lane.length; i += queue.message_words) {
                  const message = [...lane.words.slice(i, i + queue.message_words)];
                  const [dst, seq] = [message[RECEIVER] as number, message[SEQUENCE] as number];
                  expect(message[TYPE]).toBe(seq % 12);
                  expect(message.slice(CONTENTS)).toEqual(contentsOf(seq, words));
                  arrived.push({ at: t, src, dst, seq, sent: queue.sentAt(t, seq) });
                }
              }
              expect(arrived).toEqual(naive.arrivals(t));
              received += arrived.length;
              queue.clear(t);
              expect(queue.under_way).toBe(queue.sent - received);
              for (const { src: any, hop } of ticks[t] ?? []) {
                const src = any % nodes;
                const dst = (src + 1 + (hop % (nodes - 1))) % nodes;
                const seq = queue.sent;
                const lane = queue.send(t, src, dst, seq % 12);
                lane.words.set(contentsOf(seq, words), lane.latest + CONTENTS);
                naive.send(t, src, dst);
              }
            }
            expect(received).toBe(queue.sent);
          }),
          { numRuns: 60 },
        );
      },
    );
  },
);

test("a message takes 1 .. LONGEST_DELAY ticks, and both ends are reached", () => {
  const queue = new MessageQueue(2, { hi: 0, lo: 7 }, 0, { ...NETWORK_RULES, linksAreFifo: false });
  const delays = new Set<number>();
  for (let t = 0; t < 60; t++) {
    queue.begin(t);
    const { words, length } = queue.arrivals(t, 0);
    for (let i = 0; i < length; i += queue.message_words) {
      delays.add(t - queue.sentAt(t, words[i + SEQUENCE] as number));
    }
    queue.clear(t);
    queue.send(t, 0, 1, 0);
  }
  expect([...delays].sort()).toEqual([1, 2, LONGEST_DELAY]);
});
