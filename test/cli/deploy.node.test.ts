import { expect, test } from "vitest";
import { unstable_readConfig } from "wrangler";
import { LIMITS, RATE_PERIOD_SECONDS } from "../../src/limits.ts";

/** What wrangler.toml says, held against what the code and the documents say of it. */

const ENVIRONMENTS = ["", "paid", "local"] as const;

interface Config {
  readonly name: string;
  readonly vars: Readonly<Record<string, unknown>>;
  readonly ratelimits: readonly {
    readonly namespace_id: string;
    readonly simple: { readonly period: number };
  }[];
}

function read(env: string): Config {
  return unstable_readConfig({ config: "wrangler.toml", env }) as Config;
}

test.each(ENVIRONMENTS)(
  "a client that is told to wait waits for the period that is counted: env %j",
  (env) => {
    const periods = read(env).ratelimits.map(({ simple }) => simple.period);
    expect(periods).toEqual([RATE_PERIOD_SECONDS]);
  },
);

test("the paid plan and a local start have the full budget, and the free plan less", () => {
  const [free, ...full] = ENVIRONMENTS.map((env) => read(env).vars["DIAGNOSIS_WORK"]);
  expect(full).toEqual([LIMITS.diagnosis_work, LIMITS.diagnosis_work]);
  expect(free).toBeLessThan(LIMITS.diagnosis_work / 100);
});

test("an environment takes the other's place: they have one name, and each counts for itself", () => {
  const configs = ENVIRONMENTS.map(read);
  expect(new Set(configs.map(({ name }) => name))).toEqual(new Set(["assay"]));
  const namespaces = configs.flatMap(({ ratelimits }) => ratelimits.map((one) => one.namespace_id));
  expect(new Set(namespaces).size).toBe(ENVIRONMENTS.length);
});
