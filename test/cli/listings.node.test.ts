import { describe, expect, test } from "vitest";
import { type Examination, examine } from "../../src/cli/examine.ts";
import { type Fingerprint, fingerprintOf, isAlike } from "../../src/cli/fingerprint.ts";
import { Listings } from "../../src/cli/listings.ts";
import { stateOracleOf } from "../../src/cli/state_oracle.ts";
import { digestsOf } from "../../src/digests/digests.ts";
import { wholeRun } from "../../src/digests/listing_comparator.ts";
import type { Scenario } from "../../src/labs/lab.ts";
import { LocalJudge } from "../../src/library/local_judge.ts";
import { HASH_OF_A, published, script, temporaryFolder, write } from "./support.ts";

const A = published("A");
const folder = temporaryFolder();
const ZERO = "0".repeat(64);

/** The right listing of a scenario, with other digests in some steps. */
async function listing(scenario: Scenario, wrong: readonly number[] = []): Promise<string> {
  let text = "";
  for await (const { step, sha256 } of digestsOf(scenario, wholeRun(scenario))) {
    text += `${step} ${wrong.includes(step) ? ZERO : sha256}\n`;
  }
  return text;
}

/** A program that prints the right hash of A, and with --digests what `answer` does. */
function programOf(name: string, answer: string): Examination {
  const body = `case "$*" in *--digests) ${answer} ;; *) printf ${HASH_OF_A} ;; esac`;
  const program = script(folder, name, body);
  const listings = new Listings(program, 30_000, stateOracleOf(undefined));
  return { program, judge: new LocalJudge(), timeoutMilliseconds: 30_000, listings };
}

const printing = async (name: string, wrong: readonly number[]): Promise<string> =>
  `cat ${write(folder, `${name}.txt`, await listing(A, wrong))}`;

describe("a program with the right hash", () => {
  test("and the right listing has passed", async () => {
    const one = await examine(programOf("right.sh", await printing("right", [])), {
      name: "x",
      scenario: A,
    });
    expect(one).toMatchObject({ outcome: "passed", note: null, listing: { verdict: "match" } });
  });

  test("that goes wrong within the run and heals has failed, at the step", async () => {
    const exam = programOf("heals.sh", await printing("heals", [7, 8]));
    const one = await examine(exam, { name: "x", scenario: A });
    expect(one).toMatchObject({
      outcome: "failed",
      listing: { verdict: "mismatch", first_step: 7, agrees_again: 9 },
    });
  });

  test.each([
    ["refuses --digests", "echo no >&2; exit 2", null, true],
    ["crashes then", "exit 3", "the listing was not compared: asked for --digests", false],
    ["prints something else", "echo x", "the listing was not compared: what --digests", false],
  ])("and %s has passed by its hash", async (name, answer, note, isRefused) => {
    const exam = programOf(`${name}.sh`.replaceAll(" ", "-"), answer);
    const one = await examine(exam, { name: "x", scenario: A });
    expect(one.outcome).toBe("passed");
    expect(one.listing).toBeUndefined();
    if (note === null) expect(one.note).toBeNull();
    else expect(one.note).toContain(note);
    expect(exam.listings?.isRefused === true).toBe(isRefused);
  });
});

test("a fingerprint is what a right run does in the first wrong step", async () => {
  const exam = programOf("timer.sh", await printing("timer", [160, 161, 162, 163, 164, 165]));
  const scenario = A;
  const one = await examine(exam, { name: "x", scenario });
  const { events, fields } = await fingerprintOf(exam, { name: "x", scenario }, one);
  for (const text of [...events, ...fields]) expect(text).not.toMatch(/\[\d/);
});

const of = (events: readonly string[], fields: readonly string[]): Fingerprint => ({
  events: new Set(events),
  fields: new Set(fields),
});

test.each([
  [
    of(["timer election"], ["nodes[].role"]),
    of(["timer election", "lost"], ["nodes[].role"]),
    true,
  ],
  [of(["timer election"], ["nodes[].role"]), of(["delivered Ack"], ["nodes[].role"]), false],
  [of(["timer election"], ["nodes[].role"]), of(["timer election"], ["nodes[].vote"]), false],
  [of([], ["nodes[].role"]), of([], ["nodes[].role"]), true],
  [of([], []), of([], []), true],
  [of(["lost"], []), of([], []), false],
])("failures are alike where some of what goes wrong first is the same (%#)", (a, b, expected) => {
  expect(isAlike(a, b)).toBe(expected);
});
