import { describe, expect, test } from "vitest";
import { createApp } from "../../src/app.ts";
import { call } from "./client.ts";

const LONG = "/v1/labs/kv/digests?seed=1&ops=1000000&keys=9&workload=default&from=999000";

describe("a long request", () => {
  test("lets short ones be answered meanwhile", async () => {
    let isAnswered = false;
    const long = call(LONG).then(async (response) => {
      isAnswered = true;
      return response.text();
    });
    let meanwhile = 0;
    while (!isAnswered) {
      expect((await call("/v1/labs")).status).toBe(200);
      meanwhile++;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect((await long).split("\n")).toHaveLength(1001);
    expect(meanwhile).toBeGreaterThan(3);
  });

  test("and others like it are answered one after the other, each as if it were alone", async () => {
    const paths = [LONG, LONG.replace("seed=1", "seed=2"), LONG.replace("seed=1", "seed=3")];
    const texts = async (responses: readonly Response[]) =>
      Promise.all(responses.map((response) => response.text()));
    const alone = [];
    for (const path of paths) alone.push(await call(path));
    const [one, other] = [
      await texts(alone),
      await texts(await Promise.all(paths.map((path) => call(path)))),
    ];
    expect(other).toEqual(one);
  });

  test("ends when its client has gone away", async () => {
    const gone = new AbortController();
    const context = { waitUntil() {}, passThroughOnException() {}, props: {} };
    const request = new Request(`https://oracle.test${LONG}`, { signal: gone.signal });
    const answer = createApp().fetch(request, {}, context as unknown as ExecutionContext);
    gone.abort();
    expect((await answer).status).toBe(499);
  });
});
