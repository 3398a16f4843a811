import type { Report } from "./schema.ts";
import { visible } from "./visible.ts";

/** Each invariant that the dump breaks in one visible line: `ID: STATEMENT: DETAIL`. */
export function violationsInWords({ violations }: Pick<Report, "violations">): string[] {
  return violations.map(({ invariant, statement, details, total }) => {
    const more = total > 1 ? `; and ${total - 1} more` : "";
    return visible(`${invariant}: ${statement.replace(/\.$/, "")}: ${details[0] ?? ""}${more}`);
  });
}
