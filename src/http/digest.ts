import { parseDictionary, serializeDictionary } from "structured-headers";
import { hex } from "../dump/value.ts";
import { Problem } from "../errors.ts";

/** The digest algorithms of RFC 9530 that we compute, by their names there: that of WebCrypto, and their bytes. */
const ALGORITHMS = {
  "sha-256": { name: "SHA-256", size: 32 },
  "sha-512": { name: "SHA-512", size: 64 },
} as const;

/** Characters of a Content-Digest header: room for a digest of each algorithm that has ever been registered. */
const LONGEST_HEADER = 1024;

export type DigestAlgorithm = keyof typeof ALGORITHMS;

/** The value of a Repr-Digest header (RFC 9530) for a representation with this SHA-256. */
export function reprDigest(sha256: string): string {
  const bytes = Uint8Array.from(sha256.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return serializeDictionary({ "sha-256": bytes });
}

/** What a Content-Digest header (RFC 9530) promises about the bytes on the wire. */
export interface PromisedDigest {
  readonly algorithm: DigestAlgorithm;
  readonly digest: Uint8Array;
}

/**
 * Reads a Content-Digest header. Throws `invalid-header` where it is malformed, and where it names no
 * algorithm that we can check: a digest that was sent and is not checked would be worse than none.
 */
export function parseContentDigest(header: string): PromisedDigest[] {
  const malformed = (what: string): Problem =>
    new Problem("invalid-header", [
      { header: "Content-Digest", detail: `Content-Digest ${what}; expected sha-256=:<base64>:` },
    ]);
  if (header.length > LONGEST_HEADER) throw malformed(`has more than ${LONGEST_HEADER} characters`);
  let dictionary: ReturnType<typeof parseDictionary>;
  try {
    dictionary = parseDictionary(header);
  } catch {
    throw malformed("is not a dictionary of RFC 9651");
  }
  const promised: PromisedDigest[] = [];
  for (const [name, [value]] of dictionary) {
    if (!Object.hasOwn(ALGORITHMS, name)) continue;
    if (!(value instanceof ArrayBuffer)) throw malformed(`has no byte sequence for ${name}`);
    const algorithm = name as DigestAlgorithm;
    const { size } = ALGORITHMS[algorithm];
    if (value.byteLength !== size) {
      throw malformed(`has ${value.byteLength} bytes for ${name}, and not ${size}`);
    }
    promised.push({ algorithm, digest: new Uint8Array(value) });
  }
  if (promised.length === 0) throw malformed("names neither sha-256 nor sha-512");
  return promised;
}

/** Bytes up to which a message is kept and hashed in one call: a stream costs more than the hash of them. */
const KEPT_BYTES = 4_096;

/** A digest computed piece by piece, in the runtime's own code (crypto.DigestStream of workerd). */
export class StreamedDigest {
  private readonly name: string;
  /** What was written, as long as there is little of it. */
  private kept: Uint8Array<ArrayBuffer> | null = new Uint8Array(0);
  private stream: DigestStream | null = null;
  private writer: WritableStreamDefaultWriter<ArrayBuffer | ArrayBufferView> | null = null;

  constructor(algorithm: DigestAlgorithm) {
    this.name = ALGORITHMS[algorithm].name;
  }

  /** The chunk may be reused as soon as the promise is fulfilled. */
  async write(chunk: Uint8Array): Promise<void> {
    const { kept } = this;
    if (kept !== null && kept.length + chunk.length <= KEPT_BYTES) {
      this.kept = joined(kept, chunk);
      return;
    }
    if (this.writer === null) {
      this.stream = new crypto.DigestStream(this.name);
      this.writer = this.stream.getWriter();
      this.kept = null;
      if (kept !== null && kept.length > 0) await this.writer.write(kept);
    }
    await this.writer.write(chunk);
  }

  /** The digest of all that was written. */
  async finish(): Promise<Uint8Array> {
    if (this.kept !== null) return new Uint8Array(await crypto.subtle.digest(this.name, this.kept));
    await this.writer?.close();
    return new Uint8Array(await (this.stream as DigestStream).digest);
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(a.length + b.length);
  result.set(a);
  result.set(b, a.length);
  return result;
}

/** Throws `digest-mismatch` unless the body's digest is the promised one. */
export function checkDigest({ algorithm, digest }: PromisedDigest, actual: Uint8Array): void {
  if (hex(digest) === hex(actual)) return;
  throw new Problem("digest-mismatch", [
    {
      header: "Content-Digest",
      detail: `Content-Digest promises ${algorithm} ${hex(digest)}; the body has ${hex(actual)}`,
    },
  ]);
}
