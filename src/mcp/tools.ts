/** The tools that a coding agent is given: each of them asks an endpoint of the API, so that limits and errors are the API's. */

/** JSON Schema of the arguments of a tool: an object of members. */
export interface ArgumentsSchema {
  readonly type: "object";
  readonly properties: Record<string, object>;
  readonly required: string[];
  readonly additionalProperties: false;
}

/** A request to the API: a path with its query, and a body where it is a POST. */
export interface Ask {
  readonly path: string;
  readonly type?: "application/json" | "application/octet-stream";
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

export type Arguments = Readonly<Record<string, unknown>>;

export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: ArgumentsSchema;
  /** The request that answers it. Throws an {@link ArgumentError} where the arguments contradict one another. */
  ask(given: Arguments): Ask;
}

/** What is wrong with arguments that their schema lets pass, as a sentence. */
export class ArgumentError extends Error {}

const HEX_64 = "^[0-9A-Fa-f]{64}$";

const SCENARIO = {
  scenario: {
    type: "string",
    description: "The id of a scenario of the lab's suites (list_labs has them), such as A",
  },
  parameters: {
    type: "object",
    additionalProperties: { anyOf: [{ type: "string" }, { type: "integer" }] },
    description:
      "In place of scenario: the lab's parameters by name (list_labs with lab has them); 64-bit numbers as strings",
  },
} as const;

const AFTER = {
  type: "integer",
  minimum: 0,
  description: "The state after this tick (operation), from 0, in place of that at the end",
} as const;

/** The tools, for the labs of a registry by their ids. */
export function toolsOf(labs: readonly string[]): readonly Tool[] {
  const lab = { type: "string", enum: [...labs], description: "The lab" } as const;
  return [
    {
      name: "list_labs",
      title: "Labs",
      description:
        "Which labs there are; with lab, all of one: parameters with their bounds, scenarios with hashes, the layout of its dump, invariants.",
      input: objectOf({ lab }, []),
      ask: ({ lab }) => ({ path: lab === undefined ? "/v1/labs" : `/v1/labs/${text(lab)}` }),
    },
    {
      name: "expected",
      title: "Expected dump",
      description:
        "What the dump of a scenario must be, as the oracle simulates it: hash and size, or the dump field by field with offsets.",
      input: objectOf(
        {
          lab,
          ...SCENARIO,
          after: AFTER,
          as: { enum: ["hash", "annotated"], description: "hash unless told otherwise" },
        },
        ["lab"],
      ),
      ask: (given) => {
        const resource = given["as"] === "annotated" ? "expected/annotated" : "expected";
        return { path: pathOf(resource, given, ["after"]) };
      },
    },
    {
      name: "verify",
      title: "Verify a dump, a hash or a listing",
      description:
        "Holds what a program printed against what it must be. Of a dump: the verdict, the first divergence (offset, node, field, both values), and what explains it, with how much is known. Of a listing (--digests): the first wrong tick. Give exactly one of sha256, dump_hex, dump_base64, digests.",
      input: objectOf(
        {
          lab,
          ...SCENARIO,
          after: AFTER,
          sha256: { type: "string", pattern: HEX_64, description: "The hash alone" },
          dump_hex: { type: "string", pattern: "^([0-9A-Fa-f]{2})*$", description: "The dump" },
          dump_base64: { type: "string", description: "The dump (RFC 4648, section 4)" },
          digests: {
            type: "string",
            description: "What the program prints with --digests: a line `<step> <hash>` for each",
          },
          format: FORMAT,
        },
        ["lab"],
      ),
      ask: verifying,
    },
    {
      name: "explain",
      title: "Explain a wrong program",
      description:
        "From all that was seen of one program to what explains it: known bugs, single changes of the rules, or several at once, and which scenario to run next. Begin with no observations: the answer says which scenarios to run. Nothing is remembered; send all observations each time.",
      input: objectOf(
        {
          lab,
          observations: {
            type: "array",
            description: "What was seen, one entry for each scenario",
            items: {
              type: "object",
              properties: {
                ...SCENARIO,
                sha256: { type: "string", pattern: HEX_64, description: "What it printed" },
                digests_sha256: {
                  type: "string",
                  pattern: HEX_64,
                  description: "SHA-256 of all that it prints with --digests",
                },
                digests: {
                  type: "array",
                  items: { type: "string", pattern: HEX_64 },
                  description: "The hash after each step",
                },
              },
              additionalProperties: false,
            },
          },
          format: FORMAT,
        },
        ["lab", "observations"],
      ),
      ask: ({ lab, observations, format }) => ({
        path: `/v1/labs/${text(lab)}/explain?format=${text(format ?? "text")}`,
        type: "application/json",
        body: JSON.stringify({ observations: (observations as Arguments[]).map(observationOf) }),
      }),
    },
    {
      name: "trace",
      title: "Trace a right run",
      description:
        "What a right run does: the state of each node after each tick (operation) from `from` until `until`, with events=true also messages, timers and proposals. Only steps that change something, unless all=true.",
      input: objectOf(
        {
          lab,
          ...SCENARIO,
          from: { type: "integer", minimum: 0, description: "The first step; 0" },
          until: { type: "integer", minimum: 0, description: "The step before which it ends" },
          events: { type: "boolean" },
          all: { type: "boolean" },
        },
        ["lab"],
      ),
      ask: ({ events, all, ...given }) => {
        const changes = all === true ? [] : [["changes", "1"] as const];
        const told = events === true ? [["events", "1"] as const] : [];
        return { path: pathOf("trace", given, ["from", "until"], [...changes, ...told]) };
      },
    },
  ];
}

const FORMAT = { enum: ["text", "json"], description: "text unless told otherwise" } as const;

function objectOf(properties: ArgumentsSchema["properties"], required: string[]): ArgumentsSchema {
  return { type: "object", properties, required, additionalProperties: false };
}

/** A path of a lab with the scenario that was given in its query; of `names`, those that were given. */
function pathOf(
  resource: string,
  given: Arguments,
  names: readonly string[],
  more: readonly (readonly [string, string])[] = [],
): string {
  const query = new URLSearchParams(scenarioOf(given));
  for (const name of names) if (given[name] !== undefined) query.set(name, text(given[name]));
  for (const [name, value] of more) query.set(name, value);
  return `/v1/labs/${text(given["lab"])}/${resource}?${query}`;
}

/** The scenario that was given, as a query names one. */
function scenarioOf({ scenario, parameters }: Arguments): [string, string][] {
  if (scenario !== undefined && parameters !== undefined) {
    throw new ArgumentError("scenario and parameters are both given; expected one of them");
  }
  if (scenario !== undefined) return [["scenario", text(scenario)]];
  return Object.entries((parameters ?? {}) as Arguments).map(([name, value]) => [
    name,
    text(value),
  ]);
}

const SUBMISSIONS = ["sha256", "dump_hex", "dump_base64", "digests"];

function verifying(given: Arguments): Ask {
  const sent = SUBMISSIONS.filter((name) => given[name] !== undefined);
  const [name] = sent;
  if (name === undefined || sent.length > 1) {
    const what = sent.length === 0 ? "none" : sent.join(" and ");
    throw new ArgumentError(
      `of ${SUBMISSIONS.join(", ")} ${what} ${sent.length > 1 ? "are" : "is"} given; expected exactly one`,
    );
  }
  const submission = text(given[name]);
  const format = [["format", text(given["format"] ?? "text")] as const];
  if (name === "digests") {
    if (given["after"] !== undefined) {
      throw new ArgumentError("after is given beside digests, which are of every step");
    }
    const type = "application/octet-stream";
    return { path: pathOf("digests/verify", given, [], format), type, body: submission };
  }
  const path = pathOf("verify", given, ["after"], format);
  if (name === "sha256") {
    return { path, type: "application/json", body: JSON.stringify({ sha256: submission }) };
  }
  const body = name === "dump_hex" ? fromHexText(submission) : fromBase64(submission);
  return { path, type: "application/octet-stream", body };
}

function fromHexText(digits: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  }
  return bytes;
}

function fromBase64(content: string): Uint8Array<ArrayBuffer> {
  try {
    const characters = atob(content);
    const bytes = new Uint8Array(characters.length);
    for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
    return bytes;
  } catch {
    throw new ArgumentError(
      "dump_base64 is not base64; expected it as RFC 4648, section 4, has it",
    );
  }
}

/** An observation as the API takes it: all parameters as text, one way of naming the scenario. */
function observationOf({ scenario, parameters, ...seen }: Arguments): object {
  const { sha256 = null, ...more } = seen;
  const texts = Object.fromEntries(
    Object.entries((parameters ?? {}) as Arguments).map(([name, value]) => [name, text(value)]),
  );
  return { scenario: scenario ?? null, parameters: texts, sha256, ...more };
}

/** A text or a number, which the schemas have checked, as text. */
function text(value: unknown): string {
  return String(value);
}
