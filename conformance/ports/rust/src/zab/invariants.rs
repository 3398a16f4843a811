//! "Invariants" of zab.md, under faults.

use std::collections::BTreeMap;

use super::messages::{Transaction, Zxid};
use super::node::{Node, Role};
use crate::cluster::Cluster;
use crate::cluster::testing::random_faults;
use crate::message_queue::NodeId;

fn transactions(node: &Node) -> Vec<Transaction> {
    let mut transactions = Vec::new();
    node.history.for_each(|x| transactions.push(x.clone()));
    transactions
}

/// In the order of the specification.
#[test]
fn invariants_hold_after_every_tick_under_faults() {
    let mut deposed = 0;
    for seed in 0..40 {
        let parameters = random_faults(seed);
        let mut cluster: Cluster<Node> = Cluster::new(&parameters);
        let mut leaders: BTreeMap<u32, NodeId> = BTreeMap::new();
        let mut committed: Vec<Transaction> = Vec::new();
        let mut floors = vec![(0, 0, Zxid::ZERO); parameters.nodes as usize];
        for t in 0..parameters.rounds {
            cluster.tick();
            for (node, floor) in cluster.nodes.iter().zip(&mut floors) {
                let at = format!("seed {seed}, tick {t}, node {}", node.id);
                if node.is_established() {
                    let leader = leaders.entry(node.current_epoch).or_insert(node.id);
                    assert_eq!(*leader, node.id, "{at}");
                }
                assert!(node.current_epoch <= node.accepted_epoch, "{at}");
                assert!(node.last_committed <= node.history.last_zxid(), "{at}");

                let history = transactions(node);
                let mut previous = Zxid::ZERO;
                for transaction in &history {
                    let zxid = transaction.zxid;
                    assert!(zxid > previous, "{at}");
                    assert_eq!(zxid, previous.successor_in(zxid.epoch), "{at}");
                    previous = zxid;
                }

                let known = history.partition_point(|x| x.zxid <= node.last_committed);
                let common = known.min(committed.len());
                assert_eq!(history[..common], committed[..common], "{at}");
                committed.extend_from_slice(&history[common..known]);

                let now = (node.current_epoch, node.accepted_epoch, node.last_committed);
                assert!(
                    now.0 >= floor.0 && now.1 >= floor.1 && now.2 >= floor.2,
                    "{at}"
                );
                *floor = now;
            }
        }

        deposed += leaders.len() - 1;

        // Liveness: the faults have ended, so all nodes agree and everything is committed.
        assert!(!committed.is_empty(), "seed {seed}");
        for node in &cluster.nodes {
            assert_eq!(transactions(node), committed, "seed {seed}");
            assert!(!matches!(node.role, Role::Looking(_)), "seed {seed}");
        }
    }
    assert!(
        deposed >= 40,
        "the faults are too mild: {deposed} changes of leader"
    );
}
