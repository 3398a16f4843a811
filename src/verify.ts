import { alignFields } from "./compare/align.ts";
import { Comparator } from "./compare/comparator.ts";
import { diagnose } from "./diagnose/diagnose.ts";
import { sha256Hex } from "./dump/sha256.ts";
import { LABS } from "./labs/index.ts";
import type { Expected } from "./oracle.ts";
import { buildReport } from "./report/build.ts";
import type { Report } from "./report/schema.ts";
import { versionsOf } from "./version.ts";

/**
 * The report on a dump that is in memory whole, without alignment and diagnosis. `origin` is where an oracle answers over
 * HTTP, for the lines that reproduce the report.
 */
export async function verifyDump(
  expected: Expected,
  dump: Uint8Array,
  origin: string,
): Promise<Report> {
  const { lab } = expected.scenario;
  const comparator = new Comparator(lab.field_map, expected.dump);
  comparator.push(dump);
  const comparison = comparator.finish();
  const sha256 = await sha256Hex(dump);
  const submission = { kind: "dump", sha256, comparison, bytes: dump } as const;
  return buildReport(expected, submission, await versionsOf(lab), origin);
}

/**
 * The report with alignment and diagnosis, unless its verdict is a match. `bytes` are the submission's; null where
 * only a hash was submitted, or where the dump was too large to be kept.
 */
export async function explained(
  report: Report,
  expected: Expected,
  bytes: Uint8Array | null,
): Promise<Report> {
  if (report.verdict === "match") return report;
  const { sha256, size_bytes } = report.actual;
  const row = report.first_divergence?.culprit ?? null;
  const evidence = { sha256, bytes, isHash: size_bytes === null, row };
  const map = expected.scenario.lab.field_map;
  const alignment = bytes && alignFields(map, expected.dump, bytes);
  return { ...report, alignment, diagnosis: await diagnose(expected, evidence, LABS) };
}
