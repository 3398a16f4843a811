/** What bytes are as numbers and as text, whatever field they stand in. */
export interface ByteReading {
  readonly name: string;
  readonly value: string;
}

const MOST = 16;

/** The readings of bytes from their first one on; of fewer than a number needs, it has none. */
export function inspect(bytes: Uint8Array): ByteReading[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const readings: [name: string, size: number, value: () => number | bigint | string][] = [
    ["bits", 1, () => view.getUint8(0).toString(2).padStart(8, "0")],
    ["u8", 1, () => view.getUint8(0)],
    ["i8", 1, () => view.getInt8(0)],
    ["u16le", 2, () => view.getUint16(0, true)],
    ["u16be", 2, () => view.getUint16(0)],
    ["u32le", 4, () => view.getUint32(0, true)],
    ["u32be", 4, () => view.getUint32(0)],
    ["i32le", 4, () => view.getInt32(0, true)],
    ["u64le", 8, () => view.getBigUint64(0, true)],
    ["u64be", 8, () => view.getBigUint64(0)],
    ["text", 1, () => textOf(bytes.subarray(0, MOST))],
  ];
  return readings.map(([name, size, value]) => ({
    name,
    value: bytes.length < size ? "" : String(value()),
  }));
}

/** Printable ASCII as it is, and a dot for any other byte. */
function textOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) =>
    byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·",
  ).join("");
}
