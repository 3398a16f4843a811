export { buildPage as setup } from "../../src/cli/page.ts";
