import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Oracle, startOracle } from "../../src/cli/local_oracle.ts";
import { type Browser, dropFile, openPage, startBrowser, type Watched } from "./support.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Bundling the Worker takes some seconds, more beside other tests. */
const START = 120_000;

let oracle: Oracle;
let browser: Browser;
let opened: Watched[] = [];

beforeAll(async () => {
  [oracle, browser] = await Promise.all([startOracle(), startBrowser()]);
}, START);
afterAll(async () => {
  await Promise.all([oracle?.stop(), browser?.close()]);
});
afterEach(async () => {
  const pages = opened;
  opened = [];
  for (const { page, complaints, elsewhere } of pages) {
    expect({ complaints, elsewhere }).toEqual({ complaints: [], elsewhere: [] });
    await page.close();
  }
});

async function open(fragment = ""): Promise<Page> {
  const watched = await openPage(browser, `${oracle.url}/${fragment}`);
  opened.push(watched);
  return watched.page;
}

const dumps = new Map<string, Promise<Uint8Array>>();

function dumpOf(query: string): Promise<Uint8Array> {
  const known = dumps.get(query) ?? fetched(query);
  dumps.set(query, known);
  return known.then((bytes) => bytes.slice());
}

async function fetched(query: string): Promise<Uint8Array> {
  const response = await fetch(`${oracle.url}/v1/labs/zab/expected?${query}&format=dump`);
  return new Uint8Array(await response.arrayBuffer());
}

/** As a person sees it: what is hidden is not in it, and white space is as it is laid out. */
// biome-ignore lint/performance/useDomNodeTextContent: Playwright's, of what is to be seen
const textOf = (part: Locator): Promise<string> => part.innerText();

async function violations(page: Page): Promise<unknown[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe: checker } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const found = (await checker.run()).violations;
    return found.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]);
  });
}

/** With `count` bytes in it that are too many. */
function inserted(dump: Uint8Array, at: number, count: number): Uint8Array {
  return Uint8Array.from([...dump.subarray(0, at), ...Array(count).fill(7), ...dump.subarray(at)]);
}

describe("a submission", () => {
  const text = new TextEncoder();

  test("can be what sha256sum prints, in the field and as a file", async () => {
    const response = await fetch(`${oracle.url}/v1/labs/zab/expected?scenario=D`, {
      headers: { Accept: "text/plain" },
    });
    const line = `${await response.text()}  dump.bin`;
    const page = await open("#verify?lab=zab&scenario=D");
    await page.getByLabel("Or paste the SHA-256 of your dump").fill(line);
    await page.locator(".verdict.match").waitFor();
    const other = await open("#verify?lab=zab&scenario=D");
    await other.getByText("Drop a dump anywhere").waitFor();
    await dropFile(other, "dump.bin.sha256", text.encode(`${line}\n`));
    await other.locator(".verdict.match").waitFor();
  });

  test.each(["explore", "suites", "api"])("is taken on the tab %s", async (tab) => {
    const page = await open(`#${tab}?lab=zab&scenario=D`);
    await page.locator("main > div, main > section").first().waitFor();
    await dropFile(page, "dump.bin", await dumpOf("scenario=D"));
    await page.locator(".verdict.match").waitFor();
    expect(page.url()).toContain("#verify?lab=zab&scenario=D&dump=");
  });

  test("that answers another question is verified against that by a button", async () => {
    const page = await open("#verify?lab=zab&scenario=D");
    await page.getByText("Drop a dump anywhere").waitFor();
    await dropFile(page, "dump.bin", await dumpOf("scenario=B"));
    await page.getByRole("button", { name: "Verify against zab, scenario B" }).click();
    await page.locator(".verdict.match").waitFor();
    expect(page.url()).toContain("scenario=B");
  });
});

describe("what was inserted or lost", () => {
  test("is one difference wherever differences are counted, and a row of the tree", async () => {
    const page = await open("#verify?lab=zab&scenario=A");
    await page.getByText("Drop a dump anywhere").waitFor();
    await dropFile(page, "dump.bin", inserted(await dumpOf("scenario=A"), 45, 2));
    await page.locator(".count", { hasText: "1 of 1, aligned" }).waitFor();
    const facts = page.locator(".facts-box dl > div", { hasText: "differing" });
    expect(await textOf(facts)).toMatch(
      /1 place, aligned; offset by offset \d+ bytes in \d+ fields/,
    );
    const row = page.getByRole("treeitem", { name: "2 bytes too many", selected: true });
    await row.waitFor();
    expect(await page.locator(".current .path").textContent()).toBe("2 bytes too many");
    expect(await page.locator(".tree .badge").count()).toBeGreaterThan(1);
  });

  test("was not looked for in a dump that is too large for it, and that is said", async () => {
    const query = "seed=7&nodes=5&rounds=20000&proposals=12000";
    const dump = await dumpOf(query);
    const noise = dump.map((byte, i) => byte ^ ((i * 2_654_435_761) >>> 24) ^ 0x5a);
    const page = await open(`#verify?lab=zab&${query}`);
    await page.getByText("Drop a dump anywhere").waitFor();
    await dropFile(page, "dump.bin", noise);
    await page.getByText("What was inserted or lost was not").waitFor();
  });
});

describe("a link", () => {
  const large = "seed=7&nodes=5&rounds=20000&proposals=12000";

  /** The page's address in a report of the API. */
  async function linkFor(query: string, dump: Uint8Array): Promise<string> {
    const response = await fetch(`${oracle.url}/v1/labs/zab/verify?${query}&diagnosis=0`, {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream" },
      body: dump as BodyInit,
    });
    const report = (await response.json()) as { reproduce: { page: string } };
    return new URL(report.reproduce.page).hash;
  }

  test("of a log shows what was found in a dump that it cannot hold, and holds it against the right one", async () => {
    const dump = await dumpOf("scenario=B");
    const wrong = Uint8Array.from([...dump.subarray(0, 900), 0xee, ...dump.subarray(901)]);
    const link = await linkFor("scenario=B", wrong);
    expect(link).toMatch(/&sha256=[0-9a-f]{64}&finding=900:/);
    const page = await open(link);
    await page.getByText("As the link has it, the dump first differs at byte 900").waitFor();
    await page.getByText("the right dump has that value in that field").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("treeitem", { selected: true }).waitFor();
    // The finding is of scenario B: the right dump of another has another value there.
    const other = await open(link.replace("scenario=B", "scenario=A"));
    await other.getByText("the right dump has not that value in that field").waitFor();
  });

  test("to a large dump is copied with its first difference and the selected field; a reload keeps the dump, until it is cleared", async () => {
    const dump = await dumpOf(large);
    dump[900_000] = (dump[900_000] as number) ^ 0xff;
    const page = await open(`#verify?lab=zab&${large}`);
    await page.getByText("Drop a dump anywhere").waitFor();
    await dropFile(page, "dump.bin", dump);
    await page.locator(".count", { hasText: "1 of 1" }).waitFor();
    await page.waitForFunction(() => location.hash.includes("sha256="));
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.locator(".tree .item .name").first().click();
    await page.getByRole("button", { name: "Copy the link" }).click();
    await page.getByRole("button", { name: "copied the link" }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toMatch(/&sha256=[0-9a-f]{64}&finding=900000:.*&at=\d+$/);
    await page.reload();
    await page.getByText("the kept dump").waitFor();
    await page.locator(".verdict", { hasText: "Your dump first differs at byte 900000" }).waitFor();
    await page.getByRole("button", { name: "Forget the dump" }).click();
    await page.getByText("Drop a dump anywhere").waitFor();
    const kept = await page.evaluate(async () => {
      const names: string[] = [];
      for await (const name of (await navigator.storage.getDirectory()).keys()) names.push(name);
      return names;
    });
    expect(kept).toEqual([]);
  });

  test("to two dumps has both; they can be swapped and cleared", async () => {
    const page = await open("#compare?lab=zab");
    await page.getByText("Choose dump A").waitFor();
    const dump = await dumpOf("scenario=D");
    await dropFile(page, "right.bin", dump);
    await page.getByText("right.bin, 130 bytes").waitFor();
    dump[29] = 4;
    await dropFile(page, "wrong.bin", dump);
    await page.locator(".verdict.mismatch").waitFor();
    await page.waitForFunction(() => location.hash.includes("dump_b="));
    const other = await open(new URL(page.url()).hash);
    await other.locator(".verdict", { hasText: "counter is 4, expected 5" }).waitFor();
    await other.getByRole("button", { name: "Swap A and B" }).click();
    await other.locator(".verdict", { hasText: "counter is 5, expected 4" }).waitFor();
    await other.getByRole("button", { name: "Clear both" }).click();
    await other.getByText("A drop a dump").waitFor();
    await other.waitForFunction(() => location.hash === "#compare?lab=zab");
  });
});

describe("the bytes", () => {
  /** What has moved, by Chromium's own account, since the page was opened. */
  const watchShifts = (page: Page) =>
    page.evaluate(() => {
      const shifts: number[] = [];
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
          shifts.push((entry as PerformanceEntry & { value: number }).value);
        }
      }).observe({ type: "layout-shift", buffered: true });
      Object.assign(globalThis, { shifts });
    });

  test("are on the first screen, with their text, under headings in line; nothing moves for a drop", async () => {
    const page = await open("#verify?lab=zab&scenario=B");
    await page.getByText("Drop a dump anywhere").waitFor();
    await watchShifts(page);
    const dump = await dumpOf("scenario=B");
    dump[900] = 0x77;
    await dropFile(page, "dump.bin", dump);
    await page.locator(".finding, .diagnosis .hint").first().waitFor();
    await page.locator(".reason[aria-busy=false]").waitFor();
    const marked = page.locator(".panes .actual .differs");
    expect((await marked.boundingBox())?.y).toBeLessThan(700);
    const left = async (selector: string) =>
      (await page.locator(selector).first().boundingBox())?.x;
    expect(await left(".heads .side:nth-child(1) .text")).toBe(await left(".row .expected .text"));
    expect(await left(".heads .side:nth-child(2) .text")).toBe(await left(".row .actual .text"));
    expect(await page.evaluate(() => (globalThis as { shifts?: number[] }).shifts)).toEqual([]);
  });

  test("have a map of their differences, and can be collapsed to them", async () => {
    const dump = await dumpOf("scenario=B");
    dump[300] = 0x77;
    dump[1700] = 0x77;
    const page = await open("#verify?lab=zab&scenario=B");
    await page.getByText("Drop a dump anywhere").waitFor();
    await dropFile(page, "dump.bin", dump);
    const map = page.getByRole("img", {
      name: "Where the dumps differ: 2 places along 1927 bytes",
    });
    expect((await map.locator(".marks").getAttribute("d"))?.match(/M/g)).toHaveLength(2);
    const box = (await map.boundingBox()) as { width: number; height: number };
    expect(await page.locator(".row [data-cell='1700']").count()).toBe(0);
    await map.click({ position: { x: 8, y: (box.height * 1700) / 1927 } });
    await page.locator(".row .actual .differs").first().waitFor();
    await page.getByLabel("only around differences").check();
    const hidden = page.locator(".hidden-rows");
    await hidden.first().waitFor();
    expect(await hidden.allInnerTexts()).toEqual([
      expect.stringMatching(/^… \d+ equal bytes …$/),
      expect.stringMatching(/^… \d+ equal bytes …$/),
      expect.stringMatching(/^… \d+ equal bytes …$/),
    ]);
    expect(await page.locator(".panes .actual .differs").count()).toBe(2);
    // Where there are no colours of ours, what is selected has an outline.
    await page.emulateMedia({ forcedColors: "active" });
    for (const selected of [".bytes .selected", ".item.selected"]) {
      const outline = await page
        .locator(selected)
        .first()
        .evaluate((element) => getComputedStyle(element).outlineStyle);
      expect(outline).toBe("solid");
    }
  });

  test("are searched by hex, text, value and offset, and read as numbers", async () => {
    const page = await open("#verify?lab=zab&scenario=D");
    await page.getByText("Drop a dump anywhere").waitFor();
    const dump = await dumpOf("scenario=D");
    dump[29] = 4;
    await dropFile(page, "dump.bin", dump);
    const look = async (kind: string, text: string) => {
      await page.getByLabel("What to look for").selectOption(kind);
      await page.getByLabel("Look for", { exact: true }).fill(text);
      await page.keyboard.press("Enter");
      return textOf(page.locator(".current .path"));
    };
    await page.locator(".current .path").waitFor();
    expect(await look("offset", "0x11")).toBe("nodes[0].current_epoch");
    expect(await look("text", "zab-3")).toMatch(/^nodes\[0\]\.history\[\d\]\.payload$/);
    await page.keyboard.press("Enter");
    expect(await textOf(page.getByRole("status"))).toMatch(/^byte \d+ of expected$/);
    expect(await look("value", "4")).toMatch(/^nodes\[0\]/);
    expect(await look("hex", "44 53 45")).toMatch(/magic/);
    await page.getByText("The selected bytes as numbers").click();
    const row = page.getByRole("row", { name: "u32be" });
    expect(await textOf(row)).toContain(String(0x4453455a));
    expect(await violations(page)).toEqual([]);
    await look("hex", "xyz");
    expect(await textOf(page.getByRole("status"))).toBe(
      "expected hex digits, two to a byte, such as 05 00",
    );
  });
});

test("a report is saved as one HTML file, which shows itself without a complaint", async () => {
  const page = await open("#verify?lab=zab&scenario=D");
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
  opened.push(saved);
  expect(await saved.page.locator(".verdict").textContent()).toMatch(/^MISMATCH: The submission/);
  expect(await saved.page.locator("mark").count()).toBeGreaterThan(1);
  const paper = await saved.page.evaluate(() => getComputedStyle(document.body).maxWidth);
  expect(paper).toBe("1000px");
  rmSync(folder, { recursive: true });
});
