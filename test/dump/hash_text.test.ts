import { describe, expect, test } from "vitest";
import { hashInText } from "../../src/dump/hash_text.ts";

const HASH = "00ff".repeat(16);

describe("a SHA-256 is read from what programs print", () => {
  test.each([
    ["the digits alone", HASH],
    ["digits in upper case", HASH.toUpperCase()],
    ["white space around them", `  ${HASH}\r\n`],
    ["sha256sum FILE", `${HASH}  dump.bin\n`],
    ["sha256sum --binary FILE", `${HASH} *dump.bin\n`],
    ["sha256sum < FILE", `${HASH}  -\n`],
    ["sha256sum of a name with a backslash", `\\${HASH}  a\\\\b.bin\n`],
    ["sha256sum --tag FILE, and BSD", `SHA256 (dump (1).bin) = ${HASH}\n`],
    ["openssl dgst -sha256 FILE", `SHA2-256(dump.bin)= ${HASH}\n`],
    ["an older openssl", `SHA256(dump.bin)= ${HASH}\n`],
  ])("%s", (_, text) => expect(hashInText(text)).toBe(HASH));

  test.each([
    ["nothing", ""],
    ["a digit too few", HASH.slice(1)],
    ["a digit too many", `${HASH}0`],
    ["another letter", `${HASH.slice(1)}g`],
    ["a name that is not apart", `${HASH}dump.bin`],
    ["two files", `${HASH}  a.bin\n${HASH}  b.bin\n`],
    ["another hash", `SHA512 (dump.bin) = ${HASH}`],
  ])("not from %s", (_, text) => expect(hashInText(text)).toBeNull());
});
