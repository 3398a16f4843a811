import packageJson from "../package.json" with { type: "json" };
import { sha256Hex } from "./dump/sha256.ts";
import type { Lab } from "./labs/lab.ts";
import type { Suite } from "./labs/suite.ts";

/** The version of the engine: of everything that can change an answer. */
export const ENGINE_VERSION: string = packageJson.version;

/** What an answer was made with. */
export interface Versions {
  readonly engine: string;
  /** The version of the lab's specification. */
  readonly specification: string;
  /** SHA-256 of the first suite, which is the published one where there is one: its scenarios and hashes as canonical JSON. */
  readonly suite_sha256: string;
}

const hashes = new WeakMap<Suite, Promise<string>>();

/**
 * SHA-256 of a suite: its scenarios and the hashes of their dumps as canonical JSON, without those of listings, which
 * no lab publishes. Each is hashed once per isolate.
 */
export function suiteSha256(suite: Suite): Promise<string> {
  const known = hashes.get(suite);
  if (known !== undefined) return known;
  const canonical = JSON.stringify(
    suite.scenarios.map(({ id, parameters, sha256, size_bytes }) => ({
      id,
      parameters: Object.entries(parameters).toSorted(([a], [b]) => (a < b ? -1 : 1)),
      sha256,
      size_bytes,
    })),
  );
  const hash = sha256Hex(new TextEncoder().encode(canonical));
  hashes.set(suite, hash);
  return hash;
}

/** The versions behind an answer about `lab`. */
export async function versionsOf(lab: Lab): Promise<Versions> {
  return {
    engine: ENGINE_VERSION,
    specification: lab.specification,
    suite_sha256: await suiteSha256(lab.suites[0]),
  };
}
