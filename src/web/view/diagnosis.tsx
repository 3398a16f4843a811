import type { FindingDocument, Report } from "../../report/schema.ts";
import { bugOf, sharedInWords } from "../../report/text.ts";
import type { LabSummary } from "../engine/protocol.ts";
import { Scroll } from "./scroll.tsx";

/** Why the dump differs: the known bugs that reproduce it, else what explains a part of it and what the runbook has. */
export function Diagnosis({
  report,
  lab,
  isWorking,
}: {
  report: Report;
  lab: LabSummary;
  isWorking: boolean;
}) {
  const { first_divergence: first, diagnosis } = report;
  const bugs = (diagnosis?.findings ?? []).filter(({ bug }) => bug !== null);
  const isReproduced = bugs[0]?.certainty === "reproduces";
  const culprit = first?.culprit ?? null;
  return (
    <section class="diagnosis" aria-labelledby="why" aria-busy={isWorking}>
      <h2 id="why">Why</h2>
      {isWorking && <p class="hint">Trying the known bugs…</p>}
      {bugs.map((finding, i) => (
        <FindingCard key={bugOf(finding)} finding={finding} isOpen={i === 0} />
      ))}
      {!isReproduced && culprit !== null && (
        <article class="finding likely">
          <h3>
            <span class="certainty">likely</span> {culprit.text}
          </h3>
          <p class="hint">
            {culprit.source === "published" ? "The lab's runbook" : "Assay"}, on: {culprit.where}
          </p>
        </article>
      )}
      {!isWorking && bugs.length === 0 && culprit === null && (
        <p class="hint">No known bug gives exactly this.</p>
      )}
      {diagnosis !== null && isReproduced && <p class="hint">{sharedInWords(diagnosis)}.</p>}
      {diagnosis !== null && !isReproduced && (
        <p class="hint">
          Tried: {diagnosis.tried.bugs} known bugs, {diagnosis.tried.pairs} pairs,{" "}
          {diagnosis.tried.scenarios} other scenarios, {diagnosis.tried.steps} other states; none
          gives exactly these bytes.
          {diagnosis.left_out.map(({ what, why }) => ` Left out: ${what} (${why}).`)}
        </p>
      )}
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
  const { certainty, title, explanation, evidence, fix, confirm } = finding;
  return (
    <details class={`finding ${certainty}`} open={isOpen}>
      <summary>
        <span class="certainty">{certainty}</span> <b>{title}</b> <code>{bugOf(finding)}</code>
      </summary>
      <p>{explanation}</p>
      <p>
        <b>Evidence:</b> {evidence}
      </p>
      <p>
        <b>Fix:</b> {fix}
      </p>
      {confirm.length > 0 && (
        <p>
          <b>Confirm:</b> it fails these scenarios as well: {confirm.join(", ")}
        </p>
      )}
    </details>
  );
}
