import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

/** Builds the page, which the Worker serves as its static assets. */
const PAGE = "./test/web/global_setup.ts";

/**
 * Two projects. `core` runs the pure core under Node, fast; `worker` runs the same tests and those of
 * the HTTP API in workerd, the runtime that is deployed.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "core",
          include: ["test/**/*.test.ts"],
          exclude: ["test/worker/**"],
          testTimeout: 60_000,
          globalSetup: PAGE,
        },
      },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: "./wrangler.toml" },
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
