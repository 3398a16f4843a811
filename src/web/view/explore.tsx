import { useEffect, useMemo, useState } from "preact/hooks";
import { LIMITS } from "../../limits.ts";
import type { Subject } from "../../report/page_url.ts";
import { abandon, ask, type EngineError } from "../engine/client.ts";
import type { JobFault, JobName, Jobs, LabSummary } from "../engine/protocol.ts";
import { changesIn, type Span, type Timeline, valueAt } from "../model/timeline.ts";
import { DumpBrowser } from "./browser.tsx";
import { CopyButton, DownloadButton } from "./copy.tsx";
import { Overview, OverviewLegend } from "./overview.tsx";
import type { ViewProps } from "./props.ts";
import { Scroll } from "./scroll.tsx";
import { SubjectForm } from "./subject_form.tsx";

/** A slider sends many steps; only one that is stayed at is asked for. Milliseconds. */
const SETTLED = 150;

/** A scenario's result without a submission: its run, and the state after any step. */
export function ExploreView({ labs, lab, state, subject: given, change }: ViewProps) {
  const key = JSON.stringify({ ...given, after: null });
  const subject = useMemo(() => JSON.parse(key) as Subject, [key]);
  const { timeline, fault } = useTimeline(subject);
  return (
    <div class="explore">
      <h1 class="unseen">Explore a scenario</h1>
      <SubjectForm
        labs={labs}
        lab={lab}
        subject={subject}
        fault={fault}
        hasAfter={false}
        onChange={(next) =>
          change({ subject: next, at: null, tick: null, from: null, until: null }, "push")
        }
      />
      {timeline === null && fault === null && <p class="hint working">Simulating…</p>}
      {timeline !== null && <Run {...{ timeline, lab, subject, state, change }} />}
    </div>
  );
}

function useTimeline(subject: Subject): { timeline: Timeline | null; fault: JobFault | null } {
  const [found, setFound] = useState<{ timeline: Timeline | null; fault: JobFault | null }>({
    timeline: null,
    fault: null,
  });
  useEffect(() => {
    let isWanted = true;
    let isDone = false;
    setFound({ timeline: null, fault: null });
    ask("timeline", { subject }).then(
      (timeline) => {
        isDone = true;
        if (isWanted) setFound({ timeline, fault: null });
      },
      ({ fault }: EngineError) => {
        isDone = true;
        if (isWanted) setFound({ timeline: null, fault });
      },
    );
    return () => {
      isWanted = false;
      if (!isDone) abandon();
    };
  }, [subject]);
  return found;
}

/** The result of a job, asked for once what it is given has stayed the same for a moment; null until then. */
function useSettled<N extends JobName>(
  name: N,
  given: Jobs[N]["given"] | null,
): { result: Jobs[N]["result"] | null; fault: string | null } {
  const [found, setFound] = useState<{ result: Jobs[N]["result"] | null; fault: string | null }>({
    result: null,
    fault: null,
  });
  const key = JSON.stringify(given);
  useEffect(() => {
    if (given === null) return;
    let isWanted = true;
    const timer = setTimeout(() => {
      ask(name, given).then(
        (result) => isWanted && setFound({ result, fault: null }),
        ({ message }: EngineError) => isWanted && setFound({ result: null, fault: message }),
      );
    }, SETTLED);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [name, key]);
  return found;
}

function Run({
  timeline,
  lab,
  subject,
  state,
  change,
}: Pick<ViewProps, "state" | "change"> & {
  timeline: Timeline;
  lab: LabSummary;
  subject: Subject;
}) {
  const { steps, messages, lost } = timeline;
  const last = Math.max(0, steps - 1);
  const tick = Math.min(state.tick ?? last, last);
  const { from, until } = state;
  const drawn = useSettled(
    "diagram",
    steps === 0
      ? null
      : {
          subject,
          mark: tick,
          ...(from !== null && until !== null && clamped(from, until, steps)),
        },
  );
  const account = useSettled("account", steps === 0 ? null : { subject, step: tick });
  const after = steps === 0 || tick === last ? null : String(tick);
  const { result: shown, fault } = useSettled("state", { subject: { ...subject, after } });
  const span = drawn.result;
  const goto = (next: number) => change({ tick: Math.max(0, Math.min(last, next)) });
  const zoom = (next: Span) => change(clamped(next.from, next.until, steps));
  if (steps === 0) return <p class="hint">The run has no {lab.step_name}s.</p>;
  return (
    <>
      <p class="hint">
        {steps} {lab.step_name}s{messages > 0 && `, ${messages} messages, ${lost} of them lost`}.
        Click to see the state there; drag to zoom.
      </p>
      <Overview
        timeline={timeline}
        lab={lab}
        tick={tick}
        window={span}
        onTick={(next) => change({ tick: next, from: null, until: null })}
        onWindow={zoom}
      />
      <OverviewLegend lab={lab} timeline={timeline} />
      <Scrubber {...{ timeline, lab, tick, goto }} />
      <States {...{ timeline, lab, tick }} />
      <div class="moment">
        <section aria-labelledby="window">
          <div class="bar">
            <h2 id="window">
              {span === null
                ? "In detail"
                : `In detail: ${lab.step_name}s ${span.from} to ${span.until - 1}`}
            </h2>
            {span !== null && <Zoom {...{ span, steps, zoom }} />}
          </div>
          {drawn.fault !== null && <p class="fault">{drawn.fault}</p>}
          <Scroll label="The drawing" kind="drawing">
            {span !== null && (
              <img
                src={`data:image/svg+xml,${encodeURIComponent(span.svg)}`}
                alt={`Space-time diagram of ${lab.step_name}s ${span.from} to ${span.until - 1}: messages as arrows between the ${lab.scope.row_name}s; the list has those of ${lab.step_name} ${tick} in words`}
              />
            )}
          </Scroll>
        </section>
        <section aria-labelledby="account">
          <h2 id="account">
            In {lab.step_name} {tick}
          </h2>
          <Scroll label="What happens" kind="account">
            <pre>{account.fault ?? account.result?.join("\n")}</pre>
          </Scroll>
        </section>
      </div>
      <section aria-labelledby="dump">
        <div class="bar">
          <h2 id="dump">
            The dump {after === null ? "at the end" : `after ${lab.step_name} ${tick}`}
          </h2>
          {shown !== null && (
            <>
              <span class="hint">
                {shown.expected.length} bytes, {shown.provenance},{" "}
                <code title={shown.sha256}>{shown.sha256.slice(0, 16)}…</code>
              </span>
              <CopyButton text={shown.sha256} label="the SHA-256" />
              <DownloadButton name={`${lab.id}-${after ?? "final"}.bin`} content={shown.expected}>
                Download
              </DownloadButton>
            </>
          )}
        </div>
        {fault !== null && <p class="fault">{fault}</p>}
        {shown !== null && shown.sides === null && (
          <p class="hint">This dump is too large to be shown byte by byte.</p>
        )}
        {shown?.sides && (
          <DumpBrowser
            sides={shown.sides}
            names={["Bytes", ""]}
            at={state.at}
            onSelect={(at) => change({ at })}
          />
        )}
      </section>
    </>
  );
}

/** A window that lies in the run and that can be drawn. */
function clamped(from: number, until: number, steps: number): Span {
  const begin = Math.max(0, Math.min(from, steps - 1));
  return {
    from: begin,
    until: Math.max(begin + 1, Math.min(until, steps, begin + LIMITS.diagram_steps)),
  };
}

function Zoom({ span, steps, zoom }: { span: Span; steps: number; zoom(span: Span): void }) {
  const { from, until } = span;
  const size = until - from;
  const half = Math.max(1, size >> 1);
  const at = (start: number, width: number) => {
    const begin = Math.max(0, Math.min(start, steps - width));
    zoom({ from: begin, until: begin + width });
  };
  return (
    <span class="actions">
      <button type="button" onClick={() => at(from - half, size)} disabled={from === 0}>
        ◂ Earlier
      </button>
      <button type="button" onClick={() => at(from + half, size)} disabled={until >= steps}>
        Later ▸
      </button>
      <button type="button" onClick={() => at(from + (half >> 1), half)} disabled={size < 8}>
        Closer
      </button>
      <button type="button" onClick={() => at(from - half, size * 2)} disabled={size >= steps}>
        Wider
      </button>
    </span>
  );
}

/** Chooses the step: by a slider, by its number, or from one change of a node to the next. */
function Scrubber({
  timeline,
  lab,
  tick,
  goto,
}: {
  timeline: Timeline;
  lab: LabSummary;
  tick: number;
  goto(tick: number): void;
}) {
  const { steps, tracks } = timeline;
  const changes = useMemo(() => {
    const all = new Set(tracks.flat().flatMap((track) => track.steps));
    return [...all].filter((step) => step >= 0).sort((a, b) => a - b);
  }, [tracks]);
  const before = changes.findLast((step) => step < tick);
  const after = changes.find((step) => step > tick);
  return (
    <div class="scrubber">
      <label>
        <span>after {lab.step_name}</span>
        <input
          type="range"
          min={0}
          max={steps - 1}
          value={tick}
          onInput={({ currentTarget }) => goto(Number(currentTarget.value))}
        />
      </label>
      <input
        type="text"
        inputMode="numeric"
        aria-label={`Number of the ${lab.step_name}`}
        value={String(tick)}
        onChange={({ currentTarget }) => goto(Number(currentTarget.value) || 0)}
      />
      <button type="button" disabled={before === undefined} onClick={() => goto(before ?? 0)}>
        ◂ Previous change
      </button>
      <button type="button" disabled={after === undefined} onClick={() => goto(after ?? 0)}>
        Next change ▸
      </button>
    </div>
  );
}

/** Every node as it is after a step. */
function States({
  timeline,
  lab: { scope, step_name },
  tick,
}: {
  timeline: Timeline;
  lab: LabSummary;
  tick: number;
}) {
  return (
    <Scroll label={`Values after ${step_name} ${tick}`}>
      <table>
        <thead>
          <tr>
            <th scope="col">{scope.row_name}</th>
            {scope.columns.map(({ name, description }) => (
              <th key={name} scope="col" title={description}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {timeline.tracks.map((row, node) => (
            <tr key={node}>
              <th scope="row">{node}</th>
              {row.map((track, column) => {
                const isNew = changesIn(track, tick);
                return (
                  <td key={scope.columns[column]?.name} class={isNew ? "changed" : undefined}>
                    {valueAt(track, tick)}
                    {isNew && <span class="unseen"> changed</span>}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
