import fc from "fast-check";
import { expect, test } from "vitest";
import {
  CONTENTS,
  MESSAGE_WORDS,
  MessageQueue,
  RECEIVER,
  SEQUENCE,
  TYPE,
} from "../../src/kernel/message_queue.ts";
import { HI, LO, splitmix64 } from "../../src/kernel/splitmix64.ts";
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

  constructor(seed: U64) {
    this.seed = seed;
  }

  send(tick: number, src: number, dst: number): void {
    const seq = this.messages.length;
    const out = new Int32Array(2);
    splitmix64(this.seed.hi, this.seed.lo ^ src ^ dst ^ seq, out);
    const delayed = tick + 1 + moduloU32(out[HI] as number, out[LO] as number, 3);
    const previous = this.messages.findLast((m) => m.src === src && m.dst === dst);
    this.messages.push({ at: Math.max(delayed, previous?.at ?? 0), src, dst, seq, sent: tick });
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

test("messages arrive in the order of a sorted list, on FIFO links, none lost or doubled, and it is known when they were sent", () => {
  fc.assert(
    fc.property(plan, ({ nodes, seed, ticks }) => {
      const queue = new MessageQueue(nodes, seed);
      const naive = new NaiveQueue(seed);
      let received = 0;
      for (let t = 0; t < ticks.length + 4; t++) {
        const arrived: Arrival[] = [];
        queue.begin(t);
        for (let src = 0; src < nodes; src++) {
          const { words, length } = queue.arrivals(t, src);
          for (let i = 0; i < length; i += MESSAGE_WORDS) {
            const [dst, seq] = [words[i + RECEIVER] as number, words[i + SEQUENCE] as number];
            expect([words[i + TYPE], ...words.slice(i + CONTENTS, i + MESSAGE_WORDS)]).toEqual([
              seq % 12,
              seq,
              ~seq,
              src,
            ]);
            arrived.push({ at: t, src, dst, seq, sent: queue.sentAt(t, seq) });
          }
        }
        expect(arrived).toEqual(naive.arrivals(t));
        received += arrived.length;
        queue.clear(t);
        for (const { src: any, hop } of ticks[t] ?? []) {
          const src = any % nodes;
          const dst = (src + 1 + (hop % (nodes - 1))) % nodes;
          const seq = queue.sent;
          queue.send(t, src, dst, seq % 12, seq, ~seq, src);
          naive.send(t, src, dst);
        }
      }
      expect(received).toBe(queue.sent);
    }),
    { numRuns: 300 },
  );
});
