//! What the programs of the cluster labs have in common.

use crate::program::Program;

impl Program {
    /// "Parameters" of zab.md: what is refused.
    pub fn assert_refuses_bad_cluster_flags(&self) {
        for (line, named) in [
            ("", "\"\""),
            ("--nodes 3 --rounds 10 --proposals 1", "--seed"),
            ("--seed 1 --rounds 10 --proposals 1", "--nodes"),
            ("--seed 1 --nodes 3 --proposals 1", "--rounds"),
            ("--seed 1 --nodes 3 --rounds 10", "--proposals"),
            ("--seed 1 --nodes 3 --rounds 10 --proposals", "--proposals"),
            ("--seed --nodes 3 --rounds 10 --proposals 1", "--seed"),
        ] {
            self.assert_refuses(line, named);
        }

        let number = |flag| format!("{flag}: expected a decimal number from");
        for flag in ["--seed", "--nodes", "--rounds", "--proposals"] {
            for value in ["", "+5", "-1", "_5", "5_", "5x", "x", "0x5", "1.0", "1e3"] {
                let line = "--seed 1 --nodes 3 --rounds 10 --proposals 1";
                let words: Vec<_> = line.split(' ').collect();
                let at = words.iter().position(|word| *word == flag).unwrap();
                let mut words = words.clone();
                words[at + 1] = value;
                self.assert_refuses(&words.join(" "), &number(flag));
            }
        }
        for (line, flag) in [
            (
                "--seed 18446744073709551616 --nodes 3 --rounds 10 --proposals 1",
                "--seed",
            ),
            ("--seed 1 --nodes 0 --rounds 10 --proposals 1", "--nodes"),
            (
                "--seed 1 --nodes 4294967296 --rounds 10 --proposals 1",
                "--nodes",
            ),
            (
                "--seed 1 --nodes 3 --rounds 4294967296 --proposals 1",
                "--rounds",
            ),
            (
                "--seed 1 --nodes 3 --rounds 10 --proposals 4294967296",
                "--proposals",
            ),
        ] {
            self.assert_refuses(line, &number(flag));
        }

        for (more, named) in [
            ("--seed 1", "--seed"),
            ("--frob 1", "--frob"),
            ("-n 1", "-n"),
            ("--seed=1", "--seed=1"),
            ("--keys 3", "--keys"),
            ("stray", "stray"),
            ("--dump 3", "3"),
            ("--dump --dump", "--dump"),
            ("--dump --digests", "--dump"),
            ("--digests --dump-after 1", "--digests"),
            ("--dump-after", "--dump-after"),
            ("--dump-after 10", "--dump-after"),
            ("--dump-after -1", "--dump-after"),
            ("--dump-after 1 --dump-after 1", "--dump-after"),
            ("--partition", "--partition"),
            ("--partition ", "--partition"),
            ("--partition 0", "--partition"),
            ("--partition 0,1,2", "--partition"),
            ("--partition 0,1,", "--partition"),
            ("--partition ,0,1", "--partition"),
            ("--partition 0,,1", "--partition"),
            ("--partition 0,_1", "--partition"),
            ("--partition 0;1", "--partition"),
            ("--partition 0,+1", "--partition"),
            ("--partition 0,3", "--partition"),
            ("--partition 3,0", "--partition"),
            ("--partition 1,1", "--partition"),
            ("--partition 0,4294967296", "--partition"),
            ("--partition 0,1 --partition 1,0", "--partition"),
            ("--outage", "--outage"),
            ("--outage ", "--outage"),
            ("--outage 1", "--outage"),
            ("--outage 1,2", "--outage"),
            ("--outage 1,2,0", "--outage"),
            ("--outage 1,2,0,1,3", "--outage"),
            ("--outage 1,2,0,3", "--outage"),
            ("--outage 1,2,3,0", "--outage"),
            ("--outage 1,2,0,0", "--outage"),
            ("--outage 2,1,0,1", "--outage"),
            ("--outage 0,4294967296,0,1", "--outage"),
            ("--outage 1,2,0,1 --outage 1,2,0,1", "--outage"),
        ] {
            let line = format!("--seed 1 --nodes 3 --rounds 10 --proposals 1 {more}");
            self.assert_refuses(&line, named);
        }
    }
}
