import { describe, expect, test } from "vitest";
import { LABS } from "../../src/labs/index.ts";
import { episodesSchema } from "../../src/report/episodes_answer.ts";
import { call, getJson, type ProblemBody } from "./client.ts";

describe("the episodes of a run", () => {
  test.each(LABS.map(({ id }) => id))(
    "of %s are JSON as their schema says, and text",
    async (id) => {
      const path = `/v1/labs/${id}/episodes?scenario=B`;
      const answer = episodesSchema.parse(await getJson(path));
      expect(answer).toMatchObject({ lab: id, scenario: "B" });
      expect(answer.episodes_total).toBe(answer.episodes.length);
      expect(answer.episodes.length).toBeGreaterThan(0);
      const text = await (await call(`${path}&format=text`)).text();
      for (const { title, sentences } of answer.episodes) {
        expect(text).toContain(`: ${title}\n`);
        for (const sentence of sentences) expect(text).toContain(`    ${sentence}\n`);
      }
    },
  );

  test("have a tag, by which a client that has them is told so", async () => {
    const path = "/v1/labs/zab/episodes?scenario=A";
    const first = await call(path);
    const tag = first.headers.get("ETag") as string;
    await first.body?.cancel();
    const second = await call(path, { headers: { "If-None-Match": tag } });
    expect(second.status).toBe(304);
  });

  test("of a run without a step are none", async () => {
    const query = "seed=1&nodes=3&rounds=0&proposals=0";
    const text = await (await call(`/v1/labs/raft/episodes?${query}&format=text`)).text();
    expect(text).toBe("nothing that could be told as an episode\n");
  });

  test.each([
    ["scenario=A&from=3", "from"],
    ["scenario=A&format=svg", "format"],
    ["", "scenario"],
  ])("?%s is refused", async (query, parameter) => {
    const { errors } = await getJson<ProblemBody>(`/v1/labs/zab/episodes?${query}`, 400);
    expect(errors[0]?.parameter).toBe(parameter);
  });
});
