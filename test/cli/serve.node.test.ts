import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { ROOT, temporaryFolder } from "./support.ts";

test("the oracle starts from any folder, and ends on SIGTERM", async () => {
  const serving = spawn(process.execPath, [join(ROOT, "src/cli/bin.ts"), "serve", "--port", "0"], {
    cwd: temporaryFolder(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void serving.kill("SIGKILL"));
  let stderr = "";
  serving.stderr.on("data", (piece: Buffer) => {
    stderr += piece;
  });
  const ended = once(serving, "close");
  const printed = await Promise.race([
    once(serving.stdout, "data").then(([piece]) => String(piece)),
    ended.then(() => stderr),
  ]);
  const [, url] = /^the oracle answers at (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(printed) ?? [
    printed,
  ];
  expect(url, printed).toBeDefined();
  const response = await fetch(`${url}/healthz`);
  expect(response.status).toBe(200);
  // The page too, which is a file of the checkout.
  const page = await fetch(`${url}/`, { headers: { Accept: "text/html" } });
  expect(await page.text()).toContain("<!doctype html>");
  serving.kill("SIGTERM");
  await ended;
  await expect(fetch(`${url}/healthz`)).rejects.toThrow();
});
