import { readFileSync } from "node:fs";
import { join } from "node:path";
import AjvDraft04 from "ajv-draft-04";
import addFormats from "ajv-formats";
import { expect, test } from "vitest";
import { renderSarif } from "../../src/report/sarif.ts";
import { EXAMS, everyOutcome } from "./exams.ts";

/** Under Node only: ajv compiles a schema to code, and workerd runs no code made from text. */

// The schema's pattern of a language has a stray bracket, which only a RegExp without `u` reads.
const ajv = new AjvDraft04({ allErrors: true, strict: false, unicodeRegExp: false });
addFormats(ajv);
const SCHEMA = join(import.meta.dirname, "../../fixtures/sarif-2.1.0-rtm.5.json");
const validate = ajv.compile(JSON.parse(readFileSync(SCHEMA, "utf8")));

test.each(EXAMS)("the SARIF log of %s is valid by the schema of SARIF 2.1.0", async (_, make) => {
  validate(JSON.parse(renderSarif(await make())));
  expect(validate.errors).toBeNull();
});

test("so is one of an exam without a file to point at", async () => {
  validate(JSON.parse(renderSarif({ ...(await everyOutcome()), artifact: null })));
  expect(validate.errors).toBeNull();
});

test.each([
  ["a version that is not 2.1.0", (log: { version: string }) => (log.version = "2.0.0")],
  ["a property of our own", (log: { own?: number }) => (log.own = 1)],
  [
    "an artifact that is no URI reference",
    (log: { runs: { results: { locations: unknown[] }[] }[] }) =>
      log.runs[0]?.results[0]?.locations.push({
        physicalLocation: { artifactLocation: { uri: "a b" } },
      }),
  ],
])("the schema refuses %s", async (_, damage) => {
  const log = JSON.parse(renderSarif(await everyOutcome()));
  damage(log);
  expect(validate(log)).toBe(false);
});
