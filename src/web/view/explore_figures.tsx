import { DASHES, MESSAGE_COLOURS } from "../../report/palette.ts";
import type { LabSummary } from "../engine/protocol.ts";
import type { Item } from "../model/drawn_items.ts";
import type { DrawnWindow } from "../model/drawn_window.ts";
import { arrowOf, type Frame, numberedSteps, xOf, yOf } from "../model/space_time.ts";
import { changesAt, type Timeline } from "../model/timeline.ts";

/** As many colours as index.css has for states. */
const STATES = 4;
/** Messages that would lie on each other are drawn beside each other. Pixels. */
const PARALLEL = 4;
/** The width of a character of the labels, on the safe side. Pixels. */
const CHARACTER = 7;

export function Markers() {
  return (
    <defs>
      {MESSAGE_COLOURS.map((_, i) => (
        <marker
          key={i}
          id={`tip${i}`}
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="8"
          markerHeight="8"
          markerUnits="userSpaceOnUse"
          orient="auto"
        >
          <path class={`tip message${i}`} d="M0 0L8 4L0 8z" />
        </marker>
      ))}
    </defs>
  );
}

export function Steps({ frame }: { frame: Frame }) {
  return (
    <g class="axis">
      {numberedSteps(frame).map((step) => (
        <g key={step}>
          <line
            x1={xOf(frame, step)}
            x2={xOf(frame, step)}
            y1={frame.top - 28}
            y2={frame.bottom + 18}
          />
          <text x={xOf(frame, step)} y={12}>
            {step}
          </text>
        </g>
      ))}
    </g>
  );
}

/** Each node's line, in pieces of one state each. */
export function Lanes({
  frame,
  timeline,
  lab,
}: {
  frame: Frame;
  timeline: Timeline;
  lab: LabSummary;
}) {
  const { columns, state, row_name } = lab.scope;
  const column = columns.findIndex(({ name }) => name === state);
  const values = columns[column]?.values ?? [];
  return (
    <g>
      {timeline.tracks.map((row, node) => {
        const track = row[column];
        if (track === undefined) return null;
        return track.steps.map((start, i) => {
          const end = track.steps[i + 1] ?? timeline.steps;
          if (end < frame.from || start >= frame.until) return null;
          const begin = start < frame.from ? frame.left : xOf(frame, start);
          const stop = end >= frame.until ? frame.width : xOf(frame, end);
          const number = values.indexOf(String(track.values[i])) % STATES;
          return (
            <rect
              key={`${node}:${start}`}
              class={`line state${number}`}
              x={begin}
              width={Math.max(0, stop - begin)}
              y={yOf(frame, node) - 2 - number}
              height={4 + 2 * number}
            >
              <title>{`${row_name} ${node}: ${track.values[i]}`}</title>
            </rect>
          );
        });
      })}
    </g>
  );
}

export function dashOf(type: number): string {
  const dash = Math.floor(type / MESSAGE_COLOURS.length) % DASHES.length;
  return dash === 0 ? "" : ` dash${dash}`;
}

function isAside(about: readonly string[], followed: string | null): boolean {
  return followed !== null && !about.includes(followed);
}

export function Arrows({
  frame,
  drawn,
  lab,
  followed,
}: {
  frame: Frame;
  drawn: DrawnWindow;
  lab: LabSummary;
  followed: string | null;
}) {
  const before = new Map<string, number>();
  return (
    <g>
      {drawn.messages.map((message) => {
        const { from, to, sent, tick, type, kind, seq } = message;
        const link = [from, to, sent, tick].join();
        const number = lab.scope.message_types.indexOf(type);
        const colour = number % MESSAGE_COLOURS.length;
        const shift = before.get(link) ?? 0;
        before.set(link, shift + PARALLEL);
        const { x1, y1, x2, y2 } = arrowOf(frame, message, shift);
        const line = `M${x1} ${y1}L${x2} ${y2}`;
        const classes = `arrow message${colour}${dashOf(number)}${kind === "lost" ? " lost" : ""}${isAside(message.about, followed) ? " aside" : ""}`;
        return (
          // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: a group of lines, which no one can focus
          <g
            key={seq}
            id={`drawn-m${seq}`}
            data-key={`m${seq}`}
            role="img"
            aria-label={message.words}
            class={classes}
          >
            <path d={line} marker-end={kind === "lost" ? undefined : `url(#tip${colour})`} />
            {kind === "lost" && <path class="cross" d={`M${x2 - 4} ${y2 - 4}l8 8m0 -8l-8 8`} />}
            <path class="hit" d={line} />
          </g>
        );
      })}
    </g>
  );
}

/** Where something of a node changes, and what it does by itself. */
export function Marks({
  frame,
  timeline,
  lab,
  followed,
  items,
}: {
  frame: Frame;
  timeline: Timeline;
  lab: LabSummary;
  followed: string | null;
  items: readonly Item[];
}) {
  const { row_name, columns } = lab.scope;
  const changes = timeline.tracks.flatMap((row, node) => {
    const steps = new Set(row.flatMap((track) => track.steps));
    return [...steps]
      .filter((step) => step >= Math.max(0, frame.from) && step < frame.until)
      .map((step) => ({ node, step }));
  });
  const ends = new Map<number, number>();
  return (
    <g>
      {changes.map(({ node, step }) => (
        <circle
          key={`${node}:${step}`}
          class="change"
          cx={xOf(frame, step)}
          cy={yOf(frame, node)}
          r="3"
        >
          <title>
            {`${row_name} ${node} in ${lab.step_name} ${step}: ${changesAt(
              timeline,
              columns,
              node,
              step,
            )
              .map(({ name, before, after }) => `${name} ${before} → ${after}`)
              .join(", ")}`}
          </title>
        </circle>
      ))}
      {items.map((item) => {
        if (!("event" in item)) return null;
        const { key, event } = item;
        const { tick, node, shape, label } = event;
        const [x, y] = [xOf(frame, tick), yOf(frame, node)];
        const half = (label.length * CHARACTER) / 2;
        const hasRoom =
          frame.hasLabels && label !== "" && x - half >= (ends.get(node) ?? frame.left);
        if (hasRoom) ends.set(node, x + half + CHARACTER);
        return (
          // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: a group of shapes, which no one can focus
          <g
            key={key}
            id={`drawn-${key}`}
            data-key={key}
            role="img"
            aria-label={event.words}
            class={`event${isAside(event.about, followed) ? " aside" : ""}`}
          >
            <path
              class={shape}
              d={shape === "timer" ? `M${x} ${y - 6}l5 -9h-10z` : `M${x} ${y + 5}l5 5l-5 5l-5 -5z`}
            />
            {hasRoom && (
              <text class="label" x={x} y={y + 27}>
                {label}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}

/** What is chosen and what is pointed at, above all else. */
export function Chosen({
  frame,
  items,
  keys,
}: {
  frame: Frame;
  items: readonly Item[];
  keys: readonly (string | null)[];
}) {
  return (
    <g class="chosen" clip-path="url(#drawn-steps)">
      {items
        .filter(({ key }) => keys.includes(key))
        .map((item) => {
          if ("event" in item) {
            const { tick, node } = item.event;
            return <circle key={item.key} cx={xOf(frame, tick)} cy={yOf(frame, node)} r="16" />;
          }
          const { x1, y1, x2, y2 } = arrowOf(frame, item.message, 0);
          return <path key={item.key} d={`M${x1} ${y1}L${x2} ${y2}`} />;
        })}
    </g>
  );
}
