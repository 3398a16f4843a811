import { useMemo } from "preact/hooks";
import { changesOf } from "../model/moment.ts";
import { Play } from "./explore_play.tsx";
import type { RunProps } from "./props.ts";

/** Chooses the step: by a slider, by its number, or from one change of a node to the next. */
export function Playback(run: RunProps) {
  const { timeline, lab, tick, goTo } = run;
  const { steps } = timeline;
  const changes = useMemo(() => changesOf(timeline), [timeline]);
  const before = changes.findLast((step) => step < tick);
  const after = changes.find((step) => step > tick);
  return (
    <div class="scrubber">
      <label>
        <span>after {lab.step_name}</span>
        <input
          type="range"
          min={0}
          max={steps - 1}
          value={tick}
          onInput={({ currentTarget }) => goTo(Number(currentTarget.value))}
        />
      </label>
      <input
        type="text"
        inputMode="numeric"
        aria-label={`Number of the ${lab.step_name}`}
        value={String(tick)}
        onChange={({ currentTarget }) => goTo(Number(currentTarget.value) || 0)}
      />
      <button type="button" disabled={before === undefined} onClick={() => goTo(before ?? 0)}>
        ◂ Previous change
      </button>
      <button type="button" disabled={after === undefined} onClick={() => goTo(after ?? 0)}>
        Next change ▸
      </button>
      <Play {...run} />
    </div>
  );
}
