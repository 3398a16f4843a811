import type { FoundSuite } from "../../suite.ts";

/** Written by `npm run suites`; a test computes all of it anew. */
export const complete: FoundSuite = {
  version: "1",
  scenarios: [
    {
      id: "K01",
      title: "5 nodes, 440 rounds, 0 proposals",
      parameters: {
        seed: "12236137972365001732",
        nodes: "5",
        rounds: "440",
        proposals: "0",
      },
      sha256: "c2197a4314ae1e9be43eafd3884ca2b8446d020e0e17ef404cc42c7002f3591c",
      size_bytes: 157,
    },
    {
      id: "K02",
      title: "6 nodes, 1953 rounds, 30 proposals, 17 partitions, 8 outages",
      parameters: {
        seed: "0",
        nodes: "6",
        rounds: "1953",
        proposals: "30",
        partition: "0,5,1,4,1,4,1,5,4,0,4,3,4,1,2,0,2,1,0,2,4,2,1,5,5,1,5,0,1,3,3,4,5,0",
        outage:
          "782,1449,2,3,782,1449,3,2,782,1449,2,4,782,1449,2,5,782,1449,5,2,256,746,0,4,256,746,4,5,711,1320,3,5",
      },
      sha256: "92f37eeb43dfc7fc00589b5f60abd20de49ede34e543627cf4769cb5e7538d49",
      size_bytes: 5162,
    },
    {
      id: "K03",
      title: "3 nodes, 1437 rounds, 137 proposals, 5 outages",
      parameters: {
        seed: "4434895173282245451",
        nodes: "3",
        rounds: "1437",
        proposals: "137",
        outage: "225,903,2,0,223,903,2,1,227,903,1,2,791,1511,1,0,924,1234,0,1",
      },
      sha256: "6d2ef337f1c6784343fda6c509f54d24ed4f7801e4ec4415fc061f4c66854255",
      size_bytes: 14369,
    },
  ],
};
