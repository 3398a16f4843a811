import { join } from "node:path";
import { unstable_readConfig } from "wrangler";
import { buildPage, PAGE } from "./build_page.ts";
import { buildWorker } from "./build_worker.ts";
import { type Oracle, startWorker } from "./miniflare_oracle.ts";

export type { Oracle } from "./miniflare_oracle.ts";

export const ROOT = join(import.meta.dirname, "../..");

/** Builds a Worker, and the page, as they are deployed. Returns the path of the main module. */
export async function bundle(main: string): Promise<string> {
  await buildPage();
  return buildWorker(main);
}

/** The compatibility date that wrangler.toml has the Worker run with. */
export function compatibilityDate(): string {
  const { compatibility_date } = unstable_readConfig({ config: join(ROOT, "wrangler.toml") });
  return compatibility_date as string;
}

/** Builds a Worker and starts it under Miniflare on 127.0.0.1, at a free port unless one is given. */
export async function startOracle({
  main = "src/worker.ts",
  port = 0,
  isDirect = false,
  bindings = {},
  isInspected = false,
}: {
  main?: string;
  port?: number;
  isDirect?: boolean;
  /** Variables of wrangler.toml; without any, the oracle has its full budget. */
  bindings?: Readonly<Record<string, number>>;
  /** Whether the inspectors of its isolates can be asked. */
  isInspected?: boolean;
} = {}): Promise<Oracle> {
  return startWorker({
    scriptPath: await bundle(main),
    compatibilityDate: compatibilityDate(),
    page: isDirect ? null : PAGE,
    port,
    bindings,
    isInspected,
  });
}
