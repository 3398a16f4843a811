/**
 * The fixtures as text, by their path from the root of the repository, as in `fixtures/zab/bugs.tsv`. Node reads them from
 * the disk; workerd has none, and is given them with the tests.
 */
export const FIXTURES: Readonly<Record<string, string>> =
  navigator.userAgent === "Cloudflare-Workers"
    ? bundled(
        import.meta.glob<string>("../../fixtures/*/**/*", {
          query: "?raw",
          import: "default",
          eager: true,
        }),
      )
    : await filesUnder("fixtures");

function bundled(files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path.replace("../../", ""), text]),
  );
}

/** The text of every file under a folder, by its path from the root of the repository. Under Node only. */
export async function filesUnder(folder: string): Promise<Record<string, string>> {
  const { readdirSync, readFileSync } = await import("node:fs");
  const { join, relative } = await import("node:path");
  const root = join(import.meta.dirname, "../..");
  const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    files.map((file) => [relative(root, file), readFileSync(file, "utf8")]),
  );
}
