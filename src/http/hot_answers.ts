import type { Context } from "hono";
import { areEqual } from "../dump/bytes.ts";

/** Bytes of the answers that an isolate keeps, and of one of them: what is asked for again and again is small. */
const KEPT_BYTES = 1024 * 1024;
const LARGEST_KEPT = 32 * 1024;
/** What an answer counts for beside its body and its key: its headers. */
const HEADERS_BYTES = 2 * 1024;

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: ArrayBuffer;
  readonly bytes: number;
  readonly to: SubmittedDump | null;
}

/** A body that an answer is to, and its Content-Type. */
interface SubmittedDump {
  readonly dump: Uint8Array;
  readonly contentType: string | null;
}

/** Bytes of a body that is read before anything else of its request is. */
const LARGEST_BODY = 16 * 1024;

/**
 * Whole answers of an isolate, those that were asked for last: one that is a function of the request's URL and Accept
 * need not be made again. A handler tells so by {@link HotAnswers.mayKeep}; nothing else is kept.
 */
export class HotAnswers {
  private readonly answers = new Map<string, Answer>();
  /** The dump that it is the answer to, where it is one to a body. */
  private readonly keepable = new WeakMap<Response, Uint8Array | null>();
  private bytes = 0;

  /** The kept answer to such a request; null where there is none, or where the client asks for less than all of it. */
  get(c: Context): Response | null {
    const { raw } = c.req;
    const key = keyOf(raw);
    const answer = this.answers.get(key);
    if (answer === undefined || raw.headers.has("If-None-Match")) return null;
    return this.given(key, answer);
  }

  /**
   * The kept answer to a request with a body, where it is the answer to that very body; null where there is none. The body
   * has been read then, and stands in the request again. A body that is encoded, that must have a digest or another
   * media type, or that is large, is left to the handler.
   */
  async getTo(c: Context): Promise<Response | null> {
    const { raw } = c.req;
    const { headers } = raw;
    const key = keyOf(raw);
    const answer = this.answers.get(key);
    if (answer === undefined || answer.to === null) return null;
    const { dump, contentType } = answer.to;
    if (
      headers.get("Content-Length") !== String(dump.length) ||
      headers.get("Content-Type") !== contentType ||
      headers.has("Content-Encoding") ||
      headers.has("Content-Digest")
    ) {
      return null;
    }
    const body = await raw.arrayBuffer().catch(() => null);
    // It broke off: the handler, which cannot read it either, says so.
    if (body === null) return null;
    if (areEqual(new Uint8Array(body), dump)) return this.given(key, answer);
    const { url, method, signal } = raw;
    c.req.raw = new Request(url, { method, headers, body, signal });
    return null;
  }

  private given(key: string, answer: Answer): Response {
    this.answers.delete(key);
    this.answers.set(key, answer);
    const { status, headers, body } = answer;
    return new Response(body, { status, headers });
  }

  /**
   * Says that any request with this URL, method and Accept may be given this very answer; of those with a body, the ones
   * whose body is `dump`.
   */
  mayKeep(response: Response, dump: Uint8Array | null = null): void {
    if (dump === null || dump.length <= LARGEST_BODY) this.keepable.set(response, dump);
  }

  /** Keeps an answer, with all of its headers, if it may be kept; returns it, or one that is the same. */
  async keep(c: Context, response: Response): Promise<Response> {
    const dump = this.keepable.get(response);
    if (dump === undefined) return response;
    const { status, headers } = response;
    const body = await response.arrayBuffer();
    const key = keyOf(c.req.raw);
    const contentType = c.req.raw.headers.get("Content-Type");
    const to = dump === null ? null : { dump, contentType };
    const size = body.byteLength + (dump?.length ?? 0);
    const bytes = size + 2 * (key.length + (contentType?.length ?? 0)) + HEADERS_BYTES;
    if (bytes <= LARGEST_KEPT)
      this.put(key, { status, headers: new Headers(headers), body, bytes, to });
    return new Response(body, { status, headers });
  }

  private put(key: string, answer: Answer): void {
    this.drop(key);
    this.answers.set(key, answer);
    this.bytes += answer.bytes;
    for (const oldest of this.answers.keys()) {
      if (this.bytes <= KEPT_BYTES) return;
      this.drop(oldest);
    }
  }

  private drop(key: string): void {
    this.bytes -= this.answers.get(key)?.bytes ?? 0;
    this.answers.delete(key);
  }
}

function keyOf({ method, url, headers }: Request): string {
  return `${method} ${url}\n${headers.get("Accept")}`;
}

const byRegistry = new WeakMap<object, HotAnswers>();

/** The answers that are kept of an app, which is known by its registry of labs. */
export function hotAnswersOf(labs: object): HotAnswers {
  const known = byRegistry.get(labs) ?? new HotAnswers();
  byRegistry.set(labs, known);
  return known;
}
