import { Problem } from "../errors.ts";

/** The type of a Content-Type header without its parameters, in lower case (RFC 9110, section 8.3.1); "" of none. */
export function essenceOf(contentType: string | undefined): string {
  return (contentType ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}

/** Throws `unsupported-media-type` unless a Content-Type header is one of `accepted`; "" stands for none at all. */
export function requireMediaType(
  contentType: string | undefined,
  accepted: readonly string[],
): void {
  const essence = essenceOf(contentType);
  if (accepted.includes(essence)) return;
  const named = accepted.filter((type) => type !== "");
  throw new Problem(
    "unsupported-media-type",
    [
      {
        header: "Content-Type",
        detail: `Content-Type is ${JSON.stringify(essence.slice(0, 80))}; expected ${named.join(" or ")}`,
      },
    ],
    { "Accept-Post": named.join(", ") },
  );
}
