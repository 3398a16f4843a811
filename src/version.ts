import packageJson from "../package.json" with { type: "json" };
import { sha256Hex } from "./dump/sha256.ts";
import type { Lab } from "./labs/lab.ts";

/** The version of the engine: of everything that can change an answer. */
export const ENGINE_VERSION: string = packageJson.version;

/** What an answer was made with. */
export interface Versions {
  readonly engine: string;
  /** The version of the lab's specification. */
  readonly specification: string;
  /** SHA-256 of the published suite: its scenarios and hashes as canonical JSON. */
  readonly suite_sha256: string;
}

const suites = new Map<string, Promise<string>>();

/** The versions behind an answer about `lab`. The suite is hashed once per isolate. */
export async function versionsOf(lab: Lab): Promise<Versions> {
  let suite = suites.get(lab.id);
  if (suite === undefined) {
    const canonical = JSON.stringify(
      lab.scenarios.map(({ id, parameters, sha256, size_bytes }) => ({
        id,
        parameters: Object.entries(parameters).toSorted(([a], [b]) => (a < b ? -1 : 1)),
        sha256,
        size_bytes,
      })),
    );
    suite = sha256Hex(new TextEncoder().encode(canonical));
    suites.set(lab.id, suite);
  }
  return {
    engine: ENGINE_VERSION,
    specification: lab.specification,
    suite_sha256: await suite,
  };
}
