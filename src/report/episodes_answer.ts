import * as z from "zod";
import type { Lab, Scenario } from "../labs/lab.ts";
import { spanned } from "../labs/narration.ts";
import { LIMITS } from "../limits.ts";
import type { Episodes } from "../trace/episodes.ts";
import type { Versions } from "../version.ts";
import { plural } from "./plural.ts";
import { SCHEMA_VERSION, schemaVersion, subjectFields, versionsSchema } from "./schema.ts";

const episodeSchema = z.strictObject({
  kind: z.string().describe("What it is: election, leadership, cut; the lab's own word"),
  from: z.int().min(0).describe("Its first tick (operation)"),
  until: z.int().min(0).describe("The one before which it ends"),
  nodes: z.array(z.int().min(0)).describe("The nodes that it is about"),
  title: z.string(),
  sentences: z.array(z.string()).describe("What happens in it and why"),
});

export const episodesSchema = z
  .strictObject({
    schema_version: schemaVersion,
    ...subjectFields,
    episodes: z
      .array(episodeSchema)
      .describe(
        `In the order in which they begin; of more than ${LIMITS.listed_episodes} those that are over first`,
      ),
    episodes_total: z.int(),
    versions: versionsSchema,
  })
  .meta({ id: "Episodes", description: "A right run, told as episodes" });

export function episodesAnswer(
  { lab, listed, parameters }: Scenario,
  episodes: Episodes,
  versions: Versions,
): z.infer<typeof episodesSchema> {
  return {
    schema_version: SCHEMA_VERSION,
    lab: lab.id,
    scenario: listed?.id ?? null,
    parameters: { ...parameters },
    episodes: episodes.listed.map(({ kind, from, until, nodes, title, sentences }) => ({
      kind,
      from,
      until,
      nodes: [...nodes],
      title,
      sentences: [...sentences],
    })),
    episodes_total: episodes.total,
    versions,
  };
}

/** Each with its sentences below it; ends with a newline. */
export function episodesAsText({ step_name }: Pick<Lab, "step_name">, episodes: Episodes): string {
  const lines = episodes.listed.flatMap(({ from, until, title, sentences }) => [
    `${spanned(step_name, from, until)}: ${title}`,
    ...sentences.map((sentence) => `    ${sentence}`),
  ]);
  const more = episodes.total - episodes.listed.length;
  if (more > 0) lines.push(`and ${plural(more, "more episode", "more episodes")}`);
  if (episodes.total === 0) lines.push("nothing that could be told as an episode");
  return `${lines.join("\n")}\n`;
}
