import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { ROOT } from "../../src/cli/local_oracle.ts";
import type { Lab } from "../../src/labs/lab.ts";
import type { Plant } from "./planted_patches.ts";

/** What is built and run is kept here, by what it was made of; the folder may be removed at any time. */
export const KEPT = join(ROOT, "build/planted");

/** How one program of a port is built in a copy of it, as quickly as it goes, and where it is then. */
interface Build {
  readonly command: (program: string) => string;
  readonly programs: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** What of the port's folder the program is made of. */
  readonly sources: RegExp;
}

const BUILDS: Readonly<Record<string, Build>> = {
  rust: {
    command: (program) => `cargo build --release --quiet --bin ${program}`,
    programs: "target/release",
    // The whole program is compiled anew for each plant: what is optimised across units is not worth its time.
    environment: { CARGO_PROFILE_RELEASE_LTO: "off", CARGO_PROFILE_RELEASE_CODEGEN_UNITS: "16" },
    sources: /^(src\/|Cargo\.)/,
  },
  go: {
    command: (program) => `go build -buildvcs=false -trimpath -o build/ ./cmd/${program}`,
    programs: "build",
    sources: /^((cmd|internal)\/.*(?<!_test)\.go|go\.mod)$/,
  },
  cpp: {
    // A planted bug may leave something unused.
    command: (program) =>
      `cmake -S . -B build -DSTRICT_WARNINGS=OFF >&2 && cmake --build build --target ${program} -j2 >&2`,
    programs: "build",
    // CMake wants to see its tests, though it need not build them.
    sources: /^(src\/|tests\/|CMakeLists)/,
  },
};

export const PORT_NAMES: readonly string[] = Object.keys(BUILDS);

/** A program with a bug in it. */
export interface Built {
  readonly program: string;
  /** Names what it was made of. */
  readonly key: string;
}

/** The lab's program of a port with the plant's bug. Throws an Error with what the compiler said. */
export function built(plant: Plant, lab: Lab): Built {
  const build = BUILDS[plant.port] as Build;
  const origin = join(ROOT, "conformance/ports", plant.port);
  const sources = sourcesIn(origin, build.sources);
  const key = keyOf([lab.program, plant.diff, ...[...sources].flat()]);
  const program = join(KEPT, "programs", key, lab.program);
  if (existsSync(program)) return { program, key };

  const work = join(KEPT, "work", plant.port);
  restore(work, sources);
  const applied = ["apply", `--directory=${relative(ROOT, work)}`, "-"];
  execFileSync("git", applied, { cwd: ROOT, input: plant.diff });
  execFileSync("sh", ["-c", build.command(lab.program)], {
    cwd: work,
    env: { ...process.env, ...build.environment },
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
  });
  mkdirSync(dirname(program), { recursive: true });
  // Under its name only when it is whole: this may be ended in the middle.
  copyFileSync(join(work, build.programs, lab.program), `${program}.part`);
  renameSync(`${program}.part`, program);
  return { program, key };
}

function sourcesIn(folder: string, wanted: RegExp): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const named = files.map((file) => file.replaceAll("\\", "/")).filter((file) => wanted.test(file));
  const found = named.filter((file) => /\.\w+$/.test(file)).sort();
  return new Map(found.map((file) => [file, readFileSync(join(folder, file), "utf8")]));
}

/** Writes only what differs, so that what the plant before did not change need not be compiled again. */
function restore(work: string, sources: ReadonlyMap<string, string>): void {
  const kept = existsSync(work) ? sourcesIn(work, /^(src|cmd|internal)\//) : new Map();
  for (const file of kept.keys()) if (!sources.has(file)) rmSync(join(work, file));
  for (const [file, text] of sources) {
    const path = join(work, file);
    if (existsSync(path) && readFileSync(path, "utf8") === text) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

/** A name for what has these parts. */
export function keyOf(parts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}:${part}`);
  return hash.digest("hex").slice(0, 24);
}

/** A name for the text of all files in folders of the repository. */
export function keyOfFolders(folders: readonly string[]): string {
  return keyOf(folders.flatMap((folder) => [...sourcesIn(join(ROOT, folder), /./)].flat()));
}
