import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scenarioById } from "../../src/labs/define.ts";
import { findLab, LABS } from "../../src/labs/index.ts";
import {
  EMPTY_STATE,
  fragmentOf,
  type PageState,
  pageUrl,
  stateOf,
  subjectOf,
  TABS,
} from "../../src/report/page_url.ts";

const OWN = [
  "lab",
  "scenario",
  "after",
  "sha256",
  "dump",
  "dump_b",
  "finding",
  "at",
  "tick",
  "from",
  "until",
];
const HASH = "26ba25a087b4cfcd645902b35f4e5d985494efeef81690040acefc31837f0e98";

const text = fc.string({ unit: "binary", minLength: 1, maxLength: 20 });
const name = text.filter((one) => !OWN.includes(one) && one !== "__proto__");
const number = fc.option(fc.nat());
const after = fc.option(fc.nat().map(String));
const subject = fc.oneof(
  fc.record({ lab: text, scenario: text, parameters: fc.constant({}), after }),
  fc.record({
    lab: text,
    scenario: fc.constant(null),
    parameters: fc.dictionary(name, text, { noNullPrototype: true }),
    after,
  }),
);
const NO_PAGE = 'there is no page "nothing"; expected one of verify, explore, compare, suites, api';
const UNREADABLE = [
  'sha256 is "xyz"; expected 64 hex digits',
  'dump is "%"; expected bytes in base64url',
  'at is "-1"; expected a byte, such as 29',
  'tick is "1e9"; expected a whole number',
];
const submission = fc.oneof(
  fc.constant({ sha256: null, dump: null }),
  fc.constant({ sha256: HASH, dump: null }),
  fc.uint8Array({ maxLength: 200 }).map((dump) => ({ sha256: null, dump })),
);
const finding = fc.record({ offset: fc.nat(), field: text, expected: text, actual: text });
const state: fc.Arbitrary<PageState> = fc
  .record({
    tab: fc.constantFrom(...TABS),
    subject: fc.option(subject),
    dump_b: fc.option(fc.uint8Array({ maxLength: 20 })),
    finding: fc.option(finding),
    at: fc.option(fc.tuple(fc.constantFrom("", "+"), fc.nat()).map((parts) => parts.join(""))),
    tick: number,
    from: number,
    until: number,
    faults: fc.constant([]),
  })
  .chain((rest) => submission.map((one) => ({ ...rest, ...one })));

describe("the address", () => {
  test("holds the whole state", () => {
    fc.assert(
      fc.property(state, (given) => {
        const fragment = fragmentOf(given);
        expect(fragment).toMatch(/^#[!-~]*$/);
        expect(stateOf(fragment)).toEqual(given);
      }),
    );
  });

  test("may be anything at all", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (fragment) => {
        const state = { ...stateOf(fragment), faults: [] };
        expect(stateOf(fragmentOf(state))).toEqual(state);
      }),
    );
  });

  test.each([
    ["", {}],
    ["#nothing", { faults: [NO_PAGE] }],
    ["#suites", { tab: "suites" }],
    ["#verify?sha256=xyz&at=-1&tick=1e9&dump=%", { faults: UNREADABLE }],
    [`#verify?sha256=${HASH.toUpperCase()}`, { sha256: HASH }],
  ])("%j is read, and what cannot be is said", (fragment, expected) => {
    expect(stateOf(fragment)).toEqual({ ...EMPTY_STATE, ...expected });
  });

  test("has no name that is a parameter of a lab as well", () => {
    for (const { parameters } of LABS) {
      expect(Object.keys(parameters).filter((one) => OWN.includes(one))).toEqual([]);
    }
  });

  const published = { lab: "zab", scenario: "D", parameters: {}, after: null };

  test("of a report has the dump if it is small, else the hash", () => {
    const small = pageUrl("https://oracle.test", published, {
      sha256: HASH,
      dump: Uint8Array.of(1, 2, 255),
    });
    expect(small).toBe("https://oracle.test/#verify?lab=zab&scenario=D&dump=AQL_");
    const large = pageUrl("https://oracle.test", published, {
      sha256: HASH,
      dump: new Uint8Array(5000),
    });
    expect(large).toBe(`https://oracle.test/#verify?lab=zab&scenario=D&sha256=${HASH}`);
  });

  test("of a report on a dump that it cannot hold has what was found first", () => {
    const actual = `"${"x".repeat(100)}"`;
    const found = { offset: 29, field: "nodes[0].counter", expected: '"a:b%"', actual };
    const given = { sha256: HASH, finding: found, at: "29" };
    const large = pageUrl("", published, { ...given, dump: new Uint8Array(5000) });
    expect(large).toBe(
      `/#verify?lab=zab&scenario=D&sha256=${HASH}&finding=29:nodes%5B0%5D.counter:%22a%253Ab%2525%22:%22${"x".repeat(79)}%E2%80%A6&at=29`,
    );
    expect(stateOf(large.slice(1)).finding).toEqual({
      ...found,
      actual: `${actual.slice(0, 80)}…`,
    });
    const small = pageUrl("", published, { ...given, dump: Uint8Array.of(1) });
    expect(stateOf(small.slice(1)).finding).toBeNull();
  });

  test.each([
    ["scenario=D", "#verify?lab=zab&scenario=D"],
    ["seed=1&nodes=1&rounds=200&proposals=5", "#verify?lab=zab&scenario=D"],
    ["seed=1&nodes=1&rounds=9&proposals=5", "#verify?lab=zab&seed=1&nodes=1&rounds=9&proposals=5"],
  ])("of a scenario given as %s has its id, if it has one", (query, fragment) => {
    const given = new URLSearchParams(query);
    const id = given.get("scenario");
    const scenario =
      id === null ? findLab("zab").scenario(new Map(given)) : scenarioById(findLab("zab"), id);
    expect(fragmentOf({ ...EMPTY_STATE, subject: subjectOf(scenario) })).toBe(fragment);
  });

  test("of a scenario without an id has its parameters, lists as they are read", () => {
    const parameters = { seed: "7", partition: "0,1,1,0" };
    const subjectGiven = { lab: "zab", scenario: null, parameters, after: "12" };
    expect(pageUrl("", subjectGiven, { sha256: HASH, dump: null })).toBe(
      `/#verify?lab=zab&seed=7&partition=0,1,1,0&after=12&sha256=${HASH}`,
    );
  });
});
