/**
 * `node scripts/documents.ts FOLDER`: writes what stands beside the page: the documents that are made from schemas, and the
 * headers that the platform sets on files. `npm run build` calls it.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { HEADERS_FILE } from "../src/http/headers_file.ts";
import { LABS } from "../src/labs/index.ts";
import { builtDocuments } from "../src/routes/built_documents.ts";

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("which folder? node scripts/documents.ts FOLDER");
for (const [path, text] of [...builtDocuments(LABS), ["/_headers", HEADERS_FILE] as const]) {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
