import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

/** Builds the page, which the Worker serves as its static assets. */
const PAGE = "./test/web/global_setup.ts";

/** Generates the instrumented simulations; building the page does it too. */
const MUTANTS = "./test/mutants/global_setup.ts";

/** What starts processes, servers or a browser, or tests those parts. */
const SHELLS = ["test/cli/**/*.test.ts", "test/web/**/*.test.ts"];

const IN_WORKERD = [
  "test/worker/**/*.test.ts",
  "test/{http,library,kernel,dump,digests,judge}/**/*.test.ts",
  "test/labs/{bugs,vectors}.test.ts",
  "test/report/golden.test.ts",
];

/** Node loads the sources itself: a module runner reads every import as a property, which the simulation feels threefold. */
const NATIVE = { viteModuleRunner: false };

/**
 * Three projects. `core` runs the pure core under Node, in seconds; `shells` the command line and the page,
 * under Node as well; `worker` runs the HTTP API in workerd, the runtime that is deployed, and what of the core depends on
 * a runtime: arithmetic, hashing, streams, and every published hash, vector, known bug and golden report. Only the shells
 * have state of the process to keep apart, and so only they get a process to each file.
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
          isolate: false,
          experimental: NATIVE,
        },
      },
      {
        test: {
          name: "shells",
          include: SHELLS,
          testTimeout: 60_000,
          globalSetup: PAGE,
          experimental: NATIVE,
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
          include: IN_WORKERD,
          isolate: false,
          // What compiles code from text (ajv), which workerd forbids.
          exclude: ["test/**/*.node.test.ts"],
          testTimeout: 60_000,
          globalSetup: PAGE,
        },
      },
    ],
  },
});
