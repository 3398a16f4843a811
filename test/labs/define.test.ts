import { describe, expect, test } from "vitest";
import { faultsOfLab } from "../../src/labs/check.ts";
import { LABS } from "../../src/labs/index.ts";
import type { Lab } from "../../src/labs/lab.ts";
import { u32 } from "../../src/labs/parameter_types.ts";
import { REGISTRY } from "../../src/labs/registry.ts";
import { RESERVED_PARAMETERS } from "../../src/labs/reserved.ts";
import { NOT_SEARCHED, type Suite, suitesOf } from "../../src/labs/suite.ts";
import { PAGE_PARAMETERS } from "../../src/report/page_url.ts";
import { ENDPOINTS } from "../../src/routes/index.ts";

const [lab] = LABS;
const [suite] = lab.suites as readonly [Suite];
const [row] = lab.runbook;
const [bug] = lab.bugs;
const [event] = lab.events;
const parameter = {
  type: u32(1, 9),
  flag: "--extra",
  description: "",
  example: "3",
  required: false,
  default: "1",
  extension: true,
};
const ofDump = { id: "at-all", statement: "Something.", breaches: () => [] };
if (row === undefined || bug === undefined || event === undefined) throw new Error("no lab");

test.each(LABS)("the lab $id is sound", (one) => {
  expect(faultsOfLab(one)).toEqual([]);
});

test.each(REGISTRY)("the registry calls $id as the lab calls itself", async (entry) => {
  const { id, title } = await entry.load();
  expect({ id, title }).toEqual({ id: entry.id, title: entry.title });
});

test("a lab whose suite is not searched for yet can be loaded, so that it can be searched for", () => {
  const suites = suitesOf(
    [],
    { listings: {}, catalogue: NOT_SEARCHED, thorough: NOT_SEARCHED },
    { published: {}, catalogue: {}, thorough: {} },
    {},
  );
  expect(faultsOfLab({ ...lab, suites })).toEqual([]);
  expect(suites.map(({ id, is_published }) => [id, is_published])).toEqual([["catalogue", false]]);
});

describe("a lab is refused", () => {
  test.each<[string, Partial<Lab>, string]>([
    ["with an id that is no name", { id: "A B" }, 'its id is "A B"'],
    ["without a step's name", { step_name: " " }, "its step_name is empty"],
    [
      "with a parameter that an endpoint has",
      { parameters: { ...lab.parameters, stride: parameter } },
      "parameter stride has a name that endpoints, the page or the command line use",
    ],
    [
      "with a parameter whose example it refuses",
      { parameters: { ...lab.parameters, extra: { ...parameter, example: "10" } } },
      'parameter extra has the example "10"; expected a decimal integer 1 .. 9',
    ],
    [
      "with two parameters of one flag",
      { parameters: { ...lab.parameters, extra: { ...parameter, flag: "--seed" } } },
      "flag --seed is declared twice",
    ],
    [
      "with a flag that asks for output",
      { parameters: { ...lab.parameters, extra: { ...parameter, flag: "--dump" } } },
      "parameter extra has the flag --dump, by which a program is asked for output",
    ],
    ["without a suite", { suites: [] as unknown as Lab["suites"] }, "it has no suite"],
    [
      "with a suite without scenarios",
      { suites: [{ ...suite, scenarios: [], kills: {} }] },
      `suite ${suite.id} has no scenario`,
    ],
    ["with a suite twice", { suites: [suite, suite] }, `suite ${suite.id} is declared twice`],
    [
      "with a suite that knows a bug which is none",
      { suites: [{ ...suite, kills: { "no-such": ["......"] } }] },
      `suite ${suite.id} knows the bug no-such, which is none`,
    ],
    [
      "with a row that is too short",
      { suites: [{ ...suite, kills: { [bug.id]: Array(bug.variants).fill("a") } }] },
      `suite ${suite.id} has a row for ${bug.id} that is not ${suite.scenarios.length} long`,
    ],
    ["with a bug twice", { bugs: [bug, bug] }, `bug ${bug.id} is declared twice`],
    [
      "with a bug that names no row of the runbook",
      { bugs: [{ ...bug, runbook: "nowhere" }] },
      `bug ${bug.id} names the runbook row nowhere, which is none`,
    ],
    ["with a runbook row twice", { runbook: [row, row], bugs: [] }, `runbook row ${row.id} is`],
    [
      "with an invariant of a dump twice",
      { dump_invariants: [ofDump, ofDump] },
      "invariant of a dump, at-all is declared twice",
    ],
    [
      "with an invariant of a dump that is stated otherwise elsewhere",
      {
        invariants: [{ id: "at-all", statement: "Something else." }],
        dump_invariants: [ofDump],
      },
      "invariant at-all has another statement as an invariant of a dump",
    ],
    [
      "with a state that is no column",
      { scope: { ...lab.scope, state: "mood" } },
      "the state of its scope is mood, which is no column",
    ],
    [
      "with a state whose values are not told",
      {
        scope: { ...lab.scope, state: lab.scope.columns.find(({ values }) => !values)?.name ?? "" },
      },
      "has no values; expected all of them",
    ],
    [
      "with an event of a shared kind",
      { events: [{ ...event, kind: "timer" }] },
      "kind of event timer is declared twice",
    ],
    [
      "with an event whose member every event has",
      {
        events: [
          { ...event, members: [{ name: "tick", type: "integer" as const, description: "" }] },
        ],
      },
      `member of the event ${event.kind}, tick is declared twice`,
    ],
  ])("%s", (_, change, words) => {
    const faults = faultsOfLab({ ...lab, ...change });
    expect(faults.join("\n")).toContain(words);
  });
});

test("no parameter can be taken for one of an endpoint or of the page", () => {
  const own = ENDPOINTS.flatMap(({ query }) =>
    Object.entries(query).flatMap(([name, { older_name }]) => [name, older_name ?? name]),
  );
  const taken = [...own, ...PAGE_PARAMETERS, "scenario", "after"];
  expect(taken.filter((name) => !RESERVED_PARAMETERS.has(name))).toEqual([]);
});
