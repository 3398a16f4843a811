import { edited, type Layout } from "../../../src/dump/layout.ts";
import { bigEndian } from "../../../src/dump/layout_bugs.ts";
import type { BugWith } from "../../../src/labs/bug.ts";
import { layout } from "./layout.ts";
import { RIGHT, type Ring, type Rules } from "./ring.ts";

export const protocolBugs: readonly BugWith<Rules>[] = [
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
    description: "A note that was overtaken by a newer one is dropped.",
    effect: "The tick of the last note is too high.",
    cause: "Links taken to be FIFO.",
    runbook: null,
    fix: "Keep the note that came last.",
    readings: [{ ...RIGHT, newestNoteCounts: true }],
  },
  {
    id: "laps-from-one",
    title: "Laps are counted from 1",
    description: "The token begins with lap 1; or with lap -1, so that the first whole lap is 0.",
    effect: "Every lap in a dump is off by one.",
    cause: "Counting by hand.",
    runbook: null,
    fix: "The token begins with lap 0.",
    readings: [
      { ...RIGHT, lapsBegin: 1 },
      { ...RIGHT, lapsBegin: -1 },
    ],
  },
];

export const encodingBugs: readonly BugWith<Layout<Ring>>[] = [
  {
    id: "big-endian",
    title: "Integers are big-endian",
    description: "Every integer is written with its highest byte first.",
    effect: "Balances differ.",
    cause: "Network byte order by habit.",
    runbook: "byte-order",
    fix: "Write balances with the lowest byte first.",
    readings: [edited(layout, bigEndian)],
  },
  {
    id: "flag-missing",
    title: "An optional note has no flag",
    description: "has_note is not written.",
    effect: "A station is a byte too short.",
    cause: "A type that is optional is written as its value.",
    runbook: null,
    fix: "Write one byte, 0 or 1, before the note.",
    readings: [edited(layout, (field) => (field.name === "has_note" ? [] : [field]))],
  },
  {
    id: "name-ascii",
    title: "Names are cut to ASCII",
    description: "Each character of a name is written as one byte, its lower eight bits.",
    effect: "A name is a byte too short.",
    cause: "A string copied character by character.",
    runbook: null,
    fix: "Write names in UTF-8.",
    readings: [
      edited(layout, (field) =>
        field.kind === "text" && field.name === "name" ? [{ ...field, type: "bytes" }] : [field],
      ),
    ],
  },
];
