//! The five replicas ("Operations" of kv.md) and the workload that drives them ("Workload").

use std::collections::BTreeSet;
use std::rc::Rc;

use super::parameters::{Cut, Parameters};
use super::replica::{Entry, LEADER, Op, REPLICAS, Replica, ReplicaId};
use crate::splitmix64::SplitMix64;

pub const CURRENT_TERM: u64 = 1;

const QUORUM: u32 = REPLICAS / 2 + 1;

#[derive(Debug, Default)]
pub struct Cluster {
    /// The leader is the first.
    pub replicas: [Replica; REPLICAS as usize],
    partitioned: BTreeSet<ReplicaId>,
}

impl Cluster {
    pub fn partition(&mut self, ids: BTreeSet<ReplicaId>) {
        self.partitioned = ids;
    }

    /// Whether the operation was committed. One that was not stays in the logs of those that it
    /// reached, as an uncommitted tail.
    pub fn propose(&mut self, op: Op) -> bool {
        let [leader, followers @ ..] = &mut self.replicas;
        // The leader appends every entry, so its log says which index is next.
        let entry = Rc::new(Entry {
            term: CURRENT_TERM,
            idx: leader.last_idx() + 1,
            op,
        });
        leader.log.push(Rc::clone(&entry));
        if self.partitioned.contains(&LEADER) {
            return false;
        }

        let mut acks = 1;
        for (id, follower) in (1..).zip(followers) {
            if !self.partitioned.contains(&id) {
                if !follower.try_append(&entry) {
                    follower.truncate_and_replay(&leader.log, leader.commit_index);
                }
                acks += 1;
            }
        }
        if acks < QUORUM {
            return false;
        }
        for (id, replica) in (0..).zip(&mut self.replicas) {
            if !self.partitioned.contains(&id) {
                replica.commit_to(entry.idx);
            }
        }
        true
    }

    pub fn heal(&mut self) {
        let [leader, followers @ ..] = &mut self.replicas;
        for (id, follower) in (1..).zip(followers) {
            if self.partitioned.contains(&id) {
                follower.truncate_and_replay(&leader.log, leader.commit_index);
            }
        }
        self.partitioned.clear();
    }
}

/// A cluster under the seeded workload.
#[derive(Debug)]
pub struct Workload {
    pub cluster: Cluster,
    random: SplitMix64,
    keys: u64,
    cut: Option<Cut>,
    next_op: u32,
}

impl Workload {
    pub fn new(parameters: &Parameters) -> Self {
        Self {
            cluster: Cluster::default(),
            random: SplitMix64::new(parameters.seed),
            keys: parameters.keys.into(),
            cut: parameters.cut.clone(),
            next_op: 0,
        }
    }

    pub fn run(&mut self, ops: u32) {
        (0..ops).for_each(|_| self.op());
    }

    pub fn op(&mut self) {
        if let Some(cut) = &self.cut {
            if self.next_op == cut.from {
                self.cluster.partition(cut.replicas.clone());
            }
            if self.next_op == cut.until {
                self.cluster.heal();
            }
        }
        let op = self.draw();
        self.cluster.propose(op);
        self.next_op += 1;
    }

    fn draw(&mut self) -> Op {
        // Always three, also when the operation needs no value.
        let [r1, r2, r3] = [(); 3].map(|()| self.random.next_u64());
        let key = format!("k{}", r2 % self.keys).into();
        match r1 >> 62 {
            3 => Op::Del(key),
            _ => Op::Put(key, (r3 % 10_000).to_le_bytes()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kv::dump::snapshot;

    fn workload(seed: u64, cut: &[ReplicaId], from: u32, until: u32) -> Workload {
        Workload::new(&Parameters {
            seed,
            ops: 100,
            keys: 10,
            cut: Some(Cut {
                replicas: cut.iter().copied().collect(),
                from,
                until,
            }),
            replica: LEADER,
        })
    }

    #[test]
    fn an_operation_commits_only_with_a_quorum() {
        for (cut, committed) in [
            (vec![], true),
            (vec![3, 4], true),
            (vec![2, 3, 4], false),
            (vec![0], false),
            (vec![0, 1, 2, 3, 4], false),
        ] {
            let mut cluster = Cluster::default();
            cluster.partition(cut.iter().copied().collect());
            assert_eq!(cluster.propose(Op::Del("k0".into())), committed, "{cut:?}");
            assert_eq!(cluster.replicas[0].commit_index, u64::from(committed));
            assert_eq!(cluster.replicas[0].last_idx(), 1);
        }
    }

    #[test]
    fn a_follower_with_a_gap_is_repaired_at_once() {
        let mut cluster = Cluster::default();
        cluster.partition(BTreeSet::from([0]));
        assert!(!cluster.propose(Op::Put("a".into(), [1; 8])));
        cluster.partition(BTreeSet::new());
        assert!(cluster.propose(Op::Put("b".into(), [2; 8])));
        for replica in &cluster.replicas {
            assert_eq!((replica.last_idx(), replica.commit_index), (2, 2));
            assert_eq!(replica.state_machine.len(), 2);
        }
    }

    /// "Invariants" of kv.md, in their order.
    #[test]
    fn invariants_hold_after_every_op() {
        for (seed, cut) in [&[3, 4][..], &[0], &[1, 2, 3], &[0, 1, 2, 3, 4]]
            .into_iter()
            .enumerate()
        {
            let mut workload = workload(seed as u64, cut, 25, 75);
            let mut floors = [0; REPLICAS as usize];
            for i in 0..100 {
                workload.op();
                let [leader, ..] = &workload.cluster.replicas;
                for (replica, floor) in workload.cluster.replicas.iter().zip(&mut floors) {
                    let at = format!("cut {cut:?}, op {i}");
                    let mut replayed = Replica::default();
                    replayed.truncate_and_replay(&replica.log, replica.commit_index);
                    assert_eq!(replica.state_machine, replayed.state_machine, "{at}");
                    let committed = replica.commit_index.min(leader.commit_index) as usize;
                    assert_eq!(replica.log[..committed], leader.log[..committed], "{at}");
                    assert!(replica.commit_index <= replica.last_idx(), "{at}");
                    if i >= 75 {
                        assert_eq!(snapshot(replica), snapshot(leader), "{at}");
                    }
                    assert!(replica.commit_index >= *floor, "{at}");
                    *floor = replica.commit_index;
                }
            }
        }
    }

    #[test]
    fn a_cut_that_never_heals_stays() {
        let mut workload = workload(1, &[3, 4], 25, 100);
        workload.run(100);
        let committed = workload.cluster.replicas.each_ref().map(|r| r.commit_index);
        assert_eq!(committed, [100, 100, 100, 25, 25]);
    }
}
