//! One node ("Node state", "on_tick" and "Handlers" of paxos.md): proposer, acceptor and learner.

use std::collections::BTreeSet;
use std::mem;
use std::rc::Rc;

use super::dump::put_node;
use super::messages::{Accept, Accepts, Ballot, Message, Value};
use super::slots::Slots;
use crate::cluster::Member;
use crate::cluster::parameters::Parameters;
use crate::message_queue::{DelayKey, Links, NodeId, Tick};
use crate::splitmix64::splitmix64;

const ELECTION_TIMEOUT: Tick = 150;
const HEARTBEAT_INTERVAL: Tick = 50;
const NO_OP: &str = "";

type Outbox<'a> = crate::cluster::Outbox<'a, Message>;

#[derive(Debug)]
pub struct Node {
    pub id: NodeId,
    pub promised: Ballot,
    pub role: Role,
    pub my_ballot: Ballot,
    pub accepts: Accepts,
    pub learned: Slots<Value>,
    deadline: Tick,
    seed: u64,
    quorum: usize,
}

/// What a node knows only while it has a role; one that leaves it drops this.
#[derive(Debug)]
pub enum Role {
    Follower,
    Candidate(Candidacy),
    Leader(Leadership),
}

#[derive(Debug)]
pub struct Candidacy {
    promises: BTreeSet<NodeId>,
    /// What the promises have told, the own one included.
    merged: Accepts,
}

#[derive(Debug)]
pub struct Leadership {
    heartbeat_due: Tick,
    /// By slot, without a gap: the next slot is the number of them.
    pub proposals: Vec<Proposal>,
}

#[derive(Debug)]
pub struct Proposal {
    value: Value,
    /// A set of ids. There are as many as a quorum at most: nobody counts beyond it.
    acceptors: Vec<NodeId>,
}

impl Member for Node {
    type Message = Message;
    type Rank = Ballot;

    const LINKS: Links = Links {
        delay_key: DelayKey::Seq,
        are_fifo: false,
    };
    const MAGIC: &[u8; 8] = b"DSEPAX01";
    const COMMAND: &str = "val-";

    fn new(id: NodeId, parameters: &Parameters) -> Self {
        let mut node = Self {
            id,
            promised: Ballot::ZERO,
            role: Role::Follower,
            my_ballot: Ballot::ZERO,
            accepts: Accepts::default(),
            learned: Slots::default(),
            deadline: 0,
            seed: parameters.seed,
            quorum: parameters.quorum(),
        };
        node.reset_timer(0);
        node
    }

    fn leads_as(&self) -> Option<Ballot> {
        matches!(self.role, Role::Leader(_)).then_some(self.my_ballot)
    }

    fn propose(&mut self, value: Value, out: &mut Outbox) {
        self.propose_next(value, out);
    }

    fn on_tick(&mut self, out: &mut Outbox) {
        match &mut self.role {
            Role::Leader(leadership) if out.now >= leadership.heartbeat_due => {
                leadership.heartbeat_due = out.now + HEARTBEAT_INTERVAL;
                self.send_heartbeat(out);
                self.repeat_undecided(out);
            }
            Role::Leader(_) => {}
            Role::Follower | Role::Candidate(_) => {
                if out.now >= self.deadline {
                    self.start_election(out);
                }
            }
        }
    }

    fn on_message(&mut self, from: NodeId, message: Message, out: &mut Outbox) {
        match message {
            Message::Prepare { ballot } => self.on_prepare(from, ballot, out),
            Message::Promise { ballot, accepts } => self.on_promise(from, ballot, &accepts, out),
            Message::Accept {
                ballot,
                slot,
                value,
            } => self.on_accept(from, ballot, slot, value, out),
            Message::Accepted { ballot, slot } => self.on_accepted(from, ballot, slot, out),
            Message::Decided { slot, value } => self.learn(slot, value),
            Message::Heartbeat {
                ballot,
                first_unlearned,
            } => self.on_heartbeat(from, ballot, first_unlearned, out),
            Message::CatchUp { first_unlearned } => {
                for (slot, value) in self.learned.iter_from(first_unlearned) {
                    let value = value.clone();
                    out.send(from, Message::Decided { slot, value });
                }
            }
            Message::Nack { ballot, promised } => self.on_nack(ballot, promised, out.now),
        }
    }

    fn put(&self, out: &mut Vec<u8>) {
        put_node(out, self);
    }
}

/// What all roles do.
impl Node {
    fn reset_timer(&mut self, now: Tick) {
        let jitter = splitmix64(self.seed ^ u64::from(self.id) ^ now) % ELECTION_TIMEOUT;
        self.deadline = now + ELECTION_TIMEOUT + jitter;
    }

    fn learn(&mut self, slot: usize, value: Value) {
        if !self.learned.contains(slot) {
            self.learned.insert(slot, value);
        }
    }

    fn accept(&mut self, ballot: Ballot, slot: usize, value: Value) {
        Rc::make_mut(&mut self.accepts).insert(slot, Accept { ballot, value });
    }

    /// Obeys a ballot unless a higher one was promised, which is told the sender then.
    fn obeys(&mut self, from: NodeId, ballot: Ballot, out: &mut Outbox) -> bool {
        if ballot < self.promised {
            let promised = self.promised;
            out.send(from, Message::Nack { ballot, promised });
            return false;
        }
        self.promised = ballot;
        if ballot != self.my_ballot {
            self.role = Role::Follower;
        }
        self.reset_timer(out.now);
        true
    }

    fn on_prepare(&mut self, from: NodeId, ballot: Ballot, out: &mut Outbox) {
        if self.obeys(from, ballot, out) {
            let accepts = self.accepts.clone();
            out.send(from, Message::Promise { ballot, accepts });
        }
    }

    fn on_accept(
        &mut self,
        from: NodeId,
        ballot: Ballot,
        slot: usize,
        value: Value,
        out: &mut Outbox,
    ) {
        if self.obeys(from, ballot, out) {
            self.accept(ballot, slot, value);
            out.send(from, Message::Accepted { ballot, slot });
        }
    }

    fn on_heartbeat(
        &mut self,
        from: NodeId,
        ballot: Ballot,
        leaders_first_unlearned: usize,
        out: &mut Outbox,
    ) {
        if self.obeys(from, ballot, out) {
            let first_unlearned = self.learned.first_gap();
            if first_unlearned < leaders_first_unlearned {
                out.send(from, Message::CatchUp { first_unlearned });
            }
        }
    }

    fn on_nack(&mut self, ballot: Ballot, promised: Ballot, now: Tick) {
        if ballot == self.my_ballot && !matches!(self.role, Role::Follower) {
            self.promised = promised.max(self.promised);
            self.role = Role::Follower;
            self.reset_timer(now);
        }
    }
}

/// Phase 1.
impl Node {
    fn start_election(&mut self, out: &mut Outbox) {
        self.my_ballot = Ballot {
            round: self.my_ballot.round.max(self.promised.round) + 1,
            proposer: self.id,
        };
        self.promised = self.my_ballot;
        self.role = Role::Candidate(Candidacy {
            promises: BTreeSet::from([self.id]),
            merged: self.accepts.clone(),
        });
        self.reset_timer(out.now);
        if !self.wins(out) {
            let ballot = self.my_ballot;
            out.broadcast(&Message::Prepare { ballot });
        }
    }

    fn on_promise(&mut self, from: NodeId, ballot: Ballot, accepts: &Accepts, out: &mut Outbox) {
        if ballot != self.my_ballot {
            return;
        }
        if let Role::Candidate(candidacy) = &mut self.role {
            candidacy.merge(accepts);
            candidacy.promises.insert(from);
            self.wins(out);
        }
    }

    /// Whether a quorum has promised: then the candidate leads, and proposes again what it was told
    /// of; what nobody has told of is filled with no-ops.
    fn wins(&mut self, out: &mut Outbox) -> bool {
        let Role::Candidate(candidacy) = &mut self.role else {
            return false;
        };
        if candidacy.promises.len() < self.quorum {
            return false;
        }
        let merged = mem::take(&mut candidacy.merged);
        self.role = Role::Leader(Leadership {
            heartbeat_due: out.now + HEARTBEAT_INTERVAL,
            proposals: Vec::new(),
        });
        for slot in 0..merged.end() {
            let value = match merged.get(slot) {
                Some(accept) => accept.value.clone(),
                None => NO_OP.into(),
            };
            self.propose_next(value, out);
        }
        self.send_heartbeat(out);
        true
    }
}

impl Candidacy {
    /// The value of the highest ballot counts.
    fn merge(&mut self, accepts: &Accepts) {
        for (slot, accept) in accepts.iter() {
            let known = self.merged.get(slot);
            if known.is_none_or(|known| accept.ballot > known.ballot) {
                Rc::make_mut(&mut self.merged).insert(slot, accept.clone());
            }
        }
    }
}

/// Phase 2.
impl Node {
    fn propose_next(&mut self, value: Value, out: &mut Outbox) {
        let (id, ballot) = (self.id, self.my_ballot);
        let Role::Leader(leadership) = &mut self.role else {
            return;
        };
        let slot = leadership.proposals.len();
        leadership.proposals.push(Proposal {
            value: value.clone(),
            acceptors: vec![id],
        });
        self.accept(ballot, slot, value.clone());
        out.broadcast(&Message::Accept {
            ballot,
            slot,
            value,
        });
        self.try_decide(slot, out);
    }

    fn try_decide(&mut self, slot: usize, out: &mut Outbox) {
        let Role::Leader(Leadership { proposals, .. }) = &self.role else {
            return;
        };
        let Proposal { value, acceptors } = &proposals[slot];
        if acceptors.len() >= self.quorum && !self.learned.contains(slot) {
            let value = value.clone();
            self.learn(slot, value.clone());
            out.broadcast(&Message::Decided { slot, value });
        }
    }

    fn on_accepted(&mut self, from: NodeId, ballot: Ballot, slot: usize, out: &mut Outbox) {
        if ballot != self.my_ballot || self.learned.contains(slot) {
            return; // What is learned has been decided: nobody counts any more.
        }
        if let Role::Leader(leadership) = &mut self.role {
            let acceptors = &mut leadership.proposals[slot].acceptors;
            if !acceptors.contains(&from) {
                acceptors.push(from);
                self.try_decide(slot, out);
            }
        }
    }

    fn send_heartbeat(&self, out: &mut Outbox) {
        out.broadcast(&Message::Heartbeat {
            ballot: self.my_ballot,
            first_unlearned: self.learned.first_gap(),
        });
    }

    fn repeat_undecided(&self, out: &mut Outbox) {
        let Role::Leader(Leadership { proposals, .. }) = &self.role else {
            return;
        };
        let ballot = self.my_ballot;
        let undecided = proposals.iter().enumerate().skip(self.learned.first_gap());
        for (slot, Proposal { value, .. }) in undecided {
            if !self.learned.contains(slot) {
                let value = value.clone();
                out.broadcast(&Message::Accept {
                    ballot,
                    slot,
                    value,
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::testing::no_faults;
    use crate::message_queue::MessageQueue;

    /// Node 0 of three or five, and what it has sent.
    struct Bench {
        node: Node,
        queue: MessageQueue<Message>,
        now: Tick,
        nodes: u32,
    }

    impl Bench {
        fn new(nodes: u32) -> Self {
            Self {
                node: Node::new(0, &no_faults(1, nodes, 1000, 0)),
                queue: MessageQueue::new(1, Node::LINKS),
                now: 500,
                nodes,
            }
        }

        fn act<T>(&mut self, act: impl FnOnce(&mut Node, &mut Outbox) -> T) -> T {
            let mut out = Outbox {
                queue: &mut self.queue,
                now: self.now,
                src: 0,
                nodes: self.nodes,
            };
            act(&mut self.node, &mut out)
        }

        fn receive(&mut self, from: NodeId, message: Message) {
            self.act(|node, out| node.on_message(from, message, out));
        }

        /// What the node has sent to a peer, as text and in no order.
        fn sent_to(&mut self, peer: NodeId) -> BTreeSet<String> {
            let mut sent = BTreeSet::new();
            for _ in 0..3 {
                self.now += 1;
                self.queue.order_due(self.now);
                while let Some(envelope) = self.queue.pop_due(self.now) {
                    if envelope.dst == peer {
                        sent.insert(format!("{:?}", envelope.message));
                    }
                }
            }
            sent
        }
    }

    fn ballot(round: u32, proposer: NodeId) -> Ballot {
        Ballot { round, proposer }
    }

    fn accepts(all: &[(usize, Ballot, &str)]) -> Accepts {
        let mut slots = Slots::default();
        for &(slot, ballot, value) in all {
            let value = value.into();
            slots.insert(slot, Accept { ballot, value });
        }
        Rc::new(slots)
    }

    fn values(slots: &Slots<Value>) -> Vec<(usize, &str)> {
        slots.iter().map(|(slot, value)| (slot, &**value)).collect()
    }

    #[test]
    fn a_node_obeys_what_is_no_lower_than_it_has_promised() {
        for (round, proposer, obeyed) in [(2, 1, true), (2, 2, true), (3, 0, true), (2, 0, false)] {
            let given = ballot(round, proposer);
            for message in [
                Message::Prepare { ballot: given },
                Message::Accept {
                    ballot: given,
                    slot: 3,
                    value: "x".into(),
                },
                Message::Heartbeat {
                    ballot: given,
                    first_unlearned: 1,
                },
            ] {
                let mut bench = Bench::new(3);
                bench.node.promised = ballot(2, 1);
                bench.receive(2, message);
                let expected = given.max(ballot(2, 1));
                assert_eq!(bench.node.promised, expected);
                let sent = bench.sent_to(2);
                let refused = sent.iter().any(|message| message.starts_with("Nack"));
                assert_eq!((sent.len(), refused), (1, !obeyed), "{sent:?}");
            }
        }
    }

    #[test]
    fn a_new_leader_proposes_the_value_of_the_highest_ballot_and_fills_gaps_with_no_ops() {
        let mut bench = Bench::new(5);
        bench.node.accepts = accepts(&[(0, ballot(1, 1), "a"), (1, ballot(2, 2), "b")]);
        bench.node.promised = ballot(3, 3);
        bench.act(Node::start_election);
        let mine = ballot(4, 0);
        assert_eq!((bench.node.my_ballot, bench.node.promised), (mine, mine));
        for (from, theirs) in [
            (
                1,
                accepts(&[(0, ballot(2, 1), "c"), (1, ballot(1, 1), "d")]),
            ),
            (
                4,
                accepts(&[(0, ballot(1, 3), "e"), (3, ballot(1, 1), "f")]),
            ),
        ] {
            assert_eq!(bench.node.leads_as(), None);
            let promise = Message::Promise {
                ballot: mine,
                accepts: theirs,
            };
            bench.receive(from, promise);
        }
        assert_eq!(bench.node.leads_as(), Some(mine));
        let all: Vec<_> = (bench.node.accepts.iter())
            .map(|(slot, accept)| (slot, accept.ballot, &*accept.value))
            .collect();
        let expected = [
            (0, mine, "c"),
            (1, mine, "b"),
            (2, mine, ""),
            (3, mine, "f"),
        ];
        assert_eq!(all, expected);
    }

    #[test]
    fn a_value_is_decided_when_a_quorum_has_accepted_it_and_is_repeated_until_then() {
        let mut bench = Bench::new(3);
        bench.act(Node::start_election);
        let mine = bench.node.my_ballot;
        let promise = |ballot| Message::Promise {
            ballot,
            accepts: Accepts::default(),
        };
        bench.receive(1, promise(ballot(9, 0)));
        assert_eq!(bench.node.leads_as(), None, "another ballot's promise");
        bench.receive(1, promise(mine));
        for value in ["a", "b", "c"] {
            bench.act(|node, out| node.propose(value.into(), out));
        }
        bench.sent_to(2);

        let accepted = Message::Accepted {
            ballot: mine,
            slot: 1,
        };
        bench.receive(2, accepted);
        assert_eq!(values(&bench.node.learned), [(1, "b")]);
        assert_eq!(bench.sent_to(2).len(), 1, "Decided");

        bench.now += HEARTBEAT_INTERVAL;
        bench.act(Node::on_tick);
        let sent = Vec::from_iter(bench.sent_to(1));
        assert_eq!(sent.len(), 3, "{sent:?}");
        assert!(sent[0].starts_with("Accept") && sent[0].contains("slot: 0"));
        assert!(sent[1].starts_with("Accept") && sent[1].contains("slot: 2"));
        assert!(sent[2].starts_with("Heartbeat") && sent[2].contains("first_unlearned: 0"));
    }

    #[test]
    fn a_nack_ends_the_ballot_that_it_names_and_no_other() {
        let mut bench = Bench::new(3);
        bench.act(Node::start_election);
        let nack = |ballot| Message::Nack {
            ballot,
            promised: Ballot {
                round: 7,
                proposer: 2,
            },
        };
        bench.receive(1, nack(ballot(9, 0)));
        assert!(matches!(bench.node.role, Role::Candidate(_)));
        bench.receive(1, nack(bench.node.my_ballot));
        assert!(matches!(bench.node.role, Role::Follower));
        assert_eq!(bench.node.promised, ballot(7, 2));
        bench.act(Node::start_election);
        assert_eq!(bench.node.my_ballot, ballot(8, 0));
    }

    #[test]
    fn who_lacks_what_the_leader_has_learned_asks_and_is_told() {
        let mut bench = Bench::new(3);
        for (slot, value) in [(0, "a"), (2, "c"), (3, "d")] {
            let value = value.into();
            bench.receive(1, Message::Decided { slot, value });
        }
        let heartbeat = |first_unlearned| Message::Heartbeat {
            ballot: ballot(1, 1),
            first_unlearned,
        };
        bench.receive(1, heartbeat(1));
        assert_eq!(bench.sent_to(1).len(), 0);
        bench.receive(1, heartbeat(4));
        assert!(
            bench
                .sent_to(1)
                .first()
                .unwrap()
                .contains("first_unlearned: 1")
        );

        bench.receive(2, Message::CatchUp { first_unlearned: 1 });
        assert_eq!(bench.sent_to(2).len(), 2, "slots 2 and 3");
        let other = Message::Decided {
            slot: 0,
            value: "x".into(),
        };
        bench.receive(1, other);
        assert_eq!(values(&bench.node.learned)[0], (0, "a"));
    }
}
