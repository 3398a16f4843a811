import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { unstable_readConfig } from "wrangler";

export const ROOT = join(import.meta.dirname, "../..");
const BUNDLE = join(ROOT, "build/worker");

/** A running oracle: the Worker as it would be deployed, in workerd, on 127.0.0.1. */
export interface Oracle {
  /** Without a slash at its end. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Bundles src/worker.ts as `wrangler deploy` would. Returns the path of the script. */
export function bundleWorker(): string {
  execFileSync("wrangler", ["deploy", "--dry-run", "--outdir", BUNDLE], {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, WRANGLER_SEND_METRICS: "false", WRANGLER_HIDE_BANNER: "true" },
  });
  return join(BUNDLE, "worker.js");
}

/** Starts a Worker's script under Miniflare, at a free port of 127.0.0.1. */
export async function startScript(source: { path: string } | { code: string }): Promise<Oracle> {
  const { compatibility_date } = unstable_readConfig({ config: join(ROOT, "wrangler.toml") });
  const script = "path" in source ? { scriptPath: source.path } : { script: source.code };
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      ...script,
      modules: true,
      compatibilityDate: compatibility_date as string,
      host: "127.0.0.1",
      port: 0,
      cf: false,
      log: new Log(LogLevel.ERROR),
    }),
  );
  const url = await miniflare.ready;
  return { url: url.origin, stop: () => miniflare.dispose() };
}

/** Bundles and starts the oracle. */
export async function startOracle(): Promise<Oracle> {
  return startScript({ path: bundleWorker() });
}
