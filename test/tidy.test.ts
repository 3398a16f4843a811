import { describe, expect, test } from "vitest";
import { LABS } from "../src/labs/index.ts";

/** Rules about the source itself. They read code as text, with its comments taken out. */

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "");
}

function withoutStrings(code: string): string {
  return code.replace(/"(\\.|[^"\\\n])*"|`(\\.|[^`\\])*`/g, '""');
}

const FILES = Object.entries(
  import.meta.glob<string>("../src/**/*.{ts,tsx}", {
    query: "?raw",
    import: "default",
    eager: true,
  }),
).map(([path, text]) => ({
  path: path.replace("../", ""),
  text,
  code: withoutComments(text),
}));

/** The stages below the shells: no clock, no chance, no IO, no framework. */
const CORE = FILES.filter(({ path }) =>
  /^src\/(kernel|dump|labs|oracle|compare|align|digests|diagnose|trace|judge|report)\//.test(path),
);
/** What runs once for each message, tick or operation. */
const HOT = CORE.filter(({ path }) =>
  /(kernel\/(splitmix64|message_queue)|zab\/(node|cluster|history|faults|peer_set)|kv\/(cluster|replica))\.ts$/.test(
    path,
  ),
);

const offenders = (files: typeof FILES, banned: RegExp): string[] =>
  files.flatMap(({ path, code }) => (banned.test(code) ? [path] : []));

test("the files are really read", () => {
  expect(CORE.length).toBeGreaterThan(25);
  expect(HOT).toHaveLength(9);
});

describe("the core", () => {
  test.each([
    ["chance", /Math\.random|crypto\.getRandomValues|randomUUID/],
    ["a clock", /Date\b|performance\./],
    ["IO", /\bfetch\(|\bcaches\.|from "(node|cloudflare):/],
    ["a framework", /from "hono/],
  ])("has no %s", (_, banned) => {
    expect(offenders(CORE, banned)).toEqual([]);
  });

  test("has no fractions", () => {
    const code = CORE.map((file) => ({ ...file, code: withoutStrings(file.code) }));
    const banned = /\b\d+\.\d+\b|parseFloat|Math\.(?!floor|ceil|min|max|imul)\w+/;
    expect(offenders(code, banned)).toEqual([]);
  });

  test("awaits nothing but a hash", () => {
    // Rooms that hash: what must be, the digests of a run, the trials of a diagnosis, and who calls them.
    const hashing = /^src\/(oracle|digests|diagnose|judge)\//;
    const others = CORE.filter(({ path }) => !hashing.test(path));
    expect(offenders(others, /\basync\b|\bawait\b|Promise/)).toEqual([
      "src/dump/sha256.ts",
      "src/report/bisection.ts",
    ]);
  });
});

test("the hot path has no BigInt", () => {
  expect(offenders(HOT, /BigInt|\b\d+n\b/)).toEqual([]);
});

test("nothing but the registry names a lab", () => {
  const names = new RegExp(`\\b(${LABS.map(({ id }) => id).join("|")})\\b`);
  const outside = FILES.filter(({ path }) => !/^src\/labs\/\w+\//.test(path));
  expect(offenders(outside, names)).toEqual(["src/labs/index.ts"]);
});

test("a lab's folder imports no other lab", () => {
  for (const { id } of LABS) {
    const others = LABS.flatMap((lab) => (lab.id === id ? [] : [lab.id])).join("|");
    const own = FILES.filter(({ path }) => path.startsWith(`src/labs/${id}/`));
    expect(own.length).toBeGreaterThan(5);
    expect(offenders(own, new RegExp(`from "\\.\\./(${others})/`))).toEqual([]);
  }
});

test("limits and error codes stand in one file each", () => {
  const elsewhere = FILES.filter(({ path }) => !["src/limits.ts", "src/errors.ts"].includes(path));
  expect(offenders(elsewhere, /\bstatus: [45]\d\d\b/)).toEqual([]);
  expect(offenders(elsewhere, /\b\d{1,3}(_\d{3}){2,}\b/)).toEqual([]);
});
