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
      title: "2 nodes, 356 rounds, 1 proposal, 1 outage",
      parameters: {
        seed: "6",
        nodes: "2",
        rounds: "356",
        proposals: "1",
        outage: "184,236,1,0",
      },
      sha256: "805d887f6407ae1a3c0a656eee64b2bc3e67dbd190b78975ca82d4b0ee5f0ac4",
      size_bytes: 112,
    },
    {
      id: "K03",
      title: "2 nodes, 487 rounds, 18 proposals, 1 outage",
      parameters: {
        seed: "0",
        nodes: "2",
        rounds: "487",
        proposals: "18",
        outage: "294,438,1,0",
      },
      sha256: "c4099f721b3a4682efa211c75657829f479b948b45c3a6ce58f307d9f47ecb4f",
      size_bytes: 706,
    },
    {
      id: "K04",
      title: "3 nodes, 2082 rounds, 2 proposals, 4 outages",
      parameters: {
        seed: "10960946303453109675",
        nodes: "3",
        rounds: "2082",
        proposals: "2",
        outage: "687,1055,1,0,687,1055,2,0,687,1055,2,1,1389,1393,2,1",
      },
      sha256: "995603de8f87560e3a181b56eacdd810f1c42a62729d38349bb0718a326191dc",
      size_bytes: 213,
    },
    {
      id: "K05",
      title: "7 nodes, 1292 rounds, 1 proposal, 4 partitions, 3 outages",
      parameters: {
        seed: "0",
        nodes: "7",
        rounds: "1292",
        proposals: "1",
        partition: "2,6,2,4,6,4,4,0",
        outage: "585,850,6,0,585,850,6,1,585,850,6,2",
      },
      sha256: "428e8694d806d77428cb57f83ff088d54c5855a0164cfa29e9c2ddfb58e25fdc",
      size_bytes: 328,
    },
    {
      id: "K06",
      title: "6 nodes, 861 rounds, 140 proposals, 6 partitions",
      parameters: {
        seed: "65",
        nodes: "6",
        rounds: "861",
        proposals: "140",
        partition: "0,3,2,4,5,3,3,1,5,1,5,4",
      },
      sha256: "36d0ddd4695054a4270afc437011cbc99b0dc0b7ae0215673d31c0b1faeba19e",
      size_bytes: 10410,
    },
  ],
};
