import type { Context } from "hono";
import { release } from "../kernel/memory.ts";
import type { Scenario } from "../labs/lab.ts";
import { LIMITS } from "../limits.ts";
import { type Expected, seal, simulating } from "../oracle/expected.ts";
import { paced } from "../oracle/pace.ts";
import { ENGINE_VERSION } from "../version.ts";
import { deploymentOf } from "./conditional.ts";
import type { RequestPace } from "./turns.ts";

/** How long the edge may keep a dump. Its key holds every version, so it can never be a stale one. */
const CACHE_CONTROL = "public, max-age=604800, immutable";

/** Where an expected dump came from: computed for this request, or kept from an earlier one. */
export type Origin = "computed" | "cached";

/** Dumps that requests of this isolate hold at the moment: requests for the same one share it. */
const held = new Map<string, WeakRef<Expected>>();
/** Entries beyond which the ones that nobody holds any more are dropped. */
const HELD_ENTRIES = 100;

/**
 * The expected dump of a scenario, simulated once per data centre (Cache API). A dump that was kept is
 * hashed anew, and held against the published hash if there is one.
 */
export async function expectedOf(
  c: Context,
  scenario: Scenario,
  pace: RequestPace,
): Promise<{ expected: Expected; origin: Origin }> {
  const key = cacheKey(scenario, deploymentOf(c));
  const shared = held.get(key)?.deref();
  if (shared !== undefined) return { expected: shared, origin: "cached" };

  const cache = caches.default;
  const kept = await cache.match(key);
  if (kept !== undefined) {
    const dump = new Uint8Array(await kept.arrayBuffer());
    return { expected: hold(key, await seal(scenario, dump)), origin: "cached" };
  }
  const dump = await paced(simulating(scenario), pace);
  if (dump.length > LIMITS.cached_dump_bytes) {
    // No other request shares it, so it is gone with this one.
    pace.whenAnswered(() => release(dump));
    return { expected: await seal(scenario, dump), origin: "computed" };
  }
  const expected = hold(key, await seal(scenario, dump));
  const headers = { "Cache-Control": CACHE_CONTROL };
  c.executionCtx.waitUntil(cache.put(key, new Response(expected.dump as BodyInit, { headers })));
  return { expected, origin: "computed" };
}

function hold(key: string, expected: Expected): Expected {
  if (held.size >= HELD_ENTRIES) {
    for (const [other, reference] of held) if (reference.deref() === undefined) held.delete(other);
  }
  held.set(key, new WeakRef(expected));
  return expected;
}

function cacheKey({ lab, query, after }: Scenario, deployment: string): string {
  const parameters = new URLSearchParams(query.map(([name, text]) => [name, text]));
  const versions = [ENGINE_VERSION, deployment, lab.id, lab.specification];
  const path = versions.map(encodeURIComponent).join("/");
  if (after !== null) parameters.set("after", String(after));
  return `https://expected.assay.invalid/${path}?${parameters}`;
}
