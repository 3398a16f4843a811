import type { Alignment, NoAlignment } from "../align/align.ts";
import { Comparator, type Comparison } from "../compare/comparator.ts";
import { readingFault } from "../dump/fields.ts";
import { sha256Hex } from "../dump/sha256.ts";
import type { Lab, RunbookRow } from "../labs/lab.ts";
import { kindsOf, rowOf } from "./runbook_row.ts";

/** A dump that was given, and its hash. */
export interface GivenDump {
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

/** What is known of two given dumps: no oracle, no scenario. */
export interface GivenFindings {
  readonly lab: Lab;
  /** Whose layout names the fields, and the other. */
  readonly expected: GivenDump;
  readonly actual: GivenDump;
  /** Why the first dump is not the expected side: it does not read as a dump of the lab. Else null. */
  readonly swapped_because: string | null;
  readonly comparison: Comparison;
  readonly row: RunbookRow | null;
  readonly alignment: Alignment | NoAlignment;
}

/** Neither of two dumps reads as one of the lab: what is wrong with each. */
export class UnreadableDumps extends Error {
  readonly faults: readonly [string, string];

  constructor(lab: Lab, faults: readonly [string, string]) {
    super(`neither dump reads as one of ${lab.id}`);
    this.name = "UnreadableDumps";
    this.faults = faults;
  }
}

/**
 * Compares two dumps with each other. The first is the expected side, unless only the second reads as a dump of the lab.
 * Throws {@link UnreadableDumps} where neither does.
 */
export async function judgeDumps(
  lab: Lab,
  [a, b]: readonly [Uint8Array, Uint8Array],
): Promise<GivenFindings> {
  const faults = [readingFault(lab.field_map, a), readingFault(lab.field_map, b)] as const;
  if (faults[0] !== null && faults[1] !== null) {
    throw new UnreadableDumps(lab, faults as readonly [string, string]);
  }
  const [expected, actual] = faults[0] === null ? [a, b] : [b, a];
  const comparator = new Comparator(lab.field_map, expected);
  comparator.push(actual);
  const comparison = comparator.finish();
  const { alignFields } = await import("../align/align.ts");
  return {
    lab,
    expected: { bytes: expected, sha256: await sha256Hex(expected) },
    actual: { bytes: actual, sha256: await sha256Hex(actual) },
    swapped_because: faults[0],
    comparison,
    row: rowOf(lab, expected, comparison, kindsOf(lab, expected, actual)),
    alignment: alignFields(lab.field_map, expected, actual),
  };
}
