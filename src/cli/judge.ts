import type { Scenario } from "../labs/lab.ts";
import { type Expected, seal, simulate } from "../oracle.ts";
import { buildReport, queryOf } from "../report/build.ts";
import { type Report, reportSchema } from "../report/schema.ts";
import { verifyDump } from "../verify.ts";
import { versionsOf } from "../version.ts";

/** Where a report says an oracle answers, when it was made without one. */
export const LOCAL_ORIGIN = "http://127.0.0.1:8787";

/** Who knows the right bytes: the engine in this process, or an oracle over HTTP. */
export interface Judge {
  onHash(scenario: Scenario, sha256: string): Promise<Report>;
  onDump(scenario: Scenario, dump: Uint8Array): Promise<Report>;
}

/** The same engine as the oracle's, in this process: no server, no network. */
export class LocalJudge implements Judge {
  private readonly known = new WeakMap<Scenario, Promise<Expected>>();

  async onHash(scenario: Scenario, sha256: string): Promise<Report> {
    const expected = await this.expected(scenario);
    const versions = await versionsOf(scenario.lab);
    return buildReport(expected, { kind: "hash", sha256 }, versions, LOCAL_ORIGIN);
  }

  async onDump(scenario: Scenario, dump: Uint8Array): Promise<Report> {
    return verifyDump(await this.expected(scenario), dump, LOCAL_ORIGIN);
  }

  private expected(scenario: Scenario): Promise<Expected> {
    const known = this.known.get(scenario) ?? seal(scenario, simulate(scenario));
    this.known.set(scenario, known);
    return known;
  }
}

/** An oracle that answers at `endpoint`. Throws where it cannot be reached or answers an error. */
export class RemoteJudge implements Judge {
  private readonly endpoint: string;

  constructor(endpoint: string) {
    this.endpoint = endpoint.replace(/\/+$/, "");
  }

  async onHash(scenario: Scenario, sha256: string): Promise<Report> {
    return this.ask(scenario, JSON.stringify({ sha256 }), "application/json");
  }

  async onDump(scenario: Scenario, dump: Uint8Array): Promise<Report> {
    return this.ask(scenario, Uint8Array.from(dump), "application/octet-stream");
  }

  private async ask(
    scenario: Scenario,
    body: string | Uint8Array<ArrayBuffer>,
    type: string,
  ): Promise<Report> {
    const url = `${this.endpoint}/v1/labs/${scenario.lab.id}/verify?${queryOf(scenario)}`;
    const headers = { "Content-Type": type, Accept: "application/json" };
    const response = await fetch(url, { method: "POST", body, headers });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`the oracle answered ${response.status}: ${text.slice(0, 500)}`);
    return reportSchema.parse(JSON.parse(text));
  }
}

export function judgeOf(endpoint: string | undefined): Judge {
  return endpoint === undefined ? new LocalJudge() : new RemoteJudge(endpoint);
}
