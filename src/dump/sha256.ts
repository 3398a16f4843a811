import { hex } from "./value.ts";

/** The SHA-256 of `bytes` as 64 lower-case hex digits (WebCrypto). */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  return hex(
    new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>)),
  );
}
