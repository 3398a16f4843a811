import { expect, test } from "vitest";
import lock from "../package-lock.json" with { type: "json" };
import { missingFromLock, type PackageLock, platformOf } from "../scripts/support/lock.ts";

test("package-lock.json has the packages of every platform (`npm run lock` adds them)", () => {
  expect(missingFromLock(lock as unknown as PackageLock)).toEqual([]);
});

test("the platform of a package is read from its name", () => {
  expect(platformOf("@cloudflare/workerd-windows-64")).toEqual({ os: ["win32"], cpu: ["x64"] });
  expect(platformOf("@biomejs/cli-linux-arm64-musl")).toEqual({
    os: ["linux"],
    cpu: ["arm64"],
    libc: ["musl"],
  });
  expect(() => platformOf("left-pad")).toThrow("does not tell its platform");
});
