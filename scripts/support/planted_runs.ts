import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import type { Scenario } from "../../src/labs/lab.ts";
import { type Built, KEPT, keyOfFolders } from "./planted_builds.ts";

/** What a program prints for a scenario, each as a hash; null where it crashed or did not end. */
export interface Printed {
  /** As it is without a flag. */
  readonly hash: string | null;
  /** Of the listing of --digests, as text. */
  readonly listing: string | null;
}

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

/** What the program prints for each of the scenarios, in their order. */
export async function printedBy(
  built: Built,
  scenarios: readonly Scenario[],
): Promise<readonly Printed[]> {
  const kept = new Kept<Printed>(`runs/${built.key}.json`);
  const printed: Printed[] = [];
  const left = scenarios.entries();
  const worker = async (): Promise<void> => {
    for (const [index, { flags }] of left) {
      printed[index] = await kept.of(flags, async () => {
        const hash = await output(built.program, flags);
        const listing = await output(built.program, flags, "--digests");
        return { hash: hash?.toString("latin1") ?? null, listing: listing && sha256(listing) };
      });
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  kept.save();
  return printed;
}

/** What a program writes to standard output; null where it crashes or does not end. */
export function output(program: string, flags: string, mode?: string): Promise<Buffer | null> {
  const args = mode === undefined ? flags.split(" ") : [...flags.split(" "), mode];
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
  private readonly kept = new Kept<Printed>(
    `right/${keyOfFolders(["src/kernel", "src/dump", "src/labs"])}.json`,
  );

  async of(scenario: Scenario): Promise<Printed> {
    return this.kept.of(scenario.command, () => {
      const listing = createHash("sha256");
      const run = scenario.start();
      for (let step = 0; step < run.steps; step++) {
        run.step();
        listing.update(`${step} ${sha256(run.digestInput())}\n`);
      }
      return { hash: sha256(run.dump()), listing: listing.digest("hex") };
    });
  }

  save(): void {
    this.kept.save();
  }
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
