import { readFileSync } from "node:fs";
import { join } from "node:path";
import packageJson from "../../../package.json" with { type: "json" };
import type { Oracle } from "../miniflare_oracle.ts";
import { UsageError } from "../usage.ts";

/** What the package has of the oracle; scripts/package.ts puts it there. */
export const WORKER = "worker/worker.js";
export const SETTINGS = "worker/settings.json";
export const PAGE = "web";

/** The settings that the Worker of the package is started with. */
export interface WorkerSettings {
  readonly compatibilityDate: string;
}

/**
 * Starts the oracle that was built with the package: stands in place of cli/local_oracle.ts there. The runtime is no part
 * of the package: who serves nothing does without its 150 MB. Throws a UsageError where it is not installed.
 */
export async function startOracle({ port = 0 }: { port?: number } = {}): Promise<Oracle> {
  const { startWorker } = await import("../miniflare_oracle.ts").catch((error) => {
    if (error.code !== "ERR_MODULE_NOT_FOUND" || !error.message.includes("miniflare")) throw error;
    const runtime = `miniflare@${packageJson.peerDependencies.miniflare}`;
    throw new UsageError(
      `the Workers runtime is not installed; expected the package ${runtime} beside assay: npm install ${runtime}`,
    );
  });
  const root = join(import.meta.dirname, "..");
  const settings: WorkerSettings = JSON.parse(readFileSync(join(root, SETTINGS), "utf8"));
  return startWorker({
    scriptPath: join(root, WORKER),
    compatibilityDate: settings.compatibilityDate,
    page: join(root, PAGE),
    port,
    bindings: {},
    isInspected: false,
  });
}
