/** `npm run page`: builds the web page into build/web, if its sources are newer than what is there. */
import { buildPage } from "../src/cli/build_page.ts";

await buildPage();
