import { expect, test, vi } from "vitest";
import { ring } from "../support/ring/index.ts";
import { temporaryFolder, within, write } from "./support.ts";

/** Another lab on the command line, and in the page's engine: the registry has an entry for it. */
vi.mock("../../src/labs/registry.ts", async () => {
  const { registryOf } = await import("../../src/labs/lab_entry.ts");
  const { zab } = await import("../../src/labs/zab/index.ts");
  const { ring: another } = await import("../support/ring/index.ts");
  return { REGISTRY: registryOf([zab, another]) };
});

const [R1] = ring.suites[0].scenarios;
const HASH = R1?.sha256 ?? "";

test.each([
  ["labs", 0, "program ringctl"],
  ["expected --lab ring --scenario R1", 0, HASH],
  ["expected --lab ring --seed 1 --stations 3 --ticks 40 --begins first", 0, HASH],
  [`verify --lab ring --scenario R1 --sha256 ${HASH}`, 0, "MATCH  ring scenario R1"],
  ["trace --lab ring --scenario R1 --until 5 --events", 0, "passes the token on with"],
  ["trace --lab ring --scenario R1 --format svg", 0, "</svg>"],
  ["mutant ring value-kept --seed 1 --stations 3 --ticks 40", 0, ""],
])("assay %s", async (words, code, shown) => {
  const ended = await within(words.split(" "));
  expect(ended).toMatchObject({ code, stderr: "" });
  expect(ended.stdout).toContain(shown);
});

test("an exam runs its first suite, and a wrong program is diagnosed", async () => {
  const folder = temporaryFolder();
  const wrong = await within("mutant ring value-kept --seed 1 --stations 3 --ticks 40".split(" "));
  write(folder, "hash", wrong.stdout);
  const program = `cat ${folder}/hash #`;
  const { code, stdout } = await within([
    "exam",
    "--lab",
    "ring",
    "--program",
    program,
    "--scenario",
    "R1",
  ]);
  expect(stdout).toContain("ring/R1");
  expect(code).toBe(2);
});

test("the page knows it, and shows its run", async () => {
  const { HANDLERS } = await import("../../src/web/engine/engine.ts");
  const labs = await HANDLERS.labs(null);
  expect(labs.map(({ id }) => id)).toContain("ring");
  const subject = { lab: "ring", scenario: "R1", parameters: {}, after: null };
  const timeline = await HANDLERS.timeline({ subject });
  expect(timeline.tracks).toHaveLength(3);
  expect(timeline.marks.some(({ kind }) => kind === "filled")).toBe(true);
  const { sides } = await HANDLERS.state({ subject });
  expect(sides?.fields).toBeDefined();
  expect(await HANDLERS.suites({ lab: "ring" })).toMatchObject([
    { id: "examples" },
    { id: "catalogue" },
  ]);
});
