import { Problem } from "../errors.ts";

/** Throws `unsupported-media-type` unless a Content-Type header is one of `accepted`; "" stands for none at all. */
export function requireMediaType(
  contentType: string | undefined,
  accepted: readonly string[],
): void {
  const essence = (contentType ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
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
