import fc from "fast-check";
import { expect, test } from "vitest";
import type * as z from "zod";
import type { BodyShape, Flaw } from "../../src/http/json_shape.ts";
import { LIMITS } from "../../src/limits.ts";
import { bisectRequestSchema } from "../../src/report/bisect_answer.ts";
import { explainRequestSchema } from "../../src/report/explain_schema.ts";
import { bisectRequestShape } from "../../src/routes/bisect.ts";
import { scenarioSchema, scenarioShape } from "../../src/routes/expected_by_body.ts";
import { explainRequestShape } from "../../src/routes/explain.ts";
import { hashesSchema, hashesShape } from "../../src/routes/score.ts";
import { hashBodySchema, hashBodyShape } from "../../src/routes/verify.ts";

/** What the Worker takes, and the schema that the OpenAPI document has of it. */
const BODIES: readonly [string, BodyShape<unknown>, z.ZodType][] = [
  ["a hash", hashBodyShape, hashBodySchema],
  ["the hashes of a suite", hashesShape, hashesSchema],
  ["a scenario", scenarioShape, scenarioSchema],
  ["a question of a bisection", bisectRequestShape, bisectRequestSchema],
  ["what was seen of a program", explainRequestShape, explainRequestSchema],
];

const HASHES = ["ab".repeat(32), "AB".repeat(32), "ab".repeat(31), "xy".repeat(32), ""];
const leaf = fc.oneof(
  fc.constantFrom<unknown>(...HASHES, "dump", "digest", null, true, 0, -1, 7, 0.5, 2 ** 53, 1e300),
  fc.string({ maxLength: 5 }),
);
const entry = fc.oneof(
  leaf,
  fc.record({ step: leaf, sha256: leaf, more: leaf }, { requiredKeys: [] }),
);
const body = fc.oneof(
  leaf,
  fc.array(entry, { maxLength: 3 }),
  fc.record(
    {
      sha256: leaf,
      hashes: fc.oneof(leaf, fc.dictionary(fc.constantFrom("A", "B"), leaf)),
      digests: fc.oneof(leaf, fc.array(entry, { maxLength: 3 })),
      of: leaf,
      seed: leaf,
    },
    { requiredKeys: [] },
  ),
);

test.each(BODIES)(
  "%s is taken where its documented schema takes it, and read as it is",
  (_, shape, schema) => {
    fc.assert(
      fc.property(body, (value) => {
        const flaws: Flaw[] = [];
        const read = shape(value, [], flaws);
        const parsed = schema.safeParse(value);
        expect([value, flaws.length === 0]).toEqual([value, parsed.success]);
        if (parsed.success) expect(read).toEqual(parsed.data);
      }),
      { numRuns: 2_000 },
    );
  },
);

test("a list that is too long is refused with both numbers", () => {
  const digests = Array.from({ length: LIMITS.bisect_digests + 1 }, (_, step) => ({
    step,
    sha256: HASHES[0],
  }));
  const flaws: Flaw[] = [];
  bisectRequestShape({ digests }, [], flaws);
  const what = { entries: LIMITS.bisect_digests + 1, most: LIMITS.bisect_digests };
  expect(flaws).toEqual([{ path: ["digests"], what }]);
});
