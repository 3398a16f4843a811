/** UTF-8 as bytes (RFC 3629, section 4). */

const ENCODER = new TextEncoder();

/** The bytes of the valid sequence at `index`; 0 where none begins there. */
export function sequenceBytes(bytes: Uint8Array, index: number): number {
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

/** The bytes of a text in UTF-8. A lone surrogate, which has none, is written as U+FFFD. */
export function utf8Bytes(text: string): Uint8Array {
  return ENCODER.encode(text);
}

/** How many bytes a text has in UTF-8: what the field before it holds. */
export function utf8Length(text: string): number {
  return ENCODER.encode(text).length;
}
