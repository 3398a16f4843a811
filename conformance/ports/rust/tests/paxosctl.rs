#[path = "program/cluster_flags.rs"]
mod cluster_flags;
mod program;

use labs::sha256::sha256;
use program::Program;

const PAXOSCTL: Program = Program(env!("CARGO_BIN_EXE_paxosctl"));

/// "Scenarios with published hashes" of paxos.md: arguments, hash, bytes.
const PUBLISHED: [(&str, &str, usize); 6] = [
    (
        "--seed 42 --nodes 3 --rounds 1000 --proposals 5",
        "0a35fdad1dd97c76a40a61b020c6181a56c4a40d4f723cb68fe70c2112aa9b63",
        729,
    ),
    (
        "--seed 7 --nodes 5 --rounds 2000 --proposals 20",
        "3cc6cae6cb7f9d2b7cb88088a0f22581ac4c41bd86bab1b3676dd0ba33fd7ead",
        4457,
    ),
    (
        "--seed 99 --nodes 3 --rounds 500 --proposals 0",
        "f28d025af748a790beded6167115c7094a7f939b45d439728e4d6b7e144c3be0",
        99,
    ),
    (
        "--seed 1 --nodes 1 --rounds 200 --proposals 5",
        "e5e0248c7c4fa20991b90afdac828eab91a7414497461dadc2e1553040693139",
        41,
    ),
    (
        "--seed 42 --nodes 3 --rounds 1000 --proposals 3 --partition 0,1,0,2,1,0,2,0",
        "674e62d809248ac99401054c195d29b0e2eed6ccc78ec45e96da8aaf69c36096",
        351,
    ),
    (
        "--seed 3 --nodes 5 --rounds 1500 --proposals 10 --partition 0,1",
        "7d80176abad54e533b2f4174e84f58432a000255fbb2ecbbb1dd915cb6bb6ab5",
        2257,
    ),
];

/// With faults in the middle of a run, which no published hash covers.
const COMPUTED: [(&str, &str, usize); 4] = [
    (
        "--seed 228111655733 --nodes 7 --rounds 2182 --proposals 2 --partition 6,2,2,6,2,\
         1,0,6,1,5,4,1,3,2,1,6,5,1,2,5,1,4,1,5,5,4,3,6",
        "71c475a518ab2e44d5e36e969207a35e79c46a03c4bfe350bb14cebf4d02fc50",
        761,
    ),
    (
        "--seed 573986762725 --nodes 7 --rounds 983 --proposals 169 --partition 1,6,1,3,\
         4,2,3,2,4,1,0,3,6,3,4,2,5,4,6,1,1,4,6,0,2,1,3,6",
        "af07f9f6897311a52d08088d1e808dbd8072a9fa38ffd98220f26bc15cd253ca",
        44265,
    ),
    (
        "--seed 18335533458767469078 --nodes 6 --rounds 776 --proposals 16 --partition 0,\
         5,0,4,0,4,0,1,1,0,5,3,4,3,0,4,0,5,3,5,5,3,1,4,5,3",
        "8106824203574ad02d6c802da1f56433c427a069f1483436135d362c614f8b1b",
        4290,
    ),
    (
        "--seed 853601680585 --nodes 9 --rounds 1980 --proposals 93 --partition 2,7,6,7,\
         1,7,2,1,6,7,0,6,4,7,4,1,5,2,7,5,1,2,4,8,7,2,5,8,1,6,5,6,3,5,6,0",
        "52585a49d81802d18f950f7a41bb8c8e451ccc4c6232a9cb8761dc26912b1355",
        36023,
    ),
];

#[test]
fn hashes_and_dumps() {
    for (line, hash, len) in PUBLISHED.into_iter().chain(COMPUTED) {
        assert_eq!(PAXOSCTL.text(line), hash, "{line}");
        let dump = PAXOSCTL.bytes(&format!("{line} --dump"));
        assert_eq!(dump.len(), len, "{line}");
        assert_eq!(sha256(&dump).to_string(), hash, "{line}");
    }
}

#[test]
fn digests_are_those_of_the_dumps_after_each_tick() {
    let (line, hash, _) = COMPUTED[0];
    let digests = PAXOSCTL.text(&format!("--digests {line}"));
    assert!(digests.ends_with('\n'));
    let lines: Vec<_> = digests.lines().collect();
    for t in [0, 1, 200, 300, lines.len() - 1] {
        let dump = PAXOSCTL.bytes(&format!("{line} --dump-after {t}"));
        assert_eq!(lines[t], format!("{t} {}", sha256(&dump)));
    }
    assert_eq!(lines.last(), Some(&&*format!("{} {hash}", lines.len() - 1)));
}

#[test]
fn refusals() {
    PAXOSCTL.assert_refuses_bad_cluster_flags();
}

#[test]
fn a_closed_pipe_is_borne_in_silence() {
    PAXOSCTL.assert_bears_a_closed_pipe(&format!("{} --digests", PUBLISHED[0].0));
}
