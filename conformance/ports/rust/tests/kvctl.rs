mod program;

use labs::sha256::sha256;
use program::Program;

const KVCTL: Program = Program(env!("CARGO_BIN_EXE_kvctl"));

const A: &str = "--seed 42 --ops 500 --keys 32 --scenario default";
const B: &str = "--seed 7 --ops 2000 --keys 128 --scenario partition";
/// While the replicas 1, 3 and 4 are cut off, there is no quorum.
const NO_QUORUM: &str = "--seed 16047829873 --ops 276 --keys 100 --scenario partition \
    --cut 1,3,4 --cut-from 17 --cut-until 134 --replica 1";

/// The first two are "Scenarios with published hashes" of kv.md; the others are computed.
const HASHES: [(&str, &str, usize); 4] = [
    (
        A,
        "1febc1252f87f873c315526e9d9c78a622131d700dccca84a6e089244930252b",
        494,
    ),
    (
        B,
        "272af5b41b729896a7195a6ea72d19111a96a50b29d5d4cdfaac03a058e1a2dc",
        1887,
    ),
    (
        NO_QUORUM,
        "2dd9467cad08559c2a051bc31e06feb88a905ad420f7e9eb74073032a9b93cf4",
        1443,
    ),
    (
        "--seed 46 --ops 564 --keys 3080 --scenario partition --cut 0,1,3,4",
        "be4a4df7cdf876f6dc9aba0363e7702bfa0d0b920c1f8f6bd6e17dac96f47568",
        8040,
    ),
];

#[test]
fn hashes_and_dumps() {
    for (line, hash, len) in HASHES {
        assert_eq!(KVCTL.text(line), hash, "{line}");
        let dump = KVCTL.bytes(&format!("{line} --dump"));
        assert_eq!(dump.len(), len, "{line}");
        assert_eq!(sha256(&dump).to_string(), hash, "{line}");
    }
}

#[test]
fn after_the_cut_every_replica_has_the_published_snapshot() {
    for replica in 0..5 {
        assert_eq!(KVCTL.text(&format!("{B} --replica {replica}")), HASHES[1].1);
    }
}

#[test]
fn digests_are_those_of_all_five_snapshots() {
    let digests = KVCTL.text(&format!("{B} --digests"));
    let lines: Vec<_> = digests.lines().collect();
    assert_eq!(lines.len(), 2000);
    for i in [0, 499, 500, 1000, 1499, 1500, 1999] {
        let dump_of = |id| KVCTL.bytes(&format!("{B} --dump-after {i} --replica {id}"));
        let snapshots: Vec<u8> = (0..5).flat_map(dump_of).collect();
        assert_eq!(lines[i], format!("{i} {}", sha256(&snapshots)));
    }
}

#[test]
fn the_defaults_can_be_written_out() {
    let expected = KVCTL.text(B);
    for line in [
        "--scenario partition --keys 128 --ops 2000 --seed 7",
        "--seed 007 --ops 2000 --keys 0128 --scenario partition --replica 00",
        "--seed 7 --ops 2000 --keys 128 --scenario partition \
            --cut 4,3 --cut-from 500 --cut-until 1500",
    ] {
        assert_eq!(KVCTL.text(line), expected, "{line}");
    }
    KVCTL.text("--seed 18446744073709551615 --ops 0 --keys 4294967295 --scenario partition");
}

#[test]
fn refusals() {
    for (line, named) in [
        ("--ops 9 --keys 3 --scenario default", "--seed"),
        ("--seed 1 --keys 3 --scenario default", "--ops"),
        ("--seed 1 --ops 9 --scenario default", "--keys"),
        ("--seed 1 --ops 9 --keys 3", "--scenario"),
        ("--seed 1 --ops 9 --keys 3 --scenario", "--scenario"),
        ("--seed 1 --ops 9 --keys 3 --scenario ", "--scenario"),
        ("--seed 1 --ops 9 --keys 3 --scenario Default", "--scenario"),
        ("--seed -1 --ops 9 --keys 3 --scenario default", "--seed"),
        (
            "--seed 18446744073709551616 --ops 9 --keys 3 --scenario default",
            "--seed",
        ),
        ("--seed 1 --ops +9 --keys 3 --scenario default", "--ops"),
        (
            "--seed 1 --ops 4294967296 --keys 3 --scenario default",
            "--ops",
        ),
        ("--seed 1 --ops 9 --keys 0 --scenario default", "--keys"),
        (
            "--seed 1 --ops 9 --keys 4294967296 --scenario default",
            "--keys",
        ),
        ("--seed 1 --ops 9 --keys 3x --scenario default", "--keys"),
        (
            "--seed 1 --ops 9 --keys 3 --scenario default --cut 3,4",
            "--cut:",
        ),
        (
            "--seed 1 --ops 9 --keys 3 --scenario default --cut-from 1",
            "--cut-from:",
        ),
        (
            "--seed 1 --ops 9 --keys 3 --scenario default --cut-until 9",
            "--cut-until:",
        ),
    ] {
        KVCTL.assert_refuses(line, named);
    }
    for (more, named) in [
        ("--keys 3", "--keys"),
        ("--nodes 3", "--nodes"),
        ("stray", "stray"),
        ("--cut", "--cut:"),
        ("--cut ", "--cut:"),
        ("--cut 3,", "--cut:"),
        ("--cut 3,_4", "--cut:"),
        ("--cut 5", "--cut:"),
        ("--cut 3,4,3", "--cut:"),
        ("--cut 3,03", "--cut:"),
        ("--cut 4294967296", "--cut:"),
        ("--cut-from 7", "--cut-from:"),
        ("--cut-until 1", "--cut-until:"),
        ("--cut-from 5 --cut-until 4", "--cut-from:"),
        ("--cut-from 4294967296", "--cut-from:"),
        ("--cut-until x", "--cut-until:"),
        ("--replica", "--replica:"),
        ("--replica 5", "--replica:"),
        ("--replica 0,1", "--replica:"),
        ("--dump --dump-after 1", "--dump-after:"),
        ("--dump-after 9", "--dump-after:"),
    ] {
        let line = format!("--seed 1 --ops 9 --keys 3 --scenario partition {more}");
        KVCTL.assert_refuses(&line, named);
    }
}

#[test]
fn a_closed_pipe_is_borne_in_silence() {
    KVCTL.assert_bears_a_closed_pipe(&format!("{B} --digests"));
}
