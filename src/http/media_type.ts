import { Problem } from "../errors.ts";

/** What curl --data-binary says of any body: it is taken where it is listed, and named only where it is said what it is. */
export const FORM_TYPE = "application/x-www-form-urlencoded";

/**
 * The media type of a body, without parameters and in lower case (RFC 9110, section 8.3.1); "" where none is
 * said, which is taken. Throws `unsupported-media-type` unless it is one of `accepted`; `is` says what a body
 * of that type is, where that needs words.
 */
export function requireMediaType(
  contentType: string | undefined,
  accepted: Readonly<Record<string, { readonly is?: string }>>,
): string {
  const essence = contentType?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (essence === "" || Object.hasOwn(accepted, essence)) return essence;
  const named = Object.entries(accepted).filter(
    ([type, { is }]) => type !== FORM_TYPE || is !== undefined,
  );
  const expected = named.map(([type, { is }]) => (is === undefined ? type : `${type} (${is})`));
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
