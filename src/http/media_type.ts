import { Problem } from "../errors.ts";

/** What curl --data-binary says of any body: it is taken where it is listed, and nobody is told to send it. */
const FORM = "application/x-www-form-urlencoded";

/**
 * The media type of a body, without parameters and in lower case (RFC 9110, section 8.3.1); "" where none is
 * said, which is taken. Throws `unsupported-media-type` unless it is one of `accepted`, which holds what a
 * body of each type is, or undefined where that needs no words.
 */
export function requireMediaType(
  contentType: string | undefined,
  accepted: ReadonlyMap<string, string | undefined>,
): string {
  const essence = contentType?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (essence === "" || accepted.has(essence)) return essence;
  const named = [...accepted].filter(([type]) => type !== FORM);
  const expected = named.map(([type, what]) => (what === undefined ? type : `${type} (${what})`));
  throw new Problem(
    "unsupported-media-type",
    [
      {
        header: "Content-Type",
        detail: `Content-Type is ${JSON.stringify(essence.slice(0, 80))}; expected ${expected.join(" or ")}`,
      },
    ],
    { "Accept-Post": named.map(([type]) => type).join(", ") },
  );
}
