import { expect, test } from "vitest";
import { PAGE_HEADERS } from "../../src/http/headers.ts";
import { HEADERS_FILE } from "../../src/http/headers_file.ts";

test.each(["/assets/*", "/index.html"])(
  "files have the headers that the Worker sets on them: %s",
  (path) => {
    const [, ...lines] =
      HEADERS_FILE.split("\n\n")
        .find((one) => one.startsWith(`${path}\n`))
        ?.trim()
        .split("\n") ?? [];
    const told = lines.map((line) => line.trim());
    for (const [name, value] of Object.entries(PAGE_HEADERS))
      expect(told).toContain(`${name}: ${value}`);
  },
);

test("no line is longer than the platform reads", () => {
  for (const line of HEADERS_FILE.split("\n")) expect(line.length).toBeLessThan(2_000);
});
