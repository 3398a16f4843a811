import { createHash } from "node:crypto";
import { connect } from "node:net";
import type { Draws } from "../../src/kernel/draws.ts";
import type { Lab } from "../../src/labs/lab.ts";
import type { SuiteScenario } from "../../src/labs/suite.ts";
import type { Report } from "../../src/report/schema.ts";
import type { Tally } from "./tally.ts";
import type { Subject } from "./traffic.ts";

/** Damaged dumps that are posted for each scenario: where they differ is asked of all, and why of the first. */
const DAMAGED_DUMPS = 25;

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function post(url: string, body: Uint8Array<ArrayBuffer>): Promise<Report> {
  const response = await fetch(url, { method: "POST", body });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Report;
}

/**
 * Asks the oracle about a scenario of a suite over HTTP. Gets the hash and the dump, posts the dump back, and posts
 * dumps with one damaged byte each, which the answer must locate. Prints a row; returns the dump.
 */
export async function examineOracle(
  tally: Tally,
  draws: Draws,
  origin: string,
  lab: Lab,
  scenario: SuiteScenario,
): Promise<Subject> {
  const name = `${lab.id}/${scenario.id}`;
  const url = `${origin}/v1/labs/${lab.id}`;
  const hash = await (await fetch(`${url}/expected?scenario=${scenario.id}&format=text`)).text();
  const response = await fetch(`${url}/expected?scenario=${scenario.id}&format=dump`);
  const dump = new Uint8Array(await response.arrayBuffer());
  const verify = `${url}/verify?scenario=${scenario.id}`;

  const isRightDump = dump.length === scenario.size_bytes && sha256(dump) === scenario.sha256;
  const { verdict } = await post(verify, dump);
  const marks = [
    tally.check(hash === scenario.sha256, `${name}: the hash is ${hash}`),
    tally.check(isRightDump, `${name}: the dump has ${dump.length} bytes, ${sha256(dump)}`),
    tally.check(verdict === "match", `${name}: the right dump is a ${verdict}`),
  ];

  let located = 0;
  for (let i = 0; i < DAMAGED_DUMPS; i++) {
    const offset = draws.below(dump.length);
    const damaged = Uint8Array.from(dump);
    damaged[offset] = (dump[offset] as number) ^ (1 + draws.below(255));
    const url = i === 0 ? verify : `${verify}&diagnosis=0`;
    const { first_divergence: first } = await post(url, damaged);
    const fieldBytes = first === null ? 0 : first.expected_bytes.length / 2;
    const isLocated =
      first !== null &&
      first.offset === offset &&
      first.field_offset <= offset &&
      offset < first.field_offset + fieldBytes;
    tally.check(isLocated, `${name}: damage at ${offset} was reported at ${first?.offset}`);
    if (isLocated) located++;
  }
  const columns = [name, ...marks].map((column) => column.padEnd(9));
  console.log(`${columns.join("")}${located}/${DAMAGED_DUMPS}  ${hash}`);
  return { lab: lab.id, scenario: scenario.id, dump };
}

/** Sends a request as raw bytes and closes the sending side; returns the status line of the answer. */
function rawRequest(origin: string, request: string): Promise<string> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    socket.setEncoding("latin1");
    socket.on("data", (piece) => {
      answer += piece;
    });
    socket.on("close", () => resolve(answer.split("\r\n")[0] ?? ""));
    socket.on("error", reject);
    socket.setTimeout(10_000, () => socket.destroy(new Error("no answer in 10 s")));
    socket.end(request, "latin1");
  });
}

/** Uploads that break off or are badly framed are the sender's fault, and the answer must say so. */
export async function examineUploads(tally: Tally, origin: string, lab: Lab): Promise<void> {
  const [scenario] = lab.scenarios;
  const head = `POST /v1/labs/${lab.id}/verify?scenario=${scenario?.id} HTTP/1.1\r\nHost: ${new URL(origin).host}\r\nConnection: close\r\n`;
  const uploads = {
    "a body shorter than its Content-Length": `${head}Content-Length: 100\r\n\r\nabc`,
    "a Content-Length of 2^63": `${head}Content-Length: 9223372036854775808\r\n\r\nabc`,
    "a chunk size that is no number": `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
    "a chunk that breaks off": `${head}Transfer-Encoding: chunked\r\n\r\n10\r\nabc`,
  };
  for (const [name, request] of Object.entries(uploads)) {
    const status = await rawRequest(origin, request);
    console.log(`${name}: ${tally.check(status.startsWith("HTTP/1.1 400"), `${name}: ${status}`)}`);
  }
}
