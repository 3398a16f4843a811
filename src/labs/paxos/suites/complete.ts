import type { FoundSuite } from "../../suite.ts";

/** Written by `npm run suites`; a test computes all of it anew. */
export const complete: FoundSuite = {
  version: "2",
  scenarios: [
    {
      id: "K04",
      title: "5 nodes, 209 rounds, 12 proposals",
      parameters: {
        seed: "510787798067",
        nodes: "5",
        rounds: "209",
        proposals: "12",
      },
      sha256: "02e2c8a66fa7644a99d659441eb5ab196d5a7db38ef4655b81fe5674fabb4c49",
      size_bytes: 973,
    },
    {
      id: "K05",
      title: "7 nodes, 1221 rounds, 5 proposals, 4 partitions",
      parameters: {
        seed: "99",
        nodes: "7",
        rounds: "1221",
        proposals: "5",
        partition: "2,1,1,6,0,1,1,2",
      },
      sha256: "593a07bf33b0e8c4d444eb53cbfaee0f4d45567eef2716beaddfb7c78d1583f4",
      size_bytes: 1307,
    },
    {
      id: "K06",
      title: "3 nodes, 1402 rounds, 10 proposals, 4 outages",
      parameters: {
        seed: "12164482719895949786",
        nodes: "3",
        rounds: "1402",
        proposals: "10",
        outage: "465,1015,1,0,465,1015,1,2,465,1015,2,1,926,1534,2,0",
      },
      sha256: "06ed69be657ecaaaf99a143c5b2ea1cb14984042fc958f4dca1077abba61d41a",
      size_bytes: 1233,
    },
    {
      id: "K07",
      title: "4 nodes, 1776 rounds, 15 proposals, 8 outages",
      parameters: {
        seed: "9442284242114766780",
        nodes: "4",
        rounds: "1776",
        proposals: "15",
        outage:
          "542,730,1,3,542,730,3,1,377,903,0,1,377,903,1,0,377,903,0,2,377,903,0,3,377,903,3,0,1222,1451,3,0",
      },
      sha256: "709ee0818e97c4b5665f2d3503afa3f714e3365e1568d5535d7968f927073279",
      size_bytes: 2688,
    },
  ],
};
