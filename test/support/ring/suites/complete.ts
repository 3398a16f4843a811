import type { FoundSuite } from "../../../../src/labs/suite.ts";

/** Written by `npm run suites`; a test computes all of it anew. */
export const complete: FoundSuite = {
  version: "1",
  scenarios: [
    {
      id: "K01",
      title: "3 stations, 9 ticks",
      parameters: {
        seed: "46",
        stations: "3",
        ticks: "9",
      },
      sha256: "e8d7da123bcdefe4704ab183ec32573c9b1a4e7b56b7ea6da4f5f7e68800ffd5",
      size_bytes: 82,
    },
  ],
};
