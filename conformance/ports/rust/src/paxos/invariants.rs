//! "Invariants" of paxos.md, under faults.

use std::collections::{BTreeMap, BTreeSet};

use super::messages::{Ballot, Value};
use super::node::{Node, Role};
use crate::cluster::Cluster;
use crate::cluster::testing::random_faults;
use crate::message_queue::NodeId;

/// In the order of the specification.
#[test]
fn invariants_hold_after_every_tick_under_faults() {
    let mut elections = 0;
    for seed in 0..40 {
        let parameters = random_faults(seed);
        let mut cluster: Cluster<Node> = Cluster::new(&parameters);
        // By anybody, at any tick.
        let mut decided: BTreeMap<usize, Value> = BTreeMap::new();
        let mut proposed: BTreeMap<(usize, Ballot), Value> = BTreeMap::new();
        let mut acceptors: BTreeMap<(usize, Ballot), BTreeSet<NodeId>> = BTreeMap::new();
        let mut leaders: BTreeSet<Ballot> = BTreeSet::new();
        let mut befores: Vec<BTreeMap<usize, Ballot>> = vec![BTreeMap::new(); cluster.nodes.len()];
        let mut learned_before = vec![0; cluster.nodes.len()];
        let mut ballots_before = vec![(Ballot::ZERO, Ballot::ZERO); cluster.nodes.len()];
        for t in 0..parameters.rounds {
            cluster.tick();
            for (i, node) in cluster.nodes.iter().enumerate() {
                let at = format!("seed {seed}, tick {t}, node {i}");

                for (slot, accept) in node.accepts.iter() {
                    assert!(accept.ballot <= node.promised, "{at}");
                    let before = befores[i].insert(slot, accept.ballot);
                    assert!(before.is_none_or(|before| before <= accept.ballot), "{at}");
                    if before != Some(accept.ballot) {
                        let key = (slot, accept.ballot);
                        let value = proposed.entry(key).or_insert(accept.value.clone());
                        assert_eq!(*value, accept.value, "{at}");
                        acceptors.entry(key).or_default().insert(node.id);
                    }
                }

                let (promised, my_ballot) = ballots_before[i];
                assert!(
                    node.promised >= promised && node.my_ballot >= my_ballot,
                    "{at}"
                );
                assert!(node.my_ballot <= node.promised, "{at}");
                assert!(
                    node.my_ballot == Ballot::ZERO || node.my_ballot.proposer == node.id,
                    "{at}"
                );
                ballots_before[i] = (node.promised, node.my_ballot);

                match node.role {
                    Role::Follower => {}
                    Role::Candidate(_) => assert_eq!(node.promised, node.my_ballot, "{at}"),
                    Role::Leader(_) => {
                        assert_eq!(node.promised, node.my_ballot, "{at}");
                        leaders.insert(node.my_ballot);
                    }
                }

                assert!(node.learned.len() >= learned_before[i], "{at}");
                learned_before[i] = node.learned.len();
                for (slot, value) in node.learned.iter() {
                    let first = decided.entry(slot).or_insert(value.clone());
                    assert_eq!(first, value, "{at}, slot {slot}");
                }
            }
        }
        elections += leaders.len();

        let commands: Vec<_> = decided.values().filter(|value| !value.is_empty()).collect();
        assert_eq!(
            BTreeSet::from_iter(&commands).len(),
            commands.len(),
            "seed {seed}"
        );
        for (&slot, value) in &decided {
            let by_quorum = acceptors.iter().any(|(key, nodes)| {
                key.0 == slot && proposed[key] == *value && nodes.len() >= parameters.quorum()
            });
            assert!(by_quorum, "seed {seed}, slot {slot}");
        }

        // Live: the faults have ended, so one node leads, and everybody has learned everything.
        let mut ends = BTreeSet::new();
        for node in &cluster.nodes {
            assert_eq!(node.learned.len(), node.learned.end(), "seed {seed}");
            assert_eq!(node.promised, cluster.nodes[0].promised, "seed {seed}");
            if let Role::Leader(leadership) = &node.role {
                assert_eq!(
                    node.learned.end(),
                    leadership.proposals.len(),
                    "seed {seed}"
                );
            }
            ends.insert(node.learned.end());
        }
        assert_eq!(ends.len(), 1, "seed {seed}");
    }
    assert!(
        elections >= 100,
        "the faults are too mild: {elections} leaders"
    );
}
