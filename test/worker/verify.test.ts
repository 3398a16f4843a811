import { describe, expect, test } from "vitest";
import { LABS } from "../../src/labs/index.ts";
import { LIMITS } from "../../src/limits.ts";
import { type Report, reportSchema } from "../../src/report/schema.ts";
import { call, dumpOf, type ProblemBody, post } from "./client.ts";

const A = "/v1/labs/zab/verify?scenario=A";
const OCTETS = { "Content-Type": "application/octet-stream" };

async function report(
  path: string,
  body: BodyInit | null,
  headers: Record<string, string> = OCTETS,
): Promise<Report> {
  const response = await post(path, body, headers);
  expect(response.status).toBe(200);
  const parsed = reportSchema.parse(await response.json());
  expect(response.headers.get("Assay-Verdict")).toBe(parsed.verdict);
  return parsed;
}

async function problem(response: Response, status: number, code: string): Promise<ProblemBody> {
  expect(response.headers.get("Content-Type")).toBe("application/problem+json");
  expect(response.status).toBe(status);
  const body = await response.json<ProblemBody>();
  expect(body).toMatchObject({ status, code });
  return body;
}

async function gzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Response(bytes).body?.pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream ?? null).arrayBuffer());
}

describe("a dump", () => {
  test.each(LABS.flatMap((lab) => lab.scenarios.map(({ id }) => [lab.id, id] as const)))(
    "of %s %s matches itself, and one damaged byte is located",
    async (lab, id) => {
      const dump = await dumpOf(lab, `scenario=${id}`);
      const path = `/v1/labs/${lab}/verify?scenario=${id}`;
      const right = await report(path, dump);
      expect(right).toMatchObject({ verdict: "match", first_divergence: null, differences: null });
      expect(right.actual).toEqual(right.expected);
      for (const offset of [0, 9, 40, dump.length - 1]) {
        const damaged = Uint8Array.from(dump);
        damaged[offset] = (damaged[offset] as number) ^ 0x80;
        // Why, is asked of one of them.
        const wrong = await report(offset === 40 ? path : `${path}&diagnosis=0`, damaged);
        expect(wrong.verdict).toBe("mismatch");
        expect(wrong.first_divergence?.offset).toBe(offset);
        expect(wrong.differences).toMatchObject({ fields: 1, bytes: 1 });
      }
    },
  );

  test("with a wrong counter: the whole report", async () => {
    const dump = await dumpOf("zab", "scenario=D");
    dump[0x1d] = 4;
    const wrong = await report("/v1/labs/zab/verify?scenario=D", dump);
    expect(wrong.first_divergence).toMatchObject({
      offset: 29,
      offset_hex: "0x1d",
      field: "nodes[0].last_zxid.counter",
      field_offset: 29,
      node: 0,
      type: "u32le",
      expected_bytes: "05000000",
      actual_bytes: "04000000",
      expected_value: 5,
      actual_value: 4,
      last_agreeing_field: "nodes[0].last_zxid.epoch",
      culprit: { where: "a node's last_zxid", source: "published" },
    });
    expect(wrong.reproduce).toEqual({
      curl: "curl -sS --data-binary @dump.bin 'https://oracle.test/v1/labs/zab/verify?scenario=D&format=text'",
      expected_dump:
        "curl -sS -o expected.bin 'https://oracle.test/v1/labs/zab/expected?scenario=D&format=dump'",
      program: "zabctl --seed 1 --nodes 1 --rounds 200 --proposals 5 --dump > dump.bin",
      page: expect.stringMatching(
        /^https:\/\/oracle\.test\/#verify\?lab=zab&scenario=D&dump=[\w-]{174}$/,
      ),
    });
  });

  test("of no bytes is truncated at 0", async () => {
    for (const body of [new Uint8Array(0), null]) {
      const empty = await report(A, body);
      expect(empty).toMatchObject({ verdict: "truncated", actual: { size_bytes: 0 } });
      expect(empty.first_divergence).toMatchObject({ offset: 0, field: "magic", actual_bytes: "" });
    }
  });

  test("with a newline too many has trailing bytes", async () => {
    const dump = await dumpOf("kv", "scenario=A");
    const more = await report("/v1/labs/kv/verify?scenario=A", Uint8Array.from([...dump, 10]));
    expect(more).toMatchObject({ verdict: "trailing-bytes", differences: { extra_bytes: 1 } });
    expect(more.first_divergence).toMatchObject({
      offset: 494,
      field: "end_of_dump",
      node: null,
      type: null,
      expected_bytes: "",
      actual_bytes: "0a",
      culprit: { text: "The program printed a trailing newline." },
    });
  });

  test("whose magic brought its NUL along points at the magic", async () => {
    const dump = await dumpOf("kv", "scenario=A");
    const longer = Uint8Array.from([...dump.subarray(0, 8), 0, ...dump.subarray(8)]);
    const { first_divergence } = await report("/v1/labs/kv/verify?scenario=A", longer);
    expect(first_divergence?.culprit?.text).toContain("strcpy");
  });

  test("posted by plain curl, which says x-www-form-urlencoded, is a dump all the same", async () => {
    const dump = await dumpOf("zab", "scenario=A");
    const type = { "Content-Type": "application/x-www-form-urlencoded" };
    expect((await report(A, dump, type)).verdict).toBe("match");
    expect((await report(A, dump, {})).verdict).toBe("match");
  });

  test.each([
    ["sent-hash", "zab", `${"ab".repeat(32)}`],
    ["sent-hash", "zab", `${"ab".repeat(32)}  dump.bin\n`],
    ["sent-json", "zab", `{"sha256":"${"ab".repeat(32)}"}`],
    ["sent-gzip", "kv", "\x1f\x8b\x08\x00"],
    ["sent-hex-listing", "zab", "00000000: 4453 455a 4142 3031 0300 0000"],
    ["sent-hex-text", "kv", "445345444b563230".repeat(9)],
    ["empty", "kv", ""],
    ["ends-early", "zab", "DSEZAB01"],
    ["byte-order", "zab", "DSEZAB01\0\0\0\x03"],
    ["magic", "zab", "DSEZAB02"],
  ])("that is something else is recognised: %s", async (id, lab, text) => {
    const body = Uint8Array.from(text, (character) => character.charCodeAt(0));
    const { first_divergence } = await report(`/v1/labs/${lab}/verify?scenario=A`, body);
    expect(first_divergence?.culprit?.id).toBe(id);
  });

  test("by parameters instead of by id", async () => {
    const query = "seed=5&nodes=4&rounds=700&proposals=9&outage=200,400,3,0,200,400,3,1";
    const dump = await dumpOf("zab", query);
    const right = await report(`/v1/labs/zab/verify?${query}`, dump);
    expect(right).toMatchObject({ verdict: "match", scenario: null, provenance: "computed" });
    expect(right.reproduce.program).toBe(
      "zabctl --seed 5 --nodes 4 --rounds 700 --proposals 9 --outage 200,400,3,0,200,400,3,1 --dump > dump.bin",
    );
  });

  test("the same submission gets the same report, byte for byte", async () => {
    const body = new TextEncoder().encode("DSEZAB01 and then something else entirely");
    const [first, second] = await Promise.all([post(A, body, OCTETS), post(A, body, OCTETS)]);
    expect(await first?.text()).toBe(await second?.text());
  });
});

describe("gzip", () => {
  const headers = { ...OCTETS, "Content-Encoding": "gzip" };

  test("is inflated on the way, dumps of several pieces too", async () => {
    const query = "seed=7&nodes=5&rounds=9000&proposals=9000";
    const dump = await dumpOf("zab", query);
    expect(dump.length).toBeGreaterThan(800_000);
    const path = `/v1/labs/zab/verify?${query}`;
    expect((await report(path, await gzip(dump), headers)).verdict).toBe("match");
    dump[700_001] = (dump[700_001] as number) ^ 1;
    const wrong = await report(path, await gzip(dump), headers);
    expect(wrong.first_divergence?.offset).toBe(700_001);
    expect((await report(path, dump)).first_divergence?.offset).toBe(700_001);
  });

  test.each([
    ["is no gzip", async () => new TextEncoder().encode("not gzip at all")],
    ["ends early", async () => (await gzip(await dumpOf("zab", "scenario=A"))).slice(0, -9)],
    [
      "has something after its end",
      async () => Uint8Array.from([...(await gzip(await dumpOf("zab", "scenario=A"))), 1, 2]),
    ],
    ["is empty", async () => new Uint8Array(0)],
  ])("a body that %s is 400", async (_, body) => {
    await problem(await post(A, await body(), headers), 400, "invalid-body");
  });

  test("a bomb is refused while it inflates", async () => {
    const bomb = await gzip(new Uint8Array(LIMITS.body_bytes + 1));
    expect(bomb.length).toBeLessThan(200_000);
    const { errors } = await problem(await post(A, bomb, headers), 413, "body-too-large");
    expect(errors[0]).toMatchObject({ offset: LIMITS.body_bytes });
  });

  test("any other coding is 415 and says what is taken", async () => {
    for (const coding of ["br", "gzip, gzip", "zstd"]) {
      const response = await post(A, "x", { ...OCTETS, "Content-Encoding": coding });
      expect(response.headers.get("Accept-Encoding")).toBe("gzip, identity");
      await problem(response, 415, "unsupported-encoding");
    }
  });
});

describe("Content-Digest (RFC 9530)", () => {
  const base64 = async (algorithm: string, bytes: Uint8Array<ArrayBuffer>) =>
    btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest(algorithm, bytes))));

  test("is checked over the bytes on the wire", async () => {
    const dump = await dumpOf("zab", "scenario=A");
    const zipped = await gzip(dump);
    for (const [name, algorithm] of [
      ["sha-256", "SHA-256"],
      ["sha-512", "SHA-512"],
    ] as const) {
      const right = { ...OCTETS, "Content-Digest": `${name}=:${await base64(algorithm, dump)}:` };
      expect((await report(A, dump, right)).verdict).toBe("match");
      await problem(await post(A, zipped, right), 400, "digest-mismatch");
      const ofZipped = `${name}=:${await base64(algorithm, zipped)}:, md5=:AAAA:`;
      const inflated = { ...OCTETS, "Content-Encoding": "gzip", "Content-Digest": ofZipped };
      expect((await report(A, zipped, inflated)).verdict).toBe("match");
    }
  });

  test.each([
    "nonsense(",
    "sha-256=1",
    "md5=:AAAA:",
    "sha-256=:!!:",
    "",
    "sha-256=::",
    "sha-256=:AAAA:",
    `sha-512=:${btoa("x".repeat(32))}:`,
    `sha-256=:${btoa("x".repeat(225_000))}:`,
    `sha-256=:${btoa("x".repeat(32))}:, ${"a=1, ".repeat(60_000)}b=1`,
  ])("%.60s is 400", async (digest) => {
    const response = await post(A, "x", { ...OCTETS, "Content-Digest": digest });
    const { errors } = await problem(response, 400, "invalid-header");
    expect(errors[0]?.header).toBe("Content-Digest");
    expect(errors[0]?.detail.length).toBeLessThan(100);
  });
});

describe("a hash alone", () => {
  const json = { "Content-Type": "application/json; charset=utf-8" };
  const right = "16af5aa6dbd5ce09b259755f3339d6cf23966ce115b0e30d9c2990487783047d";

  test.each([
    [right, "match"],
    [right.toUpperCase(), "match"],
    ["0".repeat(64), "mismatch"],
  ])("%s is a %s, without a place", async (sha256, verdict) => {
    const found = await report(A, JSON.stringify({ sha256 }), json);
    expect(found).toMatchObject({
      verdict,
      first_divergence: null,
      differences: null,
      actual: { sha256: sha256.toLowerCase(), size_bytes: null },
    });
  });

  test.each([
    ["", ""],
    ["{", ""],
    ["[]", ""],
    ["null", ""],
    ['"x"', ""],
    ["{}", "/sha256"],
    ['{"sha256": 5}', "/sha256"],
    ['{"sha256": "abc"}', "/sha256"],
    [`{"sha256": "${"g".repeat(64)}"}`, "/sha256"],
    [`{"sha256": "${right}", "sha": 1}`, ""],
    [`{"sha256": "${"0".repeat(64)}", "sha256": "${right}"}`, "/sha256"],
    [`{"sha256": "${right}", "sha25\\u0036": "${right}"}`, "/sha256"],
    [`{"sha256": "${right}", "__proto__": 1}`, "/__proto__"],
    [`{"sha256": ${"[".repeat(400)}${"]".repeat(400)}}`, `/sha256${"/0".repeat(15)}`],
    ["\u00ff", ""],
  ])("%s is 400 at %j", async (body, pointer) => {
    const { errors } = await problem(await post(A, body, json), 400, "invalid-body");
    expect(errors[0]?.pointer).toBe(pointer);
    expect(errors[0]?.detail).toContain("sha256");
  });

  test("a large JSON body is 413", async () => {
    const body = `{"sha256": "${right}"${" ".repeat(2000)}}`;
    await problem(await post(A, body, json), 413, "body-too-large");
  });
});

describe("the answer", () => {
  test("fail=1 makes every verdict but match 422, with the same report", async () => {
    const dump = await dumpOf("zab", "scenario=A");
    expect((await post(`${A}&fail=1`, dump, OCTETS)).status).toBe(200);
    for (const body of [
      dump.slice(0, 9),
      Uint8Array.from([...dump, 0]),
      dump.map((byte) => byte ^ 1),
    ]) {
      const failing = await post(`${A}&fail=1`, body, OCTETS);
      expect(failing.status).toBe(422);
      expect(await failing.json()).toEqual(await (await post(A, body, OCTETS)).json());
    }
    const hash = await post(`${A}&fail=1`, `{"sha256": "${"0".repeat(64)}"}`, {
      "Content-Type": "application/json",
    });
    expect(hash.status).toBe(422);
    expect((await post(`${A}&fail=0`, "x", OCTETS)).status).toBe(200);
  });

  test.each([
    ["&format=text", {}],
    ["", { Accept: "text/plain" }],
  ])("is text by format or Accept (%j)", async (suffix, accept) => {
    const response = await post(`${A}${suffix}`, "x", { ...OCTETS, ...accept });
    expect(response.headers.get("Content-Type")).toBe("text/plain; charset=utf-8");
    expect(await response.text()).toMatch(/^MISMATCH {2}zab scenario A: first divergence at 0x00/);
  });

  test.each([
    ["markdown", "text/markdown; charset=utf-8", /^#+ /],
    ["junit", "application/xml", /^<\?xml .*<failure message="/s],
    ["sarif", "application/sarif+json", /"2\.1\.0"/],
    ["github", "text/plain; charset=utf-8", /^::error /],
    ["tap", "text/plain; charset=utf-8", /^TAP version 14\n1\.\.1\nnot ok 1 - zab\/A/],
  ])("is %s on request", async (format, contentType, pattern) => {
    const response = await post(`${A}&format=${format}&fail=1`, "x", OCTETS);
    expect(response.status).toBe(422);
    expect(response.headers.get("Content-Type")).toBe(contentType);
    expect(await response.text()).toMatch(pattern);
    const byAccept = await post(A, "x", { ...OCTETS, Accept: contentType.split(";")[0] as string });
    if (!contentType.startsWith("text/plain")) {
      expect(byAccept.headers.get("Content-Type")).toBe(contentType);
    }
  });

  test("to a body that is neither a dump nor JSON is 415 and says what is taken", async () => {
    for (const type of ["text/plain", "multipart/form-data; boundary=x", "application/gzip"]) {
      const response = await post(A, "x", { "Content-Type": type });
      expect(response.headers.get("Accept-Post")).toBe(
        "application/octet-stream, application/json",
      );
      await problem(response, 415, "unsupported-media-type");
    }
  });

  test("to a body over the limit is 413, decided while reading", async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1 << 20;
        controller.enqueue(new Uint8Array(1 << 20));
      },
    });
    const response = await call(A, { method: "POST", body: endless, headers: OCTETS });
    await problem(response, 413, "body-too-large");
    expect(sent).toBeLessThan(LIMITS.body_bytes + (8 << 20));
  });
});

describe("a diagnosis", () => {
  const found = ({ diagnosis }: Report) =>
    diagnosis?.findings.map(({ certainty, bug, with: other }) => [certainty, bug, other]);

  test("names the bug that gives exactly these bytes, and the hash alone is enough", async () => {
    const url = "/v1/labs/zab/verify?scenario=D";
    const dump = await dumpOf("zab", "scenario=D");
    dump.set(new TextEncoder().encode("DSEZAB02"));
    const expected = [["reproduces", "magic-digit", null]];
    expect(found(await report(url, dump))).toEqual(expected);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", dump));
    const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const json = JSON.stringify({ sha256 });
    const byHash = await report(url, json, { "Content-Type": "application/json" });
    expect(found(byHash)).toEqual(expected);
    expect(byHash.first_divergence).toBeNull();
  });

  test("is left out of a match, and where none is wanted", async () => {
    const dump = await dumpOf("zab", "scenario=D");
    expect((await report("/v1/labs/zab/verify?scenario=D", dump)).diagnosis).toBeNull();
    dump[0x1d] = 9;
    const url = "/v1/labs/zab/verify?scenario=D&diagnosis=0";
    expect(await report(url, dump)).toMatchObject({ verdict: "mismatch", diagnosis: null });
    await problem(await post(`${url}1`, dump, OCTETS), 400, "invalid-parameters");
  });

  test("is made of a compressed dump, and of the state after a step", async () => {
    const dump = await dumpOf("zab", "scenario=A&after=500");
    const final = await dumpOf("zab", "scenario=A");
    const url = "/v1/labs/zab/verify?scenario=A&after=500";
    const headers = { ...OCTETS, "Content-Encoding": "gzip" };
    expect(await report(url, await gzip(dump), headers)).toMatchObject({ verdict: "match" });
    const wrong = await report(url, await gzip(final), headers);
    expect(found(wrong)?.[0]).toEqual(["reproduces", "wrong-step", null]);
    expect(wrong.diagnosis?.findings[0]?.evidence).toMatch(/after ticks \d+ to 999 of the run/);
  });

  test("of a dump too large to be kept says so", async () => {
    const body = new Uint8Array(LIMITS.diagnosed_dump_bytes + 1);
    const { diagnosis } = await report("/v1/labs/zab/verify?scenario=A", body);
    expect(diagnosis?.left_out).toEqual([
      { what: "every known bug", why: "the submission is too large to be kept" },
    ]);
  });
});
