import { type Item, tickOf } from "../model/drawn_items.ts";
import { goneTo, type Moment, panned, zoomed } from "../model/moment.ts";

/** What the keys of the drawing work on. */
interface KeyedDrawing {
  readonly steps: number;
  readonly moment: Moment;
  onMoment(moment: Moment): void;
  readonly items: readonly Item[];
  readonly chosen: string | null;
  onChoose(key: string | null): void;
}

/** The keys of the drawing; whether this was one of them. */
export function keyed(
  { key, shiftKey, altKey, ctrlKey, metaKey }: KeyboardEvent,
  { steps, moment, onMoment, items, chosen, onChoose }: KeyedDrawing,
  choose: (item: Item | undefined) => void,
): boolean {
  if (altKey || ctrlKey || metaKey) return false;
  const quarter = Math.max(1, (moment.until - moment.from) >> 2);
  const place = items.findIndex((item) => item.key === chosen);
  const atTick = items.findIndex((item) => tickOf(item) >= moment.tick);
  const ways: Readonly<Record<string, () => void>> = {
    ArrowLeft: () =>
      onMoment(shiftKey ? panned(moment, -quarter, steps) : goneTo(moment, moment.tick - 1, steps)),
    ArrowRight: () =>
      onMoment(shiftKey ? panned(moment, quarter, steps) : goneTo(moment, moment.tick + 1, steps)),
    ArrowDown: () => choose(items[place < 0 ? Math.max(0, atTick) : place + 1]),
    ArrowUp: () => choose(items[place < 0 ? atTick - 1 : place - 1]),
    Home: () => onMoment(goneTo(moment, 0, steps)),
    End: () => onMoment(goneTo(moment, steps - 1, steps)),
    Escape: () => onChoose(null),
    "+": () => onMoment(zoomed(moment, 0.5, 0.5, steps)),
    "=": () => onMoment(zoomed(moment, 0.5, 0.5, steps)),
    "-": () => onMoment(zoomed(moment, 2, 0.5, steps)),
  };
  const way = ways[key];
  way?.();
  return way !== undefined;
}
