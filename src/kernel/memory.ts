/**
 * Gives the memory of an array back at once that nobody reads any more: the array is empty then. Engines collect
 * large arrays late, and an isolate has little memory. Does nothing in an engine that cannot.
 */
export function release({ buffer }: { readonly buffer: ArrayBufferLike }): void {
  if (buffer instanceof ArrayBuffer && "transfer" in buffer) buffer.transfer(0);
}
