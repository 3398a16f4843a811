/** UTF-8 as bytes (RFC 3629, section 4): what becomes of a dump that is taken for text. */

/** U+FFFD, the replacement character. */
const REPLACEMENT = [0xef, 0xbf, 0xbd] as const;

/** The bytes of the valid sequence at `index`; 0 where none begins there. */
function sequenceBytes(bytes: Uint8Array, index: number): number {
  const lead = bytes[index] as number;
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  for (let i = 1; i < size; i++) {
    const byte = bytes[index + i] ?? 0;
    const [lowest, highest] = i === 1 ? secondByte(lead) : [0x80, 0xbf];
    if (byte < lowest || byte > highest) return 0;
  }
  return size;
}

/** The range of the second byte: overlong forms, surrogates and what lies above U+10FFFF are excluded. */
function secondByte(lead: number): readonly [lowest: number, highest: number] {
  switch (lead) {
    case 0xe0:
      return [0xa0, 0xbf];
    case 0xed:
      return [0x80, 0x9f];
    case 0xf0:
      return [0x90, 0xbf];
    case 0xf4:
      return [0x80, 0x8f];
    default:
      return [0x80, 0xbf];
  }
}

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
