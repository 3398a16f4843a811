import { exports } from "cloudflare:workers";

const ORIGIN = "https://oracle.test";

/** Sends a request to the Worker, over its own fetch handler in workerd. */
export async function call(path: string, init: RequestInit = {}): Promise<Response> {
  return exports.default.fetch(new Request(`${ORIGIN}${path}`, init));
}

export async function getJson<T>(path: string, status = 200): Promise<T> {
  const response = await call(path);
  if (response.status !== status) {
    throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  }
  return response.json<T>();
}

export async function post(
  path: string,
  body: BodyInit | null,
  headers: Record<string, string> = {},
): Promise<Response> {
  return call(path, { method: "POST", body, headers });
}

/** The right dump of a query such as `zab` and `scenario=A`. */
export async function dumpOf(lab: string, query: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await call(`/v1/labs/${lab}/expected?${query}&format=dump`);
  return new Uint8Array(await response.arrayBuffer());
}

/** What an error answer holds. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly {
    readonly detail: string;
    readonly parameter?: string;
    readonly header?: string;
    readonly pointer?: string;
    readonly offset?: number;
  }[];
}
