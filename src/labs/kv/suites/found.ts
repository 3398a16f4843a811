import type { FoundSuites } from "../../suite.ts";

/** Written by `npm run suites`; a test computes all of it anew. */
export const found: FoundSuites = {
  listings: {
    A: "ae6b56ebd91c5631b8887ebab5b50beb7c5b78de564957380a81c637b8321511",
    B: "bdf633d0e0c00b6988676fc3c545648e4a507710266b282b11207ae4bac7f27a",
  },
  catalogue: {
    version: "2",
    scenarios: [
      {
        id: "K01",
        title: "3 ops, 128 keys, partition, cut 0",
        parameters: {
          seed: "0",
          ops: "3",
          keys: "128",
          workload: "partition",
          cut: "0",
        },
        sha256: "c4e54a181c4fd2e0fa309333d15ddd09ebe24925262ad40138f3f2b02685b3a0",
        digests_sha256: "d7364c90e232f01ba4731a9e7484629b7f868d23b17192c2dbc1a63fefaeb456",
        size_bytes: 84,
      },
      {
        id: "K02",
        title: "1 op, 1 key, partition, cut 0, cut until 7, replica 3",
        parameters: {
          seed: "0",
          ops: "1",
          keys: "1",
          workload: "partition",
          cut: "0",
          cut_until: "7",
          replica: "3",
        },
        sha256: "b88e1c4aff0bad19980bd4dc9cf94fd14e5cf39241035c353f013dca0c11e680",
        digests_sha256: "f75757f629ed435c07f2333feeb41099dc8a0db85791da0630f9176922a47165",
        size_bytes: 28,
      },
      {
        id: "K03",
        title: "16 ops, 2 keys, partition, cut 2,3,4, cut until 16",
        parameters: {
          seed: "2413437634",
          ops: "16",
          keys: "2",
          workload: "partition",
          cut: "2,3,4",
          cut_until: "16",
        },
        sha256: "8b5153e21d773dbcb03c89851985527b94d2b2341828ede9664ceac9910dce75",
        digests_sha256: "7420c312149c41d808b8cdc03e30ec0e417eacff3d3f4f7ec03f145e1fe690ea",
        size_bytes: 46,
      },
    ],
  },
  thorough: {
    version: "0",
    scenarios: [],
  },
};
