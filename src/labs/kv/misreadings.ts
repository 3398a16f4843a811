import type { Misreading } from "../misreadings.ts";
import { VALUES } from "./cluster.ts";
import { NUMBERS, RIGHT_WORKLOAD, scaled, type WorkloadReading } from "./misread_cluster.ts";

export interface WorkloadMisreading extends Misreading {
  readonly reading: Partial<WorkloadReading>;
}

type Row = readonly [
  id: string,
  where: string,
  sentence: string,
  reading: Partial<WorkloadReading>,
];

const { key, value } = RIGHT_WORKLOAD;

const OF_KINDS: readonly Row[] = [
  ...[0, 1, 2].map(
    (kind): Row => [
      `kind-${kind}-deletes`,
      "kind",
      `Kind ${kind} is Del, and the other three are Put.`,
      { deleting: kind },
    ],
  ),
  ...[61, 60, 32].map(
    (shift): Row => [
      `kind-of-bits-from-${shift}`,
      "kind",
      `The kind is (r1 >> ${shift}) & 3.`,
      { kind: (draw) => (draw >> BigInt(shift)) & 3n },
    ],
  ),
];

const OF_NUMBERS: readonly (readonly [
  id: string,
  how: string,
  number: (draw: bigint) => bigint,
])[] = [
  ["of-signed", "as a signed one, its sign with it", NUMBERS.signed],
  ["of-magnitude", "as a signed one, without its sign", NUMBERS.magnitude],
  ["of-63-bits", "without its highest bit", NUMBERS.without_sign],
  ["of-lower-half", "of 32 bits that its lower half is", NUMBERS.lower_half],
  ["of-upper-half", "of 32 bits that its upper half is", NUMBERS.upper_half],
  ["of-double", "rounded to a double", NUMBERS.double],
];

const OF_KEYS: readonly Row[] = [
  ...OF_NUMBERS.filter(([id]) => id !== "of-signed").map(
    ([id, how, number]): Row => [
      `key-${id}`,
      "key",
      `The number of a key is the remainder of r2 as the number ${how}.`,
      { key: (draw, keys) => key(number(draw), keys) },
    ],
  ),
  [
    "key-by-multiplication",
    "key",
    "The number of a key is the upper half of the product of r2 and keys, not a remainder.",
    { key: scaled },
  ],
];

const OF_VALUES: readonly Row[] = [
  ...OF_NUMBERS.map(
    ([id, how, number]): Row => [
      `value-${id}`,
      "value",
      `A value is the remainder of r3 as the number ${how}.`,
      { value: (draw) => value(number(draw)) },
    ],
  ),
  [
    "value-from-one",
    "value",
    `A value is 1 .. ${VALUES}, one more than it should be.`,
    { value: (draw) => value(draw) + 1n },
  ],
];

const OF_DRAWS = (
  [
    ["kind", "value", "key"],
    ["key", "kind", "value"],
    ["key", "value", "kind"],
    ["value", "kind", "key"],
    ["value", "key", "kind"],
  ] as const
).map(
  (draws): Row => [
    `draws-${draws.join("-")}`,
    "draws",
    `The draws of an operation are of its ${draws[0]}, its ${draws[1]} and its ${draws[2]}, in this order.`,
    { draws },
  ],
);

const OF_ITERATIONS: readonly Row[] = [
  [
    "cut-after-operation",
    "cut_from",
    "The cut begins after the operation cut_from, not before it.",
    { parts: ["heal", "operation", "cut"] },
  ],
  [
    "heal-after-operation",
    "cut_until",
    "heal() comes after the operation cut_until, not before it.",
    { parts: ["cut", "operation", "heal"] },
  ],
  [
    "cut-and-heal-after-operation",
    "step",
    "The cut begins after the operation cut_from, and heal() comes after the operation cut_until.",
    { parts: ["operation", "cut", "heal"] },
  ],
];

const OF_FAILURES: readonly Row[] = [
  [
    "failed-operation-again",
    "propose",
    "An operation that a quorum has not acknowledged is proposed again in the next iteration, in place of a new one.",
    { failed: "is-proposed-again" },
  ],
  [
    "failed-entry-withdrawn",
    "propose",
    "An entry that a quorum has not acknowledged is taken out of the logs again, and its idx is given anew.",
    { failed: "is-withdrawn" },
  ],
];

const of =
  (section: string) =>
  ([id, where, sentence, reading]: Row): WorkloadMisreading => ({
    id,
    sentence,
    where,
    section: `kv.md, "${section}"`,
    reading,
  });

/** Misreadings of docs/specification/kv.md that no single change of our sources amounts to. */
export const misreadings: readonly WorkloadMisreading[] = [
  ...[...OF_KINDS, ...OF_KEYS, ...OF_VALUES, ...OF_DRAWS, ...OF_ITERATIONS].map(of("Workload")),
  ...OF_FAILURES.map(of("Operations")),
];
