import { describe, expect, test } from "vitest";
import {
  jobsOf,
  labOf,
  OPTION_NAMES,
  readCommandLine,
  requireText,
  scenarioOf,
  seedOf,
  timeoutOf,
} from "../../src/cli/options.ts";
import { checkOutputs } from "../../src/cli/output.ts";
import { UsageError } from "../../src/cli/usage.ts";
import { Problem } from "../../src/errors.ts";
import { RESERVED_PARAMETERS } from "../../src/labs/reserved.ts";

const TAKES = ["lab", "scenario", "jobs", "timeout", "seed", "format", "output", "color"] as const;
const read = (line: string, positionals = 0) =>
  readCommandLine(
    line.split(" ").filter((word) => word !== ""),
    TAKES,
    { positionals },
  );

describe("the words of a command line", () => {
  test("are options by name, in either spelling, and the rest", () => {
    const line = read("a --lab zab -- --jobs", 2);
    expect(line.text("lab")).toBe("zab");
    expect(line.text("jobs")).toBeUndefined();
    expect(line.positionals).toEqual(["a", "--jobs"]);
    expect(read("--lab=--x").text("lab")).toBe("--x");
    expect(read("-", 1).positionals).toEqual(["-"]);
  });

  test.each([
    ["an unknown option", "--labs zab", "Unknown option '--labs'; expected --lab --scenario"],
    ["an option of another command", "--port 1", "Unknown option '--port'"],
    ["a short option", "-l zab", "Unknown option '-l'; expected"],
    ["an option without a value", "--lab", "Option '--lab <value>' argument missing; expected"],
    ["an option for a value", "--lab --jobs 1", "Option '--lab' argument is ambiguous; expected"],
    [
      "an option that is given twice",
      "--lab zab --lab zab",
      "--lab is given twice; expected it once",
    ],
    ["a negated option", "--no-color", "Unknown option '--no-color'"],
    ["a stray word", "--lab zab x", '"x" is a word too many; expected 0 beside the options'],
    ["a lab's parameter where none is taken", "--nodes 3", "Unknown option '--nodes'"],
  ])("%s is refused", (_, words, message) => {
    expect(() => read(words)).toThrow(UsageError);
    expect(() => read(words)).toThrow(message);
    expect(() => read(words)).toThrow(/^[^\n]*$/);
  });

  test.each([
    ["--jobs", "0", jobsOf, "expected a decimal integer 1 .. 256"],
    ["--jobs", "257", jobsOf, "expected a decimal integer 1 .. 256"],
    ["--jobs", "2.5", jobsOf, '--jobs is "2.5"; expected'],
    ["--jobs", "1e2", jobsOf, '--jobs is "1e2"'],
    ["--timeout", "0", timeoutOf, "expected a decimal integer 1 .. 86400"],
    ["--timeout", "60s", timeoutOf, '--timeout is "60s"'],
    [
      "--seed",
      "18446744073709551616",
      seedOf,
      "expected a decimal integer 0 .. 18446744073709551615",
    ],
    ["--seed", "0x1", seedOf, '--seed is "0x1"'],
    ["--color", "yes", checkOutputs, '--color is "yes"; expected auto, always or never'],
    [
      "--format",
      "xml",
      checkOutputs,
      '--format is "xml"; expected one of text, json, markdown, junit',
    ],
    ["--format", "toString", checkOutputs, '--format is "toString"'],
  ])("%s %s is refused", (name, value, check, message) => {
    expect(() => check(read(`${name} ${value}`) as never)).toThrow(message);
  });

  test("have defaults", () => {
    expect(timeoutOf(read(""))).toBe(60_000);
    expect(jobsOf(read(""))).toBeGreaterThanOrEqual(1);
    expect(seedOf(read(""))).toEqual({ hi: 0, lo: 1 });
    expect(timeoutOf(read("--timeout 7"))).toBe(7000);
  });

  test.each([
    ["left out", ""],
    ["empty", "--lab="],
  ])("a word that is needed and %s", (_, words) => {
    expect(() => requireText(read(words), "lab", "a or b")).toThrow(
      "--lab is missing; expected a or b",
    );
  });

  test("a lab that there is not", () => {
    expect(() => labOf(read("--lab zap"))).toThrow(Problem);
    expect(() => labOf(read("--lab zap"))).toThrow(
      'there is no lab "zap"; expected one of zab, kv',
    );
  });
});

describe("--format and --output", () => {
  const outputs = (words: string) => read(words).outputs.map(({ format, file }) => [format, file]);

  test.each([
    ["nothing", "", [["text", null]]],
    ["a format", "--format json", [["json", null]]],
    ["a file", "--output f", [["text", "f"]]],
    ["a pair", "--format json --output f", [["json", "f"]]],
    [
      "pairs",
      "--format junit --output j --format sarif --output=s",
      [
        ["junit", "j"],
        ["sarif", "s"],
      ],
    ],
    [
      "one to standard output",
      "--format junit --output j --format text",
      [
        ["junit", "j"],
        ["text", null],
      ],
    ],
    ["with other options between", "--format junit --lab zab --output j", [["junit", "j"]]],
  ])("%s", (_, words, expected) => {
    expect(outputs(words)).toEqual(expected);
  });

  test("a file without a format of its own is refused", () => {
    expect(() => read("--format json --output a --output b")).toThrow(
      "--output b has no format; expected --format F before it",
    );
    expect(() => read("--output a --output b")).toThrow("--output b has no format");
  });

  test("two formats for standard output are refused", () => {
    expect(() => checkOutputs(read("--format json --format text"))).toThrow(
      "two formats go to standard output; expected --output FILE after all but one",
    );
  });
});

describe("the scenario of a command line", () => {
  const scenario = (words: string) => {
    const line = readCommandLine(words.split(" "), ["lab", "scenario"], { parameters: true });
    return scenarioOf(line, labOf(line));
  };

  test.each([
    ["--lab zab --scenario A", "zabctl --seed 42 --nodes 3 --rounds 1000 --proposals 5"],
    [
      "--lab zab --proposals 5 --nodes 3 --rounds 1000 --seed 42",
      "zabctl --seed 42 --nodes 3 --rounds 1000 --proposals 5",
    ],
    ["--lab kv --scenario B", "kvctl --seed 7 --ops 2000 --keys 128 --scenario partition"],
    [
      "--lab kv --seed 1 --ops 9 --keys 2 --workload partition --cut-from 1",
      "kvctl --seed 1 --ops 9 --keys 2 --scenario partition --cut-from 1",
    ],
  ])("%s", (words, command) => {
    expect(scenario(words).command).toBe(command);
  });

  test.each([
    ["--lab zab --scenario G", 'scenario is "G"; expected one of A, B, C, D, E, F'],
    ["--lab zab --scenario a", 'scenario is "a"'],
    ["--lab zab", "seed is missing"],
    [
      "--lab zab --scenario A --seed 1",
      "--seed is given beside --scenario; expected one or the other",
    ],
    ["--lab kv --scenario A --cut-from 1", "--cut-from is given beside --scenario"],
    [
      "--lab zab --seed 1 --nodes 3 --rounds 5 --proposals 0 --ops 3",
      '"ops" is not a parameter of this lab',
    ],
    ["--lab zab --seed 1 --seed 1 --nodes 3", "--seed is given twice"],
    ["--lab zab --seed -1", "Option '--seed' argument is ambiguous"],
  ])("%s is refused", (words, message) => {
    expect(() => scenario(words)).toThrow(message);
  });
});

test("no parameter of a lab can be taken for an option", () => {
  // --seed is an option of `random` alone, which takes no parameters of a lab.
  const taken = OPTION_NAMES.filter((name) => name !== "seed");
  const names = taken.map((name) => name.replaceAll("-", "_"));
  expect(names.filter((name) => !RESERVED_PARAMETERS.has(name))).toEqual([]);
});
