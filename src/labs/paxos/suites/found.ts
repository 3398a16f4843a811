import type { FoundSuites } from "../../suite.ts";

/** Written by `npm run suites`; a test computes all of it anew. */
export const found: FoundSuites = {
  listings: {
    A: "5f3c15707cd3bd6c72e507e213c7bafbed9f5940ce5ecd6e8977fb4d6f6eaf9e",
    B: "6cec66562e407be50d1a85758a52e474d2183c189e172da33c6d57ffee10ef47",
    C: "bf41e0ef1e5931c8b90eca69d41c2a4e3e3f17863b0fc480951be29b27c59f21",
    D: "b45aa6803fa9bc1b8d6f20004a4cb589f3ec2090983a80e44e517608fbdaa935",
    E: "2b06ada7ef5ff51a60ebc773eca07da5bfe88503dc229f45f4c4a4d3eec040c5",
    F: "56fa6f74e27ba6a5b14e0ffb720a23bcd7d9c1b94598d51bea42cc5cdcb21502",
  },
  catalogue: {
    version: "3",
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
        digests_sha256: "c403d2ffddc9a22aacf9b7433ca02e2537641ac3f89bc5cd6affee4c74a17e41",
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
        digests_sha256: "36abc57efdb7b33ecfae80a9dc4eaa761ba22c584b12dedb865224a019941670",
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
        digests_sha256: "68611722ebce598b9531bae10caf7d3ae5df13b203cab4c2dcb00fc4f8257130",
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
        digests_sha256: "be69105a83bdbca7de66079a288d4bb7685c37a6e1e8359188f4fbe201a29fe0",
        size_bytes: 2688,
      },
    ],
  },
  thorough: {
    version: "0",
    scenarios: [],
  },
};
