import { EMPTY_STATE, fragmentOf, type Subject } from "../../report/page_url.ts";
import type { Jobs, LabSummary } from "../engine/protocol.ts";

/** What a listing of events has shown: the first event that is wrong, loaded when there is one to be compared. */
export function EventsResult({
  lab,
  subject,
  told: { verdict, sentence, rows, tick },
}: {
  lab: LabSummary;
  subject: Subject;
  told: Jobs["events"]["result"];
}) {
  return (
    <>
      <p class={`verdict ${verdict}`}>
        <span class="mark">{verdict.toUpperCase()}</span> <span class="sentence">{sentence}</span>
      </p>
      {rows.length > 0 && (
        <dl class="events">
          {rows.map(({ label, text }, i) => (
            // What goes on under the word above stands below it.
            <div key={`${label} ${text} ${i}`} class="event-row">
              <dt class="event-label">{label}</dt>
              <dd class="event-text">{text}</dd>
            </div>
          ))}
        </dl>
      )}
      {tick !== null && (
        <p>
          <a href={fragmentOf({ ...EMPTY_STATE, tab: "explore", subject, tick })}>
            See the right run in {lab.step_name} {tick}
          </a>
        </p>
      )}
    </>
  );
}
