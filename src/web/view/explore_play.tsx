import { useEffect, useRef, useState } from "preact/hooks";
import { changesOf } from "../model/moment.ts";
import type { RunProps } from "./props.ts";

/** Steps a second. */
const SPEEDS = [2, 10, 40] as const;
/** Who wants less motion sees a change at a time, and has so many milliseconds to read it. */
const CALM_MS = 1500;

/**
 * Plays the run from where it is looked at to its end. It stops when the step is chosen by hand. With reduced motion it goes
 * from change to change.
 */
export function Play({ timeline, tick, goTo }: RunProps) {
  const [speed, setSpeed] = useState<number>(SPEEDS[1]);
  const [isPlaying, setPlaying] = useState(false);
  /** The step that playing has gone to; another one was chosen by hand. */
  const expected = useRef(tick);
  const { steps } = timeline;
  useEffect(() => {
    if (!isPlaying) return;
    if (tick !== expected.current || tick >= steps - 1) {
      setPlaying(false);
      return;
    }
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const next = isCalm ? (changesOf(timeline).find((step) => step > tick) ?? steps - 1) : tick + 1;
    const timer = setTimeout(
      () => {
        expected.current = next;
        goTo(next);
      },
      isCalm ? CALM_MS : 1000 / speed,
    );
    return () => clearTimeout(timer);
  }, [isPlaying, tick, speed, timeline]);
  return (
    <span class="play">
      <button
        type="button"
        aria-pressed={isPlaying}
        onClick={() => {
          expected.current = tick >= steps - 1 ? 0 : tick;
          if (expected.current !== tick) goTo(0);
          setPlaying(!isPlaying);
        }}
      >
        {isPlaying ? "❚❚ Pause" : "▶ Play"}
      </button>
      <label>
        <span class="unseen">Speed</span>
        <select
          value={String(speed)}
          onChange={({ currentTarget }) => setSpeed(Number(currentTarget.value))}
        >
          {SPEEDS.map((each) => (
            <option key={each} value={String(each)}>
              {each} a second
            </option>
          ))}
        </select>
      </label>
    </span>
  );
}
