import { describe, expect, test } from "vitest";
import { call, type ProblemBody, post } from "./client.ts";

const PATH = "/v1/labs/zab/expected";
const FORM = { "Content-Type": "application/x-www-form-urlencoded" };
const JSON_TYPE = { "Content-Type": "application/json" };
const QUERY = "seed=1&nodes=5&rounds=300&proposals=9&partition=0,1";

/** Every link of the largest cluster, and as many outages as are allowed: no URL carries them. */
const LINKS = Array.from({ length: 64 * 64 }, (_, i) => [i >> 6, i & 63])
  .filter(([src, dst]) => src !== dst)
  .join();
const OUTAGES = Array.from({ length: 2_000 }, (_, i) => [i, i + 1, 0, 1]).join();

describe("a scenario that is sent as a body", () => {
  test.each([
    ["a form", FORM, QUERY],
    ["JSON", JSON_TYPE, JSON.stringify(Object.fromEntries(new URLSearchParams(QUERY)))],
    [
      "JSON with integers",
      JSON_TYPE,
      '{"seed":1,"nodes":5,"rounds":300,"proposals":9,"partition":"0,1"}',
    ],
  ])("as %s is answered as in a query, in each representation", async (_, headers, body) => {
    for (const format of ["json", "text", "dump"]) {
      const right = await call(`${PATH}?${QUERY}&format=${format}`);
      const answer = await post(`${PATH}?format=${format}`, body, headers);
      expect(answer.status).toBe(200);
      expect(answer.headers.get("Cache-Control")).toBe("no-store");
      expect(new Uint8Array(await answer.arrayBuffer())).toEqual(
        new Uint8Array(await right.arrayBuffer()),
      );
    }
  });

  test("may be longer than a URL", async () => {
    const body = `seed=1&nodes=64&rounds=20&proposals=0&partition=${LINKS}&outage=${OUTAGES}`;
    expect((await post(PATH, body, FORM)).status).toBe(200);
    const escaped = new URLSearchParams(body).toString();
    expect((await post(PATH, escaped, FORM)).status).toBe(200);
  });

  test.each([
    ["no parameter of the lab", FORM, `${QUERY}&colour=red`, "colour"],
    ["a parameter twice", FORM, `${QUERY}&seed=2`, "seed"],
    ["a wrong value", JSON_TYPE, '{"seed":"x","nodes":5,"rounds":3,"proposals":0}', "seed"],
    ["nothing", FORM, "", "scenario"],
  ])("with %s is refused, and the parameter named", async (_, headers, body, parameter) => {
    const answer = await post(PATH, body, headers);
    expect(answer.status).toBe(400);
    expect((await answer.json<ProblemBody>()).errors[0]).toMatchObject({ parameter });
  });

  test.each(["{}", "[]", '{"seed":9007199254740993}', '{"seed":1,"seed":2}', '{"seed":null}', "x"])(
    "as JSON must be an object of parameters, not %s",
    async (body) => {
      const answer = await post(PATH, body, JSON_TYPE);
      expect(await answer.json<ProblemBody>()).toMatchObject({ code: "invalid-body" });
    },
  );
});
