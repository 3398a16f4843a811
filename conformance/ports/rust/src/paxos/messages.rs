//! What nodes agree on (ballots, values in slots), and what they say to each other.

use std::rc::Rc;

use super::slots::Slots;
use crate::message_queue::NodeId;

/// The derived order is lexicographic: round first, then proposer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ballot {
    pub round: u32,
    pub proposer: NodeId,
}

impl Ballot {
    pub const ZERO: Self = Self {
        round: 0,
        proposer: 0,
    };
}

/// The no-op is the empty one.
pub type Value = Rc<str>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accept {
    pub ballot: Ballot,
    pub value: Value,
}

/// What a node has accepted. A promise carries it whole: it is shared, and copied only if it changes
/// while somebody else still holds it.
pub type Accepts = Rc<Slots<Accept>>;

/// "Handlers" of paxos.md lists them in this order. The values are as they were when the message was
/// sent.
#[derive(Debug, Clone)]
pub enum Message {
    Prepare {
        ballot: Ballot,
    },
    Promise {
        ballot: Ballot,
        accepts: Accepts,
    },
    Accept {
        ballot: Ballot,
        slot: usize,
        value: Value,
    },
    Accepted {
        ballot: Ballot,
        slot: usize,
    },
    Decided {
        slot: usize,
        value: Value,
    },
    Heartbeat {
        ballot: Ballot,
        /// The sender's.
        first_unlearned: usize,
    },
    CatchUp {
        first_unlearned: usize,
    },
    /// The refusal of `ballot`, by a node that has promised a higher one.
    Nack {
        ballot: Ballot,
        promised: Ballot,
    },
}
