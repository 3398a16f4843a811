import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { LabSummary } from "../engine/protocol.ts";
import { type Item, tickOf } from "../model/drawn_items.ts";
import type { DrawnWindow } from "../model/drawn_window.ts";
import { goneTo, type Moment, panned, zoomed } from "../model/moment.ts";
import { frameOf, stepAt, xOf, yOf } from "../model/space_time.ts";
import type { Timeline } from "../model/timeline.ts";
import { Arrows, Chosen, Lanes, Markers, Marks, Steps } from "./explore_figures.tsx";
import { keyed } from "./explore_keys.ts";
import { useView } from "./virtual.ts";

/** A press that moves by less chooses what it is on; one that moves by more moves the window. Pixels. */
const DRAG = 5;
/** How much of a window a turn of the wheel zooms and moves by, for each of its pixels. */
const ZOOM = 0.002;

export interface SpaceTimeProps {
  readonly timeline: Timeline;
  readonly lab: LabSummary;
  readonly moment: Moment;
  onMoment(moment: Moment): void;
  /** Null until the engine has answered. */
  readonly drawn: DrawnWindow | null;
  readonly items: readonly Item[];
  /** What is chosen, and what is pointed at beside it. */
  readonly chosen: string | null;
  readonly pointed: string | null;
  onChoose(key: string | null): void;
  onPoint(key: string | null): void;
  /** The proposal that is followed: all others stand back. */
  readonly followed: string | null;
}

/** A space-time diagram that can be moved, zoomed and pointed at. */
export function SpaceTime(props: SpaceTimeProps) {
  const { timeline, lab, moment, onMoment, drawn, items, chosen, onChoose, onPoint } = props;
  const { pointed, followed } = props;
  const ref = useRef<HTMLDivElement>(null);
  const { width } = useView(ref);
  const { steps, tracks } = timeline;
  const frame = useMemo(
    () => frameOf(moment, tracks.length, width),
    [moment.from, moment.until, tracks.length, width],
  );
  const press = useRef<{ x: number; moment: Moment; key: string | null; isDrag: boolean } | null>(
    null,
  );
  const [isDragged, setDragged] = useState(false);
  const placeOf = (event: MouseEvent): number =>
    event.clientX - (ref.current as HTMLElement).getBoundingClientRect().left;
  useWheel(ref, (event) => {
    if (event.ctrlKey || event.metaKey) {
      const at = (placeOf(event) - frame.left) / (frame.width - frame.left);
      const factor = Math.exp(event.deltaY * ZOOM);
      onMoment(zoomed(moment, factor, Math.max(0, Math.min(1, at)), steps));
      return true;
    }
    const by = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
    if (by === 0 || Math.abs(by) < Math.abs(event.deltaY) / 2) return false;
    onMoment(panned(moment, Math.sign(by) * Math.max(1, Math.abs(by) / frame.pitch), steps));
    return true;
  });
  const choose = (item: Item | undefined) => {
    if (item === undefined) return;
    onChoose(item.key);
    onMoment(goneTo(moment, tickOf(item), steps));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const done = keyed(event, { ...props, steps }, choose);
    if (done) event.preventDefault();
  };
  const lanes = useMemo(() => <Lanes {...{ frame, timeline, lab }} />, [frame, timeline, lab]);
  const arrows = useMemo(
    () => drawn && <Arrows {...{ frame, drawn, lab, followed }} />,
    [frame, drawn, lab, followed],
  );
  const marks = useMemo(
    () => drawn && <Marks {...{ frame, timeline, lab, followed, items }} />,
    [frame, drawn, timeline, lab, followed, items],
  );
  const at = xOf(frame, moment.tick);
  const isThere = items.some(({ key }) => key === chosen);
  return (
    <div ref={ref} class={`space-time${isDragged ? " dragged" : ""}`}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is no drawing */}
      {/* biome-ignore lint/a11y/useAriaActivedescendantWithTabindex: it has one, as SVG spells it */}
      <svg
        width={frame.width}
        height={frame.height}
        role="group"
        // As SVG has it: its keys move, zoom and choose.
        tabindex={0}
        aria-label={`The drawing of ${lab.step_name}s ${moment.from} to ${moment.until - 1}: a line for each ${lab.scope.row_name}, messages as arrows between them`}
        aria-describedby="drawing-keys"
        aria-activedescendant={isThere ? `drawn-${chosen}` : undefined}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          press.current = { x: event.clientX, moment, key: keyAt(event), isDrag: false };
        }}
        onPointerMove={(event) => {
          const begun = press.current;
          if (begun === null) return onPoint(keyAt(event));
          const by = event.clientX - begun.x;
          if (!begun.isDrag && Math.abs(by) < DRAG) return;
          begun.isDrag = true;
          setDragged(true);
          onMoment(panned(begun.moment, -by / frame.pitch, steps));
        }}
        onPointerUp={(event) => {
          const begun = press.current;
          press.current = null;
          setDragged(false);
          if (begun === null || begun.isDrag) return;
          const item = items.find(({ key }) => key === begun.key);
          if (item !== undefined) return choose(item);
          onChoose(null);
          onMoment(goneTo(moment, stepAt(frame, placeOf(event)), steps));
        }}
        onPointerCancel={() => {
          press.current = null;
          setDragged(false);
        }}
        onPointerLeave={() => onPoint(null)}
      >
        <Markers />
        <clipPath id="drawn-steps">
          <rect x={frame.left} y={0} width={frame.width - frame.left} height={frame.height} />
        </clipPath>
        <Steps frame={frame} />
        <rect
          class="band"
          x={at - frame.pitch / 2}
          width={frame.pitch}
          y={frame.top - 18}
          height={frame.bottom - frame.top + 36}
        />
        <g clip-path="url(#drawn-steps)">
          {lanes}
          {arrows}
          {marks}
          <path class="now" d={`M${at} ${frame.top - 18}V${frame.bottom + 18}`} />
        </g>
        <text class="marked" x={at} y={frame.top - 22}>
          {moment.tick}
        </text>
        {tracks.map((_, node) => (
          <text key={node} class="name" x={frame.left - 8} y={yOf(frame, node) + 4}>
            {lab.scope.row_name} {node}
          </text>
        ))}
        <Chosen {...{ frame, items, keys: [chosen, pointed] }} />
      </svg>
    </div>
  );
}

function keyAt({ target }: Event): string | null {
  const item = (target as Element).closest("[data-key]");
  return item?.getAttribute("data-key") ?? null;
}

/** Tells of the wheel's turns; what is taken scrolls nothing else. Preact's own listeners cannot prevent that. */
function useWheel(
  ref: { readonly current: HTMLElement | null },
  onWheel: (event: WheelEvent) => boolean,
): void {
  const latest = useRef(onWheel);
  latest.current = onWheel;
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const listen = (event: WheelEvent) => latest.current(event) && event.preventDefault();
    element.addEventListener("wheel", listen, { passive: false });
    return () => element.removeEventListener("wheel", listen);
  }, [ref]);
}
