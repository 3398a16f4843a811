import { expect, test } from "vitest";
import { sha256 } from "../../src/dump/sha256.ts";
import { hex } from "../../src/dump/value.ts";
import { StreamedDigest } from "../../src/http/digest.ts";
import { call, dumpOf, post } from "./client.ts";

const EXPECTED = "/v1/labs/zab/expected?scenario=C";
const VERIFY = "/v1/labs/zab/verify?scenario=C";

/** As a client frames a body that it has whole. */
const sized = ({ length }: Uint8Array) => ({ "Content-Length": String(length) });

async function whole(response: Response): Promise<unknown> {
  return [response.status, [...response.headers], await response.text()];
}

test("an answer that is given again is the same, byte for byte and header for header", async () => {
  await call(EXPECTED);
  const second = await whole(await call(EXPECTED));
  expect(await whole(await call(EXPECTED))).toEqual(second);
  expect(await whole(await call(EXPECTED))).toEqual(second);
});

test("what a client accepts, has already, or asks by another method is still looked at", async () => {
  for (let i = 0; i < 3; i++) {
    const json = await call(EXPECTED);
    const etag = json.headers.get("ETag") as string;
    expect(json.headers.get("Content-Type")).toBe("application/json");
    const text = await call(EXPECTED, { headers: { Accept: "text/plain" } });
    expect(text.headers.get("Content-Type")).toBe("text/plain; charset=utf-8");
    expect((await call(EXPECTED, { headers: { "If-None-Match": etag } })).status).toBe(304);
    expect(await (await call(EXPECTED, { method: "HEAD" })).text()).toBe("");
  }
});

test("a wrong dump after right ones is told to be wrong, and a right one after it to be right", async () => {
  const right = await dumpOf("zab", "scenario=C");
  const wrong = right.with(20, (right[20] as number) ^ 1);
  const longer = new Uint8Array([...right, 0]);
  for (let i = 0; i < 3; i++) {
    const verdicts: (string | null)[] = [];
    for (const dump of [right, wrong, right, longer, right.slice(0, -1), new Uint8Array()]) {
      verdicts.push((await post(VERIFY, dump, sized(dump))).headers.get("Assay-Verdict"));
    }
    expect(verdicts).toEqual([
      "match",
      "mismatch",
      "match",
      "trailing-bytes",
      "truncated",
      "truncated",
    ]);
  }
});

test("a body that is kept a match for is one only as it was sent: encoded, or with a digest, it is looked at", async () => {
  const right = await dumpOf("zab", "scenario=C");
  const digest = (bytes: Uint8Array) => `sha-256=:${btoa(String.fromCharCode(...bytes))}:`;
  for (let i = 0; i < 3; i++) {
    const answer = await post(VERIFY, right, sized(right));
    expect(answer.headers.get("Assay-Verdict")).toBe("match");
    const statusWith = async (headers: Record<string, string>) =>
      (await post(VERIFY, right, { ...sized(right), ...headers })).status;
    expect(await statusWith({ "Content-Digest": digest(await sha256(right)) })).toBe(200);
    expect(await statusWith({ "Content-Digest": digest(new Uint8Array(32)) })).toBe(400);
    expect(await statusWith({ "Content-Encoding": "gzip" })).toBe(400);
    expect(await statusWith({ "Content-Type": "text/csv" })).toBe(415);
    expect(await statusWith({ Accept: "application/x-none" })).toBe(406);
  }
});

test.each([
  [[]],
  [[0]],
  [[1]],
  [[4_095, 1]],
  [[4_096]],
  [[4_096, 1]],
  [[4_097]],
  [[1, 4_096, 70_000]],
  [[70_000, 0, 3]],
])("a digest of pieces of %j bytes is that of all of them", async (sizes) => {
  const all = Uint8Array.from({ length: sizes.reduce((a, b) => a + b, 0) }, (_, i) => i * 31);
  const digest = new StreamedDigest("sha-256");
  const piece = new Uint8Array(70_000);
  let at = 0;
  for (const size of sizes) {
    // The buffer is used again, as a reader's is.
    piece.set(all.subarray(at, at + size));
    await digest.write(piece.subarray(0, size));
    at += size;
  }
  expect(hex(await digest.finish())).toBe(hex(await sha256(all)));
});
