import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { ROOT } from "../../src/cli/local_oracle.ts";

const QUIET = ["--silent", "--no-audit", "--no-fund"];

/** What npm is run with: the Node of `node` before all others, so that its scripts find that one. */
function environment(node: string): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${dirname(node)}:${process.env["PATH"] ?? ""}` };
}

/** Packs the package as it would be published, into a new folder below `base`. Returns the path of the tarball. */
export function pack(base: string): string {
  const folder = mkdtempSync(join(base, "packed-"));
  execFileSync("npm", ["pack", "--silent", "--pack-destination", folder], {
    cwd: ROOT,
    env: environment(process.execPath),
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [file, ...others] = readdirSync(folder);
  if (file === undefined || others.length > 0) throw new Error("npm pack made no one file");
  return join(folder, file);
}

/** Installs a tarball in a new, empty folder below `base`, without a network. Returns the folder. */
export function install(tarball: string, base: string, node = process.execPath): string {
  const folder = mkdtempSync(join(base, "installed-"));
  execFileSync("npm", ["install", ...QUIET, "--offline", "--prefix", folder, tarball], {
    cwd: folder,
    env: environment(node),
    stdio: ["ignore", "ignore", "inherit"],
  });
  return folder;
}
