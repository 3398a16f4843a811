import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

/** Builds the page, which the Worker serves as its static assets. */
const PAGE = "./test/web/global_setup.ts";

/** Generates the instrumented simulations; building the page does it too. */
const MUTANTS = "./test/mutants/global_setup.ts";

/** What starts processes, servers or a browser, or tests those parts. */
const SHELLS = ["test/cli/**/*.test.ts", "test/web/**/*.test.ts"];

/**
 * Three projects. `core` runs the pure core under Node, in seconds; `shells` the command line and the page,
 * under Node as well; `worker` runs the tests of the core, of the page's models and of the HTTP API in workerd,
 * the runtime that is deployed.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "core",
          include: ["test/**/*.test.ts"],
          exclude: [...SHELLS, "test/worker/**"],
          testTimeout: 60_000,
          globalSetup: MUTANTS,
        },
      },
      {
        test: {
          name: "shells",
          include: SHELLS,
          testTimeout: 60_000,
          globalSetup: PAGE,
        },
      },
      {
        plugins: [
          cloudflareTest({
            // The sources, and not what is built of them; without the limits of a plan.
            main: "./src/worker.ts",
            wrangler: { configPath: "./wrangler.toml", environment: "local" },
            miniflare: { cf: false },
          }),
        ],
        test: {
          name: "worker",
          include: ["test/**/*.test.ts"],
          // What compiles code from text (ajv), which workerd forbids.
          exclude: ["test/**/*.node.test.ts"],
          testTimeout: 60_000,
          globalSetup: PAGE,
        },
      },
    ],
  },
});
