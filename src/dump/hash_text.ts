/** `HASH`, or the line of GNU sha256sum, in which `*` says that the file was read as binary, and `\` that its name is escaped. */
const PLAIN = /^\\?([0-9a-f]{64})(?: [ *][^\n]+)?$/i;
/** `SHA256 (dump.bin) = HASH`: BSD, sha256sum --tag; `SHA2-256(dump.bin)= HASH`: openssl dgst. */
const TAGGED = /^\\?SHA(?:2-)?256 ?\([^\n]+\) ?= ([0-9a-f]{64})$/i;

/**
 * The SHA-256 that a text gives, in lower case: 64 hex digits, or a line that a program for hashes prints, with white
 * space around it. Null where it gives none, or several.
 */
export function hashInText(text: string): string | null {
  const line = text.trim();
  return (PLAIN.exec(line) ?? TAGGED.exec(line))?.[1]?.toLowerCase() ?? null;
}
