/**
 * Everything that can be wrong with a request, in one table: code -> HTTP status -> exit code of a
 * command line. A difference between two dumps is a result and stands nowhere here; an error of
 * ours (500) is told apart from an error of the caller's (4xx).
 */
export const PROBLEMS = {
  "invalid-parameters": { status: 400, exit: 2, title: "The parameters are not valid" },
  "invalid-body": { status: 400, exit: 2, title: "The body is not valid" },
  "invalid-header": { status: 400, exit: 2, title: "A header is not valid" },
  "digest-mismatch": { status: 400, exit: 2, title: "The body is not what Content-Digest says" },
  "work-limit-exceeded": { status: 400, exit: 2, title: "The scenario costs too much work" },
  "origin-not-allowed": { status: 403, exit: 2, title: "Pages of this origin are not answered" },
  "not-found": { status: 404, exit: 2, title: "There is nothing at this address" },
  "method-not-allowed": { status: 405, exit: 2, title: "The address does not answer this method" },
  "not-acceptable": { status: 406, exit: 2, title: "No acceptable representation" },
  "body-too-large": { status: 413, exit: 2, title: "The body is too large" },
  "unsupported-media-type": { status: 415, exit: 2, title: "The media type is not supported" },
  "unsupported-encoding": { status: 415, exit: 2, title: "The content coding is not supported" },
  "too-many-requests": { status: 429, exit: 2, title: "Too many requests" },
  "oracle-inconsistent": { status: 500, exit: 2, title: "The oracle contradicts a published hash" },
  "internal-error": { status: 500, exit: 2, title: "The oracle failed" },
} as const;

/** The status of a request whose client has gone away before it was answered: nobody reads it. */
export const CLIENT_GONE = 499;

export type ProblemCode = keyof typeof PROBLEMS;

/** One thing that is wrong, and where: in a parameter, a header, or at a place of the body. */
export interface ProblemItem {
  readonly detail: string;
  readonly parameter?: string;
  readonly header?: string;
  /** A JSON pointer (RFC 6901) into a JSON body. */
  readonly pointer?: string;
  /** A 0-based offset into the body, in bytes. */
  readonly offset?: number;
}

/** A request that cannot be answered, or a failure of ours. Rendered as RFC 9457 problem details. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly items: readonly ProblemItem[];
  /** Headers that the HTTP answer must carry (Allow, Accept-Post, …). */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ProblemCode,
    items: readonly ProblemItem[],
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(items.map((item) => item.detail).join("; "));
    this.name = "Problem";
    this.code = code;
    this.items = items;
    this.headers = headers;
  }
}

/** What would be within the bound, and the parameter that it is a matter of, where it is one's. */
export interface Remedy {
  readonly expected: string;
  readonly parameter?: string;
}

const LESS_WORK: Remedy = {
  expected: "a scenario with less work: fewer rounds, nodes, proposals or operations",
};

/** A simulation, a dump or an answer that would exceed a bound of limits.ts. */
export class WorkLimitError extends Problem {
  constructor(what: string, limit: number, reached: string, remedy: Remedy = LESS_WORK) {
    const { expected, ...place } = remedy;
    const whose = remedy === LESS_WORK ? "the scenario needs" : "the answer needs";
    const detail = `${whose} more than ${limit} ${what} (the limit was reached at ${reached}); expected ${expected}`;
    super("work-limit-exceeded", [{ ...place, detail }]);
    this.name = "WorkLimitError";
  }
}
