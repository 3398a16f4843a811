import type { Context } from "hono";

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
}

/**
 * Whole answers of an isolate, those that were asked for last: one that is a function of the request's URL and Accept
 * need not be made again. A handler tells so by {@link HotAnswers.mayKeep}; nothing else is kept.
 */
export class HotAnswers {
  private readonly answers = new Map<string, Answer>();
  private readonly keepable = new WeakSet<Response>();
  private bytes = 0;
  private readonly complete = new WeakSet<Response>();

  /** The kept answer to such a request; null where there is none, or where the client asks for less than all of it. */
  get(c: Context): Response | null {
    const { raw } = c.req;
    const key = keyOf(raw);
    const answer = this.answers.get(key);
    if (answer === undefined || raw.headers.has("If-None-Match")) return null;
    this.answers.delete(key);
    this.answers.set(key, answer);
    const { status, headers, body } = answer;
    const response = new Response(body, { status, headers });
    this.complete.add(response);
    return response;
  }

  /** Whether an answer is one that {@link HotAnswers.get} gave: it has all headers already. */
  isComplete(response: Response): boolean {
    return this.complete.has(response);
  }

  /** Says that any request with this URL, method and Accept may be given this very answer. */
  mayKeep(response: Response): void {
    this.keepable.add(response);
  }

  /** Keeps an answer, with all of its headers, if it may be kept; returns it, or one that is the same. */
  async keep(c: Context, response: Response): Promise<Response> {
    if (!this.keepable.has(response)) return response;
    const { status, headers } = response;
    const body = await response.arrayBuffer();
    const key = keyOf(c.req.raw);
    const bytes = body.byteLength + 2 * key.length + HEADERS_BYTES;
    if (bytes <= LARGEST_KEPT)
      this.put(key, { status, headers: new Headers(headers), body, bytes });
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
