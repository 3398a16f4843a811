#[path = "program/cluster_flags.rs"]
mod cluster_flags;
mod program;

use labs::sha256::sha256;
use program::Program;

const ZABCTL: Program = Program(env!("CARGO_BIN_EXE_zabctl"));

const A: &str = "--seed 42 --nodes 3 --rounds 1000 --proposals 5";
const OUTAGE: &str = "--seed 1099134553388 --nodes 3 --rounds 1769 --proposals 19 \
    --partition 0,1,1,0,1,2 --outage 709,1096,0,1,709,1096,1,0,709,1096,0,2,709,1096,2,0,\
    768,1003,1,0,768,1003,0,1,768,1003,1,2,768,1003,2,1";

/// "Scenarios with published hashes" of zab.md: arguments, hash, bytes.
const PUBLISHED: [(&str, &str, usize); 6] = [
    (
        A,
        "16af5aa6dbd5ce09b259755f3339d6cf23966ce115b0e30d9c2990487783047d",
        366,
    ),
    (
        "--seed 7 --nodes 5 --rounds 2000 --proposals 20",
        "b60388e978a9b98792edb00c8d33217da8bff9945a89d2c0c18b5f69520b91cf",
        1927,
    ),
    (
        "--seed 99 --nodes 3 --rounds 500 --proposals 0",
        "8aef7604639fe0f2b349b38d74e10b6da8ac252b626976563bba69c722426296",
        111,
    ),
    (
        "--seed 1 --nodes 1 --rounds 200 --proposals 5",
        "d4dbb92f91f9a0adf0c4c0b91fa46b2a5145907450897cd6473a02a6279604fd",
        130,
    ),
    (
        "--seed 42 --nodes 3 --rounds 1000 --proposals 3 --partition 0,1,0,2,1,0,2,0",
        "5e4dbddb605e469c99fb682c00256445dcb2ed07e984f673d4296ef19719979a",
        213,
    ),
    (
        "--seed 3 --nodes 5 --rounds 1500 --proposals 10 --partition 0,1",
        "c9df583bd714534c488aac710e6cc6e57e4b21d2fe96ec17068bd1c7525bc1b3",
        1027,
    ),
];

/// With faults in the middle of a run, which no published hash covers.
const COMPUTED: [(&str, &str, usize); 2] = [
    (
        "--seed 714798857635 --nodes 3 --rounds 2190 --proposals 27 --outage 86,629,0,1,\
        1583,1736,2,0,1583,1736,0,2,1583,1736,2,1,1583,1736,1,2,1653,2084,1,2",
        "e122071c1ef9e466fb640bb65bdbbd671be5d77fb71fed6c943444c191033938",
        1539,
    ),
    (
        OUTAGE,
        "087c54e0cfa58643f5e4e2e341d195220f2b33b929144dfc12d8fc511225a8ba",
        775,
    ),
];

#[test]
fn hashes_and_dumps() {
    for (line, hash, len) in PUBLISHED.into_iter().chain(COMPUTED) {
        assert_eq!(ZABCTL.text(line), hash, "{line}");
        let dump = ZABCTL.bytes(&format!("{line} --dump"));
        assert_eq!(dump.len(), len, "{line}");
        assert_eq!(sha256(&dump).to_string(), hash, "{line}");
    }
}

#[test]
fn digests_are_those_of_the_dumps_after_each_tick() {
    let digests = ZABCTL.text(&format!("--digests {OUTAGE}"));
    assert!(digests.ends_with('\n'));
    let lines: Vec<_> = digests.lines().collect();
    assert_eq!(lines.len(), 1769);
    for t in [0, 1, 2, 5, 708, 900, 1096, 1300, 1768] {
        let dump = ZABCTL.bytes(&format!("{OUTAGE} --dump-after {t}"));
        assert_eq!(lines[t], format!("{t} {}", sha256(&dump)));
    }
    assert_eq!(lines[1768], format!("1768 {}", ZABCTL.text(OUTAGE)));
    assert_eq!(
        ZABCTL.text("--digests --seed 1 --nodes 1 --rounds 0 --proposals 3"),
        ""
    );
}

#[test]
fn flags_in_any_order_leading_zeros_and_void_faults_change_nothing() {
    let expected = ZABCTL.text(A);
    for line in [
        "--proposals 5 --rounds 1000 --nodes 3 --seed 42",
        "--seed 0000000000000000000000000000042 --nodes 03 --rounds 01000 --proposals 00005",
        "--seed 42 --nodes 3 --rounds 1000 --proposals 5 --outage 500,500,0,1,2000,4294967295,1,0",
    ] {
        assert_eq!(ZABCTL.text(line), expected, "{line}");
    }
    let repeated = "--seed 3 --nodes 5 --rounds 1500 --proposals 10 --partition 0,1,0,1,00,01";
    assert_eq!(ZABCTL.text(repeated), PUBLISHED[5].1);
    ZABCTL.text("--seed 18446744073709551615 --nodes 2 --rounds 9 --proposals 4294967");
}

#[test]
fn refusals() {
    ZABCTL.assert_refuses_bad_cluster_flags();
}

#[test]
fn a_closed_pipe_is_borne_in_silence() {
    ZABCTL.assert_bears_a_closed_pipe(&format!("{A} --digests"));
}
