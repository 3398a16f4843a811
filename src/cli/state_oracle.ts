import type * as z from "zod";
import { wholeRun } from "../digests/listing_comparator.ts";
import type { KnownState } from "../digests/search.ts";
import { judgeBisection } from "../judge/judge_bisection.ts";
import { judgeListing } from "../judge/judge_listing.ts";
import type { Scenario } from "../labs/lab.ts";
import { LIMITS } from "../limits.ts";
import { type BisectAnswer, bisectAnswer, bisectAnswerSchema } from "../report/bisect_answer.ts";
import { queryOf } from "../report/build.ts";
import {
  type ListingReport,
  listingReport,
  listingReportSchema,
} from "../report/listing_report.ts";
import { readAnswer } from "../report/read_answer.ts";
import { versionsOf } from "../version.ts";
import { OracleError } from "./usage.ts";
import { asJson, isOnScenario, postTo, readEndpoint, withoutSlash } from "./verdict_oracle.ts";

/** Who knows the right states within a run: the engine in this process, or an oracle over HTTP. */
export interface StateOracle {
  /** The longest run of which it compares a whole listing. */
  readonly mostLines: number;
  /** The report on a listing of digests. Throws a Problem or an OracleError where that is no listing. */
  onListing(scenario: Scenario, listing: Uint8Array, diagnoses: boolean): Promise<ListingReport>;
  /** What to ask next about dumps, or what was found. */
  onDumps(scenario: Scenario, known: readonly KnownState[]): Promise<BisectAnswer>;
}

/** Without the limits of a server: what a program of one's own costs is one's own affair. */
const UNLIMITED = Number.POSITIVE_INFINITY;

class LocalStateOracle implements StateOracle {
  readonly mostLines = UNLIMITED;

  async onListing(
    scenario: Scenario,
    listing: Uint8Array,
    diagnoses: boolean,
  ): Promise<ListingReport> {
    const limits = { lines: UNLIMITED, hashed_bytes: UNLIMITED };
    const part = wholeRun(scenario);
    const findings = await judgeListing(scenario, part, (push) => push(listing), {
      limits,
      diagnoses,
    });
    return listingReport(findings, await versionsOf(scenario.lab), null);
  }

  async onDumps(scenario: Scenario, known: readonly KnownState[]): Promise<BisectAnswer> {
    const findings = await judgeBisection(scenario, known, "dump", UNLIMITED);
    return bisectAnswer(findings, await versionsOf(scenario.lab), null);
  }
}

class RemoteStateOracle implements StateOracle {
  readonly mostLines = LIMITS.digest_lines;
  private readonly endpoint: string;

  constructor(endpoint: string) {
    this.endpoint = withoutSlash(endpoint);
  }

  onListing(scenario: Scenario, listing: Uint8Array, diagnoses: boolean): Promise<ListingReport> {
    const body = Uint8Array.from(listing);
    return this.ask(
      scenario,
      "digests/verify",
      `&diagnosis=${diagnoses ? 1 : 0}`,
      body,
      "text/plain",
      listingReportSchema,
    );
  }

  onDumps(scenario: Scenario, known: readonly KnownState[]): Promise<BisectAnswer> {
    const body = JSON.stringify({ digests: known, of: "dump" });
    return this.ask(scenario, "bisect", "", body, "application/json", bisectAnswerSchema);
  }

  private async ask<T extends BisectAnswer | ListingReport>(
    scenario: Scenario,
    path: string,
    options: string,
    body: string | Uint8Array<ArrayBuffer>,
    type: string,
    schema: z.ZodType<T>,
  ): Promise<T> {
    const { endpoint } = this;
    const url = `${endpoint}/v1/labs/${scenario.lab.id}/${path}?${queryOf(scenario)}${options}`;
    const headers = { "Content-Type": type, Accept: "application/json" };
    const answer = readAnswer(schema, asJson(await postTo(endpoint, url, { body, headers })));
    if (answer.isRead && isOnScenario(answer.value, scenario)) return answer.value;
    const fault = answer.isRead ? "it is on another scenario" : answer.fault;
    throw new OracleError(
      `${endpoint} answered ${path} with what is no answer of this version to it (${fault})`,
    );
  }
}

export function stateOracleOf(endpoint: string | undefined): StateOracle {
  return endpoint === undefined
    ? new LocalStateOracle()
    : new RemoteStateOracle(readEndpoint(endpoint));
}
