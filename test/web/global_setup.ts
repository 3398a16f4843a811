export { buildPage as setup } from "../../src/cli/build_page.ts";
