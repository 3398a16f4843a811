import fc from "fast-check";
import { expect, test } from "vitest";
import { PeerSet } from "../../src/kernel/peer_set.ts";

const change = fc.oneof(
  fc.record({ what: fc.constantFrom("add", "remove"), id: fc.nat(6) }),
  fc.record({ what: fc.constant("clear"), id: fc.constant(0) }),
);

test("a set of peers has the members and the size of a Set", () => {
  fc.assert(
    fc.property(fc.array(change), (changes) => {
      const peers = new PeerSet(7);
      const naive = new Set<number>();
      for (const { what, id } of changes) {
        if (what === "add") {
          peers.add(id);
          naive.add(id);
        } else if (what === "remove") {
          peers.remove(id);
          naive.delete(id);
        } else {
          peers.clear();
          naive.clear();
        }
        expect(peers.size).toBe(naive.size);
        for (let peer = 0; peer < 7; peer++) expect(peers.has(peer)).toBe(naive.has(peer));
      }
    }),
  );
});
