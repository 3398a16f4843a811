import type { Plugin } from "vite";

/**
 * Neither the Worker nor the page reads a schema: what is declared of the answers is for the OpenAPI document, which is
 * built beside the page. So the library of schemas stays out of both, of which it would be a third; what is declared by it
 * becomes one object that does nothing, and a schema that is asked to check something says so.
 */
export const WITHOUT_SCHEMAS: Plugin = {
  name: "without-schemas",
  enforce: "pre",
  resolveId: (id) => (id === "virtual:no-schemas" ? "\0no-schemas" : null),
  load: (id) => (id === "\0no-schemas" ? NO_SCHEMAS : null),
  transform: (code) =>
    code.includes(ZOD) ? { code: code.replace(ZOD, INSTEAD), map: null } : null,
};

const ZOD = 'import * as z from "zod";';
const INSTEAD = 'import { z } from "virtual:no-schemas";';
const NO_SCHEMAS = `
const refused = new Set(["parse", "safeParse", "toJSONSchema", "registry"]);
export const z = new Proxy(() => z, {
  get(_, name) {
    if (refused.has(name)) throw new Error("there are no schemas here");
    return z;
  },
});
`;

/** Calls of it have no effect: what is declared and not used goes. For rolldown's options. */
export const PURE_SCHEMAS = { manualPureFunctions: ["z"] };
