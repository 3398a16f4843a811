import type { Registry } from "../labs/lab_entry.ts";

/** Answers a request as the application does. */
export type Api = (request: Request, env: unknown) => Response | Promise<Response>;

/** The applications, by what they are made for: an endpoint that asks others finds its own here. */
const apis = new WeakMap<Registry, Api>();

export function setApi(registry: Registry, api: Api): void {
  apis.set(registry, api);
}

/** The application of a registry. Throws where none was made. */
export function apiOf(registry: Registry): Api {
  const api = apis.get(registry);
  if (api === undefined) throw new Error("no application was made for this registry");
  return api;
}
