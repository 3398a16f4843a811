import { apiResponse } from "./headers.ts";
import type { RequestPace } from "./turns.ts";

/** Bytes that are made, or sent, at a time. */
const PIECE_BYTES = 64 * 1024;

/** Answers are indented: people read them in a terminal, and programs do not mind. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

export function jsonResponse(
  value: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return apiResponse(jsonText(value), status, { "Content-Type": "application/json", ...headers });
}

export function textResponse(
  text: string | ReadableStream<Uint8Array>,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const type = "text/plain; charset=utf-8";
  return apiResponse(text, status, { "Content-Type": type, ...headers });
}

const ENCODER = new TextEncoder();

/** A body of text that is made in pieces, all of them before the first is sent: as bytes, which take the least memory. */
export async function textInPieces(
  pieces: Iterable<string>,
  pace: RequestPace,
): Promise<ReadableStream<Uint8Array>> {
  const made: Uint8Array[] = [];
  let text = "";
  for (const piece of pieces) {
    text += piece;
    if (text.length < PIECE_BYTES && piece !== "") continue;
    if (text !== "") made.push(ENCODER.encode(text));
    text = "";
    await pace.pause();
  }
  if (text !== "") made.push(ENCODER.encode(text));
  const size = made.reduce((sum, { length }) => sum + length, 0);
  return streamed(() => made.shift() ?? null, size, pace);
}

/** How a verdict is answered: a difference is a result, and 200, but 422 where `fail` is on. Never kept. */
export function judged({ verdict }: { readonly verdict: string }, fail = false) {
  return {
    status: fail && verdict !== "match" ? 422 : 200,
    headers: { "Assay-Verdict": verdict, "Cache-Control": "no-store", Vary: "Accept" },
  };
}

/** Bytes of a body beyond which it is sent in pieces. */
export const LARGE_BODY = 1024 * 1024;

/** A body of many bytes, which are held once until the last has been sent. */
export function inPieces(bytes: Uint8Array, pace: RequestPace): ReadableStream<Uint8Array> {
  let offset = 0;
  const next = (): Uint8Array | null => {
    if (offset >= bytes.length) return null;
    offset += PIECE_BYTES;
    return bytes.slice(offset - PIECE_BYTES, offset);
  };
  return streamed(next, bytes.length, pace);
}

/** A body of `size` bytes in pieces; null is after the last. While a large one is sent, the request has its turn. */
function streamed(
  next: () => Uint8Array | null,
  size: number,
  pace: RequestPace,
): ReadableStream<Uint8Array> {
  let stream: ReadableStreamDefaultController<Uint8Array> | null = null;
  const breakOff = (): void => {
    stream?.error(new Error("others have waited too long for this answer to be taken"));
    whenSent();
  };
  const whenSent = size > LARGE_BODY ? pace.sending(breakOff) : () => {};
  const pieces = new ReadableStream<Uint8Array>({
    start(controller) {
      stream = controller;
    },
    pull(controller) {
      const piece = next();
      if (piece !== null) {
        controller.enqueue(piece);
        return;
      }
      controller.close();
      whenSent();
    },
    cancel: whenSent,
  });
  return pieces.pipeThrough(new FixedLengthStream(size));
}
