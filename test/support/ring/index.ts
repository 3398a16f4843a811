import { encode } from "../../../src/dump/encode.ts";
import { fieldMapOf } from "../../../src/dump/field_map.ts";
import { edited, type Layout } from "../../../src/dump/layout.ts";
import { bigEndian } from "../../../src/dump/layout_bugs.ts";
import { type BugVariant, type BugWith, catalogued, readingOf } from "../../../src/labs/bug.ts";
import { defineLab } from "../../../src/labs/define.ts";
import type { Lab, Run, RunOptions } from "../../../src/labs/lab.ts";
import { choice, u32, u64 } from "../../../src/labs/parameter_types.ts";
import { sharedRows } from "../../../src/labs/runbook.ts";
import type { Suite } from "../../../src/labs/suite.ts";
import { layout } from "./layout.ts";
import { MESSAGE_NAMES, MOODS, RIGHT, Ring, type RingParameters, type Rules } from "./ring.ts";

/** A lab of its own kind, for the tests: docs/adding_a_lab.md was followed to make it. */

const protocolBugs: readonly BugWith<Rules>[] = [
  {
    id: "value-kept",
    title: "The value keeps its sign",
    description: "A station passes the token on without negating its value.",
    effect: "Balances only grow.",
    cause: "The minus was forgotten.",
    runbook: "balance",
    fix: "Negate the value before adding to it.",
    readings: [{ ...RIGHT, valueIsNegated: false }],
  },
  {
    id: "note-newest",
    title: "An older note does not replace a newer one",
    description: "A note that was overtaken is dropped.",
    effect: "The tick of the last note is too high.",
    cause: "Links taken to be FIFO.",
    runbook: null,
    fix: "Keep the note that came last.",
    readings: [{ ...RIGHT, newestNoteCounts: true }],
  },
];

const encodingBugs: readonly BugWith<Layout<Ring>>[] = [
  {
    id: "big-endian",
    title: "Integers are big-endian",
    description: "Every integer is written with its highest byte first.",
    effect: "Balances differ.",
    cause: "Network byte order by habit.",
    runbook: null,
    fix: "Write balances with the lowest byte first.",
    readings: [edited(layout, bigEndian)],
  },
];

class RingRun implements Run {
  readonly steps: number;
  private readonly ring: Ring;

  constructor(parameters: RingParameters, { bug, observer }: RunOptions) {
    this.steps = parameters.ticks;
    const rules = bug === undefined ? RIGHT : readingOf(protocolBugs, bug);
    this.ring = new Ring(parameters, rules, observer ?? null);
  }

  get step_index(): number {
    return this.ring.tick;
  }

  get messages(): number {
    return this.ring.messages;
  }

  observe(observer: NonNullable<RunOptions["observer"]>): void {
    this.ring.observe(observer);
  }

  step(): void {
    this.ring.step();
  }

  dump(encoding?: BugVariant): Uint8Array {
    return encode(encoding === undefined ? layout : readingOf(encodingBugs, encoding), this.ring);
  }

  digestInput(encoding?: BugVariant): Uint8Array {
    return this.dump(encoding);
  }

  digestParts(encoding?: BugVariant) {
    return [{ prefix: "", dump: this.dump(encoding) }];
  }

  scope() {
    return this.ring.stations.map(({ mood, balance }) => [MOODS[mood] as string, balance]);
  }

  violations(): readonly string[] {
    const holding = this.ring.stations.filter(({ mood }) => mood === 1);
    return holding.length > 1 ? ["more than one station holds the token"] : [];
  }
}

const required = { required: true, default: null, extension: false } as const;

/** A lab without published hashes: its one suite has what the specification gives. */
const examples: Suite = {
  id: "examples",
  version: "1",
  title: "Two small rings",
  is_published: false,
  scenarios: [
    {
      id: "R1",
      title: "Three stations",
      parameters: { seed: "1", stations: "3", ticks: "40" },
      sha256: "620e3103827aa16cd35c0fa7e60e233a1312e50e7dd7d9b2fb086c4173881bf5",
      size_bytes: 124,
    },
    {
      id: "R2",
      title: "Five stations, from the last one on",
      parameters: { seed: "18446744073709551615", stations: "5", ticks: "90", begins: "last" },
      sha256: "c3b9977c907d62e13d56fd1571799d55878f7af04bde6c5df332292b900ea8da",
      size_bytes: 237,
    },
  ],
  kills: {},
};

export const ring: Lab = defineLab({
  id: "ring",
  title: "A token in a ring",
  summary: "Stations pass a token on; the dump holds every station's state.",
  specification: "ring-1",
  step_name: "tick",
  program: "ringctl",
  parameters: {
    seed: {
      ...required,
      type: u64,
      flag: "--seed",
      description: "Mixed into delays.",
      example: "1",
    },
    stations: {
      ...required,
      type: u32(2, 16),
      flag: "--stations",
      description: "Stations of the ring.",
      example: "3",
    },
    ticks: {
      ...required,
      type: u32(0, 5000),
      flag: "--ticks",
      description: "Number of ticks.",
      example: "40",
    },
    begins: {
      required: false,
      default: "first",
      extension: true,
      type: choice("first", "last"),
      flag: "--begins",
      description: "Who holds the token at first.",
      example: "first",
    },
  },
  resolve: ({ begins = "first", ...values }) => ({ ...values, begins }),
  normalize: (parameters) => parameters,
  steps: ({ ticks }) => ticks,
  start: (parameters, options) => new RingRun(parameters, options),
  suites: [examples],
  random: (draws) =>
    new Map([
      ["seed", draws.u64()],
      ["stations", String(draws.between(2, 9))],
      ["ticks", String(draws.between(0, 300))],
    ]),
  field_map: fieldMapOf(layout),
  encodedFieldMap: (encoding) => fieldMapOf(readingOf(encodingBugs, encoding)),
  scope: {
    row_name: "station",
    state: "mood",
    message_types: MESSAGE_NAMES,
    columns: [
      { name: "mood", type: "text", values: MOODS, description: "Whether it holds the token" },
      { name: "balance", type: "integer", description: "The sum of the values that came" },
    ],
  },
  events: [
    {
      kind: "passed",
      description: "A station passes the token on",
      members: [{ name: "value", type: "integer", description: "The token's new value" }],
      words: ({ node, value }) => `station ${node} passes the token on with ${value}`,
      mark: ({ value }) => ({
        isFilled: true,
        legend: "passes the token on",
        label: String(value),
      }),
    },
  ],
  runbook: [
    ...sharedRows,
    {
      id: "balance",
      where: "a station's balance",
      culprit: "The sign of the value: it is negated at every hop.",
      source: "assay",
      matches: ({ kind }) => kind === "stations[].balance",
    },
  ],
  bugs: [
    ...protocolBugs.map((bug) => catalogued("protocol", bug)),
    ...encodingBugs.map((bug) => catalogued("encoding", bug)),
  ],
  invariants: [{ id: "one-holder", statement: "At most one station holds the token." }],
  not_pinned: ["Everything: no hash of this lab is published."],
});
