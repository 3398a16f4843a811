import { grown } from "./memory.ts";

type Column = Int32Array<ArrayBuffer>;

/** The column with room for the element `index`; it is given back where it had none, and what is new is 0. */
export function withRoom(column: Column, index: number): Column {
  return index < column.length ? column : grown(column, index + 1);
}

/** The first elements of a column, in an array that has room for no more. The column itself is given back, where an engine can. */
export function trimmed(column: Column, length: number): Column {
  const { buffer } = column;
  if (!("transfer" in buffer)) return column;
  return new Int32Array(buffer.transfer(length * Int32Array.BYTES_PER_ELEMENT));
}
