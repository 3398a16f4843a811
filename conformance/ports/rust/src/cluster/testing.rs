//! Fault plans for the tests of the labs' invariants.

use super::parameters::{Link, Outage, Parameters};
use crate::splitmix64::SplitMix64;

/// For two thirds of the run every link goes down and up at random, long enough to depose
/// leaders.
pub fn random_faults(seed: u64) -> Parameters {
    let mut random = SplitMix64::new(seed);
    let mut below = |n: u32| (random.next_u64() % u64::from(n)) as u32;
    let (nodes, rounds) = (3 + below(3), 4000);
    let mut outages = Vec::new();
    let mut from = 0;
    while from < rounds * 2 / 3 {
        let until = from + 100 + below(500);
        for (src, dst) in (0..nodes).flat_map(|src| (0..nodes).map(move |dst| (src, dst))) {
            if src != dst && below(2) == 0 {
                let link = Link { src, dst };
                outages.push(Outage { from, until, link });
            }
        }
        from = until;
    }
    Parameters {
        seed,
        nodes,
        rounds,
        proposals: 60,
        partition: Vec::new(),
        outages,
    }
}

pub fn no_faults(seed: u64, nodes: u32, rounds: u32, proposals: u32) -> Parameters {
    Parameters {
        seed,
        nodes,
        rounds,
        proposals,
        partition: Vec::new(),
        outages: Vec::new(),
    }
}
