import fc from "fast-check";
import { expect, test } from "vitest";
import { Links } from "../../src/kernel/links.ts";

const link = fc.record({ src: fc.nat(3), dst: fc.nat(3) });
const outage = fc
  .record({ src: fc.nat(3), dst: fc.nat(3), a: fc.nat(20), b: fc.nat(20) })
  .map(({ src, dst, a, b }) => ({ src, dst, from: Math.min(a, b), until: Math.max(a, b) }));

test("a link loses a message exactly when it is partitioned or from <= t < until", () => {
  fc.assert(
    fc.property(
      fc.array(link, { maxLength: 3 }),
      fc.array(outage, { maxLength: 8 }),
      (partition, outages) => {
        const links = new Links(4, partition, outages);
        for (let t = 0; t < 22; t++) {
          links.advance(t);
          for (let src = 0; src < 4; src++) {
            for (let dst = 0; dst < 4; dst++) {
              const isOn = (l: { src: number; dst: number }) => l.src === src && l.dst === dst;
              const expected =
                partition.some(isOn) || outages.some((o) => isOn(o) && o.from <= t && t < o.until);
              expect(links.loses(src, dst)).toBe(expected);
            }
          }
        }
      },
    ),
    { numRuns: 300 },
  );
});
