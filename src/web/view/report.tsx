import type { ComponentChildren } from "preact";
import { skippedInWords, toldOf } from "../../report/alignment_words.ts";
import type { Report } from "../../report/schema.ts";
import { violationsInWords } from "../../report/violation_words.ts";

/** The verdict and its sentence: the first thing of a result. */
export function Verdict({
  verdict,
  children,
}: {
  verdict: Report["verdict"];
  children: ComponentChildren;
}) {
  return (
    <p class={`verdict ${verdict}`}>
      <span class="mark">{verdict.toUpperCase()}</span> <span class="sentence">{children}</span>
    </p>
  );
}

const TOLD_EDITS = 5;

/** What was inserted, removed or reordered, where comparing by offset does not say it; or that it was not looked for. */
export function Alignment({ report }: { report: Report }) {
  const { alignment, alignment_skipped } = report;
  const skipped = skippedInWords(alignment_skipped);
  if (alignment === null) {
    return skipped === null ? null : <p class="hint">What was inserted or lost was {skipped}.</p>;
  }
  const told = toldOf(alignment);
  return (
    <div class="alignment">
      <h2>What happened to the bytes</h2>
      <ul>
        {told.slice(0, TOLD_EDITS).map((description) => (
          <li key={description}>{description}</li>
        ))}
        {told.length > TOLD_EDITS && <li>and {told.length - TOLD_EDITS} more, in the report</li>}
      </ul>
    </div>
  );
}

/** The invariants that the dump breaks by itself, a line each. */
export function Violations({ report }: { report: Report }) {
  const broken = violationsInWords(report);
  if (broken.length === 0) return null;
  return (
    <div class="alignment">
      <h2>Invariants that the dump breaks</h2>
      <ul>
        {broken.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}
