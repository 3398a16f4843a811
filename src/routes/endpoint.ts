import type { Context } from "hono";
import type * as z from "zod";
import { diagnosisWorkOf } from "../http/bindings.ts";
import { requireMediaType } from "../http/media_type.ts";
import { type QueryDeclaration, type QueryValues, readQuery } from "../http/query.ts";
import { PIECES } from "../http/request_log.ts";
import { scenarioOf, scenarioParameters } from "../http/scenario_query.ts";
import { RequestPace } from "../http/turns.ts";
import type { Lab, Scenario } from "../labs/lab.ts";
import { findLabIn, type Registry } from "../labs/lab_entry.ts";

/** A representation in an answer: a schema for JSON, one for all labs or each lab's, or an example for anything else. */
export type Content =
  | { readonly schema: z.ZodType | ((lab: Lab) => z.ZodType) }
  | { readonly example: string | null };

/** A representation in a request; `is` says what it is, for those who send another one. */
export type RequestContent = Content & { readonly is?: string };

export interface ResponseDoc {
  readonly description: string;
  readonly content: Readonly<Record<string, Content>>;
  /** Headers of the answer, and what they say. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * What an endpoint is about, which its path and its query name: `nothing`; a `lab`; a `run`, by
 * `scenario` or by the lab's parameters; a `state` of a run, by `after` as well.
 */
export type Takes = "nothing" | "lab" | "run" | "state";

/** What an endpoint tells of itself: the OpenAPI document is written from it. */
export interface EndpointDoc<
  T extends Takes = Takes,
  Q extends QueryDeclaration = QueryDeclaration,
> {
  readonly method: "GET" | "POST";
  /** In Hono's syntax: `/v1/labs/:lab/expected`. It has `:lab` unless the endpoint takes nothing. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly takes: T;
  /** The query parameters of its own, beside those of what it takes. */
  readonly query: Q;
  /** The media types of a body, and what it is of each; another one is refused. */
  readonly requestBody?: {
    readonly description: string;
    readonly content: Readonly<Record<string, RequestContent>>;
  };
  /** Headers of the request that change the answer, and what they say. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly responses: Readonly<Record<number, ResponseDoc>>;
}

/** A request that has been read by an endpoint's declaration. */
export interface Call<T extends Takes, Q extends QueryDeclaration> {
  readonly c: Context;
  readonly registry: Registry;
  readonly lab: T extends "nothing" ? null : Lab;
  readonly scenario: T extends "run" | "state" ? Scenario : null;
  readonly query: QueryValues<Q>;
  /** The media type of the body, without parameters; "" where none is said. */
  readonly bodyType: string;
  /** Of what takes long. */
  readonly pace: RequestPace;
}

/** One endpoint of any declaration, as the app registers it. */
export interface Endpoint extends EndpointDoc {
  answer(c: Context, registry: Registry): Promise<Response>;
}

/**
 * One endpoint, declared once: its query is read by the declaration, which gives the values their types,
 * and what is not declared is refused.
 */
export function defineEndpoint<const T extends Takes, Q extends QueryDeclaration>(
  declared: EndpointDoc<T, Q> & { handle(call: Call<T, Q>): Response | Promise<Response> },
): Endpoint {
  const { handle, ...doc } = declared;
  return {
    ...doc,
    async answer(c, registry) {
      const call = await read(c, registry, doc);
      try {
        return await handle(call);
      } finally {
        // Nobody reads the body of an answer to HEAD, so that it would never have been sent.
        call.pace.end(c.req.method === "HEAD");
        c.set(PIECES, call.pace.worked);
      }
    },
  };
}

/** Throws `not-found` for a lab that is none, `invalid-parameters` and `unsupported-media-type`. */
async function read<T extends Takes, Q extends QueryDeclaration>(
  c: Context,
  registry: Registry,
  { takes, query: declaration, requestBody }: EndpointDoc<T, Q>,
): Promise<Call<T, Q>> {
  const what: Takes = takes;
  const lab = what === "nothing" ? null : await labOf(c, registry);
  const isOfRun = what === "run" || what === "state";
  const others = isOfRun && lab !== null ? scenarioParameters(lab, what) : [];
  const { values, rest } = readQuery(c.req.url, declaration, others);
  const scenario = isOfRun && lab !== null ? scenarioOf(lab, rest) : null;
  const bodyType =
    requestBody === undefined
      ? ""
      : requireMediaType(c.req.header("Content-Type"), requestBody.content);
  // T says which of them are null; the compiler cannot see that the lines above follow it.
  const pace = new RequestPace(c.req.raw.signal, diagnosisWorkOf(c));
  if (scenario !== null) pace.weigh(scenario.weight);
  return { c, registry, lab, scenario, query: values, bodyType, pace } as Call<T, Q>;
}

function labOf(c: Context, registry: Registry): Promise<Lab> {
  return findLabIn(registry, c.req.param("lab") ?? "").load();
}
