//! One replica: its log, and the state machine that is the log's committed prefix, applied in order
//! ("State" and "Operations" of kv.md).

use std::collections::BTreeMap;
use std::rc::Rc;

pub type ReplicaId = u32;

pub const REPLICAS: u32 = 5;
pub const LEADER: ReplicaId = 0;

/// The specification has a NoOp too, which no workload proposes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Op {
    Put(Rc<str>, [u8; 8]),
    Del(Rc<str>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub term: u64,
    /// From 1, without gaps.
    pub idx: u64,
    pub op: Op,
}

#[derive(Debug, Default)]
pub struct Replica {
    /// Entries never change, so that replicas can share them.
    pub log: Vec<Rc<Entry>>,
    pub commit_index: u64,
    /// Ordered by the bytes of the keys, as the snapshot is.
    pub state_machine: BTreeMap<Rc<str>, [u8; 8]>,
}

impl Replica {
    pub fn last_idx(&self) -> u64 {
        self.log.len() as u64
    }

    /// False when there would be a gap before the entry.
    pub fn try_append(&mut self, entry: &Rc<Entry>) -> bool {
        let fits = entry.idx == self.last_idx() + 1;
        if fits {
            self.log.push(Rc::clone(entry));
        }
        fits
    }

    pub fn commit_to(&mut self, idx: u64) {
        let known = idx.min(self.last_idx());
        while self.commit_index < known {
            match &self.log[self.commit_index as usize].op {
                Op::Put(key, value) => {
                    self.state_machine.insert(Rc::clone(key), *value);
                }
                Op::Del(key) => {
                    self.state_machine.remove(key);
                }
            }
            self.commit_index += 1;
        }
    }

    pub fn truncate_and_replay(&mut self, log: &[Rc<Entry>], commit: u64) {
        *self = Self {
            log: log.to_vec(),
            ..Self::default()
        };
        self.commit_to(commit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(idx: u64, key: &str) -> Rc<Entry> {
        let op = Op::Put(key.into(), idx.to_le_bytes());
        Rc::new(Entry { term: 1, idx, op })
    }

    fn del(idx: u64, key: &str) -> Rc<Entry> {
        let op = Op::Del(key.into());
        Rc::new(Entry { term: 1, idx, op })
    }

    fn keys(replica: &Replica) -> Vec<&str> {
        replica.state_machine.keys().map(|key| &**key).collect()
    }

    #[test]
    fn only_the_committed_prefix_is_applied() {
        let mut replica = Replica::default();
        for entry in [put(1, "k2"), put(2, "k10"), del(3, "k2")] {
            assert!(replica.try_append(&entry));
        }
        assert_eq!(keys(&replica), [""; 0]);
        replica.commit_to(2);
        assert_eq!(keys(&replica), ["k10", "k2"]);
        replica.commit_to(1);
        assert_eq!(replica.commit_index, 2);
        replica.commit_to(99);
        assert_eq!((replica.commit_index, keys(&replica)), (3, vec!["k10"]));
    }

    #[test]
    fn a_gap_is_refused_and_a_replay_repairs_it() {
        let log = [put(1, "a"), put(2, "b"), put(3, "c")];
        let mut replica = Replica::default();
        assert!(!replica.try_append(&log[1]));
        assert_eq!(replica.last_idx(), 0);
        replica.truncate_and_replay(&log, 2);
        assert_eq!(replica.last_idx(), 3);
        assert_eq!(keys(&replica), ["a", "b"]);
    }
}
