import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { examSchema } from "../../src/report/exam.ts";
import {
  BIN_COMMAND,
  COMPILED,
  flip,
  program,
  published,
  ROOT,
  run,
  script,
  temporaryFolder,
  write,
} from "./support.ts";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string>>;
}
interface Action {
  readonly inputs: Readonly<
    Record<string, { description: string; required?: boolean; default?: string }>
  >;
  readonly outputs: Readonly<Record<string, { description: string; value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

const everyPublished = () => ["A", "B", "C", "D", "E", "F"].map((id) => published(id));

const action: Action = parse(readFileSync(join(ROOT, "action.yml"), "utf8"));
const SCRIPT = readFileSync(join(ROOT, "scripts/action.sh"), "utf8");
const variable = (input: string): string => `ASSAY_${input.toUpperCase().replaceAll("-", "_")}`;

describe("action.yml", () => {
  const [step] = action.runs.steps as [Step];

  test("passes every input in the environment, and nothing else", () => {
    const inputs = Object.keys(action.inputs);
    expect(step.env).toEqual(
      Object.fromEntries(inputs.map((input) => [variable(input), `\${{ inputs.${input} }}`])),
    );
    for (const input of inputs) expect(SCRIPT).toContain(`\${${variable(input)}`);
  });

  test("has no expression in what is run: an input would be code", () => {
    expect(action.runs.using).toBe("composite");
    expect(action.runs.steps).toHaveLength(1);
    expect(step).toMatchObject({
      shell: "bash",
      run: 'bash "$GITHUB_ACTION_PATH/scripts/action.sh"',
    });
    expect(SCRIPT).not.toContain("${{");
  });

  test("describes all inputs; the optional ones have defaults", () => {
    for (const [name, { description, required, default: fallback }] of Object.entries(
      action.inputs,
    )) {
      expect(description).toMatch(/\w/);
      expect([name, fallback === undefined]).toEqual([name, required === true]);
    }
  });

  test("has only outputs that the script writes", () => {
    for (const [name, { value }] of Object.entries(action.outputs)) {
      expect(value).toBe(`\${{ steps.exam.outputs.${name} }}`);
      expect(SCRIPT).toContain(`echo "${name}=`);
    }
  });
});

/** What a release writes into action.yml: its own version and the hash of its tarball, or neither. */
test("the package that the action pins is of its own version, and has its hash; or it is the checkout", () => {
  const { package: spec, integrity } = action.inputs;
  const { name, version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  if (spec?.default === "") expect(integrity?.default).toBe("");
  else {
    expect(spec?.default).toBe(`${name}@${version}`);
    expect(integrity?.default).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/);
  }
});

describe.each([
  ...["rust", "go", "cpp"].map((language) => `conformance/examples/${language}.yml`),
  ".github/workflows/ci.yml",
])("%s", (file) => {
  const workflow = parse(readFileSync(join(ROOT, file), "utf8"));
  const steps: Step[] = Object.values<{ steps: Step[] }>(workflow.jobs).flatMap((job) => job.steps);

  test("runs on push and pull_request, may only read, and runs no expression", () => {
    expect(workflow.on).toEqual(["push", "pull_request"]);
    expect(workflow.permissions).toEqual({ contents: "read" });
    for (const { run: line = "" } of steps) expect(line).not.toContain("${{");
  });

  test("gives the action only inputs that it has, and all that it needs", () => {
    for (const { uses, with: given = {} } of steps) {
      if (uses !== "OWNER/assay@main") continue;
      for (const name of Object.keys(given)) expect(Object.keys(action.inputs)).toContain(name);
      for (const [name, { required }] of Object.entries(action.inputs)) {
        if (required) expect(given).toHaveProperty(name);
      }
    }
    const isExample = file.startsWith("conformance/");
    expect(steps.some(({ uses }) => uses === "OWNER/assay@main")).toBe(isExample);
  });
});

test("every example is looked at here", () => {
  expect(readdirSync(join(ROOT, "conformance/examples")).toSorted()).toEqual(
    ["cpp.yml", "exam.sh", "gitlab.yml", "go.yml", "rust.yml"].toSorted(),
  );
});

/** A package in place of Assay's, whose `assay` is the command line of this checkout: its tarball. */
const standIn = (async (): Promise<string> => {
  const folder = temporaryFolder();
  const bin = { assay: "assay.sh" };
  write(folder, "package.json", JSON.stringify({ name: "assay", version: "0.0.0", bin }));
  chmodSync(write(folder, "assay.sh", `#!/bin/sh\nexec ${BIN_COMMAND} "$@"\n`), 0o755);
  const into = temporaryFolder();
  const packed = await run("npm", ["pack", "--silent", "--pack-destination", into], {
    cwd: folder,
  });
  expect(packed).toMatchObject({ code: 0, stderr: "" });
  return join(into, "assay-0.0.0.tgz");
})();

describe("conformance/examples/gitlab.yml", () => {
  const { conformance } = parse(
    readFileSync(join(ROOT, "conformance/examples/gitlab.yml"), "utf8"),
  );

  test("its script ends with what the exam ends with, and leaves the files that it names", async () => {
    const folder = temporaryFolder();
    const env = {
      ...COMPILED,
      ASSAY: await standIn,
      PROGRAM: program(folder, "wrong", everyPublished(), flip(0x1d)),
      CI_BUILDS_DIR: temporaryFolder(),
    };
    const [build, ...others] = conformance.script as string[];
    expect(build).toMatch(/^cmake /);
    const ended = await run("bash", ["-ec", others.join("\n")], { cwd: folder, env });
    expect(ended).toMatchObject({ code: 1 });
    const { paths, reports } = conformance.artifacts;
    for (const file of [...paths, reports.junit]) expect(existsSync(join(folder, file))).toBe(true);
  });
});

describe.concurrent("conformance/examples/exam.sh", () => {
  test.each([
    ["a right program", undefined, 0],
    ["a wrong one", flip(0x1d), 1],
  ])("of %s", async (_, damage, code) => {
    const folder = temporaryFolder();
    const env = {
      ...COMPILED,
      ASSAY: await standIn,
      LAB: "zab",
      PROGRAM: program(folder, "it", everyPublished(), damage),
    };
    const ended = await run("sh", [join(ROOT, "conformance/examples/exam.sh")], {
      cwd: folder,
      env,
    });
    expect(ended.code).toBe(code);
    expect(ended.stdout).toMatch(/^case +outcome/m);
    expect(readFileSync(join(folder, "assay.xml"), "utf8")).toMatch(/^<\?xml /);
  });

  test.each([
    ["a variable that is missing", { LAB: "" }, "LAB is missing"],
    ["a tarball that is not there", { ASSAY: "./nowhere.tgz" }, "nowhere.tgz"],
  ])("%s is trouble, and no divergence", async (_, change, words) => {
    const env = { ASSAY: "./a.tgz", LAB: "zab", PROGRAM: "true", ...change };
    const script = join(ROOT, "conformance/examples/exam.sh");
    const ended = await run("sh", [script], { cwd: temporaryFolder(), env });
    expect(ended).toMatchObject({ code: 2, stdout: "" });
    expect(ended.stderr).toContain(words);
  });
});

test("a release publishes on a tag of its version alone, may write nothing here, and runs no expression", () => {
  const workflow = parse(readFileSync(join(ROOT, ".github/workflows/release.yml"), "utf8"));
  expect(workflow.on).toEqual({ push: { tags: ["v*"] } });
  expect(workflow.permissions).toEqual({ contents: "read", "id-token": "write" });
  const steps: Step[] = workflow.jobs.publish.steps;
  const lines = steps.map(({ run: line = "" }) => line);
  for (const line of lines) expect(line).not.toContain("${{");
  expect(lines.at(-1)).toMatch(/^test .*\nnpm pkg set .*\nnpm publish\n$/);
});

test("the workflow of this repository runs both commands", () => {
  const text = readFileSync(join(ROOT, ".github/workflows/ci.yml"), "utf8");
  expect(text).toContain("run: bash scripts/verify.sh");
  expect(text).toContain("run: bash scripts/cross_test.sh");
});

describe.concurrent("scripts/action.sh", () => {
  const folder = temporaryFolder();
  const PUBLISHED = ["A", "B", "D"].map((id) => published(id));
  const RIGHT = program(folder, "right", PUBLISHED);
  const WRONG = program(folder, "wrong", PUBLISHED, flip(0x1d));

  /** The script in a folder whose `assay` needs no installation; what it wrote, and where. */
  async function act(inputs: Readonly<Record<string, string>>) {
    const root = temporaryFolder();
    for (const name of ["bin", "scripts", "temp", "work"]) mkdirSync(join(root, name));
    copyFileSync(join(ROOT, "scripts/action.sh"), join(root, "scripts/action.sh"));
    chmodSync(write(root, "bin/assay", `#!/bin/sh\nexec ${BIN_COMMAND} "$@"\n`), 0o755);
    const output = write(root, "output", "");
    const summary = write(root, "summary", "before\n");
    const given = {
      lab: "zab",
      scenario: "D",
      "working-directory": join(root, "work"),
      ...inputs,
    };
    const env = {
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      RUNNER_TEMP: join(root, "temp"),
      ...COMPILED,
      ...Object.fromEntries(Object.entries(given).map(([name, value]) => [variable(name), value])),
    };
    const ended = await run("bash", [join(root, "scripts/action.sh")], { env, cwd: folder });
    const lines = readFileSync(output, "utf8").trimEnd().split("\n");
    const outputs: Record<string, string> = Object.fromEntries(
      lines.map((line) => line.split(/=(.*)/s)),
    );
    // What GitHub would obey: the lines outside of those in which commands are stopped.
    const [before = "", stopped = "", after = ""] = ended.stdout.split(
      /^::(?:stop-commands::)?[0-9a-f]{32}(?:::)?\n/m,
    );
    const commands = `${before}${after}`.split("\n").filter((line) => line.startsWith("::"));
    return {
      ...ended,
      outputs,
      summary: readFileSync(summary, "utf8"),
      log: stopped,
      commands,
      root,
    };
  }

  test.each([
    ["right", RIGHT, 0, "match", "1 passed, 0 failed, 0 in trouble", []],
    [
      "wrong",
      WRONG,
      1,
      "divergence",
      "0 passed, 1 failed, 0 in trouble",
      [/^::error title=zab\/D%3A failed::mismatch at 0x1d/],
    ],
    [
      "gone",
      "/nonexistent/zabctl",
      2,
      "trouble",
      "0 passed, 0 failed, 1 in trouble",
      [/^::error title=zab\/D%3A trouble%3A not-started::/],
    ],
  ])("a program that is %s", async (_, command, code, outcome, totals, errors) => {
    const acted = await act({ program: command, scenario: "D" });
    expect(acted).toMatchObject({ code, outputs: { outcome, "exit-code": String(code) } });
    expect(acted.log).toMatch(/^case +outcome/m);
    expect(acted.log.trimEnd().endsWith(totals)).toBe(true);
    expect(acted.commands).toEqual([
      ...errors.map((error) => expect.stringMatching(error)),
      `::notice title=Assay::${totals}`,
    ]);
    expect(acted.summary).toMatch(/^before\n## Assay: /);
    expect(acted.summary).toContain(totals);
    const [junit, sarif, json] = ["junit", "sarif", "json"].map((name) => {
      expect(acted.outputs[name]?.startsWith(acted.root)).toBe(true);
      return acted.outputs[name] as string;
    }) as [string, string, string];
    expect(readFileSync(junit, "utf8")).toMatch(/^<\?xml /);
    expect(JSON.parse(readFileSync(sarif, "utf8"))).toMatchObject({ version: "2.1.0" });
    expect(examSchema.parse(JSON.parse(readFileSync(json, "utf8"))).cases).toHaveLength(1);
  });

  test("all formats are of one run, in the folder and with the list that the inputs say", async () => {
    const list = write(folder, "known", "zab/D\n");
    const counting = script(folder, "counting.sh", `echo >> runs; exec ${WRONG} "$@"`);
    const acted = await act({ program: counting, scenario: "D", "known-failing": list });
    expect(acted).toMatchObject({ code: 0, outputs: { outcome: "match" } });
    expect(acted.log).toContain("1 known failing");
    // Once for the hash, once for the dump, and once for --digests, which it may lack.
    expect(readFileSync(join(acted.root, "work/runs"), "utf8")).toBe("\n\n\n");
  });

  test("a package that is given is installed and run, if it has the hash that it must have", async () => {
    const tarball = await standIn;
    const hash = createHash("sha512").update(readFileSync(tarball)).digest("base64");
    const inputs = { program: RIGHT, package: tarball };
    const acted = await act({ ...inputs, integrity: `sha512-${hash}` });
    expect(acted).toMatchObject({ code: 0, outputs: { outcome: "match" } });
    expect(existsSync(join(acted.outputs["json"] as string, "../package/node_modules/assay"))).toBe(
      true,
    );
    const other = await act({ ...inputs, integrity: `sha512-${"A".repeat(86)}==` });
    expect(other).toMatchObject({ code: 2, log: "" });
    expect(other.stderr).toContain(`the package has the hash sha512-${hash}; expected that of`);
  });

  const HOSTILE = "\"; touch pwned; $(touch pwned) `touch pwned` ' --help\n::error::x\nname=value";
  test.each(["lab", "scenario", "known-failing", "endpoint"])(
    "a hostile value of %s is a value: refused, and neither run nor obeyed",
    async (input) => {
      const acted = await act({ program: RIGHT, scenario: "D", [input]: HOSTILE });
      expect(acted).toMatchObject({ code: 2, outputs: { outcome: "trouble", "exit-code": "2" } });
      expect(Object.keys(acted.outputs)).toEqual(["outcome", "exit-code"]);
      expect(acted.log).toMatch(/^assay exam: /m);
      expect(acted.commands).toEqual([
        "::error title=Assay::The exam could not be run: see the log of this step.",
      ]);
      expect(acted.summary).toBe("before\n");
      for (const where of [folder, acted.root, join(acted.root, "work")]) {
        expect(existsSync(join(where, "pwned"))).toBe(false);
      }
    },
  );

  test("a hostile value of package is no command either", async () => {
    const { code, root } = await act({ program: RIGHT, package: HOSTILE });
    expect(code).toBe(2);
    expect(readdirSync(join(root, "work"))).toEqual([]);
  });

  test("what a program prints is not obeyed", async () => {
    const command = script(
      folder,
      "evil.sh",
      "echo ::error::x >&2; echo ::set-output name=a::b; exit 1",
    );
    const { code, commands } = await act({ program: command, scenario: "D" });
    expect(code).toBe(2);
    expect(commands).toEqual([
      expect.stringMatching(/^::error title=zab\/D%3A trouble%3A crashed::/),
      "::notice title=Assay::0 passed, 0 failed, 1 in trouble",
    ]);
  });

  test("a folder that is not there is trouble, and no divergence", async () => {
    const { code, stdout } = await act({ program: RIGHT, "working-directory": "/nonexistent" });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });
});
