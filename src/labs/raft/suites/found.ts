import type { FoundSuites } from "../../suite.ts";

/** Written by `npm run suites`; a test computes all of it anew. */
export const found: FoundSuites = {
  listings: {
    A: "a6f6c2ba52dc27ae5758890cff79ddab0a136c39731c2472ae531f53fcce4436",
    B: "daff35d825590255b940d0defaeb34d64f9d862bdcc2612348d408b778fa5d75",
    C: "a7572e1649119b1ba199ea3c0732d7831769c835580a788da23903e7e9d99efd",
    D: "a4e5e941b695328d5e534d58472945cbd659003dbd0726fc9328462009df2f9f",
    E: "65c689123e5372de5e162115d37b6dfe0e181759fe3af0716d44859f54769f55",
    F: "1e4798bbdd22cfa4e913b15a9bd3879294cf1b20121ef65dfcb94b8ba3fc5d97",
  },
  catalogue: {
    version: "2",
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
        digests_sha256: "b7c44f15df2edb8394ef8f6485cec045325c3debdd4098fd29fdf3149439bdd4",
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
        digests_sha256: "f9873d307e78cd180a3738549c28c48df0fdf4c45f66f568f4b23a76a39a8669",
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
        digests_sha256: "5689768ca3b3d07762492ab811d7b984a6613f37a4e1331695e17fb54abbcdc3",
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
        digests_sha256: "c922355deff421ebfffc7f64880ca31a147cddd31eb08e20ef9eab3b1522e998",
        size_bytes: 23642,
      },
    ],
  },
  thorough: {
    version: "0",
    scenarios: [],
  },
};
