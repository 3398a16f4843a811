import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { script, spawned, temporaryFolder, write } from "./support.ts";

const folder = temporaryFolder();
mkdirSync(join(folder, "tools"));
script(join(folder, "tools"), "sim.sh", "exit 3");
write(folder, "known failing.txt", "# nothing\n");

/** Where the alerts of an exam point, by the SARIF log. */
async function uriOf(program: string, more: readonly string[], env = {}, cwd = folder) {
  const line = ["exam", "--lab", "zab", "--scenario", "A", "--format", "sarif"];
  const { stdout } = await spawned([...line, "--program", program, ...more], { cwd, env });
  const [result] = JSON.parse(stdout).runs[0].results;
  const location = result.locations[0]?.physicalLocation;
  return location && [location.artifactLocation.uri, location.region];
}

const LINE = { startLine: 1 };

test.each<[string, string, string[], unknown]>([
  ["the program's file", "sh tools/sim.sh", [], ["tools/sim.sh", LINE]],
  ["the same in quotes", "sh './tools/sim.sh'", [], ["tools/sim.sh", LINE]],
  ["no file outside", "sh -c 'exit 3' /bin/sh", [], undefined],
  [
    "the known-failing list, where the program is no file",
    "false",
    ["--known-failing", "known failing.txt"],
    ["known%20failing.txt", LINE],
  ],
])("an alert points at %s", async (_, program, more, expected) => {
  expect(await uriOf(program, more, { GITHUB_WORKSPACE: "" })).toEqual(expected);
});

test("on a runner it is relative to the repository", async () => {
  const cwd = join(folder, "tools");
  expect(await uriOf("sh sim.sh", [], { GITHUB_WORKSPACE: folder }, cwd)).toEqual([
    "tools/sim.sh",
    LINE,
  ]);
});
