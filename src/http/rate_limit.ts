import type { Context } from "hono";
import { Problem } from "../errors.ts";
import { RATE_PERIOD_SECONDS } from "../limits.ts";
import { bindingsOf } from "./bindings.ts";

/**
 * Lets a request pass that has something to compute, or throws `too-many-requests`: by the client's address, where the
 * platform counts and says it. Counted for each place of the network, and roughly
 * (https://developers.cloudflare.com/workers/runtime-apis/bindings/rate-limit/).
 */
export async function admit(c: Context): Promise<void> {
  const limit = bindingsOf(c).RATE_LIMIT;
  const address = c.req.header("CF-Connecting-IP");
  if (limit === undefined || address === undefined) return;
  const { success } = await limit.limit({ key: clientOf(address) });
  if (success) return;
  throw new Problem(
    "too-many-requests",
    [
      {
        detail: `too many requests of this client; expected the next one in ${RATE_PERIOD_SECONDS} seconds, or an oracle of your own (npm start)`,
      },
    ],
    { "Retry-After": String(RATE_PERIOD_SECONDS) },
  );
}

/** Whom an address stands for: of IPv6 the network of 64 bits, all of which one client has. */
export function clientOf(address: string): string {
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.toLowerCase().split("::", 2);
  const groups = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : 8 - groups.length - after.length;
  const all = [...groups, ...Array.from({ length: Math.max(0, zeros) }, () => "0"), ...after];
  return all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}
