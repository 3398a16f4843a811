import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  defaultSuite,
  parseSuite,
  randomCases,
  select,
  selectCases,
  suiteCases,
} from "../../src/cli/cases.ts";
import { matcher } from "../../src/cli/glob.ts";
import { Draws } from "../../src/kernel/draws.ts";
import { scenarioOfFlags } from "../../src/labs/define.ts";
import { findLab, LABS } from "../../src/labs/index.ts";
import { scenarioOfArguments } from "../support/scenarios.ts";
import { temporaryFolder, write } from "./support.ts";

const zab = findLab("zab");
const kv = findLab("kv");
const FLAGS = "--seed 42 --nodes 3 --rounds 1000 --proposals 5";

describe("a glob", () => {
  test.each([
    ["zab/A", "zab/A", true],
    ["zab/A", "zab/AB", false],
    ["zab/A", "xzab/A", false],
    ["*", "", true],
    ["*", "zab/line-12", true],
    ["zab/*", "zab/A", true],
    ["zab/*", "kv/A", false],
    ["*/A", "kv/A", true],
    ["zab/line-?", "zab/line-7", true],
    ["zab/line-?", "zab/line-12", false],
    ["", "", true],
    ["", "A", false],
    ["a.c", "abc", false],
    ["[AB]", "A", false],
    ["nodes[0].id", "nodes[0].id", true],
    ["nodes[*].id", "nodes[12].id", true],
    ["(A|B)+$^\\", "(A|B)+$^\\", true],
  ])("%j and %j: %j", (glob, name, expected) => {
    expect(matcher(glob)(name)).toBe(expected);
  });

  /** The dumb twin. */
  function matches(glob: string, name: string): boolean {
    if (glob === "") return name === "";
    if (glob[0] === "*")
      return matches(glob.slice(1), name) || (name !== "" && matches(glob, name.slice(1)));
    return (
      name !== "" &&
      (glob[0] === "?" || glob[0] === name[0]) &&
      matches(glob.slice(1), name.slice(1))
    );
  }

  test("of many stars costs no more than pattern times text", () => {
    const start = performance.now();
    expect(matcher(`zab/${"*a".repeat(2000)}y`)("zab/".padEnd(20_000, "a"))).toBe(false);
    expect(matcher(`*${"*".repeat(10_000)}y`)("a".repeat(10_000))).toBe(false);
    expect(performance.now() - start).toBeLessThan(5000);
  });

  test("means what its twin means", () => {
    const text = (alphabet: string) => fc.array(fc.constantFrom(...alphabet), { maxLength: 7 });
    fc.assert(
      fc.property(text("ab.[*?"), text("ab.["), (glob, name) => {
        expect(matcher(glob.join(""))(name.join(""))).toBe(matches(glob.join(""), name.join("")));
      }),
      { seed: 1, numRuns: 2000 },
    );
  });
});

describe("the scenario of a program's flags", () => {
  test.each([
    ["in their order", FLAGS],
    ["in any order, with any spaces", "  --proposals 5   --rounds 1000 --nodes 3 --seed 42 "],
    ["in another spelling of a number", FLAGS.replace("42", "0042")],
  ])("%s", (_, flags) => {
    expect(scenarioOfFlags(zab, flags).command).toBe(`zabctl ${FLAGS}`);
    expect(scenarioOfFlags(zab, flags).published?.id).toBe("A");
  });

  test.each([
    ["no flag", "", "seed is missing"],
    [
      "an unknown flag",
      `${FLAGS} --round 7`,
      "--round is not a flag of zabctl; expected one of --seed --nodes",
    ],
    ["a flag of the contract", `${FLAGS} --dump`, "--dump is not a flag of zabctl"],
    ["a stray word", `${FLAGS} x`, "x is not a flag of zabctl"],
    ["a flag without a value", "--seed", "--seed has no value"],
    ["a flag that is given twice", `${FLAGS} --seed 42`, "--seed is given twice"],
    ["a value that the lab refuses", FLAGS.replace("3", "0"), 'nodes is "0"; expected'],
    ["a flag with =", FLAGS.replace("--seed 42", "--seed=42 1"), "--seed=42 is not a flag"],
    ["an outage to nowhere", `${FLAGS} --outage 1,2,0,3`, "outage[0] names node 3"],
  ])("%s is refused", (_, flags, message) => {
    expect(() => scenarioOfFlags(zab, flags)).toThrow(message);
  });

  test("is of the lab's own flags: kv's --scenario is its workload", () => {
    const { parameters } = scenarioOfFlags(kv, "--seed 1 --ops 2 --keys 3 --scenario partition");
    expect(parameters["workload"]).toBe("partition");
  });
});

describe("a suite in a file", () => {
  const OTHER = FLAGS.replace("--seed 42", "--seed 43");
  const names = (text: string) => parseSuite(zab, text, "x").map(({ name }) => name);

  test("has a case for each scenario; comments, blank lines and other columns are not read", () => {
    const text = `# ${FLAGS}\n\n${OTHER}\n  ${FLAGS}\t366\thash --unread\r\n\t\n#\n${FLAGS}`;
    const cases = parseSuite(zab, text, "x");
    expect(cases.map(({ scenario }) => scenario.command)).toEqual([
      `zabctl ${OTHER}`,
      `zabctl ${FLAGS}`,
    ]);
  });

  test("names its cases by what they are: the lines before them do not change a name", () => {
    expect(names(`${FLAGS}\n${OTHER}`)).toEqual(["zab/A", "zab/x-95e03cb7"]);
    expect(names(`# above\n--seed 1 ${FLAGS.slice(10)}\n${OTHER}\n${FLAGS}`).slice(1)).toEqual([
      "zab/x-95e03cb7",
      "zab/A",
    ]);
    const turned = "--proposals 5  --rounds 1000 --nodes 03 --seed 43";
    expect(names(turned)).toEqual(["zab/x-95e03cb7"]);
  });

  test("names them as the file has it behind a tab, or in the fourth column of a suite's text", () => {
    expect(names(`${FLAGS}\tsmall_1.a\r\n${OTHER}\t366\t${"0".repeat(64)}\tK01`)).toEqual([
      "zab/small_1.a",
      "zab/K01",
    ]);
    expect(names(`${FLAGS}\tone\n${FLAGS}\ttwo\n${FLAGS}\tone`)).toEqual(["zab/one", "zab/two"]);
  });

  test.each([
    ["a wrong flag", `\n${FLAGS} --x 1`, "suite.txt, line 2: --x is not a flag of zabctl"],
    ["a wrong value", "--seed -1", 'suite.txt, line 1: seed is "-1"; expected'],
    ["a name that is a pattern", `${FLAGS}\ta*`, 'suite.txt, line 1: the name is "a*"; expected'],
    [
      "a name of two scenarios",
      `${FLAGS}\ta\n${OTHER}\ta`,
      "suite.txt, line 2: zab/a is the name of another scenario as well",
    ],
    ["a comment after flags", `${FLAGS} # why`, "suite.txt, line 1: # is not a flag"],
  ])("is refused with its line: %s", (_, text, message) => {
    expect(() => parseSuite(zab, text, "suite.txt")).toThrow(message);
  });
});

describe("the cases of an exam", () => {
  const names = (glob?: string) =>
    selectCases(zab, "published", { scenario: glob }).map(({ name }) => name);

  test.each([
    [undefined, ["zab/A", "zab/B", "zab/C", "zab/D", "zab/E", "zab/F"]],
    ["A", ["zab/A"]],
    ["zab/A", ["zab/A"]],
    ["*/[A]", null],
    ["z*/?", ["zab/A", "zab/B", "zab/C", "zab/D", "zab/E", "zab/F"]],
    ["kv/A", null],
    ["a", null],
    ["", null],
  ])("--scenario %s", (glob, expected) => {
    if (expected === null) {
      expect(() => names(glob)).toThrow(
        `--scenario ${glob} selects nothing; expected a name or a pattern of zab/A, zab/B`,
      );
    } else {
      expect(names(glob)).toEqual(expected);
    }
  });

  const left = (scenario: string | undefined, ...skip: string[]) =>
    selectCases(zab, "published", { scenario, skip }).map(({ name }) => name.slice(4));

  test("--skip leaves out what it matches, of what --scenario selects", () => {
    expect(left(undefined, "A", "zab/C")).toEqual(["B", "D", "E", "F"]);
    expect(left("A", "B")).toEqual(["A"]);
  });

  test.each([
    [["Z"], "--skip Z selects nothing; expected a name or a pattern of zab/A, zab/B"],
    [["A", "*"], "--skip A,* leaves no case; expected at least one of zab/A"],
  ])("--skip %s is refused", (skip, message) => {
    expect(() => left(undefined, ...skip)).toThrow(message);
  });

  test("those of a suite by name have the ids of its scenarios", () => {
    for (const lab of LABS) {
      for (const suite of lab.suites) {
        const cases = suiteCases(lab, suite.id);
        expect(cases.map(({ name }) => name)).toEqual(
          suite.scenarios.map(({ id }) => `${lab.id}/${id}`),
        );
        for (const { name, scenario } of cases) {
          expect(name).toBe(`${lab.id}/${scenario.listed?.id}`);
        }
      }
    }
  });

  test.each([
    [undefined, "published"],
    ["A", "published"],
    ["zab/*", "published"],
    ["K01", "catalogue"],
    ["zab/K01", "catalogue"],
    ["kv/K01", "published"],
  ])("without --suite, --scenario %s is one of %s", (glob, suite) => {
    expect(defaultSuite(zab, glob)).toBe(suite);
  });

  test.each([
    [
      "a file that is not there",
      "/nonexistent",
      'cannot be read; expected "published", "catalogue", "thorough" or a file',
    ],
    ["a folder", "/", "cannot be read"],
    ["the wrong name", "Published", "cannot be read"],
  ])("--suite: %s", (_, file, message) => {
    expect(() => suiteCases(zab, file)).toThrow(message);
  });

  test("a suite of nothing is no suite", () => {
    const file = write(temporaryFolder(), "suite", "# nothing yet\n");
    expect(() => suiteCases(zab, file)).toThrow("has no scenario; expected at least one");
  });

  test("a message names a dozen cases, not a thousand", () => {
    const lines = Array.from({ length: 13 }, (_, i) => `${FLAGS}\tn${i}\n`);
    const cases = parseSuite(zab, lines.join(""), "x");
    expect(() => select(cases, { scenario: "x" })).toThrow(/zab\/n11, …$/);
    expect(() => select(cases.slice(0, 12), { scenario: "x" })).toThrow(/zab\/n11$/);
  });
});

describe.each(LABS)("random scenarios of $id", (lab) => {
  const commands = (seed: number, count: number): string[] =>
    randomCases(lab, new Draws({ hi: 0, lo: seed }), count).map(({ scenario }) => scenario.command);

  test("are legal, and their command lines mean themselves", () => {
    for (const command of commands(1, 500)) {
      const flags = command.slice(lab.program.length + 1);
      expect(scenarioOfArguments(lab, flags).command).toBe(command);
      expect(scenarioOfFlags(lab, flags).command).toBe(command);
    }
  });

  test("are the same for the same seed, and others for another", () => {
    expect(commands(7, 40)).toEqual(commands(7, 40));
    expect(commands(7, 40).slice(0, 10)).toEqual(commands(7, 10));
    expect(new Set([...commands(7, 40), ...commands(8, 40)]).size).toBe(80);
  });

  test("vary: every parameter takes several values, and is left out where it may be", () => {
    const cases = randomCases(lab, new Draws({ hi: 0, lo: 3 }), 300);
    for (const [name, { required }] of Object.entries(lab.parameters)) {
      const given = cases.map(({ scenario }) => new Map(scenario.query).get(name));
      expect(new Set(given).size).toBeGreaterThan(1);
      expect(given.includes(undefined)).toBe(!required);
    }
  });

  test("are frozen: seed 1 draws what it has always drawn", () => {
    const frozen: Record<string, string> = {
      paxos: "4c24d60489988f334412f72ba98ed6cf44fa085977fd0be60e15bd347a672d31",
      zab: "33027a8881f0c5094694e0657660d9996746e24456f9d5833eb9315007a6e9cc",
      kv: "8d1f546bfdd2d7c34c87412059bbffdf6f582362082cd5115273590c2ddc017d",
      raft: "75c21b2224d3922bf13f77eac5a2ef6cee14910ac8b398a82bf13d884711e323",
    };
    const digest = createHash("sha256").update(commands(1, 1000).join("\n")).digest("hex");
    expect(digest).toBe(frozen[lab.id]);
  });
});

describe("draws", () => {
  const draws = () => new Draws({ hi: 1, lo: 2 });

  test("stay within their bounds and reach both ends", () => {
    const source = draws();
    const drawn = Array.from({ length: 500 }, () => source.between(3, 7));
    expect([...new Set(drawn)].sort()).toEqual([3, 4, 5, 6, 7]);
    expect(source.below(1)).toBe(0);
    expect(source.pick(["only"])).toBe("only");
  });

  test("of u64 are decimal, and include both ends of the range", () => {
    const source = draws();
    const drawn = Array.from({ length: 500 }, () => source.u64());
    for (const text of drawn) expect(BigInt.asUintN(64, BigInt(text))).toBe(BigInt(text));
    expect(drawn).toContain("0");
    expect(drawn).toContain("18446744073709551615");
    expect(drawn.filter((text) => text.length > 17).length).toBeGreaterThan(200);
  });

  test("are frozen", () => {
    const source = draws();
    expect([
      source.below(1000),
      source.between(5, 9),
      source.pick("abcdef".split("")),
      source.u64(),
    ]).toEqual([708, 8, "a", "10674600140990996367"]);
  });
});
