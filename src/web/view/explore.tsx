import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Subject } from "../../report/page_url.ts";
import type { LabSummary } from "../engine/protocol.ts";
import { beginning, firstStepOf, goneTo, type Moment, momentOf, shown } from "../model/moment.ts";
import type { Timeline } from "../model/timeline.ts";
import { AccountOfStep } from "./explore_account.tsx";
import { Drawing } from "./explore_drawing.tsx";
import { DumpOfStep } from "./explore_dump.tsx";
import { EpisodeList } from "./explore_episodes.tsx";
import { SETTLED, useTimeline } from "./explore_jobs.ts";
import { Playback } from "./explore_playback.tsx";
import { States } from "./explore_states.tsx";
import { Overview, OverviewLegend } from "./overview.tsx";
import type { ViewProps } from "./props.ts";
import { SubjectForm } from "./subject_form.tsx";

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
      {timeline?.steps === 0 && <p class="hint">The run has no {lab.step_name}s.</p>}
      {timeline !== null && <Run {...{ timeline, lab, subject, state, change }} />}
    </div>
  );
}

/** The parts of the page, all of them at one moment. */
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
  const [moment, setMoment] = useMoment(timeline, { state, change });
  const goTo = (step: number) => setMoment(goneTo(moment, step, steps));
  const run = { timeline, lab, subject, tick: moment.tick, goTo };
  if (steps === 0) return <DumpOfStep {...run} {...{ state, change }} />;
  return (
    <>
      <p class="hint">
        {steps} {lab.step_name}s{messages > 0 && `, ${messages} messages, ${lost} of them lost`}.
        Click to see the state there; drag to zoom.
      </p>
      <Overview
        timeline={timeline}
        lab={lab}
        tick={moment.tick}
        window={moment}
        onTick={goTo}
        onWindow={(window) => setMoment(shown(moment, window, steps))}
      />
      <OverviewLegend lab={lab} timeline={timeline} />
      <EpisodeList {...run} onEpisode={(episode) => setMoment(beginning(episode, steps))} />
      <Playback {...run} />
      <States {...run} />
      <div class="moment">
        <Drawing {...run} moment={moment} onMoment={setMoment} />
        <AccountOfStep {...run} />
      </div>
      <DumpOfStep {...run} {...{ state, change }} />
    </>
  );
}

/**
 * The moment that is looked at. The address follows it where it stays: a browser takes only so many addresses a second. An
 * address that comes from elsewhere is gone to.
 */
function useMoment(
  timeline: Timeline,
  { state, change }: Pick<ViewProps, "state" | "change">,
): [Moment, (moment: Moment) => void] {
  const { tick, from, until } = state;
  const first = useMemo(() => firstStepOf(timeline), [timeline]);
  const address = [tick, from, until].join();
  const linked = () => momentOf(timeline.steps, { tick, from, until }, first);
  const [moment, setMoment] = useState(linked);
  const known = useRef(address);
  const [wanted, setWanted] = useState<Moment | null>(null);
  useEffect(() => {
    if (address === known.current) return;
    known.current = address;
    setWanted(null);
    setMoment(linked);
  }, [address]);
  useEffect(() => {
    if (wanted === null) return;
    const timer = setTimeout(() => {
      known.current = [wanted.tick, wanted.from, wanted.until].join();
      change({ tick: wanted.tick, from: wanted.from, until: wanted.until });
    }, SETTLED);
    return () => clearTimeout(timer);
  }, [wanted]);
  const move = (next: Moment) => {
    setMoment(next);
    setWanted(next);
  };
  return [moment, move];
}
