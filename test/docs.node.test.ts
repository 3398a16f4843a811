import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { wholeDocuments, withGenerated } from "../scripts/support/generated.ts";
import { anchorOf, markedIn, pinOf } from "../scripts/support/pins.ts";
import { limitTable } from "../scripts/support/reference.ts";
import { LABS } from "../src/labs/index.ts";
import type { Suite } from "../src/labs/suite.ts";
import { ring } from "./support/ring/index.ts";

const ROOT = join(import.meta.dirname, "..");
const PAGES = Object.fromEntries(
  globSync(["*.md", "docs/**/*.md", "conformance/*.md"], { cwd: ROOT }).map((path) => [
    path,
    readFileSync(join(ROOT, path), "utf8"),
  ]),
);
const limits = readFileSync(join(ROOT, "src/limits.ts"), "utf8");

test.each(Object.keys(wholeDocuments()))("%s is what `npm run docs` writes", (path) => {
  expect(PAGES[path]).toBe(wholeDocuments()[path]);
});

test.each(Object.keys(PAGES))(
  "the generated parts of %s are what `npm run docs` writes",
  (path) => {
    expect(withGenerated(PAGES[path] as string, limits)).toBe(PAGES[path]);
  },
);

test("README.md has at most 10 kB", () => {
  expect(new TextEncoder().encode(PAGES["README.md"]).length).toBeLessThanOrEqual(10_000);
});

test("every limit has its reason", () => {
  for (const line of limitTable(limits).split("\n").slice(2)) {
    expect(line).toMatch(/^\| `\w+` \| \d+ \| \S.* \|$/);
  }
});

test("no published hash pins a rule of a lab that has none: its first suite is not published", () => {
  const catalogue = ring.suites.filter(({ id }) => id === "catalogue") as [Suite];
  const pins = ring.bugs.map((bug) => pinOf({ ...ring, suites: catalogue }, bug));
  expect(pins).toContain("catalogue");
  expect(pins).not.toContain("published");
});

describe.each(LABS)("the specification of $id", (lab) => {
  test("states each invariant of its dumps, in the same words", () => {
    const text = PAGES[`docs/specification/${lab.id}.md`] ?? "";
    for (const { id, statement } of lab.dump_invariants ?? []) {
      expect(text).toContain(`| \`${id}\` | ${statement} |`);
    }
  });

  test("names every known bug of the lab at the rule that it breaks", () => {
    const pages = ["kernel", lab.id].map((name) => PAGES[`docs/specification/${name}.md`] ?? "");
    // The bugs of a part that is generated are listed, not marked.
    const own = pages.map((page) => page.replace(/<!-- generated:[\s\S]*?<!-- end -->/g, ""));
    const marked = new Set(own.flatMap(markedIn));
    expect(lab.bugs.map((bug) => anchorOf(lab, bug)).filter((one) => !marked.has(one))).toEqual([]);
  });
});
