import { SaxesParser } from "saxes";
import { describe, expect, test } from "vitest";
import { kv } from "../../src/labs/kv/index.ts";
import type { Scenario } from "../../src/labs/lab.ts";
import { zab } from "../../src/labs/zab/index.ts";
import { diagram } from "../../src/report/diagram.ts";
import {
  FAINT,
  INK,
  MARK,
  MESSAGE_COLOURS,
  PAPER,
  STATE_COLOURS,
} from "../../src/report/palette.ts";
import { defaultWindow, windowOf } from "../../src/trace/window.ts";
import { published, scenarioOfArguments } from "../support/scenarios.ts";

const A = published(zab, "A");
const E = published(zab, "E");

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
}

/** The elements of a document that must be well-formed XML. */
function elementsOf(xml: string): Element[] {
  const elements: Element[] = [];
  const open: Element[] = [];
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    const element = { name, attributes: attributes as Record<string, string>, text: "" };
    elements.push(element);
    open.push(element);
  });
  parser.on("text", (text) => {
    const last = open.at(-1);
    if (last !== undefined) last.text += text;
  });
  parser.on("closetag", () => void open.pop());
  parser.write(xml).close();
  return elements;
}

const draw = (scenario: Scenario, from: number, until: number, mark: number | null = null) =>
  elementsOf(diagram(scenario, windowOf(scenario, from, until), mark));
const classes = (elements: readonly Element[], name: string): Element[] =>
  elements.filter(({ attributes }) => attributes["class"]?.split(" ").includes(name));
const titles = (elements: readonly Element[]): string[] =>
  elements.flatMap(({ name, text }) => (name === "title" ? [text] : []));

describe("a diagram", () => {
  test("is a picture with a name and a description, and no script", () => {
    const xml = diagram(A, windowOf(A, 160, 180), 170);
    const elements = elementsOf(xml);
    const [svg, title] = elements;
    expect(svg?.attributes).toMatchObject({
      xmlns: "http://www.w3.org/2000/svg",
      role: "img",
      "aria-labelledby": "assay-title assay-description",
    });
    expect(title).toMatchObject({ name: "title", text: "zab scenario=A, ticks 160 to 179" });
    const description = elements.find(({ name }) => name === "desc")?.text;
    expect(description).toBe(
      "A line for each node, time from left to right. 6 messages as arrows, 0 of them lost; 1 other events. tick 170 is marked.",
    );
    expect(elements.map(({ name }) => name)).not.toContain("script");
    expect(xml).not.toMatch(/\bon\w+=|href|url\((?!#)|@import/);
    expect(xml).toContain("@media (prefers-color-scheme: dark)");
  });

  test("has an arrow for each message, from when it was sent to when it arrives", () => {
    const elements = draw(A, 160, 180);
    expect(elements.filter(({ attributes }) => "marker-end" in attributes)).toHaveLength(6 + 3);
    const propose = elements.findIndex(({ text }) => text.startsWith("delivered 2 -> 1  Propose"));
    // 40 pixels to a tick, of which the first begins at 92; 74 to a node.
    const [x1, y1, x2, y2] = (elements[propose - 1]?.attributes["d"]?.match(/\d+/g) ?? []).map(
      Number,
    );
    expect(x1).toBe(92 + (166 - 160) * 40 + 20);
    expect(Math.abs((x2 as number) - (92 + (167 - 160) * 40 + 20))).toBeLessThan(6);
    expect((y1 as number) - (y2 as number)).toBe(74 - 6);
  });

  test("shows what is lost with a cross, and no arrow for it", () => {
    const elements = draw(E, 0, 20);
    const lost = titles(elements).filter((title) => title.startsWith("lost "));
    expect(lost.length).toBeGreaterThan(20);
    expect(classes(elements, "lost")).toHaveLength(lost.length);
    expect(classes(elements, "cross")).toHaveLength(lost.length + 1);
  });

  test("colours a node's line by its state, for as long as it has that", () => {
    const found = titles(draw(A, 0, 40)).filter((title) => /^node 2: /.test(title));
    expect(found).toEqual(["node 2: Looking", "node 2: Leading"]);
  });

  test("marks a step that lies in it, and no other", () => {
    expect(classes(draw(A, 160, 180, 170), "marked").map(({ text }) => text)).toEqual(["tick 170"]);
    expect(classes(draw(A, 160, 180, 180), "marked")).toEqual([]);
    expect(classes(draw(A, 160, 180), "marked")).toEqual([]);
  });

  test("names in its legend what is there, and only that", () => {
    const legend = (scenario: Scenario, from: number, until: number, mark: number | null = null) =>
      classes(draw(scenario, from, until, mark), "legend").map(({ text }) => text);
    expect(legend(A, 160, 180, 170)).toEqual([
      "Following",
      "Leading",
      "Propose",
      "Ack",
      "Commit",
      "proposal",
      "state changes",
      "tick 170",
    ]);
    expect(legend(A, 172, 180)).toEqual(["Following", "Leading", "state changes"]);
    expect(legend(E, 190, 260)).toContain("lost");
    expect(legend(published(kv, "B"), 490, 510)).toEqual([
      "connected",
      "cut off",
      "proposal",
      "state changes",
    ]);
  });

  test("of a lab without messages has its proposals, by name where there is room", () => {
    const cut = "--seed 7 --ops 100 --keys 9 --scenario partition --cut 1,2,3";
    const elements = draw(scenarioOfArguments(kv, cut), 20, 40);
    expect(classes(elements, "open")).toHaveLength(15 + 1);
    expect(classes(elements, "label").length).toBeGreaterThan(10);
  });

  test("keeps to whole pixels, and to its own frame", () => {
    for (const [scenario, from, until] of [
      [E, 140, 440],
      [A, 0, 20],
      [A, 0, 0],
      [published(zab, "D"), 30, 36],
    ] as const) {
      const elements = draw(scenario, from, until);
      const { width, height } = elements[0]?.attributes ?? {};
      const numbers = elements.flatMap(({ attributes }) =>
        ["x", "y", "cx", "cy", "d"].flatMap((name) => attributes[name]?.match(/[\d.]+/g) ?? []),
      );
      expect(numbers.filter((number) => number.includes("."))).toEqual([]);
      for (const { attributes } of classes(elements, "legend"))
        expect(Number(attributes["x"])).toBeLessThan(Number(width));
      for (const { name, attributes } of elements) {
        if (name !== "text") continue;
        expect(Number(attributes["y"])).toBeLessThan(Number(height));
        expect(Number(attributes["x"])).toBeLessThan(Number(width));
      }
    }
  });

  test("has no two names of proposals on each other", () => {
    const elements = draw(published(kv, "A"), 0, 300);
    const rows = Map.groupBy(classes(elements, "label"), ({ attributes }) => attributes["y"]);
    for (const row of rows.values()) {
      let end = 0;
      for (const { attributes, text } of row) {
        const half = text.length * 3;
        expect(Number(attributes["x"]) - half).toBeGreaterThan(end);
        end = Number(attributes["x"]) + half;
      }
    }
  });

  test("escapes what it is told", () => {
    const odd = { ...A, listed: null, query: [["seed", `<&">\u0007`]] as const };
    const [, title] = elementsOf(diagram(odd, windowOf(A, 0, 1), null));
    expect(title?.text).toBe('zab seed=<&">\\x07, ticks 0 to 0');
  });
});

describe("the window of a diagram", () => {
  test("holds what was sent in it and arrives later, and the other way round", () => {
    const { messages } = windowOf(A, 167, 168);
    expect(messages.map(({ sent, tick, type }) => [sent, tick, type])).toEqual([
      [166, 167, "Propose"],
      [167, 169, "Ack"],
      [166, 169, "Propose"],
    ]);
  });

  test.each([
    [null, null, null, 0, 40],
    [null, null, 500, 475, 515],
    [null, null, 999, 974, 1000],
    [null, null, 3, 0, 40],
    [100, null, null, 100, 140],
    [null, 100, null, 60, 100],
    [null, 10, null, 0, 10],
    [1, 2, 500, 1, 2],
  ])("from %j until %j, with mark %j, is from %i until %i", (from, until, mark, ...expected) => {
    const window = defaultWindow(A, { from, until }, mark);
    expect([window.from, window.until]).toEqual(expected);
  });

  test("has a largest size, in steps and in messages", () => {
    expect(() => windowOf(A, 0, 301)).toThrow("more than 300 ticks; expected a smaller one");
    const crowd = scenarioOfArguments(zab, "--seed 1 --nodes 64 --rounds 20 --proposals 0");
    expect(() => windowOf(crowd, 0, 20)).toThrow("more than 4000 messages; expected a smaller one");
  });
});

/** The contrast of two colours by WCAG 2. */
function contrast(a: string, b: string): number {
  const luminance = (colour: string): number => {
    const [r, g, blue] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    }) as [number, number, number];
    return 0.2126 * r + 0.7152 * g + 0.0722 * blue;
  };
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

test("what is drawn stands out from a light and a dark background", () => {
  for (const side of ["light", "dark"] as const) {
    for (const colour of [INK, MARK, ...MESSAGE_COLOURS, ...STATE_COLOURS]) {
      expect([colour[side], contrast(colour[side], PAPER[side]) >= 3]).toEqual([
        colour[side],
        true,
      ]);
    }
    expect(contrast(INK[side], PAPER[side])).toBeGreaterThan(7);
    expect(contrast(FAINT[side], PAPER[side])).toBeLessThan(2);
  }
});
