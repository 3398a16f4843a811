import { type Suite, suitesOf } from "../../../../src/labs/suite.ts";
import { found } from "./found.ts";
import { kills } from "./kills.ts";
import { scores } from "./scores.ts";

/** Chosen by hand. No hash of this lab is published: these are what its simulation gives. */
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
      sha256: "40e542ebb7b5add81aec51907b413ad527b1c059fc1c646df4dcf410a1c5733e",
      size_bytes: 139,
      digests_sha256: "f36c6753bcc989926d7097d71115350481406b8f796349429d565cf103686abe",
    },
    {
      id: "R2",
      title: "Five stations, from the last one on",
      parameters: { seed: "18446744073709551615", stations: "5", ticks: "86", begins: "last" },
      sha256: "9c411f3c324166691dafd559349929b9a27b19d7457fbc74634e1aa6147e626d",
      size_bytes: 236,
      digests_sha256: "211bb84e64cd86ca1eb7c2db690dad7f2a5d3d10da5db7871f900b1eaf2bc9b7",
    },
  ],
  kills: {},
  mutation: null,
};

export const suites = [examples, ...suitesOf([], found, kills, scores)] as const;
