import {
  bugOf,
  isReproduced,
  likelyIn,
  nameOf,
  sharedInWords,
  triedInWords,
} from "../../report/diagnosis_text.ts";
import type { Subject } from "../../report/page_url.ts";
import type { FindingDocument, Report } from "../../report/schema.ts";
import type { Elsewhere } from "../engine/elsewhere.ts";
import type { LabSummary } from "../engine/protocol.ts";
import { Scroll } from "./scroll.tsx";

/** Why the dump differs: the known bugs that reproduce it, else what explains a part of it and what the runbook has. */
export function Diagnosis({
  report,
  lab,
  elsewhere,
  isWorking,
  onSubject,
}: {
  report: Report;
  lab: LabSummary;
  /** The questions that the dump answers. */
  elsewhere: readonly Elsewhere[];
  isWorking: boolean;
  onSubject(subject: Subject): void;
}) {
  const { diagnosis } = report;
  const told = (diagnosis?.findings ?? []).filter(({ certainty }) => certainty !== "likely");
  const isExplained = diagnosis !== null && isReproduced(diagnosis);
  const { shapes, culprit } = likelyIn(report);
  return (
    <section class="diagnosis" aria-labelledby="why" aria-busy={isWorking}>
      <h2 id="why">Why</h2>
      {isWorking && <p class="hint">Trying known bugs and single changes…</p>}
      {told.map((finding, i) => (
        <FindingCard key={nameOf(finding)} finding={finding} isOpen={i === 0} />
      ))}
      {elsewhere.length > 0 && (
        <div class="actions">
          {elsewhere.map(({ subject, title }) => (
            <button key={title} type="button" onClick={() => onSubject(subject)}>
              Verify against {title}
            </button>
          ))}
        </div>
      )}
      {!isExplained &&
        shapes.map(({ title, explanation, fix }) => (
          <article key={title} class="finding likely">
            <h3>
              <span class="certainty">likely</span> {explanation}
            </h3>
            <p class="hint">{fix}</p>
          </article>
        ))}
      {!isExplained && culprit !== null && (
        <article class="finding likely">
          <h3>
            <span class="certainty">likely</span> {culprit.text}
          </h3>
          <p class="hint">
            {culprit.source === "published" ? "The lab's runbook" : "Assay"}, on: {culprit.where}
          </p>
        </article>
      )}
      {!isWorking && told.length === 0 && shapes.length === 0 && culprit === null && (
        <p class="hint">Nothing that was tried gives exactly this.</p>
      )}
      {diagnosis !== null && isExplained && (
        <p class="hint">
          {sharedInWords(diagnosis)}.
          {diagnosis.next !== null && ` It would say most to send next: ${diagnosis.next.why}.`}
        </p>
      )}
      {diagnosis !== null && !isExplained && <p class="hint">Tried: {triedInWords(diagnosis)}.</p>}
      <details>
        <summary>The runbook: what a first difference points at</summary>
        <Scroll label="The runbook">
          <table>
            <thead>
              <tr>
                <th scope="col">First difference in</th>
                <th scope="col">Likely culprit</th>
              </tr>
            </thead>
            <tbody>
              {lab.runbook.map(({ id, where, culprit: text }) => (
                <tr key={id} class={id === culprit?.id ? "hit" : undefined}>
                  <th scope="row">
                    {where}
                    {id === culprit?.id && <span class="badge"> here</span>}
                  </th>
                  <td>{text}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      </details>
    </section>
  );
}

function FindingCard({ finding, isOpen }: { finding: FindingDocument; isOpen: boolean }) {
  const { certainty, title, explanation, evidence, fix, confirm, changes, changes_total } = finding;
  const name = bugOf(finding);
  return (
    <details class={`finding ${certainty}`} open={isOpen}>
      <summary>
        <span class="certainty">{certainty}</span> <b>{title}</b>{" "}
        {name !== null && <code>{name}</code>}
      </summary>
      <p>{explanation}</p>
      <p>
        <b>Evidence:</b> {evidence}
      </p>
      <p>
        <b>Fix:</b> {fix}
      </p>
      {changes_total > 1 && (
        <details>
          <summary>{changes_total} single changes are the same, as far as the suites tell</summary>
          <ul>
            {changes.map(({ id, sentence }) => (
              <li key={id}>{sentence}</li>
            ))}
          </ul>
        </details>
      )}
      {confirm.length > 0 && (
        <p>
          <b>Confirm:</b> it fails these scenarios as well: {confirm.join(", ")}
        </p>
      )}
    </details>
  );
}
