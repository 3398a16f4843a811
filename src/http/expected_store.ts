import type { Context } from "hono";
import { release } from "../kernel/memory.ts";
import type { Scenario } from "../labs/lab.ts";
import { LIMITS } from "../limits.ts";
import { type Expected, seal, simulating } from "../oracle/expected.ts";
import { paced } from "../oracle/pace.ts";
import { ENGINE_VERSION } from "../version.ts";
import { deploymentOf } from "./conditional.ts";
import type { RequestPace } from "./turns.ts";

/** Where an expected dump came from: computed for this request, or kept from an earlier one. */
export type Origin = "computed" | "cached";

/** Dumps that requests of this isolate hold at the moment: requests for the same one share it. */
const held = new Map<string, WeakRef<Expected>>();
/** Entries beyond which the ones that nobody holds any more are dropped. */
const HELD_ENTRIES = 100;

/** The dumps that were asked for last, the latest at the end, as far as a part of the memory of an isolate goes. */
const hot = new Map<string, Expected>();
const HOT_BYTES = 8 * 1024 * 1024;
/** A dump counts for so many bytes more: its scenario, and what was made of it. */
const ENTRY_BYTES = 4 * 1024;
/** What one dump may count for. */
const LARGEST_HOT = HOT_BYTES / 4;
let hotBytes = 0;

/**
 * The expected dump of a scenario: simulated, unless this isolate has it. Answers to GET are kept before the Worker as
 * well, by the platform; what is posted needs the dump here.
 */
export async function expectedOf(
  c: Context,
  scenario: Scenario,
  pace: RequestPace,
): Promise<{ expected: Expected; origin: Origin }> {
  const address = cacheKey(scenario, deploymentOf(c));
  const shared = held.get(address)?.deref();
  if (shared !== undefined) {
    warm(address, shared);
    return { expected: shared, origin: "cached" };
  }

  const dump = await paced(simulating(scenario), pace);
  if (dump.length > LIMITS.cached_dump_bytes) {
    // No other request shares it, so it is gone with this one.
    pace.whenAnswered(() => release(dump));
    return { expected: await seal(scenario, dump), origin: "computed" };
  }
  const expected = hold(address, await seal(scenario, dump));
  return { expected, origin: "computed" };
}

function hold(key: string, expected: Expected): Expected {
  if (held.size >= HELD_ENTRIES) {
    for (const [other, reference] of held) if (reference.deref() === undefined) held.delete(other);
  }
  held.set(key, new WeakRef(expected));
  warm(key, expected);
  return expected;
}

function countOf({ dump }: Expected): number {
  return dump.byteLength + ENTRY_BYTES;
}

/** Makes a dump the latest of those that are kept, and drops the oldest where there are too many bytes. */
function warm(key: string, expected: Expected): void {
  if (countOf(expected) > LARGEST_HOT) return;
  const before = hot.get(key);
  if (before !== undefined) {
    hot.delete(key);
    hotBytes -= countOf(before);
  }
  hot.set(key, expected);
  hotBytes += countOf(expected);
  for (const [oldest, dropped] of hot) {
    if (hotBytes <= HOT_BYTES) return;
    hot.delete(oldest);
    hotBytes -= countOf(dropped);
  }
}

/** The keys of scenarios that are asked for again and again, which are the same objects each time. */
const addresses = new WeakMap<Scenario, { readonly deployment: string; readonly text: string }>();

function cacheKey(scenario: Scenario, deployment: string): string {
  const known = addresses.get(scenario);
  if (known?.deployment === deployment) return known.text;
  const text = addressOf(scenario, deployment);
  addresses.set(scenario, { deployment, text });
  return text;
}

function addressOf({ lab, query, after }: Scenario, deployment: string): string {
  const parameters = new URLSearchParams(query.map(([name, text]) => [name, text]));
  const versions = [ENGINE_VERSION, deployment, lab.id, lab.specification];
  const path = versions.map(encodeURIComponent).join("/");
  if (after !== null) parameters.set("after", String(after));
  return `https://expected.assay.invalid/${path}?${parameters}`;
}
