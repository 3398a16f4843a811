/**
 * `npm run bindings`: writes src/http/worker_env.d.ts, what wrangler.toml binds, as `wrangler types` has it. With --check it
 * writes nothing, and fails where the file is another one.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

const FILE = "src/http/worker_env.d.ts";
const RAW = "build/worker_env.d.ts";

mkdirSync("build", { recursive: true });
execFileSync("wrangler", ["types", RAW, "--include-runtime=false", "--strict-vars=false"], {
  stdio: ["ignore", "ignore", "inherit"],
});
const [env] = /^interface __BaseEnv_Env \{[^}]*\}\n/m.exec(readFileSync(RAW, "utf8")) ?? [];
if (env === undefined) throw new Error("wrangler types wrote no Env");
const text = `// Written by \`npm run bindings\` from wrangler.toml.
${env.replace("__BaseEnv_Env", "Env").replaceAll("\t", "  ")}`;
if (!process.argv.includes("--check")) writeFileSync(FILE, text);
else if (readFileSync(FILE, "utf8") !== text) {
  console.error(`${FILE} is not what wrangler.toml binds; expected the output of npm run bindings`);
  process.exitCode = 1;
}
