import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { LABS } from "../../src/labs/index.ts";

/** The sections of the specification that the labs name by their headings. */

test.each(LABS)("every section that $id names is a heading of its page", (lab) => {
  const page = join(import.meta.dirname, "../../docs/specification", `${lab.id}.md`);
  const headings = [...readFileSync(page, "utf8").matchAll(/^#+ (.*)$/gm)].map(([, text]) => text);
  const named = [...(lab.messages ?? []), ...(lab.timers ?? []), ...lab.events];
  expect(named.length).toBeGreaterThan(0);
  expect(named.map(({ section }) => section).filter((one) => !headings.includes(one))).toEqual([]);
});

test.each(LABS)("$id tells of each type of message, in the order of its scope", (lab) => {
  expect((lab.messages ?? []).map(({ name }) => name)).toEqual(lab.scope.message_types);
});
