import type { Bug, BugVariant } from "../../src/labs/bug.ts";
import type { Lab, Scenario } from "../../src/labs/lab.ts";
import { runOf } from "../../src/oracle/expected.ts";

/** The dump of a program with a bug of protocol or encoding; with one of each, where two are given. */
export function dumpWith(scenario: Scenario, ...variants: readonly BugVariant[]): Uint8Array {
  const kindOf = ({ bug }: BugVariant) => scenario.lab.bugs.find(({ id }) => id === bug)?.kind;
  const protocol = variants.find((variant) => kindOf(variant) === "protocol");
  const encoding = variants.find((variant) => kindOf(variant) === "encoding");
  if ([protocol, encoding].filter(Boolean).length !== variants.length) throw new Error("no bug");
  return runOf(scenario, protocol === undefined ? {} : { bugs: [protocol] }).dump(encoding);
}

/** Every reading of the lab's bugs that can be seen. */
export function readings(lab: Lab, kind?: Bug["kind"]): BugVariant[] {
  return lab.bugs
    .filter((bug) => bug.is_observable && (kind === undefined || bug.kind === kind))
    .flatMap(({ id, variants }) =>
      Array.from({ length: variants }, (_, variant) => ({ bug: id, variant })),
    );
}
