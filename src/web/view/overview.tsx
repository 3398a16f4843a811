import { useMemo, useRef, useState } from "preact/hooks";
import type { LabSummary } from "../engine/protocol.ts";
import { type Mark, type Span, type Timeline, thinned } from "../model/timeline.ts";
import { useView } from "./virtual.ts";

const LABEL = 84;
const RIGHT = 10;
const TOP = 22;
const BAR = 14;
/** Above the bar there is room for marks; below it every column but the state has a line of ticks. */
const ABOVE = 12;
const TICKS = 7;
const GAP = 10;
/** As many colours as index.css has for states and for columns. */
const STATES = 4;
const COLUMNS = 5;
const AXIS_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500] as const;
const AXIS_LABEL = 64;
/** A press that moves by less selects a step, not a window. */
const DRAG = 6;

/**
 * The whole run: a lane for each node, its state as colour over the steps. A click selects a step, and
 * dragging a window.
 */
export function Overview({
  timeline,
  lab,
  tick,
  window,
  onTick,
  onWindow,
}: {
  timeline: Timeline;
  lab: LabSummary;
  tick: number;
  window: Span | null;
  onTick(tick: number): void;
  onWindow(window: Span): void;
}) {
  const ref = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  const { width } = useView(ref);
  const plot = Math.max(120, width - LABEL - RIGHT);
  const { scope, step_name } = lab;
  const { steps, tracks } = timeline;
  const others = scope.columns.flatMap(({ name }, column) =>
    name === scope.state ? [] : [{ name, column }],
  );
  const lane = ABOVE + BAR + 3 + others.length * TICKS + GAP;
  const height = TOP + tracks.length * lane;
  const x = (step: number): number => LABEL + (step * plot) / Math.max(1, steps);
  const stepOf = (event: PointerEvent): number => {
    const box = (ref.current as HTMLElement).getBoundingClientRect();
    const at = Math.floor(((event.clientX - box.left - LABEL) * steps) / plot);
    return Math.max(0, Math.min(steps - 1, at));
  };
  const lanes = useMemo(
    () =>
      tracks.map((_, node) => (
        <Lane key={node} {...{ timeline, lab, node, others, plot }} top={TOP + node * lane} x={x} />
      )),
    [timeline, lab, plot],
  );
  const shownWindow =
    drag === null
      ? window
      : { from: Math.min(drag.from, drag.to), until: Math.max(drag.from, drag.to) + 1 };
  return (
    <div class="overview" ref={ref}>
      <svg
        width={Math.max(width, LABEL + plot)}
        height={height}
        role="img"
        aria-label={`The run of ${steps} ${step_name}s: a lane for each ${scope.row_name}, its ${scope.state} as colour. The table below has the values after ${step_name} ${tick}.`}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setDrag({ from: stepOf(event), to: stepOf(event) });
        }}
        onPointerMove={(event) => drag && setDrag({ ...drag, to: stepOf(event) })}
        onPointerUp={(event) => {
          if (drag === null) return;
          setDrag(null);
          const to = stepOf(event);
          if (Math.abs(x(to) - x(drag.from)) < DRAG) onTick(to);
          else onWindow({ from: Math.min(drag.from, to), until: Math.max(drag.from, to) + 1 });
        }}
        onPointerCancel={() => setDrag(null)}
      >
        <Axis {...{ steps, plot, height, x }} />
        {shownWindow !== null && (
          <rect
            class="zoomed"
            x={x(shownWindow.from)}
            width={Math.max(2, x(shownWindow.until) - x(shownWindow.from))}
            y={TOP - 4}
            height={height - TOP}
          />
        )}
        {lanes}
        <line class="now" x1={x(tick + 1)} x2={x(tick + 1)} y1={TOP - 6} y2={height} />
      </svg>
    </div>
  );
}

function Axis({
  steps,
  plot,
  height,
  x,
}: {
  steps: number;
  plot: number;
  height: number;
  x(step: number): number;
}) {
  const least = (steps * AXIS_LABEL) / plot;
  let scale = 1;
  while ((AXIS_STEPS.at(-1) as number) * scale < least) scale *= 1000;
  const stride = (AXIS_STEPS.find((one) => one * scale >= least) ?? 1) * scale;
  const numbers = Array.from({ length: Math.ceil(steps / stride) }, (_, i) => i * stride);
  return (
    <g class="axis">
      {numbers.map((step) => (
        <g key={step}>
          <line x1={x(step)} x2={x(step)} y1={TOP - 6} y2={height} />
          <text x={x(step)} y={11}>
            {step}
          </text>
        </g>
      ))}
    </g>
  );
}

/** What happens to one node. */
function Lane({
  timeline,
  lab,
  node,
  others,
  plot,
  top,
  x,
}: {
  timeline: Timeline;
  lab: LabSummary;
  node: number;
  others: readonly { readonly name: string; readonly column: number }[];
  plot: number;
  top: number;
  x(step: number): number;
}) {
  const { scope } = lab;
  const { steps, tracks, losses, marks } = timeline;
  const row = tracks[node] ?? [];
  const state = scope.columns.findIndex(({ name }) => name === scope.state);
  const values = scope.columns[state]?.values ?? [];
  const track = row[state];
  const bar = top + ABOVE;
  const own = marks.filter((mark) => mark.node === node);
  const marked = (kind: Mark["kind"]) => {
    const found = own.filter((mark) => mark.kind === kind).map(({ step }) => step);
    return thinned(found, steps, plot / 4).map((step) => x(step));
  };
  return (
    <g>
      <text class="name" x={LABEL - 8} y={bar + 11}>
        {scope.row_name} {node}
      </text>
      {(losses[node] ?? []).map(({ from, until }) => (
        <rect
          key={from}
          class="outage"
          x={x(from)}
          width={Math.max(2, x(until) - x(from))}
          y={bar - 4}
          height={BAR + 8}
        >
          <title>{`messages from or to ${scope.row_name} ${node} are lost, ${from} to ${until - 1}`}</title>
        </rect>
      ))}
      {track?.steps.map((from, i) => {
        const until = track.steps[i + 1] ?? steps;
        const begin = x(Math.max(0, from));
        const value = String(track.values[i]);
        return (
          <rect
            key={from}
            class={`state${values.indexOf(value) % STATES}`}
            x={begin}
            width={Math.max(1, x(until) - begin)}
            y={bar}
            height={BAR}
          >
            <title>{`${scope.row_name} ${node}: ${value}, from ${Math.max(0, from)} until ${until}`}</title>
          </rect>
        );
      })}
      {marked("timer").map((at) => (
        <path key={at} class="timer" d={`M${at} ${bar - 1}l3 -5h-6z`} />
      ))}
      {marked("filled").map((at) => (
        <path key={at} class="filled" d={`M${at} ${bar - 9}l3.5 4l-3.5 4l-3.5 -4z`} />
      ))}
      {marked("open").map((at) => (
        <path key={at} class="open" d={`M${at} ${bar - 9}l3.5 4l-3.5 4l-3.5 -4z`} />
      ))}
      {others.map(({ name, column }, i) => {
        const y = bar + BAR + 3 + i * TICKS;
        const changed = thinned(row[column]?.steps ?? [], steps, plot);
        const path = changed.map((step) => `M${Math.round(x(step))} ${y}v5`).join("");
        return (
          <path key={name} class={`column${i % COLUMNS}`} d={path || `M${LABEL} ${y}`}>
            <title>{name}</title>
          </path>
        );
      })}
    </g>
  );
}

const SIGNS: Readonly<Record<Mark["kind"], string>> = { timer: "▾", filled: "◆", open: "◇" };

/** What the colours and marks of an {@link Overview} mean. */
export function OverviewLegend({ lab, timeline }: { lab: LabSummary; timeline: Timeline }) {
  const { scope } = lab;
  const values = scope.columns.find(({ name }) => name === scope.state)?.values ?? [];
  const others = scope.columns.filter(({ name }) => name !== scope.state);
  const legends = new Map(timeline.marks.map(({ legend, kind }) => [legend, kind]));
  return (
    <ul class="key" aria-label="What the colours and marks mean">
      {values.map((value, i) => (
        <li key={value}>
          <span class={`block state${i % STATES}`} aria-hidden="true" /> {value}
        </li>
      ))}
      {timeline.lost > 0 && (
        <li>
          <span class="block outage" aria-hidden="true" /> messages are lost
        </li>
      )}
      {[...legends].map(([legend, kind]) => (
        <li key={legend}>
          <span aria-hidden="true">{SIGNS[kind]}</span> {legend}
        </li>
      ))}
      {others.map(({ name }, i) => (
        <li key={name}>
          <span class={`tick column${i % COLUMNS}`} aria-hidden="true" /> {name} changes
        </li>
      ))}
    </ul>
  );
}
