import { describe, expect, test } from "vitest";
import { LABS } from "../src/labs/index.ts";
import { filesUnder } from "./support/files.ts";

/** Rules about the source itself. They read code as text, with its comments taken out. */

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "");
}

function withoutStrings(code: string): string {
  return code.replace(/"(\\.|[^"\\\n])*"|`(\\.|[^`\\])*`/g, '""');
}

const FILES = Object.entries(await filesUnder("src"))
  // What is generated is not written by us.
  .filter(([path]) => /\.tsx?$/.test(path) && !path.includes("/generated/"))
  .map(([path, text]) => ({
    path,
    text,
    code: withoutComments(text),
  }));

/** The stages below the shells: no clock, no chance, no IO, no framework. */
const CORE = FILES.filter(({ path }) =>
  /^src\/(kernel|dump|labs|oracle|compare|align|digests|diagnose|trace|events|judge|explain|report)\//.test(
    path,
  ),
);
/** What runs once for each message, tick or operation. */
const HOT = CORE.filter(({ path }) =>
  /(kernel\/(splitmix64|message_queue|links|peer_set|schedule|simulated_network)|labs\/\w+\/(node|cluster|replica|history|log))\.ts$/.test(
    path,
  ),
);

const offenders = (files: typeof FILES, banned: RegExp): string[] =>
  files.flatMap(({ path, code }) => (banned.test(code) ? [path] : []));

test("the files are really read", () => {
  expect(CORE.length).toBeGreaterThan(25);
  // The kernel's, and of each lab the cluster and what it is made of.
  expect(HOT.length).toBeGreaterThanOrEqual(6 + 2 * LABS.length);
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

  test("awaits nothing but a hash, a lab, and the pace of who has other work as well", () => {
    // Rooms that hash: what must be, the digests of a run, the trials of a diagnosis, what explains a program, and who calls them.
    const hashing = /^src\/(oracle|digests|diagnose|judge|explain)\//;
    const others = CORE.filter(({ path }) => !hashing.test(path));
    expect(offenders(others, /\basync\b|\bawait\b|\bPromise[.<]/)).toEqual([
      "src/dump/sha256.ts",
      "src/labs/index.ts",
      "src/labs/lab_entry.ts",
      "src/labs/registry.ts",
    ]);
  });
});

test("the hot path has no BigInt", () => {
  expect(offenders(HOT, /BigInt|\b\d+n\b/)).toEqual([]);
});

/** The floors, bottom up; cli and web are shells beside the server's. A file imports from its own floor and from below. */
const FLOORS = [
  ["limits.ts", "errors.ts"],
  ["kernel"],
  ["dump"],
  ["labs"],
  ["mutants"],
  ["version.ts", "oracle"],
  ["compare"],
  ["align"],
  ["digests"],
  ["diagnose"],
  ["trace"],
  ["events"],
  ["judge"],
  ["explain"],
  ["report"],
  ["library"],
  ["http"],
  ["mcp"],
  ["routes"],
  ["app.ts"],
  ["cli", "web", "worker.ts"],
] as const;

const roomOf = (path: string): string => path.split("/")[1] as string;
const floorOf = (path: string): number =>
  FLOORS.findIndex((rooms) => rooms.some((room) => room === roomOf(path)));

/** The file that an import names, as a path from the root. */
function resolved(from: string, specifier: string): string {
  const parts = from.split("/").slice(0, -1);
  for (const part of specifier.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}

const IMPORTS = new Map(
  FILES.map(({ path, code }) => {
    const specifiers = [...code.matchAll(/(?:from|import\(|import) ?"(\.[^"]+)"/g)];
    const paths = specifiers.map(([, specifier]) => resolved(path, specifier as string));
    return [path, paths.filter((one) => one.startsWith("src/"))] as const;
  }),
);

describe("the rooms", () => {
  test("are all floors of the house", () => {
    expect(FILES.filter(({ path }) => floorOf(path) < 0).map(({ path }) => path)).toEqual([]);
    expect([...IMPORTS.values()].flat().length).toBeGreaterThan(300);
  });

  test("import from below and from themselves, never from above or from beside", () => {
    const wrong = [...IMPORTS].flatMap(([path, paths]) =>
      paths
        .filter((other) =>
          floorOf(other) === floorOf(path)
            ? roomOf(other) !== roomOf(path) && floorOf(path) > 0
            : floorOf(other) > floorOf(path),
        )
        .map((other) => `${path} imports ${other}`),
    );
    expect(wrong).toEqual([]);
  });

  test("have no circle of imports", () => {
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (path: string, trail: readonly string[]): void => {
      if (trail.includes(path))
        circles.push([...trail.slice(trail.indexOf(path)), path].join(" > "));
      else if (!done.has(path)) {
        for (const other of IMPORTS.get(path) ?? []) visit(other, [...trail, path]);
        done.add(path);
      }
    };
    for (const path of IMPORTS.keys()) visit(path, []);
    expect(circles).toEqual([]);
  });
});

/**
 * What every lab's folder may have under the same name, what is named after a command, a resource or a tab, and what
 * stands in for another in the package.
 */
const NAMED_ALIKE =
  /^src\/(labs\/\w+|cli\/commands|cli\/packaged|routes|web\/view)\/|\/index\.tsx?$/;

describe("a name", () => {
  test("of a file stands for one thing", () => {
    const files = FILES.filter(({ path }) => !NAMED_ALIKE.test(path));
    const byName = Map.groupBy(files, ({ path }) => path.split("/").at(-1));
    const twice = [...byName.values()].filter((same) => same.length > 1);
    expect(twice.map((same) => same.map(({ path }) => path))).toEqual([]);
  });

  test("of an exported type stands for one thing", () => {
    const shared = FILES.filter(({ path }) => !/^src\/labs\/\w+\//.test(path));
    const exported = shared.flatMap(({ path, code }) =>
      [...code.matchAll(/^export (?:abstract )?(?:interface|type|class) (\w+)/gm)].map(
        ([, name]) => ({ name, path }),
      ),
    );
    const byName = Map.groupBy(exported, ({ name }) => name);
    const twice = [...byName.values()].filter((same) => same.length > 1);
    expect(twice.map((same) => same.map(({ name, path }) => `${name} in ${path}`))).toEqual([]);
  });
});

test("nothing but the registry names a lab", () => {
  const names = new RegExp(`\\b(${LABS.flatMap(({ id, program }) => [id, program]).join("|")})\\b`);
  const outside = FILES.filter(({ path }) => !/^src\/labs\/\w+\//.test(path));
  expect(offenders(outside, names)).toEqual(["src/labs/registry.ts"]);
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
