import type { Case } from "../report/exam.ts";
import type { ListingReport } from "../report/listing_report.ts";
import type { SuiteCase } from "./cases.ts";
import type { Examination } from "./examine.ts";

/**
 * What goes wrong first in a run, without its numbers: a simpler scenario that fails in another way may show another
 * bug. Of a program that offers listings it is what a right run does in the first wrong step, else the first field of
 * the dump that differs.
 */
export interface Fingerprint {
  /** Kinds of events, of messages with their types: `delivered Ack`, `timer election`. */
  readonly events: ReadonlySet<string>;
  /** Kinds of fields, without indices: `nodes[].history_len`. */
  readonly fields: ReadonlySet<string>;
}

/** The fingerprint of a case that failed. */
export async function fingerprintOf(
  { listings }: Examination,
  { scenario }: SuiteCase,
  failed: Case,
): Promise<Fingerprint> {
  const compared = await listings?.compare(scenario);
  const report = compared?.report ?? null;
  if (report !== null) return ofListing(report);
  const field = failed.report?.first_divergence?.field;
  return { events: new Set(), fields: new Set(field === undefined ? [] : [kindOf(field)]) };
}

function ofListing({ account }: ListingReport): Fingerprint {
  const events = (account?.events ?? []).map((event) => {
    const members: Readonly<Record<string, unknown>> = event;
    const detail = members["type"] ?? members["timer"];
    return typeof detail === "string" ? `${event.kind} ${detail}` : event.kind;
  });
  const fields = (account?.changes ?? []).map(({ field }) => kindOf(field));
  return { events: new Set(events), fields: new Set(fields) };
}

function kindOf(field: string): string {
  return field.replace(/\[[^\]]*\]/g, "[]");
}

/** Whether two failures may be of one bug: of what both are known to have, some is the same. */
export function isAlike(one: Fingerprint, other: Fingerprint): boolean {
  return share(one.events, other.events) && share(one.fields, other.fields);
}

function share(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  if (some.size === 0 || others.size === 0) return some.size === others.size;
  return [...some].some((one) => others.has(one));
}
