import { execFileSync } from "node:child_process";
import { basename, dirname, join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { unstable_readConfig } from "wrangler";
import { PAGE } from "./build_page.ts";
import { OracleError } from "./usage.ts";

export const ROOT = join(import.meta.dirname, "../..");

/** A running oracle: the Worker as it would be deployed, in workerd, on 127.0.0.1. */
export interface Oracle {
  /** Without a slash at its end. */
  readonly url: string;
  /** Workerd itself, without Miniflare's proxy before it; null unless `isDirect` asked for it, and for no page. */
  readonly workerd: URL | null;
  /** Where the inspectors of its isolates listen; null unless `isInspected` asked for it. */
  readonly inspector: URL | null;
  stop(): Promise<void>;
}

/** Bundles of this process, by what was bundled: who starts an oracle again and again has the same one. */
const bundles = new Map<string, string>();

/** Bundles a Worker, and builds the page, as `wrangler deploy` would. Returns the path of the script. */
function bundle(main: string): string {
  const known = bundles.get(main);
  if (known !== undefined) return known;
  const name = basename(main, ".ts");
  const outdir = join(ROOT, "build", name);
  const wrangler = join(ROOT, "node_modules/wrangler/bin/wrangler.js");
  execFileSync(process.execPath, [wrangler, "deploy", main, "--dry-run", "--outdir", outdir], {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, WRANGLER_SEND_METRICS: "false", WRANGLER_HIDE_BANNER: "true" },
  });
  const script = join(outdir, `${name}.js`);
  bundles.set(main, script);
  return script;
}

const ASSETS = {
  directory: PAGE,
  binding: "ASSETS",
  run_worker_first: true,
  routerConfig: { has_user_worker: true, invoke_user_worker_ahead_of_assets: true },
  assetConfig: { html_handling: "none", not_found_handling: "none" },
};

/** Miniflare puts a Worker of its own before one that has assets, so there is no page then. */
const DIRECT = { unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }] };

/** Bundles a Worker and starts it under Miniflare on 127.0.0.1, at a free port unless one is given. */
export async function startOracle({
  main,
  port = 0,
  isDirect = false,
  isInspected = false,
}: {
  main?: string;
  port?: number;
  isDirect?: boolean;
  isInspected?: boolean;
} = {}): Promise<Oracle> {
  const { compatibility_date } = unstable_readConfig({ config: join(ROOT, "wrangler.toml") });
  const scriptPath = bundle(main ?? "src/worker.ts");
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      scriptPath,
      modules: true,
      // Else modules are named by their paths from the working directory, and workerd refuses one with `..`.
      modulesRoot: dirname(scriptPath),
      ...(isDirect ? DIRECT : { assets: ASSETS }),
      compatibilityDate: compatibility_date as string,
      host: "127.0.0.1",
      port,
      cf: false,
      ...(isInspected ? { inspectorPort: 0 } : {}),
      log: new Log(LogLevel.ERROR),
    }),
  );
  const url = await miniflare.ready.catch(async (error: Error) => {
    // It has not started, and complains of that once more.
    await miniflare.dispose().catch(() => undefined);
    throw new OracleError(`the oracle could not be started on 127.0.0.1:${port}: ${error.message}`);
  });
  const workerd = isDirect ? await miniflare.unsafeGetDirectURL() : null;
  const inspector = isInspected ? await miniflare.getInspectorURL() : null;
  return { url: url.origin, workerd, inspector, stop: () => miniflare.dispose() };
}
