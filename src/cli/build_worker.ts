import { renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import type { Plugin } from "vite";
import { isNewest } from "./build_page.ts";
import { PURE_SCHEMAS, WITHOUT_SCHEMAS } from "./without_schemas.ts";

const ROOT = join(import.meta.dirname, "../..");

/** What an endpoint's declaration has for the OpenAPI document alone, on any level. */
const SAID = new Set(["summary", "description", "responses", "schema", "example"]);

/** Leaves that out of the endpoints' declarations, and with it most of the schemas. */
const WITHOUT_DOCUMENTATION: Plugin = {
  name: "without-documentation",
  enforce: "post",
  transform(code) {
    if (!code.includes("defineEndpoint({")) return null;
    let text = code;
    for (const { start, end } of saidIn(this.parse(code), false).toReversed()) {
      text = text.slice(0, start) + text.slice(end).replace(/^\s*,/, "");
    }
    return { code: text, map: null };
  },
};

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where the properties are that go, in their order, of what is given to defineEndpoint but its handler. */
function saidIn(node: unknown, isGiven: boolean): Span[] {
  if (Array.isArray(node)) return node.flatMap((one) => saidIn(one, isGiven));
  if (typeof node !== "object" || node === null) return [];
  const { type, callee, key, start, end } = node as {
    type?: string;
    callee?: { name?: string };
    key?: { name?: string };
    start: number;
    end: number;
  };
  if (isGiven && type === "Property") {
    if (SAID.has(key?.name ?? "")) return [{ start, end }];
    if (key?.name === "handle") return [];
  }
  const isCall = type === "CallExpression" && callee?.name === "defineEndpoint";
  return Object.values(node).flatMap((child) => saidIn(child, isGiven || isCall));
}

/**
 * Builds a Worker into a folder of its own, unless what is there is newer than all of its sources: `<name>.js`, and in
 * `modules` what is loaded when it is first needed (a lab, the alignment, the diagnosis), and what modules share. Returns
 * the path of the main module.
 */
export async function buildWorker(main = "src/worker.ts"): Promise<string> {
  const name = basename(main, ".ts");
  const folder = join(ROOT, "build", name);
  const built = join(folder, `${name}.js`);
  if (isNewest(built, main)) return built;
  const { build } = await import("vite");
  // Oracles may be starting at the same time: the folder is there at once, and whole.
  const fresh = `${folder}.${process.pid}`;
  await build({
    root: ROOT,
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    plugins: [WITHOUT_SCHEMAS, WITHOUT_DOCUMENTATION],
    // Everything becomes part of it; there are no packages beside a Worker.
    ssr: { noExternal: true, resolve: { conditions: ["workerd", "worker", "browser"] } },
    build: {
      ssr: main,
      outDir: fresh,
      emptyOutDir: true,
      target: "es2024",
      minify: true,
      sourcemap: true,
      rolldownOptions: {
        treeshake: PURE_SCHEMAS,
        // The runtime takes every export of the main module for a handler: what modules share is in one of its own.
        preserveEntrySignatures: "strict",
        // The runtime has these.
        external: [/^cloudflare:/],
        output: { entryFileNames: "[name].js", chunkFileNames: "modules/[name].js" },
      },
    },
  });
  rmSync(folder, { recursive: true, force: true });
  renameSync(fresh, folder);
  return built;
}
