import type { FoundSuites } from "../../suite.ts";

/** Written by `npm run suites`; a test computes all of it anew. */
export const found: FoundSuites = {
  listings: {
    A: "ed7e3e53aad0f2391e3f69ece92dc597f15b054364a99b652c4c6f6f97ec402f",
    B: "69565c735ec8aef70cc0f994d37bfeed4e3c680e88fb8f9cf3f8d8e3f92d067f",
    C: "7a1b308389a17baa55d7ec71440f7af9a7571fa0770f276e6e2423e80437d4bd",
    D: "4d35bceda5237769ca9ec11e76823116c1a0f52cbec8bfb966ff568a19036c28",
    E: "f7cb3c3a92329ffb2722ed1ba39fcef1c7fc43f362b501d31b13af2e6de28d99",
    F: "fc826d7a1314727891ed46ca82c045c73a983540440a44301579959fcd89cd89",
  },
  catalogue: {
    version: "2",
    scenarios: [
      {
        id: "K01",
        title: "1 node, 2 rounds, 1 proposal",
        parameters: {
          seed: "0",
          nodes: "1",
          rounds: "2",
          proposals: "1",
        },
        sha256: "bdcc3811df5829151c3f346ee06f440379e71233fdf885f7d1a6d1d3a813b229",
        digests_sha256: "29bd9f34e8f524d7f6755d10d4563e3525ef91693520043b718ff3ccd4fa0b2b",
        size_bytes: 62,
      },
      {
        id: "K02",
        title: "4 nodes, 1608 rounds, 4 proposals, 4 outages",
        parameters: {
          seed: "3693019424",
          nodes: "4",
          rounds: "1608",
          proposals: "4",
          outage: "1347,1767,3,0,1347,1767,3,1,1347,1767,3,2,832,1358,3,1",
        },
        sha256: "682bae9cb5c8f5b9ef6bc6ce88ae1a27727b7d44827d89ba63422dd6390fa478",
        digests_sha256: "7a44059c614c9eace4def7c5b8f8cecda25aeeeb20658fa4dedfc76aa6e86949",
        size_bytes: 416,
      },
      {
        id: "K03",
        title: "5 nodes, 731 rounds, 99 proposals, 3 partitions, 3 outages",
        parameters: {
          seed: "12196900507118122492",
          nodes: "5",
          rounds: "731",
          proposals: "99",
          partition: "4,0,0,3,1,3",
          outage: "657,707,4,1,657,707,4,3,589,725,0,1",
        },
        sha256: "a48915f297ea70b29c2342f343750a0025548366c565c0de519c1bbdea7ccc2f",
        digests_sha256: "b64a61b52d56b1aee7021585272e4da5278afe7efcdbeb5daa86b487b1f8a2a7",
        size_bytes: 7265,
      },
      {
        id: "K04",
        title: "5 nodes, 2828 rounds, 3 proposals, 18 outages",
        parameters: {
          seed: "895343243",
          nodes: "5",
          rounds: "2828",
          proposals: "3",
          outage:
            "708,1408,2,4,708,1408,3,0,708,1408,3,1,708,1408,3,2,708,1408,4,0,708,1408,4,1,708,1408,4,2,1405,1417,0,2,1405,1417,3,2,1405,1417,4,0,1405,1417,4,1,1405,1417,4,2,1417,2110,1,2,1417,2110,2,1,1417,2110,2,3,1417,2110,2,4,1417,2110,3,0,2112,2821,2,3",
        },
        sha256: "ee22f1bd045e4913812dd0d9c1b1d53d2d24023f5c4cc4ac681baf0afab927da",
        digests_sha256: "4788e54c00c41a4232a51ff5188515900562aca80ba48b670a9d6d440abb3cca",
        size_bytes: 330,
      },
    ],
  },
  thorough: {
    version: "0",
    scenarios: [],
  },
};
