import type { ComponentChildren } from "preact";
import type { Report } from "../../report/schema.ts";

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

/** What was inserted, removed or reordered, where comparing by offset does not say it. */
export function Alignment({ alignment }: { alignment: Report["alignment"] }) {
  if (alignment === null) return null;
  const { patterns, edits, reordered, swapped } = alignment;
  const told = [...reordered, ...swapped, ...(patterns.length > 0 ? patterns : edits)];
  return (
    <div class="alignment">
      <h2>What happened to the bytes</h2>
      <ul>
        {told.slice(0, TOLD_EDITS).map(({ description }) => (
          <li key={description}>{description}</li>
        ))}
        {told.length > TOLD_EDITS && <li>and {told.length - TOLD_EDITS} more, in the report</li>}
      </ul>
    </div>
  );
}
