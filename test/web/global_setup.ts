import { buildPage } from "../../src/cli/build_page.ts";
import { buildWorker } from "../../src/cli/build_worker.ts";

/** Builds what tests start, before they run side by side. */
export async function setup(): Promise<void> {
  await buildPage();
  await buildWorker();
}
