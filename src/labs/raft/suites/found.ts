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
    version: "1",
    scenarios: [
      {
        id: "T01",
        title: "3 nodes, 58 rounds, 1 proposal, 2 partitions",
        parameters: {
          seed: "12919691158653376865",
          nodes: "3",
          rounds: "58",
          proposals: "1",
          partition: "1,0,1,0",
        },
        sha256: "3a5c601ab49c2439044b0d3a4986840b4383b914dd2c04854ccc3d7c1c04f1b1",
        digests_sha256: "3ed100bb75980805d5f0a8e428ee35650797f2e7f4f3990a1ee8f372a01afa60",
        size_bytes: 111,
      },
      {
        id: "T02",
        title: "5 nodes, 241 rounds, 169 proposals, 11 outages",
        parameters: {
          seed: "1586872905575277489",
          nodes: "5",
          rounds: "241",
          proposals: "169",
          outage:
            "237,238,0,2,237,238,0,3,237,238,0,4,237,238,1,2,237,238,1,3,237,238,1,4,193,193,4,2,122,174,1,0,122,174,1,2,122,174,1,3,122,174,1,4",
        },
        sha256: "cc7f5293907f921d74965ef90330239c54e889d1f02ec2e5cd2c93cffa8f9f97",
        digests_sha256: "e06158907a7aa26ccdee6c529c84591e7a61dc35bf06f9938f7906ddb10f1be2",
        size_bytes: 15625,
      },
      {
        id: "T03",
        title: "5 nodes, 188 rounds, 115 proposals, 25 outages",
        parameters: {
          seed: "98",
          nodes: "5",
          rounds: "188",
          proposals: "115",
          outage:
            "138,193,0,4,153,649,1,0,153,649,0,1,153,649,1,2,153,649,2,1,153,649,1,3,153,649,3,1,153,649,1,4,153,649,4,1,78,187,0,4,78,187,1,4,78,187,2,4,78,187,3,4,63,64,1,0,63,64,0,1,63,64,1,3,63,64,3,1,63,64,1,4,63,64,4,1,63,64,2,0,63,64,0,2,63,64,2,3,63,64,3,2,63,64,2,4,63,64,4,2",
        },
        sha256: "ebefe3f6f40959ff81215c4335dec18645b061c51c3c4738d6c2946f5bf48df2",
        digests_sha256: "0724352f5dfb64df7769104f3f8b0b95a67cf4d6ada0d5a430fd3a3a9862c506",
        size_bytes: 6364,
      },
      {
        id: "T04",
        title: "3 nodes, 567 rounds, 84 proposals, 6 outages",
        parameters: {
          seed: "6898610315115559973",
          nodes: "3",
          rounds: "567",
          proposals: "84",
          outage: "351,359,0,1,351,359,1,0,351,359,0,2,351,359,2,0,16,1155,0,1,16,1155,2,1",
        },
        sha256: "71f7aac607746548f449a7fd40362c7af3e60b77d20625dafb3f4dbe3a7166ce",
        digests_sha256: "bcdc3c899eb40d0b254b90a2e3e63a52d1f765ad9417f74308ecc9131bc06d66",
        size_bytes: 111,
      },
      {
        id: "T05",
        title: "2 nodes, 915 rounds, 1 proposal, 1 partition",
        parameters: {
          seed: "7073009934738224158",
          nodes: "2",
          rounds: "915",
          proposals: "1",
          partition: "0,1",
        },
        sha256: "c0263d53098196637467baa718e8243d065c2a04ebb417b862ae46ef27857ad1",
        digests_sha256: "2456ec1935e49e65ada29ee3db8b3e2679ec02700dc9daaa44058e7e075a6cea",
        size_bytes: 78,
      },
      {
        id: "T06",
        title: "3 nodes, 794 rounds, 1 proposal, 1 partition, 6 outages",
        parameters: {
          seed: "14918794944376360363",
          nodes: "3",
          rounds: "794",
          proposals: "1",
          partition: "1,2",
          outage: "400,720,2,0,400,720,2,1,720,1040,0,2,720,1040,1,2,720,1040,2,0,720,1040,2,1",
        },
        sha256: "6d1c03c1965c92b6b48c4bf3506a66d5a8e7f288068793dd71cd6c06d886f225",
        digests_sha256: "f87bfccb25f306161119c86e78d0acf8ceaa0af2072c79e40af7626c082936c1",
        size_bytes: 198,
      },
      {
        id: "T07",
        title: "3 nodes, 891 rounds, 129 proposals, 12 outages",
        parameters: {
          seed: "13254159149848117858",
          nodes: "3",
          rounds: "891",
          proposals: "129",
          outage:
            "330,371,0,1,330,371,0,2,330,371,1,0,330,371,2,0,502,822,0,1,502,822,0,2,502,822,1,0,502,822,2,0,857,1284,0,2,857,1284,1,2,857,1284,2,0,857,1284,2,1",
        },
        sha256: "8e2fcc15937d7c47a02c7f093584161dce27d25a8a287261ed41121b6f5be9a4",
        digests_sha256: "45ec96a4b1f541bf10978885c2378d061a5b74b4f8dca14f97733f9a0bacc5db",
        size_bytes: 5581,
      },
      {
        id: "T08",
        title: "5 nodes, 1348 rounds, 94 proposals, 20 outages",
        parameters: {
          seed: "0",
          nodes: "5",
          rounds: "1348",
          proposals: "94",
          outage:
            "211,264,0,2,211,264,0,3,211,264,1,2,211,264,1,3,211,264,2,0,211,264,2,1,211,264,2,4,211,264,3,0,211,264,3,1,211,264,3,4,211,264,4,2,211,264,4,3,527,847,0,1,527,847,0,2,527,847,0,3,527,847,0,4,527,847,1,0,527,847,2,0,527,847,3,0,527,847,4,0",
        },
        sha256: "ccf88807814478860443b5e0ebe912d78313238962305f49cbd1e9f1b5f65680",
        digests_sha256: "cbc6695514a1124f3ff304910a3308c83763f045d6bdfa2e2249ac1ba446ef78",
        size_bytes: 6517,
      },
      {
        id: "T09",
        title: "5 nodes, 1519 rounds, 4 proposals, 4 partitions, 12 outages",
        parameters: {
          seed: "0",
          nodes: "5",
          rounds: "1519",
          proposals: "4",
          partition: "1,0,3,2,3,4,1,0",
          outage:
            "610,791,0,3,610,791,0,4,610,791,1,3,610,791,1,4,610,791,2,3,610,791,2,4,610,791,3,0,610,791,3,1,610,791,3,2,610,791,4,0,610,791,4,1,610,791,4,2",
        },
        sha256: "db8b7a62de1e5d38f37405c1c370abad1afd82e6b29bf1ceb12cfb16115da15e",
        digests_sha256: "4e14e8ea4deeeccae222ad44f18d4895ef48e34c09a9b0497c6ab2809b0b5cf5",
        size_bytes: 466,
      },
      {
        id: "T10",
        title: "3 nodes, 1610 rounds, 187 proposals, 10 outages",
        parameters: {
          seed: "17444306725103879038",
          nodes: "3",
          rounds: "1610",
          proposals: "187",
          outage:
            "251,571,0,1,251,571,0,2,251,571,1,0,251,571,2,0,643,677,2,0,643,677,2,1,705,1087,0,2,705,1087,1,2,705,1087,2,0,705,1087,2,1",
        },
        sha256: "2a826c057a700b234a103a0e961cc2258de11dc1983e916dda4a53e827b5876c",
        digests_sha256: "2e6a7c3720ab3c4365cb12f450fd484a021b103fdfeba988ede599082e53421b",
        size_bytes: 9183,
      },
      {
        id: "T11",
        title: "7 nodes, 1541 rounds, 1 proposal, 32 outages",
        parameters: {
          seed: "0",
          nodes: "7",
          rounds: "1541",
          proposals: "1",
          outage:
            "772,985,0,2,772,985,0,3,772,985,0,4,772,985,0,5,772,985,0,6,772,985,1,2,772,985,1,3,772,985,1,4,772,985,1,5,772,985,1,6,772,985,2,0,772,985,2,1,772,985,3,0,772,985,3,1,772,985,4,0,772,985,4,1,772,985,5,0,772,985,5,1,772,985,6,0,772,985,6,1,1296,1827,0,3,1296,1827,1,3,1296,1827,2,3,1296,1827,3,0,1296,1827,3,1,1296,1827,3,2,1296,1827,3,4,1296,1827,3,5,1296,1827,3,6,1296,1827,4,3,1296,1827,5,3,1296,1827,6,3",
        },
        sha256: "0b1350ce5a95d902fc4a3d24578adfbed497fa6e790b239416dfbecd5f5fcba7",
        digests_sha256: "141520c721e240ee7bc70e109b4cd6f6b79e6654a67b6b220dde0d9391010560",
        size_bytes: 327,
      },
    ],
  },
};
