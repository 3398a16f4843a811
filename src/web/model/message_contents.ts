import type { MessageArrival } from "../../labs/events.ts";

/** The contents of a message, each as text: what is made of parts has them by name. */
export function contentsInWords({
  contents,
}: Pick<MessageArrival, "contents">): [string, string][] {
  return Object.entries(contents).map(([name, value]) => [name, inWords(value)]);
}

function inWords(value: unknown): string {
  if (value === null || typeof value !== "object") return value === "" ? "(empty)" : String(value);
  const parts = Object.entries(value).map(([name, part]) => {
    const text = inWords(part);
    return part !== null && typeof part === "object" ? `${name} (${text})` : `${name} ${text}`;
  });
  return parts.join(", ");
}
