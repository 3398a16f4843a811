import { faultOf, HANDLERS } from "./engine.ts";
import type { JobName, JobRequest, Jobs } from "./protocol.ts";

/** The engine's thread: answers each message with one message, in their order. */

type Handler = (given: Jobs[JobName]["given"]) => unknown;

let queue: Promise<void> = Promise.resolve();

self.addEventListener("message", ({ data }: MessageEvent<JobRequest>) => {
  queue = queue.then(() => answer(data));
});

async function answer({ id, name, given }: JobRequest): Promise<void> {
  try {
    self.postMessage({ id, result: await (HANDLERS[name] as Handler)(given) });
  } catch (error) {
    self.postMessage({ id, fault: faultOf(error) });
  }
}
