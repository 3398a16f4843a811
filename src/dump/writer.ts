import { WorkLimitError } from "../errors.ts";
import { release } from "../kernel/memory.ts";
import { LIMITS } from "../limits.ts";

/** Bytes that grow as they are written. */
export class Writer {
  bytes = new Uint8Array(1024);
  view = new DataView(this.bytes.buffer);
  private length = 0;

  /** Makes room for `size` bytes at the end, and tells at which offset: they are zeros until they are written. */
  append(size: number): number {
    const offset = this.length;
    const end = offset + size;
    if (end > this.bytes.length) this.grow(end);
    this.length = end;
    return offset;
  }

  finish(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  private grow(needed: number): void {
    if (needed > LIMITS.dump_bytes) {
      throw new WorkLimitError("bytes of dump", LIMITS.dump_bytes, `byte ${this.length}`);
    }
    const larger = new Uint8Array(
      Math.min(Math.max(this.bytes.length * 2, needed), LIMITS.dump_bytes),
    );
    larger.set(this.bytes);
    release(this.bytes);
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }
}
