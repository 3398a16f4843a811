import type { Moment } from "../model/moment.ts";
import { panned, zoomed } from "../model/moment.ts";
import { useSettled } from "./explore_jobs.ts";
import type { RunProps } from "./props.ts";
import { Scroll } from "./scroll.tsx";

/** The steps around the one that is looked at, with every message as an arrow. */
export function Drawing({
  timeline: { steps },
  lab: { step_name, scope },
  subject,
  moment,
  onMoment,
}: RunProps & { readonly moment: Moment; onMoment(moment: Moment): void }) {
  const { tick, from, until } = moment;
  const { result, fault } = useSettled("diagram", { subject, mark: tick, from, until });
  return (
    <section aria-labelledby="window">
      <div class="bar">
        <h2 id="window">
          In detail: {step_name}s {from} to {until - 1}
        </h2>
        <WindowButtons {...{ moment, steps, onMoment }} />
      </div>
      {fault !== null && <p class="fault">{fault}</p>}
      <Scroll label="The drawing" kind="drawing">
        {result !== null && (
          <img
            src={`data:image/svg+xml,${encodeURIComponent(result.svg)}`}
            alt={`Space-time diagram of ${step_name}s ${result.from} to ${result.until - 1}: messages as arrows between the ${scope.row_name}s; the list has those of ${step_name} ${tick} in words`}
          />
        )}
      </Scroll>
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
