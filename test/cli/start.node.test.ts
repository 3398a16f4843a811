import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { isRunning, ROOT } from "./support.ts";

/** A port of 127.0.0.1 at which nobody listens; throws where `port` is given and taken. */
async function freePort(port = 0): Promise<number> {
  const server = createServer();
  const listening = once(server, "listening");
  server.listen(port, "127.0.0.1");
  await listening;
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** Processes that a process has started, and those that they have. */
function descendants(pid: number): number[] {
  const rows = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((row) => row.trim().split(/\s+/).map(Number));
  const found = [pid];
  for (const parent of found) {
    for (const [child = 0, of] of rows) if (of === parent) found.push(child);
  }
  return found.slice(1);
}

async function until(holds: () => Promise<boolean> | boolean, seconds: number): Promise<boolean> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await wait(100)) {
    if (await holds()) return true;
  }
  return false;
}

test("npm start, ended by its pid, leaves nothing running and its port free", async () => {
  const port = await freePort();
  const npm = spawn("npm", ["start", "--", "--port", String(port)], {
    cwd: ROOT,
    stdio: "ignore",
    detached: true,
  });
  onTestFinished(() => {
    try {
      process.kill(-(npm.pid as number), "SIGKILL");
    } catch {
      // The group has ended, as it should.
    }
  });
  const answers = async () =>
    (await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null))?.status === 200;
  expect(await until(answers, 60)).toBe(true);
  const started = descendants(npm.pid as number);
  expect(started.length).toBeGreaterThan(1);
  npm.kill("SIGTERM");
  expect(await until(() => !started.some(isRunning), 10)).toBe(true);
  expect(await freePort(port)).toBe(port);
});
