/**
 * `npm run lock`: after any change of a dependency. A registry mirror may hold a package for its own
 * platform only; npm then writes a lock without the other platforms' packages, which `npm ci` refuses,
 * and which installs nothing on those platforms. This adds them, by their names, without a hash.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { missingFromLock, type PackageLock, platformOf } from "./support/lock.ts";

const file = join(import.meta.dirname, "../package-lock.json");
const lock = JSON.parse(readFileSync(file, "utf8")) as PackageLock;
for (const { name, version } of missingFromLock(lock)) {
  lock.packages[`node_modules/${name}`] = { version, optional: true, ...platformOf(name) };
  console.log(`added ${name} ${version}`);
}
const sorted = Object.entries(lock.packages).toSorted(([a], [b]) => (a < b ? -1 : 1));
lock.packages = Object.fromEntries(sorted);
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
