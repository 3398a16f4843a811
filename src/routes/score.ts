import * as z from "zod";
import { Problem, type ProblemItem } from "../errors.ts";
import { planBody, readText } from "../http/body.ts";
import { essenceOf } from "../http/media_type.ts";
import { JSON_OR_TEXT, negotiate } from "../http/negotiate.ts";
import { jsonResponse, textResponse } from "../http/respond.ts";
import { findLab } from "../labs/index.ts";
import { choice } from "../labs/parameter_types.ts";
import type { Suite } from "../labs/suite.ts";
import { LIMITS } from "../limits.ts";
import { sha256Schema, versionsSchema } from "../report/schema.ts";
import { type ScenarioVerdict, scoreLines, scoreOf, scoreSchema } from "../report/score.ts";
import { suiteSha256, versionsOf } from "../version.ts";
import { type Endpoint, readQuery } from "./endpoint.ts";
import { findSuite } from "./suites.ts";

const JSON_TYPE = "application/json";
/** Media types of a body of lines; the second is what `curl --data-binary @-` says of any. */
const TEXT_TYPES = ["", "text/plain", "application/x-www-form-urlencoded"];

const HASH = /^[0-9A-Fa-f]{64}$/;
const EXPECTED = 'expected {"hashes": {"ID": "<64 hex digits>", …}}';
const EXPECTED_LINE = "expected the id of a scenario, a space and 64 hex digits";
const EXPECTED_NO_CR =
  "expected none: a program prints nothing after its hash, and lines end with LF (tr -d '\\r' mends a file)";

const hashesSchema = z
  .strictObject({ hashes: z.record(z.string(), z.string().regex(HASH)) })
  .meta({ id: "SuiteHashes" });

const answerSchema = z
  .strictObject({
    lab: z.string(),
    scenarios: z.array(
      z.strictObject({
        id: z.string(),
        title: z.string(),
        verdict: z.enum(["passed", "failed", "missing"]),
        expected: sha256Schema,
        actual: sha256Schema.nullable().describe("null where no hash was given"),
      }),
    ),
    score: scoreSchema,
    versions: versionsSchema,
  })
  .meta({ id: "ScoredSuite" });

const CONTENT = {
  [JSON_TYPE]: { schema: answerSchema },
  "text/plain": { example: null },
};

export const scoreSuite: Endpoint = {
  method: "POST",
  path: "/v1/labs/:lab/suites/:suite/score",
  operationId: "scoreSuite",
  summary: "What the hashes of a program prove",
  description:
    "Compares the hashes that a program gave for the scenarios of a suite, and says which known bugs " +
    "the passed ones rule out, and which remain possible. With fail=1 the answer is 422 unless every " +
    "scenario passed.",
  query: {
    format: { type: choice("json", "text"), description: "The representation; goes before Accept" },
    fail: {
      type: choice("0", "1"),
      description: "With 1, anything but a pass of every scenario is answered with status 422",
    },
  },
  takes: "nothing",
  requestBody: {
    description: `The hashes by the scenarios' ids, as JSON or as lines \`ID sha256\`, or \`ID\` alone where there is none; at most ${LIMITS.score_body_bytes} bytes.`,
    content: {
      [JSON_TYPE]: { schema: hashesSchema },
      "text/plain": { example: null },
      "application/x-www-form-urlencoded": { example: null },
    },
  },
  headers: {
    "Content-Encoding": "gzip, where the body is compressed",
    "Content-Digest": "sha-256 or sha-512 of the body as it is sent (RFC 9530); checked",
  },
  responses: {
    200: { description: "The score", content: CONTENT },
    422: { description: "The score, where fail=1 was given and not all passed", content: CONTENT },
  },
  async handle(c) {
    const lab = findLab(c.req.param("lab") ?? "");
    const { own } = readQuery(c.req.url, scoreSuite, lab);
    const suite = findSuite(lab, c.req.param("suite") ?? "");
    const format = own["format"] ?? negotiate(c.req.header("Accept"), JSON_OR_TEXT);
    const isJson = isJsonBody(c.req.header("Content-Type"));
    const text = await readText(c.req.raw, planBody(c.req.raw.headers), LIMITS.score_body_bytes);
    const hashes = isJson ? hashesOfJson(suite, text) : hashesOfLines(suite, text);

    const scenarios = suite.scenarios.map(({ id, title, sha256: expected }) => {
      const actual = hashes.get(id) ?? null;
      return { id, title, verdict: verdictOf(expected, actual), expected, actual };
    });
    const verdicts = new Map(scenarios.map(({ id, verdict }) => [id, verdict]));
    const score = scoreOf(suite, await suiteSha256(suite), lab.bugs, verdicts);
    const isPassed = score.scenarios.passed === score.scenarios.total;
    const status = own["fail"] === "1" && !isPassed ? 422 : 200;
    const headers = { "Cache-Control": "no-store", Vary: "Accept" };
    if (format === "text") {
      const lines = [
        `${isPassed ? "PASSED" : "FAILED"}  ${lab.id}`,
        ...scenarios.map(({ id, verdict }) => `${id}  ${verdict}`),
        ...scoreLines(score),
      ];
      return textResponse(`${lines.join("\n")}\n`, status, headers);
    }
    const versions = await versionsOf(lab);
    return jsonResponse({ lab: lab.id, scenarios, score, versions }, status, headers);
  },
};

function verdictOf(expected: string, actual: string | null): ScenarioVerdict {
  if (actual === null) return "missing";
  return actual === expected ? "passed" : "failed";
}

function isJsonBody(contentType: string | undefined): boolean {
  const essence = essenceOf(contentType);
  if (essence === JSON_TYPE) return true;
  if (TEXT_TYPES.includes(essence)) return false;
  throw new Problem(
    "unsupported-media-type",
    [
      {
        header: "Content-Type",
        detail: `Content-Type is ${JSON.stringify(essence.slice(0, 80))}; expected application/json or text/plain`,
      },
    ],
    { "Accept-Post": "application/json, text/plain" },
  );
}

function hashesOfJson(suite: Suite, text: string): Map<string, string> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Problem("invalid-body", [
      { pointer: "", detail: `the body is not JSON; ${EXPECTED}` },
    ]);
  }
  const parsed = hashesSchema.safeParse(json);
  if (!parsed.success) {
    throw new Problem(
      "invalid-body",
      parsed.error.issues.map(({ path, code }) => {
        const pointer = path.map((part) => `/${pointerPart(String(part))}`).join("");
        const what =
          code === "unrecognized_keys"
            ? "the body has a member too many"
            : `${pointer.slice(0, 80) || "the body"} is not as it must be`;
        return { pointer: pointer.slice(0, 80), detail: `${what}; ${EXPECTED}` };
      }),
    );
  }
  const given = Object.entries(parsed.data.hashes);
  const problems = given.flatMap(([id]) =>
    isScenario(suite, id)
      ? []
      : [{ pointer: `/hashes/${pointerPart(id.slice(0, 80))}`, detail: unknownId(suite, id) }],
  );
  if (problems.length > 0) throw new Problem("invalid-body", problems);
  // JSON.parse keeps the last of two members; which one was meant is not for us to say. Neither an id
  // nor a hash holds a colon, so each colon is a member's.
  if (text.split(":").length - 1 !== given.length + 1) {
    throw new Problem("invalid-body", [
      { pointer: "/hashes", detail: `a member is given twice; ${EXPECTED}` },
    ]);
  }
  return new Map(given.map(([id, hash]) => [id, hash.toLowerCase()]));
}

/** A part of a JSON pointer (RFC 6901, section 3). */
function pointerPart(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

/**
 * Lines `ID sha256`; empty ones are skipped. An id alone is what a shell's loop prints for a program that
 * crashed: no hash was given for it. A carriage return is refused, though an editor may have put it there: a shell
 * takes the newline from what a program prints and leaves this, and the contract has neither. Offsets are of
 * the line that is wrong.
 */
function hashesOfLines(suite: Suite, text: string): Map<string, string> {
  const hashes = new Map<string, string>();
  const named = new Set<string>();
  const problems: ProblemItem[] = [];
  let offset = 0;
  for (const [index, line] of text.split("\n").entries()) {
    const [id = "", hash = "", ...rest] = line.trim().split(/\s+/);
    const where = `line ${index + 1}`;
    const refuse = (detail: string): void => {
      problems.push({ offset, detail: `${where}: ${detail}` });
    };
    if (id !== "") {
      if (!isScenario(suite, id)) refuse(unknownId(suite, id));
      else if (named.has(id)) refuse(`${id} is given twice; expected it once`);
      else if (line.includes("\r")) refuse(`there is a carriage return (CR); ${EXPECTED_NO_CR}`);
      else if (hash !== "" && (!HASH.test(hash) || rest.length > 0)) {
        const shown = JSON.stringify(line.trim().slice(0, 100));
        refuse(`the hash of ${id} is not one: ${shown}; ${EXPECTED_LINE}`);
      } else if (hash !== "") hashes.set(id, hash.toLowerCase());
      named.add(id);
    }
    offset += new TextEncoder().encode(line).length + 1;
  }
  if (problems.length === 0 && named.size === 0) {
    problems.push({ offset: 0, detail: `the body has no line; ${EXPECTED_LINE}` });
  }
  if (problems.length > 0) throw new Problem("invalid-body", problems);
  return hashes;
}

function isScenario({ scenarios }: Suite, id: string): boolean {
  return scenarios.some((scenario) => scenario.id === id);
}

function unknownId({ id: suite, scenarios }: Suite, id: string): string {
  const known = scenarios.map((scenario) => scenario.id).join(", ");
  return `the suite ${suite} has no scenario ${JSON.stringify(id.slice(0, 80))}; expected one of ${known}`;
}
