import { judge, type Stage } from "../judge/judge.ts";
import { type Submission, submissionOf } from "../judge/submission.ts";
import type { Scenario } from "../labs/lab.ts";
import { REGISTRY } from "../labs/registry.ts";
import { type Expected, seal, simulate } from "../oracle/expected.ts";
import { reportOf } from "../report/build.ts";
import type { Report } from "../report/schema.ts";
import { versionsOf } from "../version.ts";

/** The same engine as the oracle's, in this process: no server, no network. */
export class LocalJudge {
  private readonly known = new WeakMap<Scenario, Promise<Expected>>();

  async onHash(scenario: Scenario, sha256: string, until: Stage): Promise<Report> {
    return this.report(await this.expected(scenario), { kind: "hash", sha256 }, until);
  }

  async onDump(scenario: Scenario, dump: Uint8Array, until: Stage): Promise<Report> {
    const expected = await this.expected(scenario);
    return this.report(expected, await submissionOf(expected, dump), until);
  }

  /** What the dump of the scenario must be; the same object of a scenario that was asked for before. */
  expected(scenario: Scenario): Promise<Expected> {
    const known = this.known.get(scenario) ?? seal(scenario, simulate(scenario));
    this.known.set(scenario, known);
    return known;
  }

  private async report(expected: Expected, submission: Submission, until: Stage): Promise<Report> {
    const findings = await judge(expected, submission, until, REGISTRY);
    return reportOf(findings, await versionsOf(expected.scenario.lab), null);
  }
}
