import type { FoundSuites } from "../../../../src/labs/suite.ts";

/** Written by `npm run suites`; a test computes all of it anew. */
export const found: FoundSuites = {
  listings: {},
  catalogue: {
    version: "2",
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
        digests_sha256: "3b41e07b2bffd79970d793fc9b208d0377f640559bfd69118d648d5fec1ecf94",
        size_bytes: 82,
      },
    ],
  },
  thorough: {
    version: "0",
    scenarios: [],
  },
};
