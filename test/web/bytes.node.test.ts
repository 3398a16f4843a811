import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Oracle, startOracle } from "../../src/cli/local_oracle.ts";
import { type Browser, openPage, startBrowser } from "./support.ts";

/** Bundling the Worker takes some seconds, more beside other tests. */
const START = 120_000;

let oracle: Oracle;
let browser: Browser;

beforeAll(async () => {
  [oracle, browser] = await Promise.all([startOracle(), startBrowser()]);
}, START);
afterAll(async () => {
  await Promise.all([oracle?.stop(), browser?.close()]);
});

test("a report is saved as one HTML file, which shows itself without a complaint", async () => {
  const given = await openPage(browser, `${oracle.url}/#verify?lab=zab&scenario=D`);
  const { page } = given;
  await page.getByRole("button", { name: "Try an example" }).click();
  await page.locator(".finding.reproduces").first().waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Report (HTML)" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("zab-D-report.html");
  // From a disk, where no server adds a Content-Security-Policy to its own.
  const folder = mkdtempSync(join(tmpdir(), "assay-report-"));
  const file = join(folder, "report.html");
  await download.saveAs(file);
  const saved = await openPage(browser, pathToFileURL(file).href);
  expect(await saved.page.locator(".verdict").textContent()).toMatch(/^MISMATCH: The submission/);
  expect(await saved.page.locator("mark").count()).toBeGreaterThan(1);
  const paper = await saved.page.evaluate(() => getComputedStyle(document.body).maxWidth);
  expect(paper).toBe("1000px");
  for (const { complaints, elsewhere } of [given, saved]) {
    expect({ complaints, elsewhere }).toEqual({ complaints: [], elsewhere: [] });
  }
  rmSync(folder, { recursive: true });
});
