import { digestsOf, type StepDigest, type StepRange } from "../digests/digests.ts";
import { conditional } from "../http/conditional.ts";
import { negotiate, TEXT_OR_NDJSON } from "../http/negotiate.ts";
import { textResponse } from "../http/respond.ts";
import type { Scenario } from "../labs/lab.ts";
import { choice } from "../labs/parameter_types.ts";
import { LIMITS } from "../limits.ts";
import { defineEndpoint } from "./endpoint.ts";
import { HEADERS, NOT_MODIFIED } from "./expected.ts";
import { FROM, type RangeQuery, rangeOf, refused, STRIDE, UNTIL } from "./range.ts";

type Format = (typeof TEXT_OR_NDJSON)[number]["name"];

const LINES: Readonly<Record<Format, (digest: StepDigest) => string>> = {
  text: ({ step, sha256 }) => `${step} ${sha256}\n`,
  ndjson: (digest) => `${JSON.stringify(digest)}\n`,
};

/** Lines that are put together at once: each for itself takes five times as much memory. */
const LINES_OF_A_PIECE = 500;

export const getDigests = defineEndpoint({
  method: "GET",
  path: "/v1/labs/:lab/digests",
  operationId: "getDigests",
  summary: "The digest of the state after every step of a run",
  description:
    "What a program prints with --digests: a line for each tick (operation), its number and the SHA-256, " +
    `or an object of NDJSON. At most ${LIMITS.digest_lines} lines: a longer run is asked for in ranges.`,
  query: {
    from: FROM,
    until: UNTIL,
    stride: STRIDE,
    format: {
      type: choice(...TEXT_OR_NDJSON.map(({ name }) => name)),
      description: "The representation; goes before Accept",
    },
  },
  takes: "run",
  headers: { "If-None-Match": "ETags of answers that the client has" },
  responses: {
    200: {
      description: "The digests",
      content: {
        "text/plain": {
          example: "0 9f92230dd14d4df4d93c508b64a078ebe277d8df3f033d3b6f4f665d1ac61044\n",
        },
        "application/x-ndjson": { example: null },
      },
      headers: { ETag: HEADERS.ETag },
    },
    304: NOT_MODIFIED,
  },
  async handle({ c, lab, scenario, query, pace }) {
    const range = limitedRange(scenario, query);
    const format = query.format ?? negotiate(c.req.header("Accept"), TEXT_OR_NDJSON);
    return conditional(c, lab, ["digests", format, scenario.query, range], async () => {
      // All lines are made before the first is sent, so that a limit can still be answered as such.
      const pieces: string[] = [];
      let lines: string[] = [];
      for await (const digest of digestsOf(scenario, range, { pace })) {
        if (lines.push(LINES[format](digest)) < LINES_OF_A_PIECE) continue;
        pieces.push(lines.join(""));
        lines = [];
      }
      const type = format === "ndjson" ? { "Content-Type": "application/x-ndjson" } : {};
      return textResponse([...pieces, ...lines].join(""), 200, type);
    });
  },
});

/** The range that is asked for, which must not have too many lines. */
function limitedRange(scenario: Scenario, query: RangeQuery): StepRange {
  const range = rangeOf(scenario, query);
  const { from, until, stride } = range;
  if (Math.ceil((until - from) / stride) > LIMITS.digest_lines) {
    throw refused(
      "until",
      `the range from ${from} until ${until} has more than ${LIMITS.digest_lines} digests; expected a smaller range, or a larger stride`,
    );
  }
  return range;
}
