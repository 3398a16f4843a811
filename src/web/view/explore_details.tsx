import type { LabSummary } from "../engine/protocol.ts";
import { aboutOf, type Item } from "../model/drawn_items.ts";
import type { DrawnMessage } from "../model/drawn_window.ts";
import { contentsInWords } from "../model/message_contents.ts";
import { changesAt, type Timeline } from "../model/timeline.ts";

/** A message's contents and what changed where it arrived, or what a node did. */
export function Details({
  item,
  timeline,
  lab,
  onFollow,
}: {
  item: Item | null;
  timeline: Timeline;
  lab: LabSummary;
  onFollow(proposal: string): void;
}) {
  if (item === null) {
    return (
      <section class="details" aria-label="What is pointed at">
        <p class="hint">
          Point at an arrow or a mark, or choose one with ↑ and ↓, to see what it holds and what
          changed where it arrived.
        </p>
      </section>
    );
  }
  const about = aboutOf(item);
  return (
    <section class="details" aria-label="What is pointed at" aria-live="polite">
      {"message" in item ? (
        <MessageDetails message={item.message} {...{ timeline, lab }} />
      ) : (
        <p>
          {lab.step_name} {item.event.tick}: {item.event.words}
        </p>
      )}
      {about.length > 0 && (
        <p class="actions">
          {about.map((proposal) => (
            <button key={proposal} type="button" class="quiet" onClick={() => onFollow(proposal)}>
              Follow {lab.tracked_by} {proposal}
            </button>
          ))}
        </p>
      )}
    </section>
  );
}

function MessageDetails({
  message,
  timeline,
  lab,
}: {
  message: DrawnMessage;
  timeline: Timeline;
  lab: LabSummary;
}) {
  const { kind, type, from, to, sent, tick } = message;
  const { row_name, columns } = lab.scope;
  const contents = contentsInWords(message);
  return (
    <>
      <p>
        <b>{type}</b> from {row_name} {from} to {row_name} {to}, sent in {lab.step_name} {sent},{" "}
        {kind === "lost" ? "lost" : "delivered"} in {tick}
      </p>
      {contents.length > 0 && (
        <dl>
          {contents.map(([name, text]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      )}
      {kind === "lost" ? (
        <p>
          {row_name} {to} never sees it: its link loses what arrives in {lab.step_name} {tick}.
        </p>
      ) : (
        <Effect {...{ timeline, lab, to, tick, columns }} />
      )}
    </>
  );
}

/** What is other at the receiver after the step; of how many things it is the work, the trace does not know. */
function Effect({
  timeline,
  lab,
  to,
  tick,
  columns,
}: {
  timeline: Timeline;
  lab: LabSummary;
  to: number;
  tick: number;
  columns: LabSummary["scope"]["columns"];
}) {
  const changes = changesAt(timeline, columns, to, tick);
  const { row_name } = lab.scope;
  const step = `${lab.step_name} ${tick}`;
  if (changes.length === 0) {
    return (
      <p>
        In {step} none of the watched values of {row_name} {to} changes.
      </p>
    );
  }
  return (
    <p>
      In {step} {row_name} {to} changes:{" "}
      {changes.map(({ name, before, after }, i) => (
        <span key={name}>
          {i > 0 && ", "}
          {name}{" "}
          <b>
            {before} → {after}
          </b>
        </span>
      ))}
      . Whatever else reached it in that {lab.step_name} may have a part in it.
    </p>
  );
}
