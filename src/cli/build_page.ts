import { execFileSync } from "node:child_process";
import { globSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { buildMutants } from "./mutate/build_mutants.ts";
import { PURE_SCHEMAS, WITHOUT_SCHEMAS } from "./without_schemas.ts";

const ROOT = join(import.meta.dirname, "../..");

/** Where the built page is: the folder of the static assets in wrangler.toml. */
export const PAGE = join(ROOT, "build/web");

/** Builds the page, and the documents beside it, unless what is there is newer than all of their sources. */
export async function buildPage(): Promise<void> {
  // The Worker and the page import them.
  await buildMutants();
  if (isNewest(join(PAGE, "index.html"), "scripts/documents.ts")) return;
  const { build } = await import("vite");
  // Oracles may be starting at the same time: the folder is there at once, and whole.
  const fresh = `${PAGE}.${process.pid}`;
  await build({
    root: join(ROOT, "src/web"),
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    worker: {
      format: "es",
      plugins: () => [WITHOUT_SCHEMAS],
      rolldownOptions: { treeshake: PURE_SCHEMAS },
    },
    build: {
      outDir: fresh,
      emptyOutDir: true,
      target: ["chrome123", "firefox120", "safari17.5"],
      // No file becomes part of another: the Content-Security-Policy allows none that is inline.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  });
  // They are written by what the Worker is made of, which is of another runtime than this.
  execFileSync(process.execPath, [join(ROOT, "scripts/documents.ts"), fresh], { stdio: "inherit" });
  rmSync(PAGE, { recursive: true, force: true });
  renameSync(fresh, PAGE);
}

/** Whether a built file is newer than all that it is built of. */
export function isNewest(file: string, ...more: readonly string[]): boolean {
  const built = modified(file);
  const sources = ["package-lock.json", ...globSync("src/**/*.*", { cwd: ROOT }), ...more];
  return sources.every((path) => modified(join(ROOT, path)) < built);
}

/** When a file was last written, in milliseconds; 0 where there is none. */
function modified(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
