import { encode } from "../../../src/dump/encode.ts";
import { catalogued, readingOf, rulesWith } from "../../../src/labs/bug.ts";
import { defineLab } from "../../../src/labs/define.ts";
import { type Encoding, layoutOf } from "../../../src/labs/encoding.ts";
import type { EventKind, Observer } from "../../../src/labs/events.ts";
import type { Run, RunOptions, Scope } from "../../../src/labs/lab.ts";
import { sharedRows } from "../../../src/labs/runbook.ts";
import { encodingBugs, protocolBugs } from "./bugs.ts";
import { dumpInvariants, invariants } from "./dump_invariants.ts";
import { layout } from "./layout.ts";
import { declaration, type RingParameters, resolve } from "./parameters.ts";
import { randomScenario } from "./random.ts";
import { MESSAGE_FORMS, MESSAGE_NAMES, MOODS, RIGHT, Ring } from "./ring.ts";
import { suites } from "./suites/index.ts";

/** A lab for the tests, unlike the others: docs/adding_a_lab.md was followed to make it. */

class RingRun implements Run {
  readonly steps: number;
  private readonly ring: Ring;

  constructor(parameters: RingParameters, { bugs = [], ...options }: RunOptions) {
    this.steps = parameters.ticks;
    this.ring = new Ring(parameters, rulesWith(RIGHT, protocolBugs, bugs), options);
  }

  get step_index(): number {
    return this.ring.tick;
  }

  get messages(): number {
    return this.ring.messages;
  }

  observe(observer: Observer): void {
    this.ring.observe(observer);
  }

  step(): void {
    this.ring.step();
  }

  dump(encoding?: Encoding): Uint8Array {
    return encode(layoutOf(layout, encodingBugs, encoding), this.ring);
  }

  digestInput(encoding?: Encoding): Uint8Array {
    return this.dump(encoding);
  }

  digestParts(encoding?: Encoding) {
    return [{ prefix: "", dump: this.dump(encoding) }];
  }

  scope() {
    return this.ring.stations.map(({ mood, balance }) => [MOODS[mood] as string, balance]);
  }

  violations(): readonly string[] {
    const holding = this.ring.stations.filter(({ mood }) => mood === 1);
    return holding.length > 1 ? [`one-holder: ${holding.length} stations`] : [];
  }
}

const scope: Scope = {
  row_name: "station",
  state: "mood",
  message_types: MESSAGE_NAMES,
  columns: [
    { name: "mood", type: "text", values: MOODS, description: "Whether it holds the token" },
    { name: "balance", type: "integer", description: "The sum of the values that came" },
  ],
};

const events: readonly EventKind[] = [
  {
    kind: "passed",
    description: "A station passes the token on",
    section: "The token",
    when: "before the token is sent",
    members: [
      { name: "value", type: "integer", description: "The token's new value" },
      { name: "first", type: "flag", description: "Whether this is its first lap" },
    ],
    words: ({ node, value }) => `station ${node} passes the token on with ${value}`,
    mark: ({ value, first }) => ({
      isFilled: first !== true,
      legend: first === true ? "passes the token on, first lap" : "passes the token on",
      label: String(value),
    }),
  },
];

export const ring = defineLab({
  id: "ring",
  title: "A token in a ring",
  summary: "Stations pass a token on; the dump holds every station's state.",
  specification: "ring-1",
  step_name: "tick",
  program: "ringctl",
  parameters: declaration,
  resolve,
  normalize: (parameters) => parameters,
  steps: ({ ticks }) => ticks,
  start: (parameters, options) => new RingRun(parameters, options),
  suites,
  random: randomScenario,
  layout,
  encodedLayout: (encoding) => readingOf(encodingBugs, encoding),
  scope,
  messages: MESSAGE_FORMS,
  timers: [{ name: "note", section: "Notes", when: "before the note is sent" }],
  events,
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
  invariants,
  dump_invariants: dumpInvariants,
  not_pinned: ["Everything: no hash of this lab is published."],
});
