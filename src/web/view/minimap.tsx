import { useMemo } from "preact/hooks";
import type { MarkedDifference } from "../model/differences.ts";

const WIDTH = 16;
/** The least height of a mark, in pixels. */
const MARK = 2;

/** Where along the dumps they differ, and what of them is in view; a press goes there. */
export function Minimap({
  differences,
  size,
  height,
  view,
  onJump,
}: {
  differences: readonly MarkedDifference[];
  /** Cells in all. */
  size: number;
  height: number;
  /** The cells in view, from .. until (excluded). */
  view: { readonly from: number; readonly until: number };
  onJump(cell: number): void;
}) {
  const path = useMemo(() => marksOf(differences, size, height), [differences, size, height]);
  const y = (cell: number): number => (cell * height) / Math.max(1, size);
  const jump = (event: PointerEvent) => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const at = Math.max(0, Math.min(0.999, (event.clientY - box.top) / Math.max(1, height)));
    onJump(Math.floor(at * size));
  };
  return (
    <svg
      class="minimap"
      width={WIDTH}
      height={height}
      role="img"
      aria-label={`Where the dumps differ: ${differences.length} places along ${size} bytes`}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        jump(event);
      }}
      onPointerMove={(event) => event.buttons === 1 && jump(event)}
    >
      <path class="marks" d={path} />
      <rect
        class="window"
        x={0.5}
        width={WIDTH - 1}
        y={y(view.from)}
        height={Math.max(6, y(view.until) - y(view.from))}
      />
    </svg>
  );
}

/** A mark for each row of pixels in which something differs. */
function marksOf(differences: readonly MarkedDifference[], size: number, height: number): string {
  const marks: string[] = [];
  let drawn = -1;
  for (const { from, until } of differences) {
    const top = Math.max(Math.floor((from * height) / size), drawn);
    const bottom = Math.max(Math.ceil((until * height) / size), top + MARK);
    if (bottom <= drawn) continue;
    marks.push(`M2 ${top}h${WIDTH - 4}v${bottom - top}h${4 - WIDTH}z`);
    drawn = bottom;
  }
  return marks.join("");
}
