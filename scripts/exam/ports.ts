import { exec, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../src/cli/local_oracle.ts";

/** A step of building or checking a port: a command in the port's folder. */
interface Step {
  readonly name: string;
  readonly command: string;
  /** The step has failed if the command prints anything, as gofmt lists unformatted files. */
  readonly mustBeSilent?: boolean;
}

/** A command that a port needs, its least version, and how to get it. */
interface Tool {
  readonly command: string;
  readonly version: string;
  readonly least: readonly [major: number, minor: number];
  /** Debian packages that are installed if this runs as root. */
  readonly packages: string;
  readonly from: string;
}

/** A port: what it needs, how it is built and checked, and where its programs are then, one for each lab. */
export interface Port {
  readonly name: string;
  readonly tools: readonly Tool[];
  readonly build: readonly Step[];
  readonly checks: readonly Step[];
  /** Folders of the programs, below the port's own: as users run them, and as a developer debugs them. */
  readonly release: string;
  readonly debug: string;
}

const CMAKE = "cmake -S . -B";

export const PORTS: readonly Port[] = [
  {
    name: "rust",
    tools: [
      {
        command: "cargo",
        version: "cargo --version",
        least: [1, 88],
        packages: "cargo rustc",
        from: "https://rustup.rs",
      },
    ],
    build: [
      { name: "release build", command: "cargo build --release --quiet" },
      { name: "debug build", command: "cargo build --quiet" },
    ],
    checks: [
      { name: "cargo test", command: "cargo test --quiet" },
      { name: "clippy", command: "cargo clippy --quiet --all-targets -- -D warnings" },
      { name: "rustfmt", command: "cargo fmt --check" },
    ],
    release: "target/release",
    debug: "target/debug",
  },
  {
    name: "go",
    tools: [
      {
        command: "go",
        version: "go version",
        least: [1, 24],
        packages: "golang-go",
        from: "https://go.dev/dl",
      },
    ],
    build: [
      { name: "release build", command: "go build -buildvcs=false -trimpath -o build/ ./cmd/..." },
      { name: "race build", command: "go build -buildvcs=false -race -o build/race/ ./cmd/..." },
    ],
    checks: [
      { name: "go test -race", command: "go test -race ./..." },
      { name: "go vet", command: "go vet ./..." },
      { name: "gofmt", command: "gofmt -l .", mustBeSilent: true },
    ],
    release: "build",
    debug: "build/race",
  },
  {
    name: "cpp",
    tools: [
      {
        command: "g++",
        version: "g++ -dumpfullversion",
        least: [12, 0],
        packages: "g++ make",
        from: "your system's packages",
      },
      {
        command: "cmake",
        version: "cmake --version",
        least: [3, 20],
        packages: "cmake",
        from: "your system's packages",
      },
    ],
    build: [
      {
        name: "release build",
        command: `${CMAKE} build/release && cmake --build build/release -j2`,
      },
      {
        name: "sanitizer build",
        command: `${CMAKE} build/sanitize -DCMAKE_BUILD_TYPE=Debug -DSANITIZE=ON && cmake --build build/sanitize -j2`,
      },
    ],
    checks: [
      { name: "ctest", command: "ctest --test-dir build/release -j2 --output-on-failure" },
      {
        name: "ctest, sanitized",
        command: "ctest --test-dir build/sanitize -j2 --output-on-failure",
      },
    ],
    release: "build/release",
    debug: "build/sanitize",
  },
];

export function folderOf(port: Port): string {
  return join(ROOT, "conformance/ports", port.name);
}

/** The program of a lab (`zabctl`) in a port's build. */
export function programOf(port: Port, build: "release" | "debug", program: string): string {
  return join(folderOf(port), port[build], program);
}

/** Null if the port's builds have brought a program of that name (`zabctl`); else what is missing. */
export function missingProgram(port: Port, program: string): string | null {
  const paths = [programOf(port, "release", program), programOf(port, "debug", program)];
  const missing = paths.find((path) => !existsSync(path));
  return missing === undefined ? null : `${missing} was not built`;
}

/** Null if the port can be built here; else what is missing and how to get it. Installs it if it may. */
export function missingTool({ tools }: Port): string | null {
  for (const tool of tools) {
    if (isPresent(tool)) continue;
    if (process.getuid?.() === 0) installPackages(tool.packages);
    if (!isPresent(tool)) {
      const [major, minor] = tool.least;
      return `${tool.command} ${major}.${minor} or later is missing; get it from ${tool.from}`;
    }
  }
  return null;
}

function isPresent({ version, least: [major, minor] }: Tool): boolean {
  const { stdout, status } = spawnSync(version, { shell: true, encoding: "utf8" });
  const found = /(\d+)\.(\d+)/.exec(stdout ?? "");
  if (status !== 0 || found === null) return false;
  const [foundMajor, foundMinor] = [Number(found[1]), Number(found[2])];
  return foundMajor > major || (foundMajor === major && foundMinor >= minor);
}

function installPackages(packages: string): void {
  const install = `apt-get update -qq && apt-get install -y -qq ${packages}`;
  spawnSync(install, { shell: true, stdio: ["ignore", "ignore", "inherit"] });
}

/** Runs a step; resolves to null if it went well, else to what it printed. */
export function runStep(port: Port, step: Step): Promise<string | null> {
  const options = { cwd: folderOf(port), maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve) => {
    exec(`exec 2>&1; ${step.command}`, options, (error, printed) => {
      if (error !== null) resolve(printed || String(error));
      else resolve(step.mustBeSilent && printed !== "" ? printed : null);
    });
  });
}
