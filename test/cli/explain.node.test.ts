import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { explain } from "../../src/explain/explain.ts";
import { findLab } from "../../src/labs/index.ts";
import { explainAnswer } from "../../src/report/explain_document.ts";
import { explainReportSchema } from "../../src/report/explain_schema.ts";
import { versionsOf } from "../../src/version.ts";
import {
  BIN_COMMAND,
  COMPILED,
  program,
  published,
  recorded,
  run,
  script,
  spawned,
  temporaryFolder,
  within,
} from "./support.ts";

const mutant = (bugs: string): string => recorded(`${BIN_COMMAND} mutant kv ${bugs}`);

/** With little time to make a scenario smaller, which takes the most runs of the program. */
const explaining = (program: string, ...more: string[]) => {
  const budget = more.includes("--budget") ? [] : ["--budget", "4"];
  return within(["explain", "--lab", "kv", "--program", program, ...budget, ...more]);
};

describe("assay explain", () => {
  test("names the two bugs of a program, where it goes wrong first, and the smallest scenario: 1", async () => {
    const folder = temporaryFolder();
    const [json, markdown] = [join(folder, "report.json"), join(folder, "report.md")];
    const outputs = ["--format", "json", "--output", json, "--format", "markdown"];
    const command = mutant("commit-late+kind-two-deletes");
    const { code, stdout, stderr } = await explaining(
      command,
      // The search must not be cut short, however slow the machine is.
      "--budget",
      "16",
      ...outputs,
      "--output",
      markdown,
      "--format",
      "text",
    );
    expect(code).toBe(1);
    expect(stdout).toMatch(/^EXPLAINED {2}2 changes together give everything that was seen in /);
    expect(stdout).toMatch(/\n {2}(proven|reproduces) +(commit-late|kind-two-deletes): /);
    expect(stdout).toContain("\nwhat goes wrong first\n");
    expect(stdout).toContain("\nthe smallest scenario that shows it\n");
    expect(stderr).toContain("assay explain: makes the smallest wrong scenario smaller\n");
    const report = explainReportSchema.parse(JSON.parse(readFileSync(json, "utf8")));
    const named = report.answer?.explanations.map(({ changes }) =>
      changes.map(({ bug }) => bug).sort(),
    );
    expect(named).toEqual([["commit-late", "kind-two-deletes"]]);
    expect(report.contract.broken).toEqual([]);
    expect(stdout).toContain("\nthe first wrong event\n");
    expect(report.first_event).toMatchObject({ section: 'kv.md, "Workload"' });
    expect(report.first_event?.lines).toContainEqual(
      expect.stringMatching(/^member +operation: expected "Put", actual "Del"$/),
    );
    expect(report.smallest?.command.startsWith(`${command} --seed `)).toBe(true);
    expect(readFileSync(markdown, "utf8")).toMatch(/^## EXPLAINED /);
  });

  test("explains a program that only prints a hash, and says what more would give: 1", async () => {
    const command = script(
      temporaryFolder(),
      "hash.sh",
      [
        'case " $* " in *" --d"* | *" --e"*) echo "no such flag" >&2; exit 2 ;; esac',
        `exec ${mutant("kind-two-deletes")} "$@"`,
      ].join("\n"),
    );
    const { code, stdout } = await explaining(command);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^EXPLAINED {2}one change gives everything /);
    expect(stdout).toContain("kind-two-deletes: ");
    expect(stdout).toContain("\n  lacks       --digests: ");
    expect(stdout).toContain("\n  lacks       --events: ");
    expect(stdout).not.toContain("the first wrong event");
    expect(stdout).toContain("so the first wrong operation is not known.");
  });

  test("has nothing to explain of a right program: 0", async () => {
    const { code, stdout } = await explaining(mutant("none"));
    expect(code).toBe(0);
    expect(stdout).toMatch(/^MATCH {2}nothing is wrong in what was seen: 15 scenarios of kv\n/);
    expect(stdout).not.toContain("what goes wrong");
  });

  test("says of a program that prints no hash that its contract is broken: 1", async () => {
    const command = script(temporaryFolder(), "talks.sh", "echo hello");
    const { code, stdout } = await explaining(command);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^BROKEN {2}the program prints no hash as the contract asks/);
    expect(stdout).toContain("\n  broken      hash: ");
  });

  test.each([
    ["crashes", "exit 7", "ended with exit code 7"],
    ["is not there", "exit 127", "could not start the program"],
  ])("a program that %s is trouble: 2", async (_, body, why) => {
    const { code, stdout } = await explaining(script(temporaryFolder(), "bad.sh", body));
    expect(code).toBe(2);
    expect(stdout).toMatch(/^TROUBLE {2}the program could not be asked\n/);
    expect(stdout).toContain(why);
  });

  test("a program that crashes in one scenario is explained by the others, and its trouble is told", async () => {
    const command = script(
      temporaryFolder(),
      "sometimes.sh",
      [
        'case " $* " in *" --ops 2000 "*) exit 9 ;; esac',
        `exec ${mutant("kind-two-deletes")} "$@"`,
      ].join("\n"),
    );
    const { code, stdout } = await explaining(command, "--format", "json");
    const report = explainReportSchema.parse(JSON.parse(stdout));
    expect(code).toBe(1);
    expect(report.trouble.length).toBeGreaterThan(0);
    expect(report.answer?.explanations[0]).toMatchObject({ certainty: "reproduces" });
    expect(report.answer?.explanations[0]?.changes[0]?.bug).toBe("kind-two-deletes");
  });

  test.each([
    [["--budget", "0"], '--budget is "0"; expected a decimal integer 1 .. 86400'],
    [["--format", "svg"], '--format is "svg"; expected one of text, json, markdown'],
    [["--endpoint", "oracle"], '--endpoint is "oracle"; expected an http(s) URL'],
    [["--lab", "nosuch"], 'there is no lab "nosuch"'],
  ])("%j is refused: 2", async (words, why) => {
    const line = words[0] === "--lab" ? words : ["--lab", "kv", ...words];
    const { code, stderr } = await within(["explain", "--program", "true", ...line]);
    expect(code).toBe(2);
    expect(stderr).toContain(why);
  });

  test("Ctrl-C ends it with what is known: 1", async () => {
    const command = mutant("commit-late+gap-refused");
    const words = ["explain", "--lab", "kv", "--program", `"${command.replaceAll('"', "")}"`];
    const line = [BIN_COMMAND, ...words, "--format json"].join(" ");
    // When it looks for what gives all of it, everything has been seen.
    const wait = `(${line} 2>err & pid=$!; until grep -q "looks for" err; do sleep 0.05; done; kill -INT $pid; wait $pid)`;
    const { code, stdout } = await run("bash", ["-c", `set -m; ${wait}`], {
      cwd: temporaryFolder(),
      env: COMPILED,
    });
    const report = explainReportSchema.parse(JSON.parse(stdout));
    expect(code).toBe(1);
    expect(report.is_ended).toBe(true);
    expect(report.answer?.seen.wrong_scenarios).toBeGreaterThan(0);
  });

  describe("with --endpoint", () => {
    const folder = temporaryFolder();
    const right = program(folder, "right", [published("A", "kv")]);
    const [answered, asked]: [object[], unknown[]] = [[], []];
    const server = createServer(async (request, response) => {
      const pieces: Buffer[] = [];
      for await (const piece of request) pieces.push(piece as Buffer);
      asked.push([request.method, request.url, JSON.parse(String(Buffer.concat(pieces)))]);
      response.end(JSON.stringify(answered.shift() ?? {}));
    });
    beforeAll(() => new Promise<void>((done) => server.listen(0, "127.0.0.1", done)));
    afterAll(() => {
      server.closeAllConnections();
      server.close();
    });
    const ask = async (answer: object) => {
      answered.push(answer);
      const { port } = server.address() as AddressInfo;
      const { code, stdout, stderr } = await explaining(
        right,
        "--endpoint",
        `http://127.0.0.1:${port}/`,
      );
      return { code, stdout, stderr };
    };

    test("an oracle is asked with all that was seen, and its answer is printed", async () => {
      const lab = findLab("kv");
      const found = await explain(lab, []);
      const answer = explainAnswer({ ...found, next: null }, await versionsOf(lab), null);
      const { code, stdout } = await ask({ ...answer, more: "than this version knows" });
      expect(asked.at(-1)).toEqual(["POST", "/v1/labs/kv/explain", { observations: [] }]);
      expect({ code, stdout }).toMatchObject({ code: 1 });
      expect(stdout).toMatch(/^MATCH {2}nothing is wrong in what was seen/);
    });

    test("an answer that is none is trouble: 2", async () => {
      const { code, stderr } = await ask({ schema_version: 1 });
      expect(code).toBe(2);
      expect(stderr).toContain("answered explain with what is no answer of this version to it");
    });
  });

  test("is told by its help", async () => {
    const { code, stdout } = await spawned(["explain", "--help"]);
    expect({ code, begin: stdout.slice(0, 32) }).toEqual({
      code: 0,
      begin: "assay explain --program CMD --la",
    });
  });
});
