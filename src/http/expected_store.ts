import type { Scenario } from "../labs/lab.ts";
import { type Expected, seal, simulate } from "../oracle.ts";
import { ENGINE_VERSION } from "../version.ts";

/** How long the edge may keep a dump. Its key holds every version, so it can never be a stale one. */
const CACHE_CONTROL = "public, max-age=604800, immutable";

/** Where an expected dump came from: computed for this request, or kept from an earlier one. */
export type Origin = "computed" | "cached";

/**
 * The expected dump of a scenario, simulated once per data centre (Cache API) and hashed every time:
 * a kept dump is trusted no more than a fresh one.
 */
export async function expectedOf(
  scenario: Scenario,
  waitUntil: (promise: Promise<unknown>) => void,
): Promise<{ expected: Expected; origin: Origin }> {
  const key = cacheKey(scenario);
  const cache = caches.default;
  const kept = await cache.match(key);
  if (kept !== undefined) {
    const dump = new Uint8Array(await kept.arrayBuffer());
    return { expected: await seal(scenario, dump), origin: "cached" };
  }
  const expected = await seal(scenario, simulate(scenario));
  const headers = { "Cache-Control": CACHE_CONTROL };
  waitUntil(cache.put(key, new Response(expected.dump as BodyInit, { headers })));
  return { expected, origin: "computed" };
}

function cacheKey({ lab, query }: Scenario): string {
  const parameters = new URLSearchParams(query.map(([name, text]) => [name, text]));
  const path = [ENGINE_VERSION, lab.id, lab.specification].map(encodeURIComponent).join("/");
  return `https://expected.assay.invalid/${path}?${parameters}`;
}
