import { useEffect, useMemo, useState } from "preact/hooks";
import { ask } from "../engine/client.ts";
import { type Item, itemsOf, tickOf } from "../model/drawn_items.ts";
import type { TypeChoices } from "../model/drawn_window.ts";
import { goneTo, type Moment, panned, zoomed } from "../model/moment.ts";
import { DownloadButton } from "./copy.tsx";
import { Details } from "./explore_details.tsx";
import { MessageFilter } from "./explore_filter.tsx";
import { FollowedProposal } from "./explore_followed.tsx";
import { useSettled } from "./explore_jobs.ts";
import { SpaceTime } from "./explore_space_time.tsx";
import type { RunProps } from "./props.ts";

/** The steps around the one that is looked at, with every message as an arrow. */
export function Drawing({
  timeline,
  lab,
  subject,
  moment,
  onMoment,
}: RunProps & { readonly moment: Moment; onMoment(moment: Moment): void }) {
  const { tick, from, until } = moment;
  const [choices, setChoices] = useState<TypeChoices>({});
  const [chosen, setChosen] = useState<string | null>(null);
  const [pointed, setPointed] = useState<string | null>(null);
  const [followed, setFollowed] = useState<string | null>(null);
  const { result: drawn, fault } = useSettled("window", {
    subject,
    from,
    until,
    choices,
    followed,
  });
  const items = useMemo(() => (drawn === null ? [] : itemsOf(drawn)), [drawn]);
  const shown = items.find(({ key }) => key === (pointed ?? chosen)) ?? null;
  const choose = (item: Item) => {
    setChosen(item.key);
    onMoment(goneTo(moment, tickOf(item), timeline.steps));
  };
  useEffect(() => {
    setChosen(null);
    setFollowed(null);
  }, [subject]);
  return (
    <section aria-labelledby="window" class="drawing">
      <div class="bar">
        <h2 id="window">
          In detail: {lab.step_name}s {from} to {until - 1}
        </h2>
        <WindowButtons {...{ moment, steps: timeline.steps, onMoment }} />
        <DownloadButton
          name={`${lab.id}-${from}-${until - 1}.svg`}
          content={async () => (await ask("diagram", { subject, mark: tick, from, until })).svg}
        >
          As SVG
        </DownloadButton>
      </div>
      {fault !== null && <p class="fault">{fault}</p>}
      <SpaceTime
        {...{ timeline, lab, moment, onMoment, drawn, items, chosen, followed }}
        onChoose={setChosen}
        onPoint={setPointed}
        pointed={pointed}
      />
      <p class="hint" id="drawing-keys">
        Drag, or Shift and the wheel: earlier and later. Ctrl and the wheel: closer and wider. Keys:
        ← → by one {lab.step_name}, with Shift by a quarter of the window; + − closer, wider; ↑ ↓
        what happens before and after; Esc lets go.
      </p>
      <MessageFilter {...{ lab, drawn, choices }} onChoices={setChoices} />
      <Details item={shown} {...{ timeline, lab }} onFollow={setFollowed} />
      {followed !== null && drawn !== null && (
        <FollowedProposal
          {...{ followed, items, lab }}
          span={drawn}
          onChoose={choose}
          onEnd={() => setFollowed(null)}
        />
      )}
    </section>
  );
}

function WindowButtons({
  moment,
  steps,
  onMoment,
}: {
  readonly moment: Moment;
  readonly steps: number;
  onMoment(moment: Moment): void;
}) {
  const { from, until } = moment;
  const size = until - from;
  const half = Math.max(1, size >> 1);
  const [closer, wider] = [zoomed(moment, 0.5, 0.5, steps), zoomed(moment, 2, 0.5, steps)];
  const isAs = (other: Moment) => other.until - other.from === size;
  return (
    <span class="actions">
      <button
        type="button"
        onClick={() => onMoment(panned(moment, -half, steps))}
        disabled={from === 0}
      >
        ◂ Earlier
      </button>
      <button
        type="button"
        onClick={() => onMoment(panned(moment, half, steps))}
        disabled={until >= steps}
      >
        Later ▸
      </button>
      <button type="button" onClick={() => onMoment(closer)} disabled={isAs(closer)}>
        Closer
      </button>
      <button type="button" onClick={() => onMoment(wider)} disabled={isAs(wider)}>
        Wider
      </button>
    </span>
  );
}
