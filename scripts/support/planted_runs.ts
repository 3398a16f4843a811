import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import type { Scenario } from "../../src/labs/lab.ts";
import { type Built, KEPT, keyOfFolders } from "./planted_builds.ts";

/** What a program prints for a scenario, each as a hash, or as TROUBLE. */
export interface Printed {
  /** As it is without a flag. */
  readonly hash: string;
  /** Of the listing of --digests, as text; null where it was not asked for. */
  readonly listing: string | null;
}

/** In place of a hash where the program crashes or does not end. */
const TROUBLE = "trouble";

const TIMEOUT_MILLISECONDS = 20_000;
const MOST_BYTES = 1 << 28;

/** Values that are kept from one command to the next, in a file of their own. */
export class Kept<T> {
  private readonly file: string;
  private readonly values: Record<string, T>;
  private isChanged = false;

  constructor(name: string) {
    this.file = join(KEPT, name);
    this.values = existsSync(this.file) ? JSON.parse(readFileSync(this.file, "utf8")) : {};
  }

  async of(key: string, make: () => T | Promise<T>): Promise<T> {
    if (!Object.hasOwn(this.values, key)) {
      this.values[key] = await make();
      this.isChanged = true;
    }
    return this.values[key] as T;
  }

  save(): void {
    if (!this.isChanged) return;
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(this.file, JSON.stringify(this.values));
    this.isChanged = false;
  }
}

/** What the program prints for each of the scenarios, in their order: the hashes, or the hashes of the listings. */
export async function printedBy(
  built: Built,
  scenarios: readonly Scenario[],
  what: keyof Printed,
): Promise<readonly string[]> {
  const kept = new Kept<string>(`runs/${built.key}-${what}.json`);
  const printed: string[] = [];
  const left = scenarios.entries();
  const worker = async (): Promise<void> => {
    for (const [index, { flags }] of left) {
      printed[index] = await kept.of(flags, async () => {
        const text = await output(built.program, flags, what === "listing" ? "--digests" : null);
        if (text === null) return TROUBLE;
        return what === "listing" ? sha256(text) : text.toString("latin1");
      });
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  kept.save();
  return printed;
}

/** What a program writes to standard output; null where it crashes or does not end. */
export function output(
  program: string,
  flags: string,
  mode: "--dump" | "--digests" | null,
): Promise<Buffer | null> {
  const args = mode === null ? flags.split(" ") : [...flags.split(" "), mode];
  const options = {
    timeout: TIMEOUT_MILLISECONDS,
    maxBuffer: MOST_BYTES,
    killSignal: "SIGKILL",
    encoding: "buffer",
  } as const;
  return new Promise((resolve) => {
    execFile(program, args, options, (error, stdout) => resolve(error === null ? stdout : null));
  });
}

/** What a right program prints, by our own simulation. */
export class Right {
  private readonly kept = new Kept<string>(
    `right/${keyOfFolders(["src/kernel", "src/dump", "src/labs"])}.json`,
  );

  of(scenario: Scenario, what: keyof Printed): Promise<string> {
    return this.kept.of(`${scenario.command} ${what}`, () => {
      const listing = createHash("sha256");
      const run = scenario.start();
      for (let step = 0; step < run.steps; step++) {
        run.step();
        if (what === "listing") listing.update(`${step} ${sha256(run.digestInput())}\n`);
      }
      return what === "listing" ? listing.digest("hex") : sha256(run.dump());
    });
  }

  save(): void {
    this.kept.save();
  }
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
