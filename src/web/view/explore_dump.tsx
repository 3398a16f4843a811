import { DumpBrowser } from "./browser.tsx";
import { CopyButton, DownloadButton } from "./copy.tsx";
import { useSettled } from "./explore_jobs.ts";
import type { RunProps, ViewProps } from "./props.ts";

/** The dump after the step, byte by byte. */
export function DumpOfStep({
  lab,
  subject,
  timeline: { steps },
  tick,
  state,
  change,
}: RunProps & Pick<ViewProps, "state" | "change">) {
  const after = steps === 0 || tick === steps - 1 ? null : String(tick);
  const { result, fault } = useSettled("state", { subject: { ...subject, after } });
  // What is shown stays until the next is there, under its own name.
  const shownAfter = result === null ? after : result.after;
  return (
    <section aria-labelledby="dump" aria-busy={shownAfter !== after}>
      <div class="bar">
        <h2 id="dump">
          The dump {shownAfter === null ? "at the end" : `after ${lab.step_name} ${shownAfter}`}
        </h2>
        {result !== null && (
          <>
            <span class="hint">
              {result.expected.length} bytes, {result.provenance},{" "}
              <code title={result.sha256}>{result.sha256.slice(0, 16)}…</code>
            </span>
            <CopyButton text={result.sha256} label="the SHA-256" />
            <DownloadButton
              name={`${lab.id}-${shownAfter ?? "final"}.bin`}
              content={result.expected}
            >
              Download
            </DownloadButton>
          </>
        )}
      </div>
      {fault !== null && <p class="fault">{fault}</p>}
      {result !== null && result.sides === null && (
        <p class="hint">This dump is too large to be shown byte by byte.</p>
      )}
      {result?.sides && (
        <DumpBrowser
          sides={result.sides}
          names={["Bytes", ""]}
          at={state.at}
          onSelect={(at) => change({ at })}
        />
      )}
    </section>
  );
}
