import { sequenceBytes } from "../dump/utf8_bytes.ts";

/** UTF-8 as bytes: what becomes of a dump that is taken for text. */

/** U+FFFD, the replacement character. */
const REPLACEMENT = [0xef, 0xbf, 0xbd] as const;

/** Every byte that belongs to no valid sequence replaced by U+FFFD, one for one, as Go does it. */
export function replacedByByte(bytes: Uint8Array): Uint8Array {
  const result: number[] = [];
  for (let i = 0; i < bytes.length; ) {
    const size = sequenceBytes(bytes, i);
    if (size === 0) result.push(...REPLACEMENT);
    for (let k = 0; k < size; k++) result.push(bytes[i + k] as number);
    i += Math.max(1, size);
  }
  return Uint8Array.from(result);
}

/** Every maximal beginning of a sequence replaced by one U+FFFD, as the WHATWG decoder, Rust and Python do it. */
export function replacedBySequence(bytes: Uint8Array): Uint8Array {
  const text = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true }).decode(bytes);
  return new TextEncoder().encode(text);
}
