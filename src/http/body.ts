import { Problem } from "../errors.ts";
import { checkDigest, type PromisedDigest, parseContentDigest, StreamedDigest } from "./digest.ts";

/** Bytes asked for at a time. The default reader would hand out 4 KiB pieces, four times slower. */
const CHUNK_BYTES = 64 * 1024;

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
  try {
    for (;;) {
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

async function inflate(
  readWire: (take: (piece: Uint8Array) => Promise<void>) => Promise<void>,
  limit: number,
  sink: (piece: Uint8Array) => void | Promise<void>,
): Promise<void> {
  const { readable, writable } = new DecompressionStream("gzip");
  const writer = writable.getWriter();
  const feeding = (async () => {
    try {
      // The piece's buffer is read into again, and the stream may hold on to what it was given.
      await readWire((piece) => writer.write(piece.slice()));
      await writer.close();
    } catch (error) {
      await writer.abort(error).catch(() => undefined);
      throw error;
    }
  })();
  const draining = readAll(readable, INFLATED, limit, sink);
  const outcomes = await Promise.allSettled([feeding, draining]);
  // Where the wire broke off, so did the gzip stream: the first failure is the cause.
  const failures = outcomes.flatMap((o) => (o.status === "rejected" ? [o.reason] : []));
  if (failures.length > 0)
    throw failures.find((reason) => reason instanceof Problem) ?? failures[0];
}
