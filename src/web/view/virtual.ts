import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";

/** Rows above and below those in view that are drawn as well, so that a quick scroll shows no hole. */
const MARGIN = 4;

/** What is in view of a scroll container, in pixels; all 0 until it has been drawn. */
export interface View {
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export function useView(ref: RefObject<HTMLElement>): View {
  const [view, setView] = useState<View>({ top: 0, width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const measure = () =>
      setView((before) => {
        const { scrollTop: top, clientWidth: width, clientHeight: height } = element;
        const isSame = before.top === top && before.width === width && before.height === height;
        return isSame ? before : { top, width, height };
      });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener("scroll", measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", measure);
    };
  }, [ref]);
  return view;
}

/** The numbers of the rows to draw: those in view, of `count` rows of `rowHeight` pixels, and a few around them. */
export function rowsInView({ top, height }: View, rowHeight: number, count: number): number[] {
  const first = Math.max(0, Math.floor(top / rowHeight) - MARGIN);
  const last = Math.min(count, Math.ceil((top + height) / rowHeight) + MARGIN);
  return Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i);
}

/** Scrolls a row into view when it changes, to a third of the height; not where it is in view already. */
export function useRowInView(
  ref: RefObject<HTMLElement>,
  row: number | null,
  rowHeight: number,
  key: unknown,
  /** The height of what stays above the rows. */
  head = 0,
): void {
  useEffect(() => {
    const element = ref.current;
    if (element === null || row === null) return;
    const [top, bottom] = [row * rowHeight, (row + 1) * rowHeight];
    const { scrollTop, clientHeight } = element;
    const height = clientHeight - head;
    if (top >= scrollTop && bottom <= scrollTop + height) return;
    element.scrollTop = Math.max(0, top - height / 3);
  }, [ref, row, rowHeight, key]);
}
