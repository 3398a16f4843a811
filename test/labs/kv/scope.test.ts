import fc from "fast-check";
import { expect, test } from "vitest";
import { kv } from "../../../src/labs/kv/index.ts";
import { fieldsOf } from "../../support/fields.ts";
import { kvScenario } from "../../support/random.ts";

interface Cuts {
  readonly workload: string;
  readonly cut: readonly number[];
  readonly cut_from: number;
  readonly cut_until: number;
}

test("the scope of kv is what the snapshots say, and who is cut off", () => {
  fc.assert(
    fc.property(kvScenario, fc.nat(300), (scenario, steps) => {
      const run = scenario.start();
      while (run.step_index < Math.min(steps, run.steps)) run.step();
      const { cut, cut_from, cut_until, workload } = scenario.parameters as unknown as Cuts;
      for (const [replica, { prefix, dump }] of run.digestParts().entries()) {
        const values = new Map(
          fieldsOf(kv.field_map, dump).map(([, , path, value]) => [path, value]),
        );
        const [network, log_length, commit_index, live_keys] = run.scope()[replica] ?? [];
        expect(prefix).toBe(`replicas[${replica}].`);
        expect(String(commit_index)).toBe(values.get("commit_index"));
        expect(live_keys).toBe(values.get("live_keys"));
        expect(log_length).toBeGreaterThanOrEqual(commit_index as number);
        const last = run.step_index - 1;
        const isIn = workload === "partition" && last >= cut_from && last < cut_until;
        const isCut = isIn && cut.includes(replica);
        expect(network).toBe(isCut ? "cut off" : "connected");
      }
    }),
    { numRuns: 100 },
  );
});
