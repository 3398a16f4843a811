/** The first elements of a column, in an array that has room for no more. The column itself is given back, where an engine can. */
export function trimmed(column: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  const { buffer } = column;
  if (!("transfer" in buffer)) return column;
  return new Int32Array(buffer.transfer(length * Int32Array.BYTES_PER_ELEMENT));
}
