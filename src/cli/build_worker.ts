import { rmSync } from "node:fs";
import { basename, join } from "node:path";
import type { Plugin } from "vite";

const ROOT = join(import.meta.dirname, "../..");

/** Where the built Worker is, which wrangler.toml deploys as it is: its main module, and those loaded when needed. */
export const WORKER = join(ROOT, "build/worker");

/**
 * The Worker reads no schema: what an endpoint declares of its answers is for the OpenAPI document, which is built beside
 * the page. So the library of schemas stays out of it, which would be a third of its size; what is declared by it becomes
 * one object that does nothing, and a schema that is asked to check something says so.
 */
const WITHOUT_SCHEMAS: Plugin = {
  name: "without-schemas",
  enforce: "pre",
  resolveId: (id) => (id === "virtual:no-schemas" ? "\0no-schemas" : null),
  load: (id) => (id === "\0no-schemas" ? NO_SCHEMAS : null),
  transform: (code) =>
    code.includes(ZOD) ? { code: code.replace(ZOD, INSTEAD), map: null } : null,
};

const ZOD = 'import * as z from "zod";';
const INSTEAD = 'import { z } from "virtual:no-schemas";';
const NO_SCHEMAS = `
const refused = new Set(["parse", "safeParse", "toJSONSchema", "registry"]);
export const z = new Proxy(() => z, {
  get(_, name) {
    if (refused.has(name)) throw new Error("the Worker has no schemas");
    return z;
  },
});
`;

/**
 * Builds a Worker into a folder of its own: `<name>.js`, and a module for each part that is loaded when it is first
 * needed (the alignment, the diagnosis). Returns the path of the main module.
 */
export async function buildWorker(main = "src/worker.ts"): Promise<string> {
  const { build } = await import("vite");
  const name = basename(main, ".ts");
  const outDir = join(ROOT, "build", name);
  rmSync(outDir, { recursive: true, force: true });
  await build({
    root: ROOT,
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    plugins: [WITHOUT_SCHEMAS],
    // Everything becomes part of it; there are no packages beside a Worker.
    ssr: { noExternal: true, resolve: { conditions: ["workerd", "worker", "browser"] } },
    build: {
      ssr: main,
      outDir,
      emptyOutDir: true,
      target: "es2024",
      minify: true,
      sourcemap: true,
      rolldownOptions: {
        // The runtime takes every export of the main module for a handler: what modules share is in one of its own.
        preserveEntrySignatures: "strict",
        // The runtime has these.
        external: [/^cloudflare:/],
        output: { entryFileNames: "[name].js", chunkFileNames: "[name].js" },
      },
    },
  });
  return join(outDir, `${name}.js`);
}
