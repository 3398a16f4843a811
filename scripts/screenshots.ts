/**
 * `npm run screenshots`: writes docs/images/verify.png, the page in Chromium with the wrong dump of README.md. Run it
 * when the page looks different. Fonts differ from machine to machine, so no test compares the picture. What this file
 * imports needs the types of a browser, so test/web/tsconfig.json checks it in place of the one for scripts.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT, startOracle } from "../src/cli/local_oracle.ts";
import { dropFile, openPage, startBrowser } from "../test/web/support.ts";

const IMAGES = join(ROOT, "docs/images");
/** Of the window, in CSS pixels: wide enough for sixteen bytes to a row. */
const WINDOW = { width: 1280, height: 900 };
/** What the picture has of it: from the verdict to the last bytes of the dump. */
const SEEN = { x: 0, y: 168, width: WINDOW.width, height: 620 };

const oracle = await startOracle();
const browser = await startBrowser();
try {
  const response = await fetch(`${oracle.url}/v1/labs/zab/expected?scenario=D&format=dump`);
  const dump = new Uint8Array(await response.arrayBuffer()).fill(0, 33, 41);
  const { page, complaints } = await openPage(browser, `${oracle.url}/#verify?lab=zab&scenario=D`);
  await page.setViewportSize(WINDOW);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await page.getByText("Drop a dump anywhere").waitFor();
  await dropFile(page, "dump.bin", dump);
  await page.locator(".verdict").waitFor();
  await page.getByText("propose-no-try-commit").first().waitFor();
  if (complaints.length > 0) throw new Error(complaints.join("\n"));
  mkdirSync(IMAGES, { recursive: true });
  await page.screenshot({ path: join(IMAGES, "verify.png"), clip: SEEN });
} finally {
  await browser.close();
  await oracle.stop();
}
