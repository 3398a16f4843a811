/**
 * `npm run package`, which `npm pack` calls: builds dist/, which is what the package holds. The command line and the library
 * as plain JavaScript with all that they import, the page and the Worker as they are deployed, and the declarations.
 */
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { build, type Plugin } from "vite";
import { toJSONSchema } from "zod";
import { PAGE as BUILT_PAGE, buildPage } from "../src/cli/build_page.ts";
import { bundle, compatibilityDate, ROOT } from "../src/cli/local_oracle.ts";
import { PAGE, SETTINGS, WORKER, type WorkerSettings } from "../src/cli/packaged/local_oracle.ts";
import { reportSchema } from "../src/report/schema.ts";
import { declarationsOf } from "./support/schema_types.ts";

const DIST = join(ROOT, "dist");
const SRC = join(ROOT, "src");

/** Modules that are others in the package, from src/. */
const STAND_INS: Readonly<Record<string, string>> = {
  "cli/local_oracle.ts": "cli/packaged/local_oracle.ts",
  "report/command_word.ts": "cli/packaged/command_word.ts",
};

/** Leads the import of a module to the one that stands in for it. */
const standIns: Plugin = {
  name: "stand-ins",
  enforce: "pre",
  async resolveId(source, importer) {
    if (importer === undefined) return null;
    const found = await this.resolve(source, importer, { skipSelf: true });
    const standIn = STAND_INS[found?.id.replace(`${SRC}/`, "") ?? ""];
    return standIn === undefined ? null : join(SRC, standIn);
  },
};

await buildPage();
rmSync(DIST, { recursive: true, force: true });
await buildCommands();
cpSync(BUILT_PAGE, join(DIST, PAGE), { recursive: true });
await buildWorker();
writeDeclarations();

async function buildCommands(): Promise<void> {
  await build({
    root: ROOT,
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    plugins: [standIns],
    ssr: { noExternal: true, external: ["miniflare"] },
    build: {
      ssr: true,
      outDir: DIST,
      target: "node22",
      minify: "oxc",
      rolldownOptions: {
        input: { assay: join(SRC, "cli/bin.ts"), library: join(SRC, "library/index.ts") },
        output: {
          entryFileNames: "[name].js",
          chunkFileNames: "chunks/[name]-[hash].js",
          // Names stay in the stack of an error that somebody reports.
          keepNames: true,
          banner: (chunk) => (chunk.name === "assay" ? "#!/usr/bin/env node" : ""),
        },
      },
    },
  });
  chmodSync(join(DIST, "assay.js"), 0o755);
}

async function buildWorker(): Promise<void> {
  const folder = dirname(await bundle("src/worker.ts"));
  const settings: WorkerSettings = { compatibilityDate: compatibilityDate() };
  const into = dirname(join(DIST, WORKER));
  for (const module of globSync("**/*.js", { cwd: folder })) {
    // The source map stays here: it is larger than all the rest.
    const code = readFileSync(join(folder, module), "utf8");
    mkdirSync(dirname(join(into, module)), { recursive: true });
    writeFileSync(join(into, module), code.replace(/\n\/\/# sourceMappingURL=.*\n?$/, "\n"));
  }
  writeFileSync(join(DIST, SETTINGS), `${JSON.stringify(settings)}\n`);
}

/** The declarations of the library: its own as the compiler has them, the report's from its schema. */
function writeDeclarations(): void {
  const emitted = join(ROOT, "build/declarations");
  rmSync(emitted, { recursive: true, force: true });
  execFileSync(
    join(ROOT, "node_modules/.bin/tsc"),
    ["-p", "src/library", "--noEmit", "false", "--declaration", "--emitDeclarationOnly"],
    { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"] },
  );
  const read = (path: string): string => readFileSync(join(emitted, path), "utf8");
  const library = read("library/index.d.ts")
    .replaceAll("../report/schema.ts", "./report.js")
    .replaceAll("../errors.ts", "./errors.js");
  const left = /^(?:im|ex)port .*from "(?!\.\/(?:report|errors)\.js")[^"]*"/m.exec(library);
  if (left !== null) throw new Error(`the library's declarations import ${left[0]}`);
  writeFileSync(join(DIST, "library.d.ts"), library);
  writeFileSync(join(DIST, "errors.d.ts"), read("errors.d.ts"));
  writeFileSync(join(DIST, "report.d.ts"), declarationsOf("Report", toJSONSchema(reportSchema)));
}
