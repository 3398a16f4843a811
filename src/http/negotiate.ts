import { parseAccept } from "hono/utils/accept";
import { Problem } from "../errors.ts";

/** A representation that a resource offers. The first one offered is the default. */
export interface Offer<Name extends string> {
  readonly name: Name;
  readonly mediaType: string;
}

/** What several resources offer. */
export const JSON_OR_TEXT = [
  { name: "json", mediaType: "application/json" },
  { name: "text", mediaType: "text/plain" },
] as const;
export const TEXT_OR_NDJSON = [
  { name: "text", mediaType: "text/plain" },
  { name: "ndjson", mediaType: "application/x-ndjson" },
] as const;

/**
 * Chooses a representation by the Accept header (RFC 9110, section 12.5.1): the offer with the highest
 * quality; on a tie the one offered first. Without the header, the first. Throws `not-acceptable`.
 */
export function negotiate<Name extends string>(
  accept: string | undefined,
  offers: readonly [Offer<Name>, ...Offer<Name>[]],
): Name {
  if (accept === undefined || accept === "*/*" || accept.trim() === "") return offers[0].name;
  const ranges = parseAccept(accept);
  let best: { name: Name; quality: number } | null = null;
  for (const { name, mediaType } of offers) {
    const quality = qualityOf(mediaType, ranges);
    if (quality > (best?.quality ?? 0)) best = { name, quality };
  }
  if (best !== null) return best.name;
  const known = offers.map(({ mediaType }) => mediaType).join(", ");
  throw new Problem("not-acceptable", [
    { header: "Accept", detail: `Accept allows none of what is offered; expected one of ${known}` },
  ]);
}

/** The quality of the most specific range that covers `mediaType`; 0 when none does. */
function qualityOf(mediaType: string, ranges: readonly { type: string; q: number }[]): number {
  const [main] = mediaType.split("/");
  for (const covering of [mediaType, `${main}/*`, "*/*"]) {
    const range = ranges.find(({ type }) => type.toLowerCase() === covering);
    if (range !== undefined) return range.q;
  }
  return 0;
}
