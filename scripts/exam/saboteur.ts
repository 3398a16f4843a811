/**
 * A program under exam that is wrong on purpose: `node saboteur.ts OFFSET PROGRAM FLAGS…` runs the
 * program with --dump, flips the lowest bit of the byte at OFFSET, and prints as the contract asks. The
 * exam's self-test: it must fail on this.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";

const [offset, program, ...flags] = process.argv.slice(2) as [string, string, ...string[]];
const asksForDump = flags.includes("--dump");
const dump = execFileSync(program, asksForDump ? flags : [...flags, "--dump"]);
const index = Number(offset) % dump.length;
dump[index] = (dump[index] as number) ^ 1;
process.stdout.write(asksForDump ? dump : createHash("sha256").update(dump).digest("hex"));
