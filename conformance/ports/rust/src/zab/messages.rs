//! What nodes agree on (zxids, transactions, histories), and what they say to each other.

use std::rc::Rc;

use crate::message_queue::NodeId;
use crate::shared_log::SharedLog;

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

/// Cheap to clone: a `NewLeader` carries a whole one.
pub type History = SharedLog<Transaction>;

impl History {
    /// ZERO when the history is empty.
    pub fn last_zxid(&self) -> Zxid {
        self.with(last_zxid_of)
    }

    /// The highest zxid of the history that is not above `bound`, or ZERO.
    pub fn floor(&self, bound: Zxid) -> Zxid {
        if self.last_zxid() <= bound {
            return self.last_zxid();
        }
        // Zxids ascend (invariant 4), so this is a binary search.
        self.with(|log| last_zxid_of(&log[..log.partition_point(|x| x.zxid <= bound)]))
    }
}

fn last_zxid_of(log: &[Transaction]) -> Zxid {
    log.last().map_or(Zxid::ZERO, |x| x.zxid)
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
