import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PORT_NAMES } from "../../scripts/support/planted_builds.ts";
import { filesOf, type Plant, plantOf, readPlants } from "../../scripts/support/planted_patches.ts";
import { ROOT } from "../../src/cli/local_oracle.ts";
import { TRANSPORT_BUGS, WRONG_SCENARIO, WRONG_STEP } from "../../src/diagnose/transports.ts";
import { scenarioOfFlags } from "../../src/labs/define.ts";
import { findLab, LABS } from "../../src/labs/index.ts";

const PLANTS = readPlants();

const DIFF = "--- a/x.go\n+++ b/x.go\n@@ -1 +1 @@\n-a\n+b\n";
const RIGHT = `Title: A is b.\nRule: reset_timer\n\n${DIFF}`;

describe("a plant", () => {
  test.each([
    ["lies in no folder of a port", "zab/a.patch", RIGHT],
    ["has no diff", "zab/go/a.patch", "Title: A is b.\nRule: reset_timer\n"],
    ["has no title", "zab/go/a.patch", `Rule: reset_timer\n\n${DIFF}`],
    ["has no sentence for a title", "zab/go/a.patch", RIGHT.replace("b.", "b")],
    ["breaks no rule", "zab/go/a.patch", `Title: A is b.\n\n${DIFF}`],
    ["has an unknown header", "zab/go/a.patch", `Why: so\n${RIGHT}`],
    ["has a header twice", "zab/go/a.patch", `Title: A is b.\n${RIGHT}`],
  ])("that %s is refused, and its file named", (_, path, patch) => {
    expect(() => plantOf(path, patch)).toThrow(path);
  });

  test("is read with what its headers say", () => {
    const patch = RIGHT.replace(
      "Rule: reset_timer",
      "Rule: reset_timer, Heartbeat\nIs: wrong-step\nShown by: --seed 1",
    );
    expect(plantOf("zab/go/a-b.patch", patch)).toEqual({
      id: "zab/go/a-b",
      lab: "zab",
      port: "go",
      title: "A is b.",
      rules: ["reset_timer", "Heartbeat"],
      is: ["wrong-step"],
      shown_by: "--seed 1",
      diff: DIFF,
    });
  });
});

describe("the planted bugs", () => {
  test("are at least 60, of each lab and port some, and each has a title of its own", () => {
    expect(PLANTS.length).toBeGreaterThanOrEqual(60);
    const places = new Set(PLANTS.map(({ lab, port }) => `${lab}/${port}`));
    const wanted = ["zab", "kv"].flatMap((lab) => PORT_NAMES.map((port) => `${lab}/${port}`));
    expect([...places].sort()).toEqual(wanted.sort());
    const titles = PLANTS.map(({ lab, title }) => `${lab}: ${title}`);
    expect(titles.filter((title, i) => titles.indexOf(title) !== i)).toEqual([]);
  });

  test("name labs, known bugs and scenarios that there are", () => {
    const unknown = PLANTS.flatMap(({ id, lab, is }) => {
      const { bugs } = findLab(lab);
      const known = [...bugs, ...TRANSPORT_BUGS, WRONG_SCENARIO, WRONG_STEP].map((bug) => bug.id);
      return is.filter((bug) => !known.includes(bug)).map((bug) => `${id}: ${bug}`);
    });
    expect(unknown).toEqual([]);
    for (const { lab, shown_by } of PLANTS) {
      if (shown_by !== null) expect(scenarioOfFlags(findLab(lab), shown_by).flags).toBe(shown_by);
    }
    expect(new Set(PLANTS.map(({ lab }) => lab)).size).toBeLessThanOrEqual(LABS.length);
  });

  test("change files of their own port, and no tests", () => {
    const strange = PLANTS.flatMap((plant) =>
      filesOf(plant).filter((file) => /test|\.\./.test(file) || !existsSync(inPort(plant, file))),
    );
    expect(strange).toEqual([]);
  });

  // A process of git for each would take longer than all tests of the core.
  test("apply to their ports as these are", () => {
    const stale = PLANTS.flatMap((plant) =>
      hunksOf(plant).flatMap(({ file, sizes, lines }) => {
        const before = lines.filter((line) => !line.startsWith("+")).map((line) => line.slice(1));
        const after = lines.filter((line) => !line.startsWith("-"));
        const text = readFileSync(inPort(plant, file), "utf8");
        const isThere = `\n${text}`.includes(`\n${before.join("\n")}\n`);
        const isWhole = sizes[0] === before.length && sizes[1] === after.length;
        return isThere && isWhole ? [] : [`${plant.id}: ${file}`];
      }),
    );
    expect(stale).toEqual([]);
  });

  test("are applied by git", () => {
    const plant = PLANTS[0] as Plant;
    const check = ["apply", "--check", `--directory=conformance/ports/${plant.port}`, "-"];
    const options = { cwd: ROOT, input: plant.diff, encoding: "utf8" } as const;
    expect(spawnSync("git", check, options)).toMatchObject({ status: 0, stderr: "" });
  });
});

function inPort({ port }: Plant, file: string): string {
  return join(ROOT, "conformance/ports", port, file);
}

interface Hunk {
  readonly file: string;
  /** Lines before and after, as its head says. */
  readonly sizes: readonly [number, number];
  readonly lines: readonly string[];
}

function hunksOf({ diff }: Plant): Hunk[] {
  return diff
    .split(/^--- /m)
    .slice(1)
    .flatMap((part) => {
      const file = /^\+\+\+ b\/(.+)$/m.exec(part)?.[1] as string;
      return part
        .split(/^@@ /m)
        .slice(1)
        .map((text) => {
          const [, before = "1", after = "1"] =
            /^-\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(text) ?? [];
          const lines = text.replace(/\n$/, "").split("\n").slice(1);
          return { file, sizes: [Number(before), Number(after)] as const, lines };
        });
    });
}
