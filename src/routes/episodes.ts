import { conditional } from "../http/conditional.ts";
import { JSON_OR_TEXT, negotiate } from "../http/negotiate.ts";
import { jsonResponse, textResponse } from "../http/respond.ts";
import { choice } from "../labs/parameter_types.ts";
import { LIMITS } from "../limits.ts";
import { paced } from "../oracle/pace.ts";
import { episodesAnswer, episodesAsText, episodesSchema } from "../report/episodes_answer.ts";
import { narrating } from "../trace/episodes.ts";
import { defineEndpoint } from "./endpoint.ts";
import { HEADERS, NOT_MODIFIED } from "./expected.ts";

export const getEpisodes = defineEndpoint({
  method: "GET",
  path: "/v1/labs/:lab/episodes",
  operationId: "getEpisodes",
  summary: "A run told as episodes: elections and why, who leads, what is cut off",
  description: `In the lab's own words, each sentence true of the run. At most ${LIMITS.listed_episodes} are listed; all are counted.`,
  query: {
    format: {
      type: choice(...JSON_OR_TEXT.map(({ name }) => name)),
      description: "The representation; goes before Accept",
    },
  },
  takes: "run",
  headers: { "If-None-Match": "ETags of answers that the client has" },
  responses: {
    200: {
      description: "The episodes",
      content: { "application/json": { schema: episodesSchema }, "text/plain": { example: null } },
      headers: { ETag: HEADERS.ETag },
    },
    304: NOT_MODIFIED,
  },
  async handle({ c, lab, scenario, query, pace }) {
    const format = query.format ?? negotiate(c.req.header("Accept"), JSON_OR_TEXT);
    return conditional(c, lab, ["episodes", format, scenario.query], async (versions) => {
      const episodes = await paced(narrating(scenario), pace);
      return format === "text"
        ? textResponse(episodesAsText(lab, episodes))
        : jsonResponse(episodesAnswer(scenario, episodes, versions));
    });
  },
});
