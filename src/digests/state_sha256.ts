import { sha256Hex } from "../dump/sha256.ts";

/** By the bytes of a state, as a run gave them. */
const hashes = new WeakMap<Uint8Array, string>();

/**
 * The SHA-256 of a run's state. A run gives the very same array where its state is still the same, and that is hashed
 * once: of a small one the call of WebCrypto costs more than all the rest of a step.
 */
export async function stateSha256(state: Uint8Array): Promise<string> {
  const known = hashes.get(state);
  if (known !== undefined) return known;
  const hash = await sha256Hex(state);
  hashes.set(state, hash);
  return hash;
}
