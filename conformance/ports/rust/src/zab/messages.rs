//! What nodes agree on (zxids, transactions, histories), and what they say to each other.

use std::cell::RefCell;
use std::rc::Rc;

use crate::message_queue::NodeId;

/// The name of a transaction. The derived order is lexicographic: epoch first, then counter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Zxid {
    pub epoch: u32,
    pub counter: u32,
}

impl Zxid {
    pub const ZERO: Self = Self {
        epoch: 0,
        counter: 0,
    };

    /// The only zxid of `epoch` that may follow this one without a gap.
    pub fn successor_in(self, epoch: u32) -> Self {
        let counter = if epoch == self.epoch {
            self.counter + 1
        } else {
            1
        };
        Self { epoch, counter }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transaction {
    pub zxid: Zxid,
    pub payload: Rc<str>,
}

/// The first `len` transactions of a log that may be shared with other histories.
///
/// A clone costs the same however long the history is, and does not change when the original grows,
/// which is what a `NewLeader` needs. Nothing in a log is ever changed or removed, so nodes that
/// hold the same transactions can go on sharing one log; a history copies its own part only when it
/// departs from what another one has appended.
#[derive(Debug, Clone, Default)]
pub struct History {
    log: Rc<RefCell<Vec<Transaction>>>,
    len: usize,
}

impl History {
    pub fn append(&mut self, transaction: Transaction) {
        let shared = self.log.borrow().get(self.len).cloned();
        match shared {
            None => self.log.borrow_mut().push(transaction),
            Some(next) if next == transaction => {}
            Some(_) => {
                let mut own = self.log.borrow()[..self.len].to_vec();
                own.push(transaction);
                self.log = Rc::new(RefCell::new(own));
            }
        }
        self.len += 1;
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// ZERO when the history is empty.
    pub fn last_zxid(&self) -> Zxid {
        self.zxid_before(self.len)
    }

    /// The highest zxid of the history that is not above `bound`, or ZERO.
    pub fn floor(&self, bound: Zxid) -> Zxid {
        if self.last_zxid() <= bound {
            return self.last_zxid();
        }
        // Zxids ascend (invariant 4), so this is a binary search.
        let log = self.log.borrow();
        self.zxid_before(log[..self.len].partition_point(|x| x.zxid <= bound))
    }

    pub fn for_each(&self, visit: impl FnMut(&Transaction)) {
        self.log.borrow()[..self.len].iter().for_each(visit);
    }

    fn zxid_before(&self, index: usize) -> Zxid {
        match index.checked_sub(1) {
            Some(previous) => self.log.borrow()[previous].zxid,
            None => Zxid::ZERO,
        }
    }
}

/// The derived order says which vote is better: epoch first, then zxid, then candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Vote {
    pub epoch: u32,
    pub zxid: Zxid,
    pub candidate: NodeId,
}

/// How much a node knows: the derived order compares current_epoch first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Freshness {
    pub current_epoch: u32,
    pub last_zxid: Zxid,
}

/// "Handlers" of zab.md lists them in this order. `epoch` is the one that the message is about; all
/// values are as they were when the message was sent.
#[derive(Debug, Clone)]
pub enum Message {
    // Election
    LookForLeader(Vote),
    Vote {
        leader: NodeId,
    },
    // Discovery
    NewEpoch {
        epoch: u32,
        freshness: Freshness,
    },
    AckEpoch {
        epoch: u32,
        freshness: Freshness,
    },
    RejectEpoch {
        accepted_epoch: u32,
    },
    // Synchronization
    NewLeader {
        epoch: u32,
        history: History,
    },
    AckLeader {
        epoch: u32,
        last_zxid: Zxid,
    },
    // Broadcast
    Propose(Transaction),
    Ack(Zxid),
    Commit {
        epoch: u32,
        zxid: Zxid,
    },
    Heartbeat {
        epoch: u32,
        last_zxid: Zxid,
        last_committed: Zxid,
    },
    HeartbeatAck {
        epoch: u32,
        last_zxid: Zxid,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transaction(epoch: u32, counter: u32) -> Transaction {
        Transaction {
            zxid: Zxid { epoch, counter },
            payload: format!("{epoch}-{counter}").into(),
        }
    }

    fn history(zxids: &[(u32, u32)]) -> History {
        let mut history = History::default();
        for &(epoch, counter) in zxids {
            history.append(transaction(epoch, counter));
        }
        history
    }

    fn zxids(history: &History) -> Vec<(u32, u32)> {
        let mut zxids = Vec::new();
        history.for_each(|x| zxids.push((x.zxid.epoch, x.zxid.counter)));
        zxids
    }

    #[test]
    fn a_clone_does_not_see_what_the_original_appends() {
        let mut original = history(&[(1, 1)]);
        let clone = original.clone();
        original.append(transaction(1, 2));
        assert_eq!(zxids(&clone), [(1, 1)]);
        assert_eq!(
            clone.last_zxid(),
            Zxid {
                epoch: 1,
                counter: 1
            }
        );
        assert_eq!(zxids(&original), [(1, 1), (1, 2)]);
    }

    #[test]
    fn clones_share_a_log_until_they_depart() {
        let mut original = history(&[(1, 1)]);
        let (mut same, mut other) = (original.clone(), original.clone());
        original.append(transaction(1, 2));
        same.append(transaction(1, 2));
        assert!(Rc::ptr_eq(&original.log, &same.log));
        other.append(transaction(2, 1));
        assert!(!Rc::ptr_eq(&original.log, &other.log));
        assert_eq!(zxids(&other), [(1, 1), (2, 1)]);
        assert_eq!(zxids(&original), zxids(&same));
    }

    #[test]
    fn floor_is_the_highest_zxid_up_to_the_bound() {
        let history = history(&[(1, 1), (1, 2), (3, 1)]);
        for (bound, expected) in [
            ((0, 9), (0, 0)),
            ((1, 1), (1, 1)),
            ((2, 7), (1, 2)),
            ((3, 1), (3, 1)),
            ((9, 0), (3, 1)),
        ] {
            let zxid = |(epoch, counter)| Zxid { epoch, counter };
            assert_eq!(history.floor(zxid(bound)), zxid(expected));
        }
        assert_eq!(History::default().floor(Zxid::ZERO), Zxid::ZERO);
    }
}
