import { type Suite, suitesOf } from "../../../../src/labs/suite.ts";
import { complete } from "./complete.ts";
import { kills } from "./kills.ts";

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
    },
    {
      id: "R2",
      title: "Five stations, from the last one on",
      parameters: { seed: "18446744073709551615", stations: "5", ticks: "86", begins: "last" },
      sha256: "9c411f3c324166691dafd559349929b9a27b19d7457fbc74634e1aa6147e626d",
      size_bytes: 236,
    },
  ],
  kills: {},
};

export const suites = [examples, ...suitesOf([], complete, kills)] as const;
