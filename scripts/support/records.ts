import { createHash } from "node:crypto";
import {
  appendFileSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { ROOT } from "../../src/cli/local_oracle.ts";
import type { Lab } from "../../src/labs/lab.ts";

/**
 * What a long computation found for scenarios, by their flags, in a file of `build/suites`: one that was ended goes on where
 * it was. Records of other sources, or of another question, are not taken.
 */
export class Records<T extends object> {
  private readonly file: string;
  private readonly known = new Map<string, T>();

  /** `question` is whatever else than the lab's simulation the records depend on. */
  constructor(lab: Lab, name: string, question: unknown) {
    this.file = join(ROOT, "build/suites", `${lab.id}.${name}.jsonl`);
    mkdirSync(dirname(this.file), { recursive: true });
    const key = keyOf(lab, question);
    const text = existsSync(this.file) ? readFileSync(this.file, "utf8") : "";
    const [first, ...lines] = text.split("\n");
    // A line that was being written when a computation was ended is none.
    const kept = first === key ? lines.filter((line) => line.endsWith("}")) : [];
    for (const line of kept) {
      const { flags, found }: { flags: string; found: T } = JSON.parse(line);
      this.known.set(flags, found);
    }
    writeFileSync(this.file, [key, ...kept, ""].join("\n"));
  }

  /** What was found for the scenario of these flags, or is found now. */
  of(flags: string, find: () => T): T {
    const known = this.known.get(flags);
    if (known !== undefined) return known;
    const found = find();
    appendFileSync(this.file, `${JSON.stringify({ flags, found })}\n`);
    return found;
  }
}

/** A hash of the question and of every source that the lab's runs, right and changed, are made of. */
function keyOf({ id }: Lab, question: unknown): string {
  const hash = createHash("sha256").update(JSON.stringify(question));
  const files = globSync(
    [
      "src/kernel/*.ts",
      "src/dump/*.ts",
      "src/cli/mutate/*.ts",
      "src/labs/*.ts",
      `src/labs/${id}/*.ts`,
    ],
    { cwd: ROOT },
  );
  for (const file of files.sort()) {
    if (!file.endsWith("mutant_table.ts")) hash.update(readFileSync(join(ROOT, file)));
  }
  return hash.digest("hex");
}
