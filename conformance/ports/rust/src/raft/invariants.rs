//! "Invariants" of raft.md, under faults.

use std::collections::BTreeMap;

use super::messages::{Entry, Term};
use super::node::Node;
use crate::cluster::testing::random_faults;
use crate::cluster::{Cluster, Member};
use crate::message_queue::NodeId;

fn entries(node: &Node) -> Vec<Entry> {
    node.log.with(<[Entry]>::to_vec)
}

fn common_len(one: &[Entry], other: &[Entry]) -> usize {
    one.iter().zip(other).take_while(|(a, b)| a == b).count()
}

/// In ticks. A stale candidate can win the race of the timers several times before it loses it.
const PATIENCE: u32 = 6000;

/// One term, one leader and one log, committed to its end.
fn has_settled(cluster: &Cluster<Node>) -> bool {
    let first = &cluster.nodes[0];
    let same = cluster.nodes.iter().all(|node| {
        node.current_term == first.current_term
            && node.commit_index == node.log.len()
            && entries(node) == entries(first)
    });
    let leaders = cluster.nodes.iter().filter_map(Node::leads_as).count();
    same && leaders == 1
}

/// What a node was after the tick before.
#[derive(Default, Clone)]
struct Before {
    term: Term,
    voted_for: Option<NodeId>,
    commit_index: usize,
    led: bool,
    log: Vec<Entry>,
}

/// In the order of the specification.
#[test]
fn invariants_hold_after_every_tick_under_faults() {
    let mut deposed = 0;
    for seed in 0..40 {
        let parameters = random_faults(seed);
        let mut cluster: Cluster<Node> = Cluster::new(&parameters);
        let mut leaders: BTreeMap<Term, NodeId> = BTreeMap::new();
        // By anybody, at any tick; each with the least term in which somebody had it committed.
        let mut committed: Vec<Entry> = Vec::new();
        let mut committed_in: Vec<Term> = Vec::new();
        let mut befores = vec![Before::default(); parameters.nodes as usize];
        for t in 0..parameters.rounds {
            cluster.tick();
            let logs: Vec<_> = cluster.nodes.iter().map(entries).collect();
            for ((node, log), before) in cluster.nodes.iter().zip(&logs).zip(&mut befores) {
                let at = format!("seed {seed}, tick {t}, node {}", node.id);
                if let Some(term) = node.leads_as() {
                    assert_eq!(*leaders.entry(term).or_insert(node.id), node.id, "{at}");
                    if before.led && before.term == term {
                        assert!(log.starts_with(&before.log), "{at}");
                    }
                }
                if node.current_term == before.term && before.voted_for.is_some() {
                    assert_eq!(node.voted_for, before.voted_for, "{at}");
                }
                assert!(log.is_sorted_by_key(|entry| entry.term), "{at}");
                assert!(node.log.last_term() <= node.current_term, "{at}");

                for other in &logs {
                    let common = common_len(log, other);
                    let mut rest = log.iter().zip(other).skip(common);
                    assert!(rest.all(|(a, b)| a.term != b.term), "{at}");
                }

                assert!(node.commit_index <= log.len(), "{at}");
                let known = node.commit_index.min(committed.len());
                assert_eq!(log[..known], committed[..known], "{at}");
                for entry in &log[known..node.commit_index] {
                    committed.push(entry.clone());
                    committed_in.push(node.current_term);
                }
                for term in &mut committed_in[..node.commit_index] {
                    *term = node.current_term.min(*term);
                }

                assert!(node.current_term >= before.term, "{at}");
                assert!(node.commit_index >= before.commit_index, "{at}");
                *before = Before {
                    term: node.current_term,
                    voted_for: node.voted_for,
                    commit_index: node.commit_index,
                    led: node.leads_as().is_some(),
                    log: log.clone(),
                };
            }
            for (node, log) in cluster.nodes.iter().zip(&logs) {
                if let Some(term) = node.leads_as() {
                    let older = committed_in.iter().filter(|&&other| other < term).count();
                    assert!(
                        common_len(log, &committed) >= older,
                        "seed {seed}, tick {t}"
                    );
                }
            }
        }
        deposed += leaders.len() - 1;

        // Liveness: the faults have ended, so at some time all agree and everything is committed.
        assert!(!committed.is_empty(), "seed {seed}");
        for _ in 0..PATIENCE {
            if !has_settled(&cluster) {
                cluster.tick();
            }
        }
        assert!(has_settled(&cluster), "seed {seed}");
        for node in &cluster.nodes {
            assert!(entries(node).starts_with(&committed), "seed {seed}");
        }
    }
    assert!(
        deposed >= 40,
        "the faults are too mild: {deposed} changes of leader"
    );
}
