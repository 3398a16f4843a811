import { expect, test } from "vitest";
import text from "../../docs/adding_a_lab.md?raw";

/** What docs/adding_a_lab.md says of files is true: those that it names are there. */

const FILES = new Set(
  Object.keys(import.meta.glob(["../../src/**/*.ts", "../support/ring/**/*.ts"])).map((path) =>
    path.replace("../../", "").replace("../support/", "test/support/"),
  ),
);

const named = [...text.matchAll(/`([\w/]+\.ts)`/g)].map(([, path]) => path as string);

test("every module that is named exists: by its path, in the kernel, or in the ring", () => {
  expect(named.length).toBeGreaterThan(20);
  const homes = ["", "src/kernel/", "test/support/ring/", "test/support/ring/suites/"];
  const missing = named.filter((path) => !homes.some((home) => FILES.has(home + path)));
  expect(missing).toEqual([]);
});

test("it is short", () => {
  expect(text.split("\n").length).toBeLessThanOrEqual(151);
});
