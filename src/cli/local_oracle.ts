import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { unstable_readConfig } from "wrangler";
import { buildPage, PAGE } from "./build_page.ts";
import { buildWorker } from "./build_worker.ts";
import { OracleError } from "./usage.ts";

export const ROOT = join(import.meta.dirname, "../..");

/** A running oracle: the Worker as it would be deployed, in workerd, on 127.0.0.1. */
export interface Oracle {
  /** Without a slash at its end. */
  readonly url: string;
  /** Workerd itself, without Miniflare's proxy before it; null unless `isDirect` asked for it, and for no page. */
  readonly workerd: URL | null;
  stop(): Promise<void>;
}

/** Builds a Worker, and the page, as they are deployed. Returns the path of the main module. */
async function bundle(main: string): Promise<string> {
  await buildPage();
  return buildWorker(main);
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

/** The modules of a built Worker, the main one first. */
function modulesOf(main: string): { type: "ESModule"; path: string }[] {
  const folder = dirname(main);
  const files = readdirSync(folder).filter((name) => name.endsWith(".js"));
  const paths = [main, ...files.map((name) => join(folder, name)).filter((path) => path !== main)];
  return paths.map((path) => ({ type: "ESModule", path }));
}

/** Builds a Worker and starts it under Miniflare on 127.0.0.1, at a free port unless one is given. */
export async function startOracle({
  main,
  port = 0,
  isDirect = false,
  bindings = {},
}: {
  main?: string;
  port?: number;
  isDirect?: boolean;
  /** Variables of wrangler.toml; without any, the oracle has its full budget. */
  bindings?: Readonly<Record<string, number>>;
} = {}): Promise<Oracle> {
  const { compatibility_date } = unstable_readConfig({ config: join(ROOT, "wrangler.toml") });
  const scriptPath = await bundle(main ?? "src/worker.ts");
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      modules: modulesOf(scriptPath),
      bindings,
      // Else modules are named by their paths from the working directory, and workerd refuses one with `..`.
      modulesRoot: dirname(scriptPath),
      ...(isDirect ? DIRECT : { assets: ASSETS }),
      compatibilityDate: compatibility_date as string,
      host: "127.0.0.1",
      port,
      cf: false,
      log: new Log(LogLevel.ERROR),
    }),
  );
  const url = await miniflare.ready.catch(async (error: Error) => {
    // It has not started, and complains of that once more.
    await miniflare.dispose().catch(() => undefined);
    throw new OracleError(`the oracle could not be started on 127.0.0.1:${port}: ${error.message}`);
  });
  const workerd = isDirect ? await miniflare.unsafeGetDirectURL() : null;
  return { url: url.origin, workerd, stop: () => miniflare.dispose() };
}
