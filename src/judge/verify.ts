import { Comparator } from "../compare/comparator.ts";
import { sha256Hex } from "../dump/sha256.ts";
import type { Expected } from "../oracle/expected.ts";
import { buildReport } from "../report/build.ts";
import type { Report } from "../report/schema.ts";
import { versionsOf } from "../version.ts";

/**
 * The report on a dump that is in memory whole, without alignment and diagnosis. `origin` is where an oracle answers over
 * HTTP, for the lines that reproduce the report; null where none does.
 */
export async function verifyDump(
  expected: Expected,
  dump: Uint8Array,
  origin: string | null,
): Promise<Report> {
  const { lab } = expected.scenario;
  const comparator = new Comparator(lab.field_map, expected.dump);
  comparator.push(dump);
  const comparison = comparator.finish();
  const sha256 = await sha256Hex(dump);
  const submission = { kind: "dump", sha256, comparison, bytes: dump } as const;
  return buildReport(expected, submission, await versionsOf(lab), origin);
}
