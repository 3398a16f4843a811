import { type EventMark, isTimer, kindOf, type LocalEvent } from "../labs/events.ts";
import type { Lab, Scenario } from "../labs/lab.ts";
import type { TraceWindow } from "../trace/window.ts";
import { queryOf } from "./build.ts";
import {
  type Colour,
  DASHES,
  FAINT,
  INK,
  MARK,
  MESSAGE_COLOURS,
  PAPER,
  STATE_COLOURS,
  STATE_WIDTHS,
} from "./palette.ts";
import { eventInWords } from "./trace_words.ts";
import { visible } from "./visible.ts";

/*
 * A space-time diagram as SVG: a line for each node, time from left to right, a message an arrow from where and
 * when it was sent to where and when it arrived. All coordinates are whole pixels.
 */

const LEFT = 92;
const RIGHT = 20;
const HEADING_Y = 26;
const LEGEND_Y = 52;
const LEGEND_ROW = 22;
const LANE_GAP = 74;
/** From the legend to the numbers of the steps, and on to the first lane. */
const AXIS_GAP = 26;
const AXIS_TO_LANE = 40;
const BELOW_LANES = 68;
/** How far below the last lane the marked step is named. */
const MARK_LABEL = 60;
const LEAST_WIDTH = 760;
/** Pixels to a step, for windows of up to so many of them; the last is for all larger ones. */
const PITCHES = [
  { steps: 24, pitch: 40 },
  { steps: 60, pitch: 28 },
  { steps: 120, pitch: 20 },
  { steps: Number.POSITIVE_INFINITY, pitch: 14 },
] as const;
/** Numbers of steps stand so far apart, whatever they are. */
const AXIS_STRIDES = [1, 2, 5, 10, 20, 50] as const;
const AXIS_LABEL = 52;
/** The width of a character of the labels, on the safe side. */
const CHARACTER = 7;
const SWATCH = 30;
const ITEM_GAP = 20;
/** How far before a lane an arrow ends, and the cross of a lost message. */
const TIP = 6;
const CROSS = 15;
/** Messages that would lie on each other are drawn beside each other. */
const PARALLEL = 4;
/** How far below a lane the names of proposals stand: in the first row that has room. */
const PAYLOAD_ROWS = [31, 45] as const;
/** Arrows of a type with so many messages to a step are drawn thinner. */
const DENSE = 2;
const TITLE_CHARACTERS = 110;

/** Where things stand in a drawing. */
interface Frame {
  readonly window: TraceWindow;
  readonly pitch: number;
  readonly top: number;
  readonly bottom: number;
  readonly width: number;
}

interface LegendItem {
  readonly swatch: string;
  readonly text: string;
}

/** The diagram of a window of a run; `mark` is a step that is marked, if it is in the window. Ends with a newline. */
export function diagram(scenario: Scenario, window: TraceWindow, mark: number | null): string {
  const { lab } = scenario;
  const { from, until, states, messages, events } = window;
  const nodes = states[0]?.length ?? 0;
  const pitch = PITCHES.find(({ steps }) => until - from <= steps)?.pitch ?? 0;
  const width = Math.max(LEFT + (until - from) * pitch + RIGHT, LEAST_WIDTH);
  const isMarked = mark !== null && mark >= from && mark < until;
  const legend = legendOf(scenario, window, isMarked ? mark : null);
  const { rows, markup: legendMarkup } = placed(legend, width);
  const top = LEGEND_Y + rows * LEGEND_ROW + AXIS_GAP + AXIS_TO_LANE;
  const bottom = top + Math.max(0, nodes - 1) * LANE_GAP;
  const frame = { window, pitch, top, bottom, width };
  const height = bottom + BELOW_LANES;
  const steps = `${lab.step_name}s ${from} to ${until - 1}`;
  const query = visible(queryOf({ ...scenario, after: null }));
  const shown = query.length > TITLE_CHARACTERS ? `${query.slice(0, TITLE_CHARACTERS)}…` : query;
  const title = `${lab.id} ${shown}, ${steps}`;
  const description =
    `A line for each ${lab.scope.row_name}, time from left to right. ` +
    `${messages.length} messages as arrows, ${messages.filter(({ kind }) => kind === "lost").length} of them lost; ` +
    `${events.length} other events.${isMarked ? ` ${lab.step_name} ${mark} is marked.` : ""}`;
  const [plotWidth, plotHeight] = [(until - from) * pitch, bottom - top + 2 * AXIS_TO_LANE];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="assay-title assay-description">`,
    `<title id="assay-title">${escaped(title)}</title>`,
    `<desc id="assay-description">${escaped(description)}</desc>`,
    `<style>${STYLE}</style>`,
    `<defs>${MARKERS}<clipPath id="assay-window"><rect x="${LEFT}" y="${top - AXIS_TO_LANE}" width="${plotWidth}" height="${plotHeight}"/></clipPath></defs>`,
    `<rect class="paper" width="${width}" height="${height}"/>`,
    `<text class="heading" x="16" y="${HEADING_Y}">${escaped(title)}</text>`,
    legendMarkup,
    ...axis(frame),
    ...(isMarked ? markOf(frame, mark, lab.step_name) : []),
    '<g clip-path="url(#assay-window)">',
    ...lanes(frame, scenario),
    ...arrows(frame, lab),
    ...marks(frame, scenario),
    "</g>",
    ...labels(frame, scenario),
    "</svg>",
    "",
  ].join("\n");
}

function x({ window, pitch }: Frame, step: number): number {
  return LEFT + (step - window.from) * pitch + (pitch >> 1);
}

function y({ top }: Frame, node: number): number {
  return top + node * LANE_GAP;
}

function axis(frame: Frame): string[] {
  const { window, pitch, top, bottom } = frame;
  const stride = AXIS_STRIDES.find((steps) => steps * pitch >= AXIS_LABEL) ?? 0;
  const lines: string[] = [];
  for (let step = window.from; step < window.until; step++) {
    if (step % stride !== 0) continue;
    const at = x(frame, step);
    lines.push(
      `<path class="grid" d="M${at} ${top - AXIS_TO_LANE + 8}V${bottom + 24}"/>`,
      `<text class="axis" x="${at}" y="${top - AXIS_TO_LANE}">${step}</text>`,
    );
  }
  return lines;
}

function markOf(frame: Frame, mark: number, stepName: string): string[] {
  const { pitch, top, bottom, window } = frame;
  const at = x(frame, mark);
  // Towards the side on which there is room for it.
  const isLate = mark - window.from > (window.until - window.from) >> 1;
  return [
    `<rect class="band" x="${at - (pitch >> 1)}" y="${top - 24}" width="${pitch}" height="${bottom - top + 48}"/>`,
    `<path class="mark" d="M${at} ${top - 24}V${bottom + MARK_LABEL}"/>`,
    `<text class="marked" x="${at + (isLate ? -6 : 6)}" y="${bottom + MARK_LABEL}" text-anchor="${isLate ? "end" : "start"}">${escaped(stepName)} ${mark}</text>`,
  ];
}

/** Each node's line, in pieces of one state each. */
function lanes(frame: Frame, { lab }: Scenario): string[] {
  const { states, from, until } = frame.window;
  const { columns, state } = lab.scope;
  const column = columns.findIndex(({ name }) => name === state);
  const values = columns[column]?.values ?? [];
  const lines: string[] = [];
  const nodes = states[0]?.length ?? 0;
  for (let node = 0; node < nodes; node++) {
    let start = from - 1;
    for (let step = from; step <= until; step++) {
      const value = states[start - from + 1]?.[node]?.[column];
      if (step < until && states[step - from + 1]?.[node]?.[column] === value) continue;
      const begin = start < from ? LEFT : x(frame, start);
      const end = step === until ? LEFT + (until - from) * frame.pitch : x(frame, step);
      const name = `${lab.scope.row_name} ${node}: ${value}`;
      lines.push(
        `<path class="s${values.indexOf(String(value)) % STATE_COLOURS.length}" d="M${begin} ${y(frame, node)}H${end}"><title>${escaped(name)}</title></path>`,
      );
      start = step;
    }
  }
  return lines;
}

function arrows(frame: Frame, lab: Lab): string[] {
  const types = lab.scope.message_types;
  const drawn = new Map<string, number>();
  const counts = new Map<string, number>();
  for (const { type } of frame.window.messages) counts.set(type, (counts.get(type) ?? 0) + 1);
  const countOf = ({ type }: { type: string }): number => counts.get(type) ?? 0;
  // What is rare lies above what is frequent.
  const ordered = frame.window.messages.toSorted((a, b) => countOf(b) - countOf(a));
  return ordered.map((message) => {
    const { from, to, sent, tick, type, kind } = message;
    const key = [from, to, sent, tick].join();
    const before = drawn.get(key) ?? 0;
    drawn.set(key, before + 1);
    const number = types.indexOf(type);
    const shift = before * PARALLEL;
    const [x1, y1] = [x(frame, sent) + shift, y(frame, from)];
    const [dx, dy] = [x(frame, tick) + shift - x1, y(frame, to) - y1];
    // A node's message to itself has nowhere to go but along its line.
    const distance = Math.max(1, Math.max(dy, -dy));
    const short = kind === "lost" ? CROSS : TIP;
    const x2 = x1 + dx - Math.floor((dx * short) / distance);
    const y2 = y1 + dy - (dy > 0 ? short : -short);
    const title = `<title>${escaped(eventInWords(lab, message))}</title>`;
    const line = `d="M${x1} ${y1}L${x2} ${y2}"`;
    const isDense = countOf(message) > DENSE * (frame.window.until - frame.window.from);
    const classes = `t${number % MESSAGE_COLOURS.length}${dashOf(number)}${isDense ? " dense" : ""}`;
    if (kind === "lost") {
      return `<g class="${classes} lost">${title}<path ${line}/><path class="cross" d="${cross(x2, y2)}"/></g>`;
    }
    return `<path class="${classes}" ${line} marker-end="url(#a${number % MESSAGE_COLOURS.length})">${title}</path>`;
  });
}

function cross(at: number, height: number): string {
  return `M${at - 4} ${height - 4}l8 8m0 -8l-8 8`;
}

function dashOf(number: number): string {
  const dash = Math.floor(number / MESSAGE_COLOURS.length) % DASHES.length;
  return dash === 0 ? "" : ` d${dash}`;
}

/** The places where something of a node changes, timers, and proposals. */
function marks(frame: Frame, { lab }: Scenario): string[] {
  const { window } = frame;
  const lines: string[] = [];
  for (let step = window.from; step < window.until; step++) {
    const [before, after] = [
      window.states[step - window.from] ?? [],
      window.states[step - window.from + 1] ?? [],
    ];
    for (const [node, row] of after.entries()) {
      const changes = lab.scope.columns.flatMap(({ name }, i) =>
        row[i] === before[node]?.[i] ? [] : [`${name} ${before[node]?.[i]} -> ${row[i]}`],
      );
      if (changes.length === 0) continue;
      const title = `${lab.scope.row_name} ${node} in ${lab.step_name} ${step}: ${changes.join(", ")}`;
      lines.push(
        `<circle class="change" cx="${x(frame, step)}" cy="${y(frame, node)}" r="3"><title>${escaped(title)}</title></circle>`,
      );
    }
  }
  const timers = timerNames(window.events);
  for (const event of window.events) {
    const shape = shapeOf(lab, event, timers, x(frame, event.tick), y(frame, event.node));
    lines.push(`<g>${shape}<title>${escaped(eventInWords(lab, event))}</title></g>`);
  }
  return lines;
}

function timerNames(events: readonly LocalEvent[]): string[] {
  const names = events.flatMap((event) => (isTimer(event) ? [event.timer] : []));
  return [...new Set(names)].sort();
}

/** A timer stands on the line, an event of the lab's own hangs below it. */
function shapeOf(
  { events }: Lab,
  event: LocalEvent,
  timers: readonly string[],
  at: number,
  height: number,
): string {
  return isTimer(event)
    ? timerShape(timers.indexOf(event.timer), at, height)
    : markShape(at, height, kindOf(events, event).mark(event).isFilled);
}

function timerShape(number: number, at: number, height: number): string {
  const base = height - 5;
  return number === 0
    ? `<path class="timer" d="M${at} ${base - 12}l6 11h-12z"/>`
    : `<circle class="timer" cx="${at}" cy="${base - 6}" r="5"/>`;
}

function markShape(at: number, height: number, isFilled: boolean): string {
  return `<path class="${isFilled ? "filled" : "open"}" d="M${at} ${height + 6}l6 6l-6 6l-6 -6z"/>`;
}

/** The nodes' names, and what is proposed, as far as it does not hide what stands before it. */
function labels(frame: Frame, { lab }: Scenario): string[] {
  const nodes = frame.window.states[0]?.length ?? 0;
  const lines = Array.from(
    { length: nodes },
    (_, node) =>
      `<text class="lane" x="${LEFT - 12}" y="${y(frame, node) + 4}">${escaped(lab.scope.row_name)} ${node}</text>`,
  );
  const ends = new Map<number, number>();
  for (const event of frame.window.events) {
    if (isTimer(event)) continue;
    const text = kindOf(lab.events, event).mark(event).label;
    const at = x(frame, event.tick);
    const half = (text.length * CHARACTER) >> 1;
    const place = PAYLOAD_ROWS.map((below) => y(frame, event.node) + below).find(
      (height) => at - half >= (ends.get(height) ?? 0),
    );
    if (place === undefined) continue;
    ends.set(place, at + half + CHARACTER);
    lines.push(`<text class="label" x="${at}" y="${place}">${escaped(text)}</text>`);
  }
  return lines;
}

/** What is in the window, and no more. */
function legendOf({ lab }: Scenario, window: TraceWindow, mark: number | null): LegendItem[] {
  const { columns, state, message_types } = lab.scope;
  const column = columns.findIndex(({ name }) => name === state);
  const values = columns[column]?.values ?? [];
  const seen = new Set(window.states.flatMap((rows) => rows.map((row) => String(row[column]))));
  const items: LegendItem[] = [];
  for (const [i, value] of values.entries()) {
    if (!seen.has(value)) continue;
    items.push({ swatch: `<path class="s${i % STATE_COLOURS.length}" d="M0 0H24"/>`, text: value });
  }
  const types = new Set(window.messages.map(({ type }) => type));
  for (const [i, type] of message_types.entries()) {
    if (!types.has(type)) continue;
    const colour = i % MESSAGE_COLOURS.length;
    const swatch = `<path class="t${colour}${dashOf(i)}" d="M0 0H24" marker-end="url(#a${colour})"/>`;
    items.push({ swatch, text: type });
  }
  if (window.messages.some(({ kind }) => kind === "lost")) {
    items.push({
      swatch: `<g class="ink"><path d="M0 0H20"/><path class="cross" d="${cross(20, 0)}"/></g>`,
      text: "lost",
    });
  }
  for (const [number, timer] of timerNames(window.events).entries()) {
    items.push({ swatch: timerShape(number, 16, 11), text: `${timer} timer` });
  }
  for (const { isFilled, legend } of legendMarks(lab, window)) {
    items.push({ swatch: markShape(16, -12, isFilled), text: legend });
  }
  items.push({ swatch: '<circle class="change" cx="16" cy="0" r="3"/>', text: "state changes" });
  if (mark !== null) {
    items.push({
      swatch: '<path class="mark" d="M16 -8V8"/>',
      text: `${lab.step_name} ${mark}`,
    });
  }
  return items;
}

/** The marks that differ in the legend: of what has come about first. */
function legendMarks({ events: kinds }: Lab, { events }: TraceWindow): EventMark[] {
  const marks = new Map<string, EventMark>();
  for (const event of events) {
    if (isTimer(event)) continue;
    const mark = kindOf(kinds, event).mark(event);
    marks.set(mark.legend, mark);
  }
  return [...marks.values()].sort((a, b) => Number(b.isFilled) - Number(a.isFilled));
}

/** A legend in as many rows as it needs. */
function placed(items: readonly LegendItem[], width: number): { rows: number; markup: string } {
  let [at, row] = [16, 0];
  const lines = items.map(({ swatch, text }) => {
    const itemWidth = SWATCH + text.length * CHARACTER + ITEM_GAP;
    if (at + itemWidth > width && at > 16) {
      at = 16;
      row++;
    }
    const height = LEGEND_Y + row * LEGEND_ROW;
    const line = `<g transform="translate(${at} ${height})">${swatch}<text class="legend" x="${SWATCH}" y="4">${escaped(text)}</text></g>`;
    at += itemWidth;
    return line;
  });
  return { rows: row + 1, markup: lines.join("\n") };
}

function escaped(text: string): string {
  return visible(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

const MARKERS = MESSAGE_COLOURS.map(
  (_, i) =>
    `<marker id="a${i}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path class="h${i}" d="M0 0L8 4L0 8z"/></marker>`,
).join("");

/** The rules that are the same on any background. */
const SHAPES = [
  "text{font:12px system-ui,sans-serif}",
  ".heading{font-size:14px;font-weight:600}",
  ".lane{text-anchor:end;font-weight:600}",
  ".axis,.label{text-anchor:middle;font-size:11px}",
  ".label{stroke-width:4;paint-order:stroke;stroke-linejoin:round}",
  ".marked{font-weight:600}",
  "path{fill:none;stroke-width:2}",
  ".grid{stroke-width:1}",
  ".mark{stroke-dasharray:5 3}",
  ".band{opacity:0.14}",
  ".change,.timer,.open{stroke-width:2}",
  ".lost{opacity:0.75}",
  ...STATE_WIDTHS.map((width, i) => `.s${i}{stroke-width:${width}}`),
  ...DASHES.map((dash, i) => (dash === "" ? "" : `.d${i}{stroke-dasharray:${dash}}`)),
  ".dense,.dense path{stroke-width:1}",
  ".cross{stroke-dasharray:none}",
].join("");

function colours(of: (colour: Colour) => string): string {
  return [
    `.paper{fill:${of(PAPER)}}`,
    `text{fill:${of(INK)}}`,
    `.label{stroke:${of(PAPER)}}`,
    `.grid{stroke:${of(FAINT)}}`,
    `.ink{stroke:${of(INK)}}`,
    `.mark{stroke:${of(MARK)}}`,
    `.band,.marked{fill:${of(MARK)}}`,
    `.change,.timer,.open{fill:${of(PAPER)};stroke:${of(INK)}}`,
    `.filled{fill:${of(INK)}}`,
    ...MESSAGE_COLOURS.flatMap((colour, i) => [
      `.t${i}{stroke:${of(colour)}}`,
      `.h${i}{fill:${of(colour)}}`,
    ]),
    ...STATE_COLOURS.map((colour, i) => `.s${i}{stroke:${of(colour)}}`),
  ].join("");
}

const STYLE = `${SHAPES}${colours(({ light }) => light)}@media (prefers-color-scheme: dark){${colours(({ dark }) => dark)}}`;
