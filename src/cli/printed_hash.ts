import { readingFault } from "../dump/fields.ts";
import { sha256Hex } from "../dump/sha256.ts";
import type { Scenario } from "../labs/lab.ts";

/** What a program printed where its hash was asked for. */
export type PrintedHash =
  | { readonly kind: "hash"; readonly sha256: string }
  | {
      readonly kind: "bad-output";
      /** What is wrong with it, and what was expected. */
      readonly message: string;
      /** The hash that is in it, or is its own, so that it can be said whether that is right; null for none. */
      readonly meant: { readonly sha256: string; readonly as: "digits" | "dump" } | null;
    };

const EXPECTED = "expected exactly 64 lower-case hex digits";
/** The ends of a line that programs print after a hash, by their names. */
const LINE_ENDS: Readonly<Record<string, string>> = {
  "\n": "a newline",
  "\r\n": "CR LF",
  "\r": "a carriage return (CR)",
};

/** The 64 hex digits that a program must print, or what it printed instead. */
export async function readPrintedHash(scenario: Scenario, stdout: Buffer): Promise<PrintedHash> {
  const text = stdout.toString("latin1");
  if (/^[0-9a-f]{64}$/.test(text)) return { kind: "hash", sha256: text };
  const [, digits, end = ""] = /^([0-9A-Fa-f]{64})(\r\n|\n|\r)?$/.exec(text) ?? [];
  if (digits !== undefined) {
    const faults = [
      ...(digits === digits.toLowerCase() ? [] : ["its hash in upper case"]),
      ...(end === "" ? [] : [`${LINE_ENDS[end]} after the hash`]),
    ];
    const message = `the program printed ${faults.join(", and ")}; ${EXPECTED}`;
    const meant = { sha256: digits.toLowerCase(), as: "digits" } as const;
    return { kind: "bad-output", message, meant };
  }
  const shown = JSON.stringify(text.slice(0, 80));
  const printed = `the program printed ${stdout.length} bytes`;
  const meant = { sha256: await sha256Hex(stdout), as: "dump" } as const;
  if (isDump(scenario, stdout)) {
    const message = `${printed} that read as a dump; ${EXPECTED}, the SHA-256 of the dump: the dump itself is for --dump`;
    return { kind: "bad-output", message, meant };
  }
  return {
    kind: "bad-output",
    message: `${printed} beginning with ${shown}; ${EXPECTED}`,
    meant: null,
  };
}

/** Whether bytes read as a dump of the scenario's lab, or at least begin as one, with the layout's constant. */
function isDump(scenario: Scenario, bytes: Uint8Array): boolean {
  const { field_map } = scenario.lab;
  if (bytes.length === 0) return false;
  if (readingFault(field_map, bytes) === null) return true;
  const [first] = field_map.leaves;
  if (first?.type !== "bytes" || first.size === null) return false;
  const initial = scenario.start().dump().subarray(0, first.size);
  return initial.length > 0 && Buffer.compare(initial, bytes.subarray(0, first.size)) === 0;
}
