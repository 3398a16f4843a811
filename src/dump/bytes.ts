/** The first index at which two byte sequences differ: the length of the shorter one where it is a prefix. */
export function firstDifference(a: Uint8Array, b: Uint8Array): number {
  const common = Math.min(a.length, b.length);
  let i = 0;
  while (i < common && a[i] === b[i]) i++;
  return i;
}

export function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && firstDifference(a, b) === a.length;
}

/** The order of two byte sequences, byte by byte; the beginning of another comes before it. Negative where `a` does. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const at = firstDifference(a, b);
  if (at === a.length || at === b.length) return a.length - b.length;
  return (a[at] as number) - (b[at] as number);
}

/** Byte sequences one after the other, as a new one. */
export function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    result.set(part, offset);
    offset += part.length;
  }
  return result;
}
