import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { exampleOf, LIBRARY_PAGE } from "../../scripts/support/library_example.ts";
import { install, pack } from "../../scripts/support/packed.ts";
import { LABS } from "../../src/labs/index.ts";
import { ENGINE_VERSION } from "../../src/version.ts";
import { type Ended, ROOT, run, temporaryFolder, write } from "./support.ts";

/** What somebody has who has the tarball, Node and npm, and nothing of this repository. Takes some 15 s. */

/** A moment's download, with room for labs to come: each is in three builds (commands, Worker, page). */
const MOST_PACKED_BYTES = 1.5 * 1024 * 1024;

const packageJson = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
let tarball = "";
let folder = "";
/** Where the commands are called from: not the folder of the installation. */
let elsewhere = "";

beforeAll(() => {
  tarball = pack(temporaryFolder());
  folder = install(tarball, temporaryFolder());
  elsewhere = temporaryFolder();
}, 120_000);

/** Called by its path, with `assay` on the PATH for the programs under exam. */
function assay(args: readonly string[], stdin: string | Uint8Array = ""): Promise<Ended> {
  const bin = join(folder, "node_modules/.bin");
  const env = { PATH: [bin, dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter) };
  return run(join(bin, "assay"), args, { cwd: elsewhere, env, stdin });
}

describe("the tarball", () => {
  test("is small, and has what is run and read, and no sources", () => {
    expect(statSync(tarball).size).toBeLessThan(MOST_PACKED_BYTES);
    const root = join(folder, "node_modules/assay");
    for (const file of [
      "LICENSE",
      "README.md",
      "docs/library.md",
      "dist/assay.js",
      "dist/library.d.ts",
      "dist/worker/worker.js",
      "dist/web/index.html",
    ]) {
      expect(existsSync(join(root, file)), file).toBe(true);
    }
    expect(readdirSync(root).toSorted()).toEqual(
      ["LICENSE", "README.md", "conformance", "dist", "docs", "package.json"].toSorted(),
    );
    const maps = readdirSync(root, { recursive: true }).filter((one) => /\.map$/.test(String(one)));
    expect(maps).toEqual([]);
  });

  test("installs nothing beside itself", () => {
    expect(readdirSync(join(folder, "node_modules")).filter((one) => !one.startsWith("."))).toEqual(
      ["assay"],
    );
    expect(packageJson.dependencies).toBeUndefined();
    expect(packageJson.peerDependencies.miniflare).toBe(packageJson.devDependencies.miniflare);
  });
});

describe("the installed command line", () => {
  test("npx finds it, and it is of this version", async () => {
    const { code, stdout } = await run("npx", ["--offline", "assay", "--version"], { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${ENGINE_VERSION}\n` });
  });

  test("has every lab of the registry", async () => {
    const { stdout } = await assay(["labs"]);
    const ids = [...stdout.matchAll(/^(\w+) {2}/gm)].map(([, id]) => id);
    expect(ids).toEqual(LABS.map(({ id }) => id));
  });

  test.each(LABS.map(({ id }) => id))(
    "%s: expected, verify, diff and exam say what is right and what is not",
    async (lab) => {
      const where = `${lab}.bin`;
      const { suites, program } = LABS.find(({ id }) => id === lab) ?? {};
      const scenario = suites?.[0].scenarios[0]?.id ?? "";
      const named = ["--lab", lab, "--scenario", scenario];
      const hash = await assay(["expected", ...named]);
      expect(hash).toMatchObject({ code: 0, stderr: "" });
      expect(hash.stdout).toBe(suites?.[0].scenarios[0]?.sha256);
      await assay(["expected", ...named, "--format", "dump", "--output", where]);
      expect(await assay(["verify", ...named, where])).toMatchObject({ code: 0, stderr: "" });

      const dump = readFileSync(join(elsewhere, where));
      const wrong = `wrong-${lab}.bin`;
      write(elsewhere, wrong, dump.with(dump.length - 1, (dump.at(-1) ?? 0) ^ 1));
      const verified = await assay(["verify", ...named, wrong]);
      expect(verified.code).toBe(1);
      expect(verified.stdout).toContain(
        `    npx assay verify --lab ${lab} --scenario ${scenario} dump.bin\n`,
      );
      expect(await assay(["diff", where, wrong, "--lab", lab])).toMatchObject({ code: 1 });

      const exam = ["exam", "--lab", lab, "--scenario", scenario, "--program"];
      const right = await assay([...exam, `assay mutant ${lab} none`]);
      expect(right.stdout).toContain("1 passed, 0 failed, 0 in trouble");
      expect(right.code).toBe(0);
      const gone = await assay([...exam, `./${program}-that-is-not-there`]);
      expect(gone).toMatchObject({ code: 2 });
    },
  );

  test("serve says what it needs, and serves the API and the page when it has it", async () => {
    const without = await assay(["serve", "--port", "0"]);
    expect(without).toMatchObject({ code: 2, stdout: "" });
    const runtime = `miniflare@${packageJson.peerDependencies.miniflare}`;
    expect(without.stderr).toBe(
      `assay serve: the Workers runtime is not installed; expected the package ${runtime} beside assay: npm install ${runtime}\n`,
    );

    const beside = temporaryFolder();
    mkdirSync(join(beside, "node_modules"));
    execFileSync("cp", ["-R", join(folder, "node_modules/assay"), join(beside, "node_modules")]);
    symlinkSync(join(ROOT, "node_modules/miniflare"), join(beside, "node_modules/miniflare"));
    const serving = spawn(
      process.execPath,
      [join(beside, "node_modules/assay/dist/assay.js"), "serve", "--port", "0"],
      { cwd: elsewhere, stdio: ["ignore", "pipe", "inherit"] },
    );
    onTestFinished(() => void serving.kill("SIGKILL"));
    const ended = once(serving, "close");
    const [piece] = await once(serving.stdout, "data");
    const [, url] = /^the oracle answers at (http:\S+)\n$/.exec(String(piece)) ?? [];
    const [{ id: lab, suites }] = LABS;
    const [scenario] = suites[0].scenarios;
    const hash = await fetch(`${url}/v1/labs/${lab}/expected?scenario=${scenario?.id}&format=hash`);
    expect(await hash.text()).toBe(scenario?.sha256);
    const page = await fetch(`${url}/`, { headers: { Accept: "text/html" } });
    const html = await page.text();
    const [, file] = /src="(\/assets\/[^"]+\.js)"/.exec(html) ?? [];
    expect((await fetch(`${url}${file}`)).status).toBe(200);
    serving.kill("SIGTERM");
    await ended;
  });
});

describe("the library", () => {
  const { code: example, printed } = exampleOf(readFileSync(join(ROOT, LIBRARY_PAGE), "utf8"));

  test("prints what docs/library.md shows (npm run docs writes it anew)", async () => {
    const file = write(folder, "example.mts", example);
    const { code, stdout, stderr } = await run(process.execPath, [file], { cwd: folder });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(printed);
  });

  test.each(["nodenext", "bundler"])("has types that need no other package (%s)", async (how) => {
    write(folder, "example.mts", example);
    write(folder, "wrong.mts", `import { verify } from "assay";\nverify({ lab: 1 }, "");\n`);
    const check = (file: string) =>
      run(process.execPath, [
        join(ROOT, "node_modules/typescript/bin/tsc"),
        ...["--ignoreConfig", "--noEmit", "--strict", "--exactOptionalPropertyTypes"],
        ...["--target", "es2024", "--lib", "es2024,dom", "--types", ""],
        ...["--module", how === "bundler" ? "esnext" : how, "--moduleResolution", how],
        join(folder, file),
      ]);
    expect(await check("example.mts")).toEqual({ code: 0, stdout: "", stderr: "" });
    const wrong = await check("wrong.mts");
    expect(wrong.stdout).toMatch(/wrong\.mts\(2,10\): error TS2322/);
  });
});
