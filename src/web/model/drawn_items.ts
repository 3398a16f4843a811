import type { DrawnEvent, DrawnMessage, DrawnWindow } from "./drawn_window.ts";

/** What can be pointed at: a message or an event of a window, by its key. */
export type Item =
  | { readonly key: string; readonly message: DrawnMessage }
  | { readonly key: string; readonly event: DrawnEvent };

/** All that can be pointed at, in the order in which it happens. */
export function itemsOf({ messages, events }: DrawnWindow): Item[] {
  // An item has the same key in every window that has it: windows are of whole steps.
  const before = new Map<number, number>();
  const eventKey = (tick: number): string => {
    const place = before.get(tick) ?? 0;
    before.set(tick, place + 1);
    return `e${tick}-${place}`;
  };
  const all: Item[] = [
    ...messages.map((message) => ({ key: `m${message.seq}`, message })),
    ...events.map((event) => ({ key: eventKey(event.tick), event })),
  ];
  return all.sort((a, b) => tickOf(a) - tickOf(b));
}

export function aboutOf(item: Item): readonly string[] {
  return "message" in item ? item.message.about : item.event.about;
}

/** The step in which it happens: a message's is that of its arrival. */
export function tickOf(item: Item): number {
  return "message" in item ? item.message.tick : item.event.tick;
}
