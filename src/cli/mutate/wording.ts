/** Code as it stands in a sentence: without types and `this`, on one line. */
export function clean(code: string): string {
  let text = code
    .replace(/\s+/g, " ")
    .replace(/ as [A-Za-z]\w*(\[\])?/g, "")
    .replace(/\bthis\./g, "")
    .replace(/,? \)/g, ")")
    .replace(/\( /g, "(")
    .trim();
  for (;;) {
    // Parentheses around a name, that held its type; not those of a call.
    const fewer = text.replace(/(^|[^\w\])])\(([\w.]+(\[[^[\]]*\])?)\)/g, "$1$2");
    if (fewer === text) return text.replace(/;$/, "");
    text = fewer;
  }
}

/** The longest piece of code that a sentence shows. */
const LONGEST = 90;

export function quoted(code: string): string {
  const text = clean(code);
  return `\`${text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text}\``;
}

export function isShort(code: string): boolean {
  return clean(code).length <= LONGEST;
}

/** `resetTimer` as a specification writes it: `reset_timer`. */
export function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The words of a name, in lower case: of `acceptedEpoch` and `accepted_epoch` the same. */
export function wordsOf(name: string): readonly string[] {
  return snake(name).split("_");
}

export function shareWord(a: string, b: string): boolean {
  return a !== b && wordsOf(a).some((word) => wordsOf(b).includes(word));
}

/** FNV-1a, 32 bits, as seven digits of base 36: enough to tell the changes of one function apart. */
export function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(36).padStart(7, "0");
}
