import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** What docs/adding_a_lab.md says of files is true: those that it names are there. */

const ROOT = join(import.meta.dirname, "../..");
const text = readFileSync(join(ROOT, "docs/adding_a_lab.md"), "utf8");
const named = [...text.matchAll(/`([\w/]+\.ts)`/g)].map(([, path]) => path as string);

test("every module that is named exists: by its path, in the kernel, or in the ring", () => {
  expect(named.length).toBeGreaterThan(20);
  const homes = ["", "src/kernel/", "test/support/ring/", "test/support/ring/suites/"];
  const missing = named.filter(
    (path) => !homes.some((home) => existsSync(join(ROOT, home + path))),
  );
  expect(missing).toEqual([]);
});

test("it is short", () => {
  expect(text.split("\n").length).toBeLessThanOrEqual(151);
});
