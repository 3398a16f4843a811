import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Oracle, startOracle } from "../../src/cli/local_oracle.ts";
import { type Browser, openPage, startBrowser, type Watched } from "./support.ts";

/** A run, in a real browser: its drawing, what can be pointed at in it, and what is told of it. */

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

async function open(fragment: string): Promise<Page> {
  const watched = await openPage(browser, `${oracle.url}/${fragment}`);
  opened.push(watched);
  await watched.page.locator(".space-time .name").first().waitFor();
  return watched.page;
}

/** As a person sees it: what is hidden is not in it, and white space is as it is laid out. */
// biome-ignore lint/performance/useDomNodeTextContent: Playwright's, of what is to be seen
const textOf = (part: Locator): Promise<string> => part.innerText();
const drawing = (page: Page) => page.locator(".space-time svg");
const details = (page: Page) => page.getByRole("region", { name: "What is pointed at" });
const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { name });
const type = (page: Page, name: string) =>
  page.getByRole("checkbox", { name: new RegExp(`^${name} `) });

const CUT_OFF = [0, 1, 2, 3].flatMap((id) => [`700,1500,4,${id}`, `700,1500,${id},4`]).join();
/** Five nodes whose leader, node 4, is cut off from tick 700 to 1500. */
const ELECTION = `#explore?lab=zab&seed=1&nodes=5&rounds=3000&proposals=12&outage=${CUT_OFF}`;

/** What must agree on the steps that are looked at: the window that is drawn, its mark, the table and the text. */
async function momentShown(page: Page) {
  const window = await textOf(page.locator("#window"));
  const drawn = await drawing(page).getAttribute("aria-label");
  return {
    heading: window.match(/\d+/g)?.map(Number),
    drawing: drawn?.match(/\d+/g)?.map(Number),
    mark: Number(await page.locator(".space-time .marked").textContent()),
    number: Number(await page.getByRole("textbox", { name: "Number of the tick" }).inputValue()),
    account: Number((await textOf(page.locator("#account"))).match(/\d+/)?.[0]),
    table: Number(
      (await page.getByRole("region", { name: /^Values after/ }).getAttribute("aria-label"))?.match(
        /\d+/,
      )?.[0],
    ),
  };
}

function at(tick: number, from: number, until: number) {
  const window = [from, until - 1];
  return { heading: window, drawing: window, mark: tick, number: tick, account: tick, table: tick };
}

describe("the drawing of a window", () => {
  test("fits all nodes, the leader too, and is no wider than the page", async () => {
    const page = await open(`${ELECTION}&tick=860&from=840&until=900`);
    const names = page.locator(".space-time .name");
    expect(await names.allTextContents()).toEqual([0, 1, 2, 3, 4].map((id) => `node ${id}`));
    const box = await page.locator(".space-time").evaluate((element) => ({
      inner: [element.scrollWidth, element.scrollHeight],
      outer: [element.clientWidth, element.clientHeight],
    }));
    expect(box.inner).toEqual(box.outer);
    await page.locator(".space-time .state2").first().waitFor();
  });

  test("speaks of the same ticks as the mark, the table and the text, whatever moves it", async () => {
    const page = await open(`${ELECTION}&tick=860&from=840&until=880`);
    expect(await momentShown(page)).toEqual(at(860, 840, 880));
    await page.getByRole("button", { name: "Later" }).click();
    expect(await momentShown(page)).toEqual(at(860, 860, 900));
    await page.getByRole("button", { name: "Later" }).click();
    expect(await momentShown(page)).toEqual(at(880, 880, 920));
    await page.getByRole("button", { name: "Closer" }).click();
    expect(await momentShown(page)).toEqual(at(890, 890, 910));
    await page.getByRole("slider").fill("2000");
    expect(await momentShown(page)).toEqual(at(2000, 1994, 2014));
    await page.getByRole("button", { name: "Previous change" }).click();
    const { heading: shown, ...before } = await momentShown(page);
    expect(before.mark).toBeLessThan(2000);
    expect(before).toEqual({ ...at(before.mark, 0, 1), heading: undefined, drawing: shown });
    await page.waitForFunction(() => /tick=1\d\d\d&from=/.test(location.hash));
    const other = await open(new URL(page.url()).hash);
    expect(await momentShown(other)).toEqual({ heading: shown, ...before });
  });

  test("is moved by dragging it and by the wheel, and zoomed about the pointer", async () => {
    const page = await open(`${ELECTION}&tick=860&from=840&until=880`);
    await drawing(page).scrollIntoViewIfNeeded();
    const box = await drawing(page).boundingBox();
    if (box === null) throw new Error("the drawing is not there");
    const [x, y] = [box.x + box.width / 2, box.y + 20];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x - 290, y, { steps: 4 });
    await page.mouse.up();
    await heading(page, "In detail: ticks 850 to 889").waitFor();
    await page.keyboard.down("Shift");
    await page.mouse.wheel(0, -290);
    await page.keyboard.up("Shift");
    await heading(page, "In detail: ticks 840 to 879").waitFor();
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, -400);
    await page.keyboard.up("Control");
    await heading(page, /In detail: ticks 84[4-7] to 86\d/).waitFor();
    // The wheel by itself scrolls the page.
    const before = await textOf(page.locator("#window"));
    const top = await page.evaluate(() => scrollY);
    await page.mouse.wheel(0, 100);
    await page.waitForFunction((top) => scrollY > top, top);
    expect(await textOf(page.locator("#window"))).toBe(before);
  });

  test("is moved, zoomed and read by keys", async () => {
    const page = await open(`${ELECTION}&tick=860&from=840&until=880`);
    await page.locator(".arrow").first().waitFor();
    await drawing(page).focus();
    await page.keyboard.press("ArrowRight");
    expect(await momentShown(page)).toEqual(at(861, 840, 880));
    await page.keyboard.press("Shift+ArrowRight");
    expect(await momentShown(page)).toEqual(at(861, 850, 890));
    await page.keyboard.press("-");
    expect(await momentShown(page)).toEqual(at(861, 830, 910));
    await page.keyboard.press("+");
    expect(await momentShown(page)).toEqual(at(861, 850, 890));
    await page.locator(".arrow").first().waitFor();
    await page.keyboard.press("ArrowUp");
    await details(page).getByText("election timer runs out").waitFor();
    expect(await momentShown(page)).toEqual(at(859, 850, 890));
    await page.keyboard.press("ArrowUp");
    await details(page).getByText("Heartbeat from node 4 to node").waitFor();
    await page.keyboard.press("Escape");
    await details(page).getByText("Point at an arrow or a mark").waitFor();
    await page.keyboard.press("End");
    expect((await momentShown(page)).mark).toBe(2999);
  });

  test("leaves out a thicket of votes and says so; a tick draws them, and none switches off a type", async () => {
    const page = await open(`${ELECTION}&tick=860&from=840&until=900`);
    const note = page.getByRole("status").filter({ hasText: "Not drawn" });
    await note.waitFor();
    expect(await textOf(note)).toContain("164 LookForLeader, 114 Vote (in ticks 840 to 899)");
    expect(await type(page, "Vote").isChecked()).toBe(false);
    const arrows = () => page.locator(".space-time .arrow").count();
    expect(await arrows()).toBe(4);
    await type(page, "Vote").check();
    await page.waitForFunction(
      () => document.querySelectorAll(".space-time .arrow").length === 118,
    );
    await type(page, "Heartbeat").uncheck();
    await page.waitForFunction(
      () => document.querySelectorAll(".space-time .arrow").length === 114,
    );
    await page.getByRole("button", { name: "Usual choice" }).click();
    await page.waitForFunction(() => document.querySelectorAll(".space-time .arrow").length === 4);
  });

  test("tells what a message holds and what changed where it arrived, pointed at or clicked", async () => {
    const page = await open("#explore?lab=zab&scenario=A&tick=168&from=160&until=180");
    const arrow = page.locator(".space-time .arrow", { hasNot: page.locator(".cross") });
    const propose = arrow.and(page.locator("[aria-label*='Propose {']")).first();
    await propose.locator(".hit").hover();
    await details(page).getByText("Propose from node 2 to node").waitFor();
    const text = await textOf(details(page));
    expect(text).toContain("zxid (epoch 1, counter 1), payload zab-0");
    expect(text).toMatch(/In tick \d+ node \d changes: last_zxid 0.0 → 1.1, history_len 0 → 1/);
    await page.mouse.move(0, 0);
    await details(page).getByText("Point at an arrow or a mark").waitFor();
    await propose.locator(".hit").click();
    await page.mouse.move(0, 0);
    expect(await textOf(details(page))).toBe(text);
    expect((await momentShown(page)).mark).toBe(Number(text.match(/In tick (\d+)/)?.[1]));
  });

  test("says of a lost message that nobody sees it", async () => {
    const page = await open(`${ELECTION}&tick=855&from=840&until=870`);
    await page.locator(".space-time .arrow.lost .hit").first().click();
    await details(page).getByText("never sees it: its link loses what arrives in tick").waitFor();
  });

  test("follows one proposal from node to node", async () => {
    const page = await open("#explore?lab=zab&scenario=A&tick=168&from=160&until=190");
    await page.locator("[aria-label*='Propose {'] .hit").first().click();
    await page.getByRole("button", { name: "Follow zxid 1.1" }).click();
    const way = page.getByRole("region", { name: /^zxid 1.1, ticks 160 to 189/ });
    await way.waitFor();
    const steps = (await way.getByRole("listitem").allInnerTexts()).map(
      (one) => one.split(": ")[1],
    );
    const of = (name: string) => steps.filter((one) => one?.startsWith(name));
    expect([of("Propose").length, of("Ack").length, of("Commit").length]).toEqual([2, 2, 2]);
    const aside = await page.locator(".space-time .arrow.aside").count();
    const all = await page.locator(".space-time .arrow").count();
    expect(all - aside).toBe(6);
    await way
      .getByRole("button", { name: /Commit/ })
      .last()
      .click();
    await details(page)
      .getByText(/Commit from node 2 to node/)
      .waitFor();
    await page.getByRole("button", { name: "Stop following" }).click();
    expect(await page.locator(".space-time .aside").count()).toBe(0);
  });

  test("can be saved as a file of its own", async () => {
    const page = await open("#explore?lab=zab&scenario=A&tick=168&from=160&until=180");
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "As SVG" }).click();
    const file = await saved;
    expect(file.suggestedFilename()).toBe("zab-160-179.svg");
    expect(readFileSync(await file.path(), "utf8")).toContain("ticks 160 to 179</title>");
  });
});

describe("every lab", () => {
  test.each([
    ["zab", "E", "node"],
    ["kv", "B", "replica"],
    ["raft", "A", "node"],
    ["paxos", "A", "node"],
  ])(
    "is drawn, has nothing that axe finds, and no box of it scrolls: %s",
    async (lab, scenario, row) => {
      const page = await open(`#explore?lab=${lab}&scenario=${scenario}`);
      await page.locator(".account pre:not(:empty)").waitFor();
      await page.locator(".space-time .name", { hasText: `${row} 2` }).waitFor();
      for (const [colorScheme, width] of [
        ["light", 1280],
        ["dark", 390],
      ] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await page.setViewportSize({ width, height: 844 });
        await drawing(page).focus();
        await page.keyboard.press("ArrowDown");
        await page.waitForTimeout(300);
        expect(await violations(page)).toEqual([]);
        expect(await scrolling(page)).toEqual([]);
      }
    },
  );
});

/** What of a run, but for its dump, has to be scrolled by itself to be read, and whether the page must be sideways. */
function scrolling(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const boxes = [...document.querySelectorAll(".explore *")]
      .filter((part) => part.closest("[aria-labelledby=dump]") === null)
      .filter((part) => /auto|scroll/.test(getComputedStyle(part).overflowY))
      .filter((part) => part.scrollHeight > part.clientHeight + 1)
      .map(({ className }) => String(className));
    return scrollWidth > clientWidth ? ["the page", ...boxes] : boxes;
  });
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

describe("what happens in a run", () => {
  const episodes = (page: Page) => page.getByRole("region", { name: "What happens in this run" });

  test("is told in sentences: why there was an election, and one click goes there", async () => {
    const page = await open(ELECTION);
    const list = episodes(page);
    await list.getByRole("button", { name: /Election 2/ }).waitFor();
    const told = await textOf(list);
    expect(told).toContain("Node 4 is cut off from all others");
    expect(told).toContain(
      "Node 2 got its last message of node 4, which leads, in tick 697; 4 were lost since (the link is cut in ticks 700 to 1499).",
    );
    expect(told).toContain(
      "Node 3 leads epoch 2 from tick 931 on, by its own vote and the votes of nodes 0 and 2.",
    );
    await list.getByRole("button", { name: /Election 2/ }).click();
    const moment = await momentShown(page);
    expect(moment.drawing?.[0]).toBeLessThanOrEqual(859);
    await page.waitForFunction(() => /tick=859/.test(location.hash));
    const current = list.locator("[aria-current=step]");
    expect(await textOf(current)).toContain("ticks 859 to 932");
  });

  test("is played and paused, and a step that is chosen by hand stops it", async () => {
    const page = await open("#explore?lab=raft&scenario=A&tick=100");
    const number = page.getByRole("textbox", { name: "Number of the tick" });
    const play = page.getByRole("button", { name: /Play|Pause/ });
    await play.click();
    await page.waitForFunction(() => {
      const field = document.querySelector<HTMLInputElement>(
        "input[aria-label='Number of the tick']",
      );
      return Number(field?.value) > 101;
    });
    expect(await play.getAttribute("aria-pressed")).toBe("true");
    await number.fill("300");
    await number.press("Enter");
    await page.waitForFunction(
      () => document.querySelector("[aria-pressed]")?.getAttribute("aria-pressed") === "false",
    );
    expect(await number.inputValue()).toBe("300");
  });
});
