import { globSync } from "node:fs";
import { dirname, join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { OracleError } from "./usage.ts";

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

/** A Worker that is built, and what it is started with. */
export interface BuiltWorker {
  readonly scriptPath: string;
  readonly compatibilityDate: string;
  /** The folder of the page; null for workerd without Miniflare's proxy before it, and without a page. */
  readonly page: string | null;
  /** 0 for a free one. */
  readonly port: number;
  /** Variables of wrangler.toml; without any, the oracle has its full budget. */
  readonly bindings: Readonly<Record<string, number>>;
  /** Whether the inspectors of its isolates can be asked. */
  readonly isInspected: boolean;
}

function assetsIn(directory: string) {
  return {
    directory,
    binding: "ASSETS",
    run_worker_first: true,
    routerConfig: { has_user_worker: true, invoke_user_worker_ahead_of_assets: true },
    assetConfig: { html_handling: "none", not_found_handling: "none" },
  };
}

/** Miniflare puts a Worker of its own before one that has assets, so there is no page then. */
const DIRECT = { unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }] };

/** The modules of a built Worker, which are alone in their folder; the main one first. */
function modulesOf(main: string): { type: "ESModule"; path: string }[] {
  const folder = dirname(main);
  const files = globSync("**/*.js", { cwd: folder });
  const paths = [main, ...files.map((name) => join(folder, name)).filter((path) => path !== main)];
  return paths.map((path) => ({ type: "ESModule", path }));
}

/** Starts a Worker under Miniflare on 127.0.0.1. Throws an OracleError where it does not start. */
export async function startWorker(worker: BuiltWorker): Promise<Oracle> {
  const { scriptPath, compatibilityDate, page, port, bindings, isInspected } = worker;
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      modules: modulesOf(scriptPath),
      bindings,
      // Else modules are named by their paths from the working directory, and workerd refuses one with `..`.
      modulesRoot: dirname(scriptPath),
      ...(page === null ? DIRECT : { assets: assetsIn(page) }),
      compatibilityDate,
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
  const workerd = page === null ? await miniflare.unsafeGetDirectURL() : null;
  const inspector = isInspected ? await miniflare.getInspectorURL() : null;
  return { url: url.origin, workerd, inspector, stop: () => miniflare.dispose() };
}
