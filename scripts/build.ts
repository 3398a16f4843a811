/** `npm run build`: the page and the Worker, as they are deployed, in build/web and build/worker. */
import { buildPage } from "../src/cli/build_page.ts";
import { buildWorker } from "../src/cli/build_worker.ts";

await buildPage();
await buildWorker();
