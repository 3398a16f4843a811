import type { FoundSuite } from "../../suite.ts";

/** Written by `npm run suites`; a test computes all of it anew. */
export const complete: FoundSuite = {
  version: "1",
  scenarios: [
    {
      id: "K01",
      title: "1 node, 162 rounds, 1 proposal",
      parameters: {
        seed: "0",
        nodes: "1",
        rounds: "162",
        proposals: "1",
      },
      sha256: "6103fad02eb636053c09f4ba37ff4d5be17ab9c8e8adc59befa08261f588bf49",
      size_bytes: 62,
    },
    {
      id: "K02",
      title: "5 nodes, 1730 rounds, 2 proposals, 21 outages",
      parameters: {
        seed: "12738166409343495099",
        nodes: "5",
        rounds: "1730",
        proposals: "2",
        outage:
          "572,883,0,1,572,883,0,2,572,883,0,3,572,883,0,4,572,883,1,0,572,883,1,2,572,883,3,4,572,883,4,1,572,883,4,3,883,1158,0,1,883,1158,3,0,883,1158,4,0,1158,1349,1,2,1158,1349,1,3,1158,1349,1,4,1158,1349,2,0,1158,1349,2,1,1158,1349,2,3,1158,1349,2,4,1158,1349,3,0,1349,1727,4,2",
      },
      sha256: "ad8c00c22f68ddcde4315b1171aad7cd1ad0eca01cdbab7f5b676380db9fb3b2",
      size_bytes: 322,
    },
    {
      id: "K03",
      title: "7 nodes, 723 rounds, 50 proposals, 6 outages",
      parameters: {
        seed: "13760289185905119216",
        nodes: "7",
        rounds: "723",
        proposals: "50",
        outage: "357,677,0,1,357,677,0,2,357,677,0,3,357,677,0,4,357,677,0,5,357,677,0,6",
      },
      sha256: "7a44044d13790e2a5a1690a0f4d6a4c7b90e77dd3cca24089e8cf554a7789e93",
      size_bytes: 4961,
    },
    {
      id: "K04",
      title: "6 nodes, 319 rounds, 212 proposals",
      parameters: {
        seed: "453628467141",
        nodes: "6",
        rounds: "319",
        proposals: "212",
      },
      sha256: "d85c7b6182eb253ff751e6395d67efe69edc444ae033763f07547634568a7cbc",
      size_bytes: 23642,
    },
  ],
};
