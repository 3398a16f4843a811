import { useState } from "preact/hooks";
import { type Episode, spanned } from "../../labs/narration.ts";
import type { LabSummary } from "../engine/protocol.ts";
import { useSettled } from "./explore_jobs.ts";
import type { RunProps } from "./props.ts";

/** So many are read in full; of more, what happens stands with the one that is looked at. */
const MOST_IN_FULL = 12;
/** So many are listed unless all are wanted. */
const MOST_LISTED = 24;

/** The run told as episodes. One is open: the last that has begun at the step that is looked at. */
export function EpisodeList({
  lab,
  subject,
  tick,
  onEpisode,
}: Omit<RunProps, "goTo" | "timeline"> & { onEpisode(episode: Episode): void }) {
  const { result, fault } = useSettled("episodes", { subject });
  const [isWhole, setWhole] = useState(false);
  if (fault !== null) return <p class="hint">{fault}</p>;
  // Its place is kept, so that nothing moves when it comes.
  if (result === null) return <section class="episodes" aria-busy="true" />;
  const current = result.listed.findLast(({ from, until }) => from <= tick && tick < until);
  const more = result.total - result.listed.length;
  const isInFull = result.listed.length <= MOST_IN_FULL;
  const isOpen = (episode: Episode, i: number) => isWhole || i < MOST_LISTED || episode === current;
  const shown = result.listed.filter(isOpen);
  return (
    <section class="episodes" aria-labelledby="episodes">
      <h2 id="episodes">What happens in this run</h2>
      <ol>
        {shown.map((episode) => (
          <li key={`${episode.from} ${episode.title}`}>
            <EpisodeEntry
              {...{ episode, lab, onEpisode }}
              isCurrent={episode === current}
              isInFull={isInFull || episode === current}
            />
          </li>
        ))}
      </ol>
      {shown.length < result.listed.length && (
        <button type="button" class="quiet" onClick={() => setWhole(true)}>
          Show all {result.listed.length}
        </button>
      )}
      {more > 0 && <p class="hint">and {more} more, which are not listed</p>}
    </section>
  );
}

function EpisodeEntry({
  episode,
  lab,
  isCurrent,
  isInFull,
  onEpisode,
}: {
  episode: Episode;
  lab: LabSummary;
  isCurrent: boolean;
  isInFull: boolean;
  onEpisode(episode: Episode): void;
}) {
  const { from, until, title, sentences, kind } = episode;
  return (
    <>
      <button
        type="button"
        class={`quiet of-${kind}`}
        aria-current={isCurrent ? "step" : undefined}
        onClick={() => onEpisode(episode)}
      >
        <span class="when">{spanned(lab.step_name, from, until)}</span> {title}
      </button>
      {isInFull && <p class="hint">{sentences.join(" ")}</p>}
    </>
  );
}
