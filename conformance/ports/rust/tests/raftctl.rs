#[path = "program/cluster_flags.rs"]
mod cluster_flags;
mod program;

use labs::sha256::sha256;
use program::Program;

const RAFTCTL: Program = Program(env!("CARGO_BIN_EXE_raftctl"));

/// "Scenarios with published hashes" of raft.md: arguments, hash, bytes.
const PUBLISHED: [(&str, &str, usize); 6] = [
    (
        "--seed 42 --nodes 3 --rounds 1000 --proposals 5",
        "a2299ff06a2ed5ced5842d100bb7867b3ae50f6e7d7da93f835385565f1ed9e9",
        366,
    ),
    (
        "--seed 7 --nodes 5 --rounds 2000 --proposals 20",
        "b6dc06aee72e595f51bd5045ea7c92ffcbe7f6fda3198985f9ded1eca2671c4b",
        1927,
    ),
    (
        "--seed 99 --nodes 3 --rounds 500 --proposals 0",
        "f9db9ea7e6c1ca2b3a911b42b2431e964a4ee7c5e40e27efd29b41e747958838",
        111,
    ),
    (
        "--seed 1 --nodes 1 --rounds 200 --proposals 5",
        "ce8b8e05d6ad0b4a243753a934b2f052c2363e97beca0c175586677d1a489408",
        45,
    ),
    (
        "--seed 42 --nodes 3 --rounds 1000 --proposals 3 --partition 0,1,0,2,1,0,2,0",
        "b1689eb48b209187b7cd82a24b1a6a2d19b0be4b481ac1a5b4f1ac9e23a6ae05",
        213,
    ),
    (
        "--seed 3 --nodes 5 --rounds 1500 --proposals 10 --partition 0,1",
        "fcc70ecabe37509133bb27155f5bd7d74981c3f98e79719e2b47077acca6a31f",
        1027,
    ),
];

/// With faults in the middle of a run, which no published hash covers.
const COMPUTED: [(&str, &str, usize); 4] = [
    (
        "--seed 70 --nodes 6 --rounds 1759 --proposals 321 --partition 0,4,2,4,0,3,4,1,3,\
         2,5,1,2,4,4,1,5,4,5,1,5,0",
        "c5841fb17463e57387918f8380e238dc21a680dd332be54a6378ee24b23d21f6",
        36144,
    ),
    (
        "--seed 69 --nodes 6 --rounds 1167 --proposals 20 --partition 5,4,0,4,5,1,3,0,4,\
         5,5,1,5,3,0,2,2,4,2,3,1,5,3,0,4,2,1,5",
        "080bd330bd496a23d6aba1d7babfa01940018415a465f48f794aaef1e74471fc",
        1204,
    ),
    (
        "--seed 197297542897 --nodes 5 --rounds 1376 --proposals 92 --partition 4,1,2,0,\
         1,0,4,1,2,4,4,3,0,4,3,4,3,1,3,1,4,2,3,4",
        "82633741764c90ed9144c3bf1823d4cd03c6c69611db3d7998693b4b0783b6b1",
        1443,
    ),
    (
        "--seed 511862067040 --nodes 7 --rounds 880 --proposals 14 --partition 2,6,0,3,2,\
         3,0,1,5,2,2,1,3,1,6,1,6,2,6,4,4,6,6,4,2,5",
        "09970f6a9dbffcb0e69d1ca6c367b2c9ffdd3f626e6dd8379699750ae14362ea",
        1483,
    ),
];

#[test]
fn hashes_and_dumps() {
    for (line, hash, len) in PUBLISHED.into_iter().chain(COMPUTED) {
        assert_eq!(RAFTCTL.text(line), hash, "{line}");
        let dump = RAFTCTL.bytes(&format!("{line} --dump"));
        assert_eq!(dump.len(), len, "{line}");
        assert_eq!(sha256(&dump).to_string(), hash, "{line}");
    }
}

#[test]
fn digests_are_those_of_the_dumps_after_each_tick() {
    let (line, hash, _) = COMPUTED[0];
    let digests = RAFTCTL.text(&format!("--digests {line}"));
    assert!(digests.ends_with('\n'));
    let lines: Vec<_> = digests.lines().collect();
    for t in [0, 1, 200, 300, lines.len() - 1] {
        let dump = RAFTCTL.bytes(&format!("{line} --dump-after {t}"));
        assert_eq!(lines[t], format!("{t} {}", sha256(&dump)));
    }
    assert_eq!(lines.last(), Some(&&*format!("{} {hash}", lines.len() - 1)));
}

#[test]
fn refusals() {
    RAFTCTL.assert_refuses_bad_cluster_flags();
}

#[test]
fn a_closed_pipe_is_borne_in_silence() {
    RAFTCTL.assert_bears_a_closed_pipe(&format!("{} --digests", PUBLISHED[0].0));
}
