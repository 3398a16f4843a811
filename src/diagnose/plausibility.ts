/**
 * How likely a person makes a kind of single change, the likeliest first: the order in which changes that explain the
 * same are told. It is an opinion, and nothing but an order rests on it: slips of one, boundaries and forgotten lines
 * before what hardly anybody writes.
 */
const ORDER: readonly string[] = [
  "constant-plus-one",
  "constant-minus-one",
  "min-max",
  "order-left-out",
  "operand-left-out",
  "comparison",
  "statement-left-out",
  "function-emptied",
  "condition-true",
  "condition-false",
  "statements-exchanged",
  "update",
  "other-field",
  "logic",
  "boolean",
  "arithmetic",
  "condition-negated",
  "signed-shift",
  "sign-left-out",
  "loop-backwards",
  "assignment",
];

/** The rank of a kind of change, from 0; kinds that are not in the order come last. */
export function plausibilityRank(mutator: string): number {
  const rank = ORDER.indexOf(mutator);
  return rank < 0 ? ORDER.length : rank;
}
