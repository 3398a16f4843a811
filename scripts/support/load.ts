import { connect, type Socket } from "node:net";

/** A request as it is sent, again and again. */
export interface LoadRequest {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: Uint8Array;
  /** A line that the head of each answer must have, in lower case. */
  readonly expects?: string;
}

/** The answers of a load, by their time in milliseconds; `rate` is answers a second. */
export interface Load {
  readonly rate: number;
  readonly latencies: readonly number[];
}

const HEAD_END = Buffer.from("\r\n\r\n");

/**
 * A connection that sends one request at a time and reads the answer by its Content-Length. It does next to
 * nothing else: Node's own client takes longer for a request than the server that is measured.
 */
class Connection {
  private readonly socket: Socket;
  private readonly expects: string;
  private readonly wire: Buffer;
  private pending: Buffer = Buffer.alloc(0);
  private done: ((error: Error | null) => void) | null = null;

  private constructor(socket: Socket, wire: Buffer, expects: string) {
    this.socket = socket;
    this.wire = wire;
    this.expects = expects;
    socket.setNoDelay(true);
    socket.on("data", (data: Buffer) => this.take(data));
    socket.on("error", (error) => this.end(error));
    socket.on("close", () => this.end(new Error("the connection was closed")));
  }

  static open(origin: URL, request: LoadRequest): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect(Number(origin.port), origin.hostname);
      socket.once("error", reject);
      socket.once("connect", () => {
        const { expects = "http/1.1 200" } = request;
        resolve(new Connection(socket, wireOf(origin, request), expects));
      });
    });
  }

  /** Sends the request once; resolves when the whole answer is there. */
  send(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.done = (error) => (error === null ? resolve() : reject(error));
      this.socket.write(this.wire);
    });
  }

  close(): void {
    this.done = null;
    this.socket.destroy();
  }

  private take(data: Buffer): void {
    this.pending = this.pending.length === 0 ? data : Buffer.concat([this.pending, data]);
    const end = this.pending.indexOf(HEAD_END);
    if (end < 0) return;
    const head = this.pending.toString("latin1", 0, end).toLowerCase();
    const length = /\r\ncontent-length: ([0-9]+)/.exec(head)?.[1];
    if (length === undefined) {
      this.end(new Error(`no Content-Length: ${head}`));
      return;
    }
    if (this.pending.length < end + HEAD_END.length + Number(length)) return;
    this.pending = Buffer.alloc(0);
    this.end(head.includes(this.expects) ? null : new Error(`another answer: ${head}`));
  }

  private end(error: Error | null): void {
    const { done } = this;
    this.done = null;
    done?.(error);
  }
}

function wireOf({ host }: URL, { method, path, body = new Uint8Array(0) }: LoadRequest): Buffer {
  const lines = [`${method} ${path} HTTP/1.1`, `Host: ${host}`, "Accept: */*"];
  if (method === "POST") {
    lines.push("Content-Type: application/octet-stream", `Content-Length: ${body.length}`);
  }
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`), body]);
}

async function withConnections<T>(
  origin: URL,
  request: LoadRequest,
  count: number,
  use: (connections: readonly Connection[]) => Promise<T>,
): Promise<T> {
  const opened = Array.from({ length: count }, () => Connection.open(origin, request));
  const connections = await Promise.all(opened);
  try {
    return await use(connections);
  } finally {
    for (const connection of connections) connection.close();
  }
}

/** As many requests as `connections` get answered in `milliseconds`, each sending its next one at once. */
export function fullLoad(
  origin: URL,
  request: LoadRequest,
  { connections, milliseconds }: { readonly connections: number; readonly milliseconds: number },
): Promise<Load> {
  return withConnections(origin, request, connections, async (all) => {
    const latencies: number[] = [];
    const start = performance.now();
    const end = start + milliseconds;
    const busy = all.map(async (connection) => {
      for (let sent = performance.now(); sent < end; ) {
        await connection.send();
        const answered = performance.now();
        latencies.push(answered - sent);
        sent = answered;
      }
    });
    await Promise.all(busy);
    return { rate: (1000 * latencies.length) / (performance.now() - start), latencies };
  });
}

/**
 * Requests at a fixed rate for `milliseconds`. Times count from when a request was due: one that had to wait for
 * a free connection, or for the one before it, is not told to have been fast.
 */
export function steadyLoad(
  origin: URL,
  request: LoadRequest,
  {
    connections,
    milliseconds,
    perSecond,
  }: { readonly connections: number; readonly milliseconds: number; readonly perSecond: number },
): Promise<Load> {
  return withConnections(origin, request, connections, async (all) => {
    const latencies: number[] = [];
    const start = performance.now();
    const total = Math.floor((milliseconds * perSecond) / 1000);
    let next = 0;
    const busy = all.map(async (connection) => {
      while (next < total) {
        const due = start + (1000 * next++) / perSecond;
        const wait = due - performance.now();
        if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
        const sent = wait > 0 ? performance.now() : due;
        await connection.send();
        latencies.push(performance.now() - sent);
      }
    });
    await Promise.all(busy);
    return { rate: (1000 * latencies.length) / (performance.now() - start), latencies };
  });
}

/** The value below which `share` of the values are. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number;
}
