import type { LabSummary } from "../engine/protocol.ts";
import { aboutOf, type Item, tickOf } from "../model/drawn_items.ts";
import type { Span } from "../model/timeline.ts";

/** The way of one proposal through a window, from node to node, in the order in which it happens. */
export function FollowedProposal({
  followed,
  items,
  lab,
  span,
  onChoose,
  onEnd,
}: {
  followed: string;
  items: readonly Item[];
  lab: LabSummary;
  /** The window that the items are of. */
  span: Span;
  onChoose(item: Item): void;
  onEnd(): void;
}) {
  const own = items.filter((item) => aboutOf(item).includes(followed));
  const { step_name } = lab;
  return (
    <section class="followed" aria-labelledby="followed">
      <div class="bar">
        <h3 id="followed">
          {lab.tracked_by} {followed}, {step_name}s {span.from} to {span.until - 1}
        </h3>
        <button type="button" class="quiet" onClick={onEnd}>
          Stop following
        </button>
      </div>
      {own.length === 0 && <p class="hint">Nothing in this window is about it.</p>}
      <ol>
        {own.map((item) => (
          <li key={item.key}>
            <button type="button" class="quiet" onClick={() => onChoose(item)}>
              {step_name} {tickOf(item)}: {inShort(item)}
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

function inShort(item: Item): string {
  if (!("message" in item)) return item.event.words;
  const { type, from, to, kind } = item.message;
  return `${type} ${from} → ${to}${kind === "lost" ? ", lost" : ""}`;
}
