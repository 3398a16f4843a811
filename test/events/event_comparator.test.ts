import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EventComparator, type EventComparison } from "../../src/events/event_comparator.ts";
import { listedEvents } from "../../src/events/events_of_run.ts";
import { judgeEvents } from "../../src/judge/judge_events.ts";
import { LABS } from "../../src/labs/index.ts";
import { kv } from "../../src/labs/kv/index.ts";
import type { Lab, Scenario } from "../../src/labs/lab.ts";
import { zab } from "../../src/labs/zab/index.ts";
import { LIMITS } from "../../src/limits.ts";
import {
  eventsReport,
  eventsReportSchema,
  renderEventsReport,
} from "../../src/report/events_report.ts";
import { versionsOf } from "../../src/version.ts";
import { counted } from "../support/counted_runs.ts";
import { ring } from "../support/ring/index.ts";
import { published } from "../support/scenarios.ts";

const A = published(zab, "A");
const whole = ({ steps }: Scenario) => ({ from: 0, until: steps });
const linesOf = (scenario: Scenario): string[] =>
  [...listedEvents(scenario, whole(scenario))].join("").split("\n").slice(0, -1);
const RIGHT = linesOf(A);
const firstOf = (lab: Lab): Scenario =>
  lab.scenario(new Map(Object.entries(lab.suites[0].scenarios[0]?.parameters ?? {})));

async function compare(
  text: string | Uint8Array,
  { scenario = A, range = whole(scenario), pieces = 4096, mostLines = 1_000_000 } = {},
): Promise<EventComparison> {
  const comparator = new EventComparator(scenario, range, { mostLines });
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  try {
    for (let i = 0; i < bytes.length; i += pieces)
      await comparator.push(bytes.subarray(i, i + pieces));
    return await comparator.finish();
  } finally {
    comparator.end();
  }
}
const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");
/** The right lines with those from `at` on, `count` of them, replaced. */
const spliced = (at: number, count: number, ...others: string[]): string[] =>
  RIGHT.toSpliced(at, count, ...others);

const SENT = RIGHT.findIndex((line) => line.includes('"kind":"sent","tick":3'));
const last = JSON.parse(RIGHT.at(-1) as string);

describe("a listing of events that is right", () => {
  test.each([...LABS, ring])("is a match, of $id, in pieces of any size", async (lab) => {
    const scenario = firstOf(lab);
    const lines = linesOf(scenario);
    for (const pieces of [7, 100_000]) {
      expect(await compare(text(lines), { scenario, pieces })).toEqual({
        verdict: "match",
        lines: lines.length,
        agreeing_lines: lines.length,
        difference: null,
      });
    }
  });

  test("need not end with LF, nor have its members in order, nor be without spaces", async () => {
    const turned = RIGHT.map((line) => {
      const members = Object.entries(JSON.parse(line)).toReversed();
      return ` ${JSON.stringify(Object.fromEntries(members), null, 1).replaceAll("\n", "")} `;
    });
    expect(await compare(turned.join("\n"))).toMatchObject({ verdict: "match" });
  });

  test("may be of a part of the run", async () => {
    const range = { from: 100, until: 300 };
    const part = RIGHT.filter((line) => {
      const { tick } = JSON.parse(line);
      return tick >= 100 && tick < 300;
    });
    expect(part.length).toBeGreaterThan(10);
    expect(await compare(text(part), { range })).toMatchObject({ verdict: "match" });
    expect(await compare(text(RIGHT), { range })).toMatchObject({
      difference: { kind: "additional", tick: 0 },
    });
    expect(await compare("", { range: { from: 20, until: 20 } })).toMatchObject({
      verdict: "match",
    });
  });
});

describe("the first difference", () => {
  test("is an event that is missing, and what follows agrees again", async () => {
    const { verdict, agreeing_lines, difference } = await compare(text(spliced(SENT, 1)));
    expect([verdict, agreeing_lines]).toEqual(["mismatch", SENT]);
    expect(difference).toMatchObject({
      kind: "missing",
      line: SENT + 1,
      tick: 3,
      expected: JSON.parse(RIGHT[SENT] as string),
      actual: JSON.parse(RIGHT[SENT + 1] as string),
      members: [],
      agreeing: RIGHT.slice(SENT - 5, SENT).map((line) => JSON.parse(line)),
      differing_lines: 0,
      missing_events: 1,
    });
    expect(JSON.parse(RIGHT[(difference?.agrees_again?.line ?? 0) - 0] as string).tick).toBe(4);
  });

  test("is an event that is additional", async () => {
    const extra = JSON.stringify({ ...JSON.parse(RIGHT[SENT] as string), to: 1, from: 2 });
    const { difference } = await compare(text(spliced(SENT, 0, extra)));
    expect(difference).toMatchObject({
      kind: "additional",
      line: SENT + 1,
      actual: JSON.parse(extra),
      differing_lines: 1,
      missing_events: 0,
    });
  });

  test("is an event with other members, which are named", async () => {
    const right = JSON.parse(RIGHT[SENT] as string);
    const other = { ...right, seq: right.seq + 7, contents: { leader: 1 } };
    const { difference } = await compare(text(spliced(SENT, 1, JSON.stringify(other))));
    expect(difference).toMatchObject({
      kind: "different",
      members: [
        { member: "seq", expected: right.seq, actual: right.seq + 7 },
        { member: "contents.leader", expected: right.contents.leader, actual: 1 },
      ],
      cause: { by: "message", event: JSON.parse(RIGHT[SENT - 1] as string) },
      differing_lines: 1,
      missing_events: 1,
    });
  });

  test("is two events in another order, and then no line is wrong by itself", async () => {
    const [one, other] = [RIGHT[0], RIGHT[1]] as [string, string];
    const { difference } = await compare(text(spliced(0, 2, other, one)));
    expect(difference).toMatchObject({
      kind: "reordered",
      line: 1,
      agreeing: [],
      cause: { by: "tick", section: 'zab.md, "on_tick"' },
      differing_lines: 0,
      missing_events: 0,
      agrees_again: { tick: 1 },
    });
  });

  test("is the end, where the listing ends too early: a finding, and no error", async () => {
    const half = Math.floor(RIGHT.length / 2);
    expect(await compare(text(RIGHT.slice(0, half)))).toMatchObject({
      verdict: "truncated",
      lines: half,
      difference: {
        kind: "missing",
        line: null,
        expected: JSON.parse(RIGHT[half] as string),
        actual: null,
        missing_events: RIGHT.length - half,
        agrees_again: null,
      },
    });
    expect(await compare("")).toMatchObject({ verdict: "truncated", lines: 0 });
  });

  test("is what follows behind the end of the run", async () => {
    for (const extra of [{ ...last, tick: A.steps }, last]) {
      expect(await compare(text([...RIGHT, JSON.stringify(extra)]))).toMatchObject({
        verdict: "trailing-lines",
        agreeing_lines: RIGHT.length,
        difference: { kind: "additional", expected: null, differing_lines: 1, missing_events: 0 },
      });
    }
  });

  test("of a program that skips a tick is what is missing of it", async () => {
    const from = RIGHT.findIndex((line) => JSON.parse(line).tick === 4);
    const until = RIGHT.findIndex((line) => JSON.parse(line).tick > 4);
    expect((await compare(text(spliced(from, until - from)))).difference).toMatchObject({
      kind: "missing",
      tick: 4,
      missing_events: until - from,
      agrees_again: { line: from + 1 },
    });
  });

  test("in kv names the section of the member", async () => {
    const scenario = published(kv, "A");
    const lines = linesOf(scenario);
    const wrong = lines.with(
      3,
      (lines[3] as string).replace('"committed":true', '"committed":false'),
    );
    expect((await compare(text(wrong), { scenario })).difference).toMatchObject({
      members: [{ member: "committed", expected: true, actual: false }],
      cause: { by: "command", section: 'kv.md, "Operations"' },
      agrees_again: { line: 5, tick: 4 },
    });
  });
});

test("counts of any damage are those of a comparison tick by tick", async () => {
  const byTick = (lines: readonly string[]) => Map.groupBy(lines, (line) => JSON.parse(line).tick);
  const right = byTick(RIGHT);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(RIGHT.length - 1), fc.constantFrom("leave", "twice", "other")), {
        minLength: 1,
        maxLength: 5,
      }),
      async (damages) => {
        const lines = RIGHT.flatMap((line, i) => {
          const damage = damages.find(([at]) => at === i)?.[1];
          if (damage === "leave") return [];
          if (damage === "twice") return [line, line];
          if (damage === undefined) return [line];
          return [line.replace(/"(to|node)":\d+/, '"$1":9')];
        });
        const { difference } = await compare(text(lines));
        let [differing, missing] = [0, 0];
        for (const [tick, own] of right) {
          const left = [...own];
          for (const line of byTick(lines).get(tick) ?? []) {
            const at = left.indexOf(line);
            if (at < 0) differing++;
            else left.splice(at, 1);
          }
          missing += left.length;
        }
        expect(difference).toMatchObject({ differing_lines: differing, missing_events: missing });
        const again = difference?.agrees_again?.line ?? lines.length + 1;
        const rest = lines.slice(again - 1);
        expect(RIGHT.slice(RIGHT.length - rest.length)).toEqual(rest);
      },
    ),
    { numRuns: 40 },
  );
});

describe("a line that is none is refused by its number:", () => {
  const first = RIGHT[0] as string;
  test.each([
    ["no JSON", "nonsense", 'is "nonsense"; expected an event as one JSON object'],
    ["an empty line", "", 'is ""; expected an event'],
    ["an array", "[]", 'is "[]"; expected an event'],
    ["a number", "3", 'is "3"; expected'],
    ["deep JSON", "[".repeat(4000), "expected an event as one JSON object"],
    [
      "deep members",
      first.replace(/"contents":.*/, `"contents":${'{"a":'.repeat(500)}1${"}".repeat(501)}`),
      "has no contents.epoch",
    ],
    [
      "no kind",
      "{}",
      "is of the kind (none); expected one of sent, delivered, lost, timer, injected",
    ],
    ["another kind", '{"kind":"toString"}', 'is of the kind "toString"; expected one of sent'],
    [
      "another type",
      first.replace("LookForLeader", "constructor"),
      'has the type "constructor"; expected one of LookForLeader, Vote',
    ],
    [
      "a text for a number",
      first.replace('"tick":0', '"tick":"0"'),
      'has tick "0"; expected an integer 0 .. 4294967295',
    ],
    ["a fraction", first.replace('"seq":0', '"seq":0.5'), "has seq 0.5; expected an integer"],
    [
      "a negative number",
      first.replace('"from":0', '"from":-1'),
      "has from -1; expected an integer",
    ],
    [
      "a large number",
      first.replace('"seq":0', '"seq":4294967296'),
      "has seq 4294967296; expected",
    ],
    [
      "a huge number in contents",
      first.replace('"epoch":0', '"epoch":1e300'),
      "has contents.epoch 1e+300; expected an integer",
    ],
    [
      "a missing member",
      first.replace('"seq":0,', ""),
      "has no seq; expected an integer 0 .. 4294967295",
    ],
    [
      "an unknown member",
      first.replace('"seq":0', '"seq":0,"x":1'),
      'has a member "x"; expected kind, tick, seq, from, to, type, contents and no other',
    ],
    [
      "an unknown member within",
      first.replace('"counter":0', '"counter":0,"__proto__":1'),
      'has a member "contents.zxid.__proto__"; expected epoch, counter and no other',
    ],
    [
      "contents of another form",
      first.replace(/"contents":.*/, '"contents":[1]}'),
      "has contents [1]; expected an object of epoch, zxid, candidate",
    ],
    ["CR LF", `${first}\r`, "ends with CR LF"],
    ["a huge line", " ".repeat(5000) + first, "has more than 4096 bytes"],
    ["a byte order mark", `\ufeff${first}`, "has a byte that is not ASCII"],
    ["NUL", `${first}\0`, "expected an event as one JSON object"],
    ["two events", `${first}${first}`, "expected an event as one JSON object"],
  ])("%s", async (_, line, words) => {
    const before = RIGHT.slice(0, 6);
    for (const lines of [
      [...before, line],
      [RIGHT[1] as string, ...before.slice(1), line],
    ]) {
      const refused = await compare(text(lines)).catch((error: Error) => error);
      expect(refused).toBeInstanceOf(Error);
      expect((refused as Error).message).toContain(words);
      expect((refused as Error).message).toMatch(/^line 7 /);
    }
  });

  test("invalid UTF-8, and no end of a line in many bytes", async () => {
    await expect(compare(Uint8Array.of(0x7b, 0xff, 0x0a))).rejects.toThrow("line 1 has a byte");
    await expect(compare(new Uint8Array(10_000_000).fill(0x20))).rejects.toThrow("line 1 has more");
  });

  test("lines that are too many", async () => {
    await expect(compare(text(RIGHT), { mostLines: 10 })).rejects.toThrow(
      "the body has more than 10 lines; expected a part of the run's events (from and until)",
    );
  });
});

test("as many wrong lines as are allowed are counted, and one more is refused", async () => {
  const comparator = new EventComparator(A, whole(A));
  const bytes = new TextEncoder().encode(`${RIGHT[3]}\n`.repeat(10_000));
  for (let i = 0; i < LIMITS.verified_events; i += 10_000) await comparator.push(bytes);
  const { lines, difference } = await comparator.finish();
  comparator.end();
  // One of them is an event of the right run, though not in its place.
  expect(difference).toMatchObject({
    differing_lines: lines - 1,
    missing_events: RIGHT.length - 1,
  });
  await expect(comparator.push(bytes)).rejects.toThrow(`more than ${LIMITS.verified_events} lines`);
});

test("a step with more events than are held is refused, by who lists and by who compares", async () => {
  const allowed = { most: 1000, mostInStep: 13 };
  const listed = () => [...listedEvents(A, whole(A), { ...allowed, mostInStep: 12 })].join("");
  expect([...listedEvents(A, whole(A), allowed)].join("")).toBe(text(RIGHT));
  expect(listed).toThrow("more than 12 events in one step (the limit was reached at step");
  const comparator = new EventComparator(A, whole(A), { mostInStep: 12 });
  await expect(comparator.push(new TextEncoder().encode(text(RIGHT)))).rejects.toThrow(
    "more than 12 events in one step",
  );
  comparator.end();
});

test("the runs are given back however a comparison ends", async () => {
  const { scenario, held } = counted(A);
  const bytes = new TextEncoder().encode(text(RIGHT));
  const judged = await judgeEvents(scenario, whole(A), (push) => push(bytes));
  expect([judged.comparison.verdict, judged.state, held()]).toEqual(["match", null, 0]);
  const { state } = await judgeEvents(scenario, whole(A), (push) =>
    push(bytes.subarray(0, bytes.lastIndexOf(10, 5000))),
  );
  expect([state === null, held()]).toEqual([false, 0]);
  const bad = new TextEncoder().encode("{}\n");
  await expect(judgeEvents(scenario, whole(A), (push) => push(bad))).rejects.toThrow("line 1");
  expect(held()).toBe(0);
  const gone = judgeEvents(scenario, whole(A), async () => {
    throw new Error("the client has gone");
  });
  await expect(gone).rejects.toThrow("gone");
  expect(held()).toBe(0);
  const busy = {
    pause: async () => {
      throw new Error("its time is over");
    },
  };
  const large = published(zab, "B");
  const other = counted({ ...large });
  await judgeEvents(other.scenario, whole(large), async () => {}, { pace: busy }).catch(() => {});
  expect(other.held()).toBe(0);
});

describe("the report", () => {
  async function reportOn(scenario: Scenario, lines: readonly string[]) {
    const bytes = new TextEncoder().encode(text(lines));
    const findings = await judgeEvents(scenario, whole(scenario), (push) => push(bytes));
    return eventsReport(findings, await versionsOf(scenario.lab), "http://x");
  }

  test.each([...LABS, ring])(
    "of every kind of difference of $id is as its schema says, and has words",
    async (lab) => {
      const scenario = firstOf(lab);
      const lines = linesOf(scenario);
      const middle = Math.floor(lines.length / 2);
      const wrong = JSON.parse(lines[middle] as string);
      for (const one of [
        lines,
        lines.slice(0, middle),
        lines.toSpliced(middle, 1),
        lines.toSpliced(middle, 0, lines[middle] as string),
        lines.with(middle, JSON.stringify({ ...wrong, tick: wrong.tick + 1 })),
        [...lines, lines[0] as string],
      ]) {
        const report = await reportOn(scenario, one);
        expect(eventsReportSchema.parse(report)).toEqual(report);
        const words = renderEventsReport(scenario, report);
        expect(words).toContain(report.verdict.toUpperCase());
        expect(words).not.toMatch(/undefined|\[object|NaN/);
        const { first_difference: first } = report;
        expect(report.verdict === "match").toBe(first === null);
        if (first !== null) expect(first.state).toHaveLength(scenario.start().scope().length);
      }
    },
  );

  test("says what is wrong, by which rule, and how to see it again", async () => {
    const options = { bugs: [{ bug: "epoch-plus-two", variant: 0 }] };
    const lines = [...listedEvents(A, whole(A), { options })].join("").trimEnd().split("\n");
    const report = await reportOn(A, lines);
    const words = renderEventsReport(A, report);
    expect(words).toContain(
      "MISMATCH  zab scenario A: line 34, tick 4: another event stands in the place",
    );
    expect(words).toContain("member      contents.epoch: expected 1, actual 2");
    expect(words).toContain("came of     node 2 handling Vote of 0");
    expect(words).toContain('rule        zab.md, "Vote{l}"');
    expect(words).toContain("state       of node 2 before tick 4: role Looking, current_epoch 0");
    expect(words).toContain("'http://x/v1/labs/zab/events/verify?scenario=A&format=text'");
  });
});
