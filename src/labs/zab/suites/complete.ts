import type { FoundSuite } from "../../suite.ts";

/** Written by `npm run suites`; a test computes all of it anew. */
export const complete: FoundSuite = {
  version: "1",
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
      size_bytes: 330,
    },
  ],
};
