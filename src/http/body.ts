import { Problem } from "../errors.ts";
import { checkDigest, type PromisedDigest, parseContentDigest, StreamedDigest } from "./digest.ts";

/** Bytes asked for at a time. The default reader would hand out 4 KiB pieces, four times slower. */
const CHUNK_BYTES = 64 * 1024;
/** Bytes after which others may work: what has come in already is read without waiting for anything. */
const BYTES_AT_ONCE = 256 * 1024;

/** What the headers of a request say of its body. */
export interface BodyPlan {
  readonly isGzip: boolean;
  readonly promised: readonly PromisedDigest[];
}

/**
 * Reads Content-Encoding and Content-Digest, so that what is wrong with them is said before any work is
 * done. Throws `unsupported-encoding` and `invalid-header`.
 */
export function planBody(headers: Headers): BodyPlan {
  const header = headers.get("Content-Digest");
  return {
    isGzip: isGzipped(headers.get("Content-Encoding")),
    promised: header === null ? [] : parseContentDigest(header),
  };
}

/**
 * Reads a request's body to its end and hands it to `sink` piece by piece, decompressed; a piece is
 * valid during the call only. Bytes are counted as they come, on the wire and decompressed, each
 * against `limit`; Content-Length is not consulted. Checks Content-Digest where it was sent.
 *
 * Throws `body-too-large`, `invalid-body` (it breaks off, or is no gzip) and `digest-mismatch`.
 */
export async function readBody(
  request: Request,
  { isGzip, promised }: BodyPlan,
  limit: number,
  sink: (piece: Uint8Array) => void | Promise<void>,
): Promise<void> {
  const digests = promised.map(({ algorithm }) => new StreamedDigest(algorithm));
  const readWire = async (take: (piece: Uint8Array) => void | Promise<void>): Promise<void> => {
    const takeWire = async (piece: Uint8Array): Promise<void> => {
      for (const digest of digests) await digest.write(piece);
      await take(piece);
    };
    if (isSmall(request)) await readAtOnce(request, limit, takeWire);
    else await readAll(request.body ?? nothing(), WIRE, limit, takeWire);
  };
  if (isGzip) await inflate(readWire, limit, sink);
  else await readWire(sink);

  for (const [i, digest] of digests.entries()) {
    const actual = await digest.finish();
    const promise = promised[i];
    if (promise !== undefined) checkDigest(promise, actual);
  }
}

/** Reads a body of text. Throws as {@link readBody}, and `invalid-body` where it is not UTF-8. */
export async function readText(request: Request, plan: BodyPlan, limit: number): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
  let text = "";
  try {
    await readBody(request, plan, limit, (piece) => {
      text += decoder.decode(piece, { stream: true });
    });
    return text + decoder.decode();
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem("invalid-body", [{ detail: "the body is not UTF-8; expected text" }]);
  }
}

function isGzipped(contentEncoding: string | null): boolean {
  const coding = (contentEncoding ?? "identity").trim().toLowerCase();
  if (coding === "identity" || coding === "") return false;
  if (coding === "gzip" || coding === "x-gzip") return true;
  throw new Problem(
    "unsupported-encoding",
    [
      {
        header: "Content-Encoding",
        detail: `Content-Encoding is ${JSON.stringify(coding.slice(0, 80))}; expected gzip or identity`,
      },
    ],
    { "Accept-Encoding": "gzip, identity" },
  );
}

/** What a stream's bytes are called in an error, and what it means that it breaks off. */
interface StreamKind {
  readonly size: string;
  readonly broken: string;
}

const WIRE: StreamKind = {
  size: "",
  broken: "the body broke off: the connection was lost, or its framing is not valid",
};
const INFLATED: StreamKind = {
  size: " after decompression",
  broken: "the body is not one complete gzip stream, as Content-Encoding says it is",
};

/** Reads a stream to its end. */
async function readAll(
  stream: ReadableStream<Uint8Array>,
  kind: StreamKind,
  limit: number,
  take: (piece: Uint8Array) => void | Promise<void>,
): Promise<void> {
  const reader = stream.getReader({ mode: "byob" });
  let buffer = new Uint8Array(CHUNK_BYTES);
  let total = 0;
  let pause = BYTES_AT_ONCE;
  try {
    for (;;) {
      if (total >= pause) {
        pause = total + BYTES_AT_ONCE;
        await afterMoment().moment;
      }
      const { value, done } = await reader.readAtLeast(CHUNK_BYTES, buffer).catch(() => {
        throw new Problem("invalid-body", [{ detail: kind.broken, offset: total }]);
      });
      if (value !== undefined && value.length > 0) {
        total += value.length;
        if (total > limit) throw tooLarge(limit, kind.size);
        await take(value);
      }
      if (done || value === undefined) return;
      buffer = new Uint8Array(value.buffer, 0, CHUNK_BYTES);
    }
  } catch (error) {
    await reader.cancel(error).catch(() => undefined);
    throw error;
  }
}

function nothing(): ReadableStream<Uint8Array> {
  return new Response(new Uint8Array(0)).body as ReadableStream<Uint8Array>;
}

/**
 * Whether a body is framed by a small Content-Length: the runtime then reads no more than that. It shows none
 * where a body comes in chunks.
 */
function isSmall({ headers }: Request): boolean {
  const length = headers.get("Content-Length");
  return length !== null && /^[0-9]{1,5}$/.test(length) && Number(length) <= CHUNK_BYTES;
}

/** Reads a small body in one call: a reader and its pieces cost more than to check what a small one holds. */
async function readAtOnce(
  request: Request,
  limit: number,
  take: (piece: Uint8Array) => Promise<void>,
): Promise<void> {
  const body = await request.arrayBuffer().catch(() => {
    throw new Problem("invalid-body", [{ detail: WIRE.broken, offset: 0 }]);
  });
  if (body.byteLength > limit) throw tooLarge(limit, WIRE.size);
  if (body.byteLength > 0) await take(new Uint8Array(body));
}

function tooLarge(limit: number, size: string): Problem {
  return new Problem("body-too-large", [
    {
      detail: `the body has more than ${limit} bytes${size}; expected at most ${limit}`,
      offset: limit,
    },
  ]);
}

/**
 * Compressed bytes that are handed to the decompressor at a time. It holds all that comes out of them, which is up to
 * 1032 times as much, whether it is read or not: so the next ones must wait until that has been taken.
 */
const SLICE_BYTES = 1024;

async function inflate(
  readWire: (take: (piece: Uint8Array) => Promise<void>) => Promise<void>,
  limit: number,
  sink: (piece: Uint8Array) => void | Promise<void>,
): Promise<void> {
  const inflation = new Inflation(limit, sink);
  try {
    await readWire(async (piece) => {
      for (let i = 0; i < piece.length; i += SLICE_BYTES) {
        // The piece's buffer is read into again, and the decompressor may hold on to what it was given.
        await inflation.push(piece.slice(i, i + SLICE_BYTES));
      }
    });
    await inflation.finish();
  } catch (error) {
    await inflation.abort(error);
    throw error;
  }
}

type Reading = ReadableStreamReadResult<Uint8Array<ArrayBuffer>>;

/** A decompressor that gets more only when all that came out of it has been taken. */
class Inflation {
  private readonly writer: WritableStreamDefaultWriter<Uint8Array>;
  private readonly reader: ReadableStreamBYOBReader;
  private readonly limit: number;
  private readonly sink: (piece: Uint8Array) => void | Promise<void>;
  private buffer = new Uint8Array(CHUNK_BYTES);
  /** The read that is under way. */
  private reading: Promise<Reading> | null = null;
  private total = 0;
  private pause = BYTES_AT_ONCE;

  constructor(limit: number, sink: (piece: Uint8Array) => void | Promise<void>) {
    const { readable, writable } = new DecompressionStream("gzip");
    this.writer = writable.getWriter();
    this.reader = readable.getReader({ mode: "byob" });
    this.limit = limit;
    this.sink = sink;
  }

  async push(slice: Uint8Array): Promise<void> {
    await this.takeWhile(this.writer.write(slice));
    // What has come out is there at once, so a read that is still under way after a moment has nothing to read.
    for (let size = CHUNK_BYTES; size === CHUNK_BYTES; ) {
      const { moment, cancel } = afterMoment();
      const read = await this.unbroken(Promise.race([this.read(), moment]));
      cancel();
      if (read === null) return;
      size = await this.take(read);
    }
  }

  async finish(): Promise<void> {
    await this.takeWhile(this.writer.close());
    for (;;) {
      const read = await this.unbroken(this.read());
      await this.take(read);
      if (read.done) return;
    }
  }

  async abort(reason: unknown): Promise<void> {
    await Promise.allSettled([this.writer.abort(reason), this.reader.cancel(reason)]);
  }

  /** Takes what comes out until a write has ended. */
  private async takeWhile(writing: Promise<void>): Promise<void> {
    const written = writing.then(() => null);
    for (;;) {
      const read = await this.unbroken(Promise.race([written, this.read()]));
      if (read === null) return;
      await this.take(read);
      if (read.done) {
        await this.unbroken(written);
        return;
      }
    }
  }

  private read(): Promise<Reading> {
    this.reading ??= this.reader.read(this.buffer);
    return this.reading;
  }

  /** Hands on what was read; how many bytes it is. */
  private async take({ value, done }: Reading): Promise<number> {
    if (done || value === undefined) return 0;
    this.total += value.length;
    if (this.total > this.limit) throw tooLarge(this.limit, INFLATED.size);
    await this.sink(value);
    if (this.total >= this.pause) {
      this.pause = this.total + BYTES_AT_ONCE;
      await afterMoment().moment;
    }
    this.buffer = new Uint8Array(value.buffer, 0, CHUNK_BYTES);
    this.reading = null;
    return value.length;
  }

  private async unbroken<T>(promise: Promise<T>): Promise<T> {
    return promise.catch(() => {
      throw new Problem("invalid-body", [{ detail: INFLATED.broken, offset: this.total }]);
    });
  }
}

/** A moment, after which everything that is ready has happened. */
function afterMoment(): { moment: Promise<null>; cancel: () => void } {
  const { promise, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), 0);
  return { moment: promise, cancel: () => clearTimeout(timer) };
}
