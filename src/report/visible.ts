/** What shows as nothing, or as something else than it is: controls, bidi marks, lone surrogates. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;

/**
 * One line that a terminal and a CI log show as it is. Characters that cannot be seen become `\xNN`
 * or `\u{N}`, as in a dump's text. A runner takes a line for a command if it begins with `::` after
 * white space, and `##[` wherever it stands (actions/runner, ActionCommand.cs: TryParseV2, TryParse);
 * others know `##vso[` and `##teamcity[`. One character of each is written as `\xNN` too.
 */
export function visible(text: string): string {
  return text
    .replace(INVISIBLE, (character) => {
      const code = character.codePointAt(0) ?? 0;
      const digits = code.toString(16);
      return code < 0x100 ? `\\x${digits.padStart(2, "0")}` : `\\u{${digits}}`;
    })
    .replace(/^(\s*):(?=:)/, "$1\\x3a")
    .replace(/##(?=\w*\[)/g, "#\\x23");
}

/**
 * JSON that means the same, in which characters that cannot be seen are written as `\uNNNN`; the line feeds
 * between its values stay.
 */
export function visibleJson(json: string): string {
  return json.replace(INVISIBLE, (character) => {
    if (character === "\n") return character;
    const units = character.split("").map((unit) => unit.charCodeAt(0).toString(16));
    return units.map((digits) => `\\u${digits.padStart(4, "0")}`).join("");
  });
}
