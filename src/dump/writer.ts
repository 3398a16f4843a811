import { WorkLimitError } from "../errors.ts";
import { release } from "../kernel/memory.ts";
import { LIMITS } from "../limits.ts";

/** Where a sequence stands among the bytes that have been written. */
export interface WrittenSequence {
  readonly ids: Int32Array;
  /** Where the first element begins. */
  readonly start: number;
  /** By element, and at the end: bytes from `start` on. */
  readonly offsets: Uint32Array;
}

/** What is reserved at most for bytes that are only likely to follow; and how many times those that are there. */
const GUESSED_BYTES = 64 * 1024;
const GUESSED_TIMES = 8;

/** Bytes that grow as they are written. */
export class Writer {
  bytes = new Uint8Array(1024);
  view = new DataView(this.bytes.buffer);
  /** Bytes that have been appended. */
  length = 0;
  /** By its repeat: the latest sequence of those whose elements have ids. */
  readonly written = new Map<object, WrittenSequence>();

  /** Makes room for `size` bytes at the end, and tells at which offset: they are zeros until they are written. */
  append(size: number): number {
    const offset = this.length;
    const end = offset + size;
    if (end > this.bytes.length) this.grow(end);
    this.length = end;
    return offset;
  }

  /** Appends `size` bytes that have been written before, at `from`. */
  repeat(from: number, size: number): void {
    const offset = this.append(size);
    this.bytes.copyWithin(offset, from, from + size);
  }

  /**
   * Makes room for `size` bytes that are likely to follow, within bounds: a wrong guess must not cost much. Who is
   * right saves the copies of bytes that grow by and by.
   */
  reserve(size: number): void {
    const guess = Math.min(size, Math.max(GUESSED_BYTES, GUESSED_TIMES * this.length));
    const likely = Math.min(this.length + guess, LIMITS.dump_bytes);
    if (this.length + size > this.bytes.length && likely > this.bytes.length) this.moveTo(likely);
  }

  finish(): Uint8Array {
    this.releaseOffsets();
    return this.bytes.subarray(0, this.length);
  }

  /** Gives the memory of bytes that were not finished back. */
  release(): void {
    this.releaseOffsets();
    release(this.bytes);
  }

  private releaseOffsets(): void {
    for (const { offsets } of this.written.values()) release(offsets);
    this.written.clear();
  }

  private grow(needed: number): void {
    if (needed > LIMITS.dump_bytes) {
      throw new WorkLimitError("bytes of dump", LIMITS.dump_bytes, `byte ${this.length}`);
    }
    this.moveTo(Math.min(Math.max(this.bytes.length * 2, needed), LIMITS.dump_bytes));
  }

  private moveTo(size: number): void {
    const larger = new Uint8Array(size);
    larger.set(this.bytes.subarray(0, this.length));
    release(this.bytes);
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }
}
