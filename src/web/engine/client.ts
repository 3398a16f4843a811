import type { JobAnswer, JobFault, JobName, Jobs } from "./protocol.ts";
import { isGone, renew } from "./renewal.ts";

/** A job that has no result, and why. */
export class EngineError extends Error {
  readonly fault: JobFault;

  constructor(fault: JobFault) {
    super(fault.items.map(({ detail }) => detail).join("; "));
    this.fault = fault;
  }
}

interface Waiting {
  resolve(result: never): void;
  reject(error: EngineError): void;
}

const waiting = new Map<number, Waiting>();
let thread: Worker | null = null;
let jobs = 0;

/** Asks the engine for the result of a job. Rejects with an EngineError. */
export function ask<N extends JobName>(
  name: N,
  given: Jobs[N]["given"],
): Promise<Jobs[N]["result"]> {
  thread ??= start();
  const id = jobs++;
  thread.postMessage({ id, name, given });
  return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
}

/** Ends what the engine is at: nobody waits for it any more. Its jobs are never answered. */
export function abandon(): void {
  if (waiting.size === 0) return;
  thread?.terminate();
  thread = null;
  waiting.clear();
}

function start(): Worker {
  let isStarted = false;
  const worker = new Worker(new URL("./thread.ts", import.meta.url), { type: "module" });
  worker.addEventListener("message", ({ data }: MessageEvent<JobAnswer>) => {
    const one = waiting.get(data.id);
    waiting.delete(data.id);
    isStarted = true;
    if ("fault" in data) {
      const { fault } = data;
      if (!fault.items.some(({ detail }) => isGone(detail)) || !renew()) {
        one?.reject(new EngineError(fault));
      }
    } else one?.resolve(data.result as never);
  });
  worker.addEventListener("error", ({ message }) => {
    if (!isStarted && renew()) return;
    const detail = `the engine could not be started or has failed: ${message}`;
    const error = new EngineError({ items: [{ parameter: null, detail }] });
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  });
  return worker;
}
