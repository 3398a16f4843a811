import { useEffect, useState } from "preact/hooks";
import type { Subject } from "../../report/page_url.ts";
import { abandon, ask, type EngineError } from "../engine/client.ts";
import type { JobFault, JobName, Jobs } from "../engine/protocol.ts";
import type { Timeline } from "../model/timeline.ts";

/** A slider sends many steps; only one that is stayed at is asked for, and put into the address. Milliseconds. */
export const SETTLED = 150;

/** The run of a subject, or why there is none; both null until the engine has answered. */
export function useTimeline(subject: Subject): {
  timeline: Timeline | null;
  fault: JobFault | null;
} {
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
export function useSettled<N extends JobName>(
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
