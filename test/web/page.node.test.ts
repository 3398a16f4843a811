import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import type { Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Oracle, startOracle } from "../../src/cli/local_oracle.ts";
import { type Browser, dropFile, openPage, startBrowser, type Watched } from "./support.ts";

/** The page in a real browser, served by the Worker as it would be deployed. */

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

async function dumpOf(query: string, lab = "zab"): Promise<Uint8Array> {
  const response = await fetch(`${oracle.url}/v1/labs/${lab}/expected?${query}&format=dump`);
  return new Uint8Array(await response.arrayBuffer());
}

/** As a person sees it: what is hidden is not in it, and white space is as it is laid out. */
// biome-ignore lint/performance/useDomNodeTextContent: Playwright's, of what is to be seen
const textOf = (part: Locator): Promise<string> => part.innerText();
const sentence = (page: Page) => page.locator(".verdict");
const current = (page: Page) => page.locator(".current .path");

/** A dump of scenario D with a wrong byte, as in README.md. */
async function wrongCounter(): Promise<Uint8Array> {
  const dump = await dumpOf("scenario=D");
  dump[29] = 4;
  return dump;
}

describe("a listing of events that is dropped", () => {
  const eventsOf = async (query: string, lab = "zab"): Promise<string> =>
    (await fetch(`${oracle.url}/v1/labs/${lab}/events?${query}`)).text();
  const row = (page: Page, label: string) =>
    page.locator(".event-row", { has: page.locator("dt", { hasText: label }) }).locator("dd");
  const drop = (page: Page, text: string) =>
    dropFile(page, "events.txt", new TextEncoder().encode(text));

  test("has its first wrong event named, with the rule that it came of, and nothing is sent", async () => {
    const lines = (await eventsOf("scenario=A")).split("\n");
    const at = lines.findIndex((line) => line.includes('"type":"NewEpoch"'));
    const wrong = lines.with(at, (lines[at] as string).replace('"epoch":1', '"epoch":2'));
    const page = await open("#verify?lab=zab&scenario=A");
    await page.getByText("Drop a dump anywhere").waitFor();
    const requests: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    await drop(page, wrong.join("\n"));
    await sentence(page).waitFor();
    expect(await textOf(sentence(page))).toBe(
      `MISMATCH Your listing: line ${at + 1}, tick 4: another event stands in the place of the right one.`,
    );
    expect(await textOf(row(page, "expected"))).toContain('NewEpoch {"epoch":1,');
    expect(await textOf(row(page, "actual"))).toContain('NewEpoch {"epoch":2,');
    expect(await textOf(row(page, "member"))).toBe("contents.epoch: expected 1, actual 2");
    expect(await textOf(row(page, "rule"))).toBe('zab.md, "Vote{l}"');
    expect(await textOf(row(page, "hidden"))).toContain("vote_view 0:");
    expect(await textOf(page.locator(".held"))).toContain("events.txt");
    expect(requests.filter((url) => !url.includes("/assets/"))).toEqual([]);
    expect(await violations(page)).toEqual([]);
    await page.getByText("See the right run in tick 4").click();
    await page.getByText("In tick 4").first().waitFor();
    expect(page.url()).toContain("tick=4");
  });

  test("is compared with another scenario when that is chosen, and gives way to a dump", async () => {
    const text = await eventsOf("scenario=B", "kv");
    const page = await open("#verify?lab=kv&scenario=A");
    await page.getByText("Drop a dump anywhere").waitFor();
    await drop(page, text);
    await page.locator(".verdict.mismatch").waitFor();
    await page.getByLabel("Scenario").selectOption("B");
    await page.locator(".verdict.match").waitFor();
    expect(await textOf(sentence(page))).toBe("MATCH Your listing is right: all 2000 lines agree.");
    await dropFile(page, "dump.bin", await dumpOf("scenario=B", "kv"));
    await page.getByText("Your dump is right").waitFor();
    expect(await page.locator(".event-row").count()).toBe(0);
  });

  test("with a line that is none is told its number, on whatever tab it is dropped", async () => {
    const page = await open("#suites?lab=zab&scenario=A");
    await page.locator("h1").first().waitFor();
    await drop(page, '{"kind":"sent","type":"Nonsense"}\n');
    const alert = page.getByRole("alert");
    await alert.waitFor();
    expect(await textOf(alert)).toContain('line 1 has the type "Nonsense"; expected one of Look');
    expect(page.url()).toContain("#verify");
  });
});

describe("a dump that is dropped", () => {
  test("has its first differing field named, with both values and the reason, and nothing is sent", async () => {
    const page = await open("#verify?lab=zab&scenario=D");
    await page.getByText("Drop a dump anywhere").waitFor();
    const requests: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    await dropFile(page, "dump.bin", await wrongCounter());
    await sentence(page).waitFor();
    expect(await textOf(sentence(page))).toBe(
      "MISMATCH Your dump first differs at byte 29 (0x1d): node 0, last_zxid.counter is 4, expected 5.",
    );
    expect(await textOf(current(page))).toBe("nodes[0].last_zxid.counter");
    expect(await textOf(page.locator(".current"))).toContain("u32le, node 0, from 0x1d");
    await page.getByText("The counter's reset on an epoch change").first().waitFor();
    const marked = page.locator(".panes .actual .differs");
    expect(await textOf(marked)).toBe("04");
    expect(await marked.isVisible()).toBe(true);
    expect(requests.filter((url) => !url.includes("/assets/"))).toEqual([]);
  });

  test("that is right is said to be so", async () => {
    const page = await open("#verify?lab=kv&scenario=A");
    await page.getByText("Drop a dump anywhere").waitFor();
    await dropFile(page, "dump.bin", await dumpOf("scenario=A", "kv"));
    await sentence(page).waitFor();
    expect(await textOf(sentence(page))).toBe("MATCH Your dump is right: all 494 bytes agree.");
  });

  test("that lacks bytes has a gap where they are missing, and agrees after it", async () => {
    const dump = await dumpOf("scenario=A");
    const page = await open("#verify?lab=zab&scenario=A");
    await page.getByText("Drop a dump anywhere").waitFor();
    const without = Uint8Array.from([...dump.subarray(0, 40), ...dump.subarray(44)]);
    await dropFile(page, "dump.bin", without);
    await sentence(page).waitFor();
    const gaps = page.locator(".panes .actual .gap");
    await gaps.first().waitFor();
    expect((await gaps.allInnerTexts()).join(" ").split(" ")).toEqual(["··", "··", "··", "··"]);
    expect(await textOf(page.locator(".alignment li"))).toMatch(/\(4 bytes\) is missing$/);
  });

  test("of a megabyte is shown at once, and only what is in view is drawn", async () => {
    const query = "seed=7&nodes=5&rounds=20000&proposals=12000";
    const dump = await dumpOf(query);
    expect(dump.length).toBeGreaterThan(1_000_000);
    dump[900_000] = (dump[900_000] as number) ^ 0xff;
    const page = await open(`#verify?lab=zab&${query}`);
    await page.getByText("Drop a dump anywhere").waitFor();
    await dropFile(page, "dump.bin", dump);
    await page.locator(".panes .differs").first().waitFor();
    expect(await page.locator(".panes .row").count()).toBeLessThan(80);
    expect(await page.locator(".tree .item").count()).toBeLessThan(80);
    const drawn = await page.evaluate(async () => {
      const panes = document.querySelector(".panes") as HTMLElement;
      const start = performance.now();
      for (let i = 0; i < 20; i++) {
        panes.scrollTop = (panes.scrollHeight / 20) * i;
        await new Promise(requestAnimationFrame);
      }
      return (performance.now() - start) / 20;
    });
    expect(drawn).toBeLessThan(100);
  });

  test("with markup and control bytes in its payloads shows as text", async () => {
    const dump = await dumpOf("scenario=B");
    const payload = new TextEncoder().encode("<img src=x onerror=alert(1)>\u0000\u001b[31m");
    dump.set(payload, 60);
    const page = await open("#verify?lab=zab&scenario=B");
    await page.getByText("Drop a dump anywhere").waitFor();
    await dropFile(page, "<b>evil</b>.bin", dump);
    await sentence(page).waitFor();
    expect(await textOf(page.locator(".held"))).toBe("<b>evil</b>.bin, 1927 bytes");
    expect(await page.locator("#page img, .held b b").count()).toBe(0);
  });
});

describe("the parts are one", () => {
  const wrong = "#verify?lab=zab&scenario=D";

  test("a click on a field selects its bytes, and a click on bytes their field", async () => {
    const page = await open(wrong);
    await page.getByText("Drop a dump anywhere").waitFor();
    await dropFile(page, "dump.bin", await wrongCounter());
    await page.getByRole("treeitem", { name: /current_epoch/ }).click();
    expect(await textOf(current(page))).toBe("nodes[0].current_epoch");
    expect((await page.locator(".expected .selected").allInnerTexts()).join(" ")).toBe(
      "01 00 00 00",
    );
    await page.locator(".actual [data-cell='16']").click();
    expect(await textOf(current(page))).toBe("nodes[0].role");
    expect(await textOf(page.locator(".item.selected .name"))).toBe("role");
  });

  test("keys go from difference to difference and from field to field", async () => {
    const dump = await wrongCounter();
    dump[41] = 9;
    const page = await open(wrong);
    await page.getByText("Drop a dump anywhere").waitFor();
    await dropFile(page, "dump.bin", dump);
    await page.locator(".count", { hasText: "1 of 2" }).waitFor();
    await page.keyboard.press("n");
    expect(await textOf(current(page))).toBe("nodes[0].history_len");
    await page.keyboard.press("n");
    expect(await textOf(current(page))).toBe("nodes[0].last_zxid.counter");
    await page.keyboard.press("p");
    expect(await textOf(page.locator(".count"))).toBe("2 of 2");
    await page.locator(".panes").focus();
    await page.keyboard.press("ArrowLeft");
    expect(await textOf(current(page))).toBe("nodes[0].last_committed.counter");
    await page.locator("[role=tree]").focus();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    expect(await textOf(current(page))).toBe("nodes[0].last_committed.epoch");
  });

  test("the address holds all of it: another person sees the same", async () => {
    const page = await open(wrong);
    await page.getByText("Drop a dump anywhere").waitFor();
    await dropFile(page, "dump.bin", await wrongCounter());
    await page.getByRole("treeitem", { name: /current_epoch/ }).click();
    await page.waitForFunction(() => location.hash.includes("at=17"));
    const other = await open(new URL(page.url()).hash);
    await sentence(other).waitFor();
    expect(await textOf(sentence(other))).toContain("byte 29");
    expect(await textOf(current(other))).toBe("nodes[0].current_epoch");
  });

  test("nothing moves while a linked report comes up", async () => {
    const given = await open(wrong);
    await given.getByRole("button", { name: "Try an example" }).click();
    await given.locator(".finding.reproduces").first().waitFor();
    const page = await open(new URL(given.url()).hash);
    await page.locator(".finding.reproduces").first().waitFor();
    const shift = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          new PerformanceObserver((list) => {
            const shifts = list.getEntries() as (PerformanceEntry & { value: number })[];
            resolve(shifts.reduce((sum, { value }) => sum + value, 0));
          }).observe({ type: "layout-shift", buffered: true });
          // Where nothing has moved, nothing is observed.
          setTimeout(resolve, 300, 0);
        }),
    );
    expect(shift).toBeLessThan(0.02);
  });

  test("a hash alone can be pasted, and is in the link", async () => {
    const page = await open("#verify?lab=zab&scenario=D");
    const hash = "26ba25a087b4cfcd645902b35f4e5d985494efeef81690040acefc31837f0e98";
    await page.getByLabel("paste the SHA-256").fill(hash);
    await sentence(page).waitFor();
    expect(await textOf(sentence(page))).toContain("This is not the hash of the right dump.");
    expect(page.url()).toContain(`sha256=${hash}`);
    await page.goBack();
    await page.getByText("Drop a dump anywhere").waitFor();
    await page.evaluate((text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", ` ${text}\n`);
      document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
    }, hash);
    await sentence(page).waitFor();
  });

  test("a newcomer has a finding after one click", async () => {
    const page = await open();
    await page.getByRole("button", { name: "Try an example" }).click();
    await page.locator(".finding.reproduces").first().waitFor();
    expect(await textOf(sentence(page))).toMatch(/^MISMATCH Your dump first differs at byte/);
  });

  test("a parameter that is wrong is named beside its field", async () => {
    const page = await open("#verify?lab=zab&scenario=D");
    await page.getByText("Drop a dump anywhere").waitFor();
    await dropFile(page, "dump.bin", await wrongCounter());
    await page.getByRole("combobox", { name: "Scenario" }).selectOption("by its parameters…");
    await page.getByRole("textbox", { name: "nodes" }).fill("many");
    await page.keyboard.press("Tab");
    await page.getByText('nodes is "many"; expected a decimal integer').waitFor();
    await page.getByRole("textbox", { name: "nodes" }).fill("1");
    await page.keyboard.press("Tab");
    await sentence(page).waitFor();
  });
});

describe("a run", () => {
  const explored = "#explore?lab=zab&scenario=E";

  test("is shown after any of its steps: the nodes, the messages, the dump", async () => {
    const page = await open(explored);
    await page.locator(".overview .name", { hasText: "node 2" }).waitFor();
    await page.getByRole("slider").fill("999");
    await page.getByRole("heading", { name: "The dump at the end" }).waitFor();
    expect(await textOf(page.locator(".explore tbody tr").nth(2))).toMatch(/^2\s+Leading\s+1/);
    await page.getByRole("slider").fill("2");
    await page.getByRole("heading", { name: "In tick 2" }).waitFor();
    expect(await textOf(page.locator(".explore tbody tr").nth(2))).toMatch(/^2\s+Looking\s+0/);
    await page.getByRole("heading", { name: "The dump after tick 2" }).waitFor();
    await page.getByRole("button", { name: "Next change" }).click();
    await page.locator(".account", { hasText: "these fields change" }).waitFor();
    await page.getByRole("treeitem", { name: /node_count/ }).click();
    expect(await textOf(current(page))).toBe("node_count");
    expect(page.url()).toMatch(/tick=\d+$|tick=\d+&|at=8/);
  });

  test("can be zoomed: a window shows its messages as arrows", async () => {
    const page = await open(`${explored}&tick=10&from=0&until=20`);
    await page.getByRole("group", { name: "The drawing of ticks 0 to 19" }).waitFor();
    await page.locator(".space-time .arrow").first().waitFor();
    await page.getByRole("button", { name: "Later" }).click();
    await page.getByRole("heading", { name: "In detail: ticks 10 to 29" }).waitFor();
    const box = await page.locator(".overview svg").boundingBox();
    if (box === null) throw new Error("the overview is not there");
    await page.mouse.move(box.x + 300, box.y + 50);
    await page.mouse.down();
    await page.mouse.move(box.x + 330, box.y + 50, { steps: 3 });
    await page.mouse.up();
    await page.getByRole("heading", { name: /In detail: ticks 1\d\d to 2\d\d/ }).waitFor();
  });
});

describe("two dumps of one's own", () => {
  test("are compared, dropped one after the other", async () => {
    const page = await open("#compare?lab=zab");
    await page.getByText("Choose dump A").waitFor();
    await dropFile(page, "right.bin", await dumpOf("scenario=D"));
    await page.getByText("right.bin, 130 bytes").waitFor();
    await dropFile(page, "wrong.bin", await wrongCounter());
    await sentence(page).waitFor();
    expect(await textOf(sentence(page))).toBe(
      "MISMATCH wrong.bin first differs at byte 29 (0x1d): node 0, last_zxid.counter is 4, expected 5.",
    );
    expect(await textOf(page.locator(".current"))).toContain("wrong.bin\n4 04 00 00 00");
  });
});

test("the suites have their scenarios and a matrix of the bugs; a scenario leads on", async () => {
  const page = await open("#suites?lab=kv");
  await page.locator(".matrix").first().waitFor();
  expect(await page.locator(".matrix .cell.fails").count()).toBeGreaterThan(20);
  const published = page.getByRole("region", { name: "Scenarios of published" });
  await published.getByRole("link", { name: "explore B", exact: true }).click();
  await page.locator(".overview .name", { hasText: "replica 4" }).waitFor();
});

test("the API is read from the Worker's own document", async () => {
  const page = await open("#api");
  await page.getByLabel("Filter").fill("verify");
  await page.getByText("/v1/labs/kv/verify").first().click();
  await page.getByRole("rowheader", { name: "replica" }).first().waitFor();
});

describe("everyone can use it", () => {
  test.each([
    ["light", 1280],
    ["dark", 390],
  ] as const)("axe finds nothing: %s, %i pixels", async (colorScheme, width) => {
    for (const fragment of ["", "example"]) {
      const page = await open();
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: 844 });
      await page.getByText("Drop a dump anywhere").waitFor();
      if (fragment === "example") {
        await page.getByRole("button", { name: "Try an example" }).click();
        await page.locator(".finding.reproduces").first().waitFor();
      }
      expect(await violations(page)).toEqual([]);
      expect(await isWide(page)).toBe(false);
    }
  });

  test.each([
    ["#explore?lab=zab&scenario=E", ".account pre:not(:empty)"],
    ["#compare?lab=zab", ".slot"],
    ["#suites?lab=zab", ".matrix"],
    ["#api", ".operation"],
  ])("axe finds nothing: %s", async (fragment, shown) => {
    const page = await open(fragment);
    await page.locator(shown).first().waitFor();
    expect(await violations(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await isWide(page)).toBe(false);
  });

  test("the theme can be chosen, and stays chosen", async () => {
    const page = await open();
    const paper = () =>
      page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    await page.emulateMedia({ colorScheme: "light" });
    await page.getByRole("button", { name: /Theme/ }).click();
    await page.getByRole("button", { name: /Theme: light/ }).click();
    expect(await paper()).toBe("rgb(13, 17, 23)");
    await page.reload();
    await page.getByRole("button", { name: "Theme: dark" }).waitFor();
    expect(await paper()).toBe("rgb(13, 17, 23)");
    await page.getByRole("button", { name: "Theme: dark" }).click();
  });
});

describe("what is served", () => {
  test("has a strict Content-Security-Policy", async () => {
    const { headers } = await fetch(oracle.url, { headers: { Accept: "text/html" } });
    const policy = headers.get("Content-Security-Policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(headers.get("Referrer-Policy")).toBe("no-referrer");
  });

  test("is less than 80 kB of JavaScript for the first view, the engine included, and never zod", async () => {
    const loaded = new Set<string>();
    const note = (response: { url(): string }) => loaded.add(new URL(response.url()).pathname);
    browser.context.on("response", note);
    const page = await open("#verify?lab=zab&scenario=D");
    await page.getByText("Drop a dump anywhere").waitFor();
    await page.waitForLoadState("networkidle");
    browser.context.off("response", note);
    const scripts = [...loaded].filter((path) => path.endsWith(".js"));
    expect(scripts.length).toBeGreaterThan(1);
    const sizes = scripts.map((path) => gzipSync(readFileSync(`build/web${path}`)).length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(80_000);
    const all = globSync("build/web/assets/*.js").map((path) => readFileSync(path));
    expect(all.filter((file) => file.includes("ZodError"))).toEqual([]);
  });
});

describe("a file of the page that a newer deployment does not have", () => {
  /** Answers as the platform does where there is no such file. */
  async function withdraw(page: Page, files: string): Promise<void> {
    await page.route(files, (route) => route.fulfill({ status: 404, body: "" }));
  }

  test.each([
    ["thread", "engine could not be started"],
    ["drawn_window", "dynamically imported module"],
  ])("has the page loaded anew, once, and then it says what is missing: %s", async (file, said) => {
    const watched = await openPage(browser, `${oracle.url}/#explore?lab=zab&scenario=A`);
    const { page } = watched;
    await page.getByRole("img").first().waitFor();
    let loads = 0;
    page.on("load", () => loads++);
    await withdraw(page, `**/assets/${file}-*.js`);
    await page.reload();
    await page.getByText(said).first().waitFor();
    expect(loads).toBe(2);
    await page.close();
  });

  test("and says so where the newer page has come", async () => {
    const watched = await openPage(browser, `${oracle.url}/#verify?lab=zab&scenario=D`);
    const { page } = watched;
    await page.evaluate(() => sessionStorage.setItem("assay-left-build", "/assets/older.js"));
    await page.reload();
    await page.getByText("A newer version was deployed").waitFor();
    await page.reload();
    await page.getByText("Drop a dump anywhere").waitFor();
    expect(await page.getByText("A newer version was deployed").count()).toBe(0);
    await page.close();
  });
});

/** Whether the page must be scrolled sideways. */
function isWide(page: Page): Promise<boolean> {
  return page.evaluate(
    () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
  );
}

/** What axe-core finds, in short. It is run by the debugger, which the Content-Security-Policy does not bind. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { run } = (globalThis as unknown as { axe: typeof import("axe-core") }).axe;
    const found = await run();
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`),
    );
  });
}
