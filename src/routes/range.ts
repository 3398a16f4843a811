import type { StepRange } from "../digests/digests.ts";
import { Problem } from "../errors.ts";
import type { QueryParameter } from "../http/query.ts";
import type { Scenario } from "../labs/lab.ts";
import { u32 } from "../labs/parameter_types.ts";

/** The parameters of a range of steps. */
export const FROM: QueryParameter<number> = {
  type: u32(),
  description: "The first step; 0 if it is left out",
};
export const UNTIL: QueryParameter<number> = {
  type: u32(),
  description: "The step before which the range ends; the end of the run",
};
export const STRIDE: QueryParameter<number> = {
  type: u32(1),
  description: "Every how many steps; 1 if it is left out",
  older_name: "step",
};

/** The values of the parameters of a range; an endpoint of one stretch has no stride. */
export interface RangeQuery {
  readonly from: number | undefined;
  readonly until: number | undefined;
  readonly stride?: number | undefined;
}

/** The range that a query names, which must lie in the run; `fallback` where a bound was left out. */
export function rangeOf(
  { steps, lab }: Scenario,
  query: RangeQuery,
  fallback: { readonly from?: number; readonly until?: number } = {},
): StepRange {
  const from = query.from ?? fallback.from ?? 0;
  const until = query.until ?? fallback.until ?? steps;
  const stride = query.stride ?? 1;
  if (until > steps) {
    throw refused(
      "until",
      `until is ${until}; expected at most ${steps}, the number of ${lab.step_name}s`,
    );
  }
  if (from > until) {
    throw refused("from", `from is ${from}; expected at most until, which is ${until}`);
  }
  return { from, until, stride };
}

export function refused(parameter: string, detail: string): Problem {
  return new Problem("invalid-parameters", [{ parameter, detail }]);
}
