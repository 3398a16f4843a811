import { describe, expect, test } from "vitest";
import type * as z from "zod";
import { judgeBisection } from "../../src/judge/judge_bisection.ts";
import { findLab } from "../../src/labs/index.ts";
import { bisectAnswer, bisectAnswerSchema } from "../../src/report/bisect_answer.ts";
import { listingReportSchema } from "../../src/report/listing_report.ts";
import { readAnswer } from "../../src/report/read_answer.ts";
import { reportSchema } from "../../src/report/schema.ts";
import { versionsOf } from "../../src/version.ts";
import { published } from "../support/scenarios.ts";
import { mismatch } from "./exams.ts";

type Json = Record<string, unknown>;

/** Every object within a value, the value itself first, with the path to each. */
function objectsIn(value: unknown, path = ""): [string, Json][] {
  if (Array.isArray(value)) return value.flatMap((one, i) => objectsIn(one, `${path}[${i}]`));
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.entries(value).flatMap(([name, one]) => objectsIn(one, `${path}.${name}`));
  return [[path, value as Json], ...inner];
}

/** Maps by a name that is no member's: what is in them is data. */
const isMap = (path: string): boolean => path.endsWith(".parameters");

async function bisection() {
  const scenario = published(findLab("zab"), "D");
  const known = [{ step: 199, sha256: "0".repeat(64) }];
  const findings = await judgeBisection(scenario, known, "dump", Number.POSITIVE_INFINITY);
  return bisectAnswer(findings, await versionsOf(scenario.lab), "http://x");
}

describe.each<[string, z.ZodType, () => Promise<unknown>]>([
  ["a report", reportSchema, async () => mismatch],
  ["an answer of a bisection", bisectAnswerSchema, bisection],
])("%s", (_, schema, given) => {
  test("with members that are not known is read without them, wherever they are", async () => {
    const answer = await given();
    const newer = structuredClone(answer);
    const objects = objectsIn(newer).filter(([path]) => !isMap(path));
    expect(objects.length).toBeGreaterThan(3);
    for (const [, object] of objects) object["added_later"] = { some: ["thing"] };
    expect(schema.safeParse(newer).success).toBe(false);
    expect(readAnswer(schema, newer)).toEqual({ isRead: true, value: answer });
  });

  test("that lacks a member is refused, whichever it is, and the member is named", async () => {
    const answer = await given();
    const count = objectsIn(answer).length;
    for (let i = 0; i < count; i++) {
      const [path, names] = ((): [string, string[]] => {
        const [where, object] = objectsIn(answer)[i] as [string, Json];
        return [where, Object.keys(object)];
      })();
      if (isMap(path)) continue;
      for (const name of names) {
        const older = structuredClone(answer);
        delete objectsIn(older)[i]?.[1][name];
        const strict = schema.safeParse(older).success;
        const reading = readAnswer(schema, older);
        // The few members that are optional may be missing in both.
        expect([path, name, reading.isRead]).toEqual([path, name, strict]);
        if (!reading.isRead) expect(reading.fault).toContain(name);
      }
    }
  });

  test("of another schema_version is refused by that", async () => {
    const answer = { ...((await given()) as Json), schema_version: 2, verdict: 7 };
    expect(readAnswer(schema, answer)).toEqual({
      isRead: false,
      fault: "its schema_version is 2; expected 1, that of this version",
    });
  });

  test("keeps the checks of its values", async () => {
    const answer = (await given()) as { versions: Json };
    const wrong = { ...answer, versions: { ...answer.versions, suite_sha256: "00" } };
    expect(readAnswer(schema, wrong)).toMatchObject({ isRead: false });
  });
});

test.each([null, 7, "text", [], {}])("%j is no report", (answer) => {
  expect(readAnswer(reportSchema, answer)).toMatchObject({ isRead: false });
  expect(readAnswer(listingReportSchema, answer)).toMatchObject({ isRead: false });
});

test("an event of a lab's own keeps the members that only its lab knows", async () => {
  const kv = findLab("kv");
  const scenario = published(kv, "A");
  const known = [{ step: 0, sha256: "0".repeat(64) }];
  const findings = await judgeBisection(scenario, known, "dump", Number.POSITIVE_INFINITY);
  const answer = bisectAnswer(findings, await versionsOf(kv), "http://x");
  expect(answer.account?.events[0]).toHaveProperty("key");
  expect(readAnswer(bisectAnswerSchema, answer)).toEqual({ isRead: true, value: answer });
});
