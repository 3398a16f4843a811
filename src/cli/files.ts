import { closeSync, openSync, readSync } from "node:fs";
import { LIMITS } from "../limits.ts";
import { UsageError } from "./usage.ts";

/** A list or a suite that somebody wrote: far more lines than an exam has cases. */
const TEXT_BYTES = 16 * 1024 * 1024;
const PIECE_BYTES = 64 * 1024;

/** Reads a dump from a file, or from standard input for `-`. */
export function readDump(file: string | undefined): Uint8Array {
  if (file === undefined)
    throw new UsageError("no dump is given; expected FILE, - or --sha256 HEX");
  const read = (): Uint8Array => readAtMost(file === "-" ? 0 : file, LIMITS.body_bytes);
  return bounded(
    file,
    LIMITS.body_bytes,
    read,
    (error) => `${file} cannot be read: ${error.message}`,
  );
}

/** Reads the text file that `option` names; `expected` is what could stand there. */
export function readText(option: string, file: string, expected: string): string {
  const refusal = (): string => `${option} ${file} cannot be read; expected ${expected}`;
  const read = (): Uint8Array => readAtMost(file, TEXT_BYTES);
  return Buffer.from(bounded(`${option} ${file}`, TEXT_BYTES, read, refusal)).toString("utf8");
}

function bounded(
  what: string,
  limit: number,
  read: () => Uint8Array,
  refusal: (error: Error) => string,
): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = read();
  } catch (error) {
    throw new UsageError(refusal(error as Error));
  }
  if (bytes.length <= limit) return bytes;
  throw new UsageError(`${what} has more than ${limit} bytes; expected at most that`);
}

/** What a file holds, but no more than one byte beyond the limit: a device may have no end. */
function readAtMost(file: string | number, limit: number): Uint8Array {
  const descriptor = typeof file === "number" ? file : openSync(file, "r");
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    while (bytes <= limit) {
      const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, limit + 1 - bytes));
      const size = readSync(descriptor, piece);
      if (size === 0) break;
      bytes += size;
      pieces.push(piece.subarray(0, size));
    }
  } finally {
    if (typeof file !== "number") closeSync(descriptor);
  }
  return Buffer.concat(pieces, bytes);
}
