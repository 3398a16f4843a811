import { execFileSync } from "node:child_process";
import { basename, join } from "node:path";
import { unstable_readConfig } from "wrangler";
import { PAGE } from "./build_page.ts";
import { type Oracle, startWorker } from "./miniflare_oracle.ts";

export type { Oracle } from "./miniflare_oracle.ts";

export const ROOT = join(import.meta.dirname, "../..");

/**
 * Bundles a Worker, and builds the page, as `wrangler deploy` would, into a folder of build/. Returns the path of the
 * script.
 */
export async function bundle(main: string, folder = basename(main, ".ts")): Promise<string> {
  const name = basename(main, ".ts");
  const outdir = join(ROOT, "build", folder);
  const wrangler = join(ROOT, "node_modules/wrangler/bin/wrangler.js");
  execFileSync(process.execPath, [wrangler, "deploy", main, "--dry-run", "--outdir", outdir], {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, WRANGLER_SEND_METRICS: "false", WRANGLER_HIDE_BANNER: "true" },
  });
  return join(outdir, `${name}.js`);
}

/** The compatibility date that wrangler.toml has the Worker run with. */
export function compatibilityDate(): string {
  const { compatibility_date } = unstable_readConfig({ config: join(ROOT, "wrangler.toml") });
  return compatibility_date as string;
}

/** Bundles a Worker and starts it under Miniflare on 127.0.0.1, at a free port unless one is given. */
export async function startOracle({
  main = "src/worker.ts",
  port = 0,
  isDirect = false,
  bindings = {},
}: {
  main?: string;
  port?: number;
  isDirect?: boolean;
  bindings?: Readonly<Record<string, number>>;
} = {}): Promise<Oracle> {
  return startWorker({
    scriptPath: await bundle(main),
    compatibilityDate: compatibilityDate(),
    page: isDirect ? null : PAGE,
    port,
    bindings,
  });
}
