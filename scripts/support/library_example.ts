import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "../../src/cli/local_oracle.ts";

/** The page with an example of the library, and below it what the example prints. */
export const LIBRARY_PAGE = "docs/library.md";

const EXAMPLE = /^```ts\n(?<code>.*?)^```\n(?<between>.*?)^```text\n(?<printed>.*?)^```$/ms;

/** The example of the page, and what it is said to print. Throws an Error where there is none. */
export function exampleOf(page: string): { readonly code: string; readonly printed: string } {
  const { code, printed } = EXAMPLE.exec(page)?.groups ?? {};
  if (code === undefined || printed === undefined) {
    throw new Error(`${LIBRARY_PAGE} has no example; expected a block of ts and one of text`);
  }
  return { code, printed };
}

/** The page with what the example prints now, run with the library's source in place of the package. */
export function withPrinted(page: string): string {
  const { code } = exampleOf(page);
  const library = pathToFileURL(join(ROOT, "src/library/index.ts")).href;
  const folder = mkdtempSync(join(tmpdir(), "assay-library-"));
  try {
    const file = join(folder, "example.mts");
    writeFileSync(file, code.replace('from "assay"', `from ${JSON.stringify(library)}`));
    const printed = execFileSync(process.execPath, [file], { encoding: "utf8" });
    return page.replace(
      EXAMPLE,
      (_, example: string, between: string) =>
        `\`\`\`ts\n${example}\`\`\`\n${between}\`\`\`text\n${printed}\`\`\``,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
