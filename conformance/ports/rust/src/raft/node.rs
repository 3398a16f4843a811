//! One node ("Node state", "on_tick" and "Handlers" of raft.md).

use std::collections::BTreeSet;
use std::rc::Rc;

use super::dump::put_node;
use super::messages::{Body, Entry, Log, Message, Term};
use crate::cluster::Member;
use crate::cluster::parameters::Parameters;
use crate::message_queue::{DelayKey, Links, NodeId, Tick};
use crate::splitmix64::splitmix64;

const ELECTION_TIMEOUT: Tick = 150;
const HEARTBEAT_INTERVAL: Tick = 50;

type Outbox<'a> = crate::cluster::Outbox<'a, Message>;

#[derive(Debug)]
pub struct Node {
    pub id: NodeId,
    pub current_term: Term,
    pub voted_for: Option<NodeId>,
    pub role: Role,
    /// Like next_index and match_index, a number of entries.
    pub commit_index: usize,
    pub log: Log,
    election_deadline: Tick,
    seed: u64,
    nodes: usize,
    quorum: usize,
}

/// What a node knows only while it has a role; one that leaves it drops this.
#[derive(Debug)]
pub enum Role {
    Follower,
    Candidate { votes: BTreeSet<NodeId> },
    Leader(Leadership),
}

#[derive(Debug)]
pub struct Leadership {
    heartbeat_due: Tick,
    /// Whether a follower has entries that this leader lacked when it sent what was answered.
    tail_seen: bool,
    /// How many of the leader's entries it takes each node to have, and how many it knows it to
    /// have. By id; the leader's own places are not used.
    next_index: Vec<usize>,
    match_index: Vec<usize>,
}

impl Member for Node {
    type Message = Message;
    type Rank = Term;

    const LINKS: Links = Links {
        delay_key: DelayKey::Tick,
        are_fifo: false,
    };
    const MAGIC: &[u8; 8] = b"DSERAFT1";
    const COMMAND: &str = "cmd-";

    fn new(id: NodeId, parameters: &Parameters) -> Self {
        let mut node = Self {
            id,
            current_term: 0,
            voted_for: None,
            role: Role::Follower,
            commit_index: 0,
            log: Log::default(),
            election_deadline: 0,
            seed: parameters.seed,
            nodes: parameters.nodes as usize,
            quorum: parameters.quorum(),
        };
        node.reset_timer(0);
        node
    }

    fn leads_as(&self) -> Option<Term> {
        matches!(self.role, Role::Leader(_)).then_some(self.current_term)
    }

    fn propose(&mut self, payload: Rc<str>, out: &mut Outbox) {
        self.append(payload);
        self.replicate_to_all(out);
        self.advance_commit();
    }

    fn on_tick(&mut self, out: &mut Outbox) {
        if let Role::Leader(leadership) = &mut self.role {
            if out.now >= leadership.heartbeat_due {
                leadership.heartbeat_due = out.now + HEARTBEAT_INTERVAL;
                let tail_seen = leadership.tail_seen;
                self.send_heartbeats(tail_seen, out);
            }
        } else if out.now >= self.election_deadline {
            self.start_election(out);
        }
    }

    fn on_message(&mut self, from: NodeId, message: Message, out: &mut Outbox) {
        let Message { term, body } = message;
        if term > self.current_term {
            self.become_follower(term, out.now);
        }
        let is_current = term == self.current_term;
        match body {
            Body::RequestVote {
                last_index,
                last_term,
            } => self.on_request_vote(from, is_current, (last_term, last_index), out),
            Body::RequestVoteReply { granted } => {
                if is_current && granted {
                    self.on_vote(from, out);
                }
            }
            Body::AppendEntries {
                prev_index,
                log,
                commit,
            } => {
                if is_current {
                    self.on_append_entries(from, prev_index, log, commit, out);
                } else {
                    self.refuse_entries(from, out);
                }
            }
            Body::AppendReply {
                ok,
                match_index,
                len,
            } => {
                if is_current {
                    self.on_append_reply(from, ok, match_index, len, out);
                }
            }
        }
    }

    fn put(&self, out: &mut Vec<u8>) {
        put_node(out, self);
    }
}

/// Elections.
impl Node {
    fn reset_timer(&mut self, now: Tick) {
        let jitter = splitmix64(self.seed ^ u64::from(self.id) ^ now) % ELECTION_TIMEOUT;
        self.election_deadline = now + ELECTION_TIMEOUT + jitter;
    }

    fn become_follower(&mut self, term: Term, now: Tick) {
        self.current_term = term;
        self.voted_for = None;
        self.role = Role::Follower;
        self.reset_timer(now);
    }

    fn start_election(&mut self, out: &mut Outbox) {
        self.current_term += 1;
        self.voted_for = Some(self.id);
        self.role = Role::Candidate {
            votes: BTreeSet::from([self.id]),
        };
        self.reset_timer(out.now);
        if self.quorum == 1 {
            self.become_leader(out);
            return;
        }
        out.broadcast(&self.message(Body::RequestVote {
            last_index: self.log.len(),
            last_term: self.log.last_term(),
        }));
    }

    fn on_request_vote(
        &mut self,
        from: NodeId,
        is_current: bool,
        last: (Term, usize),
        out: &mut Outbox,
    ) {
        let granted = is_current
            && self.voted_for.is_none_or(|other| other == from)
            && last >= (self.log.last_term(), self.log.len());
        if granted {
            self.voted_for = Some(from);
            self.reset_timer(out.now);
        }
        self.send(from, Body::RequestVoteReply { granted }, out);
    }

    fn on_vote(&mut self, from: NodeId, out: &mut Outbox) {
        if let Role::Candidate { votes } = &mut self.role {
            votes.insert(from);
            if votes.len() >= self.quorum {
                self.become_leader(out);
            }
        }
    }

    fn become_leader(&mut self, out: &mut Outbox) {
        self.role = Role::Leader(Leadership {
            heartbeat_due: out.now + HEARTBEAT_INTERVAL,
            tail_seen: false,
            next_index: vec![self.log.len(); self.nodes],
            match_index: vec![0; self.nodes],
        });
        self.replicate_to_all(out);
    }
}

/// Replication.
impl Node {
    fn message(&self, body: Body) -> Message {
        Message {
            term: self.current_term,
            body,
        }
    }

    fn send(&self, to: NodeId, body: Body, out: &mut Outbox) {
        out.send(to, self.message(body));
    }

    /// A leader's own entry.
    fn append(&mut self, payload: Rc<str>) {
        let term = self.current_term;
        self.log.append(Entry { term, payload });
    }

    fn replicate_to_all(&self, out: &mut Outbox) {
        for peer in out.peers() {
            self.replicate(peer, out);
        }
    }

    fn replicate(&self, to: NodeId, out: &mut Outbox) {
        if let Role::Leader(leadership) = &self.role {
            let body = Body::AppendEntries {
                prev_index: leadership.next_index[to as usize],
                log: self.log.clone(),
                commit: self.commit_index,
            };
            self.send(to, body, out);
        }
    }

    /// Only an entry of its own term lets a leader commit what is older, and cuts off the stray tail
    /// of a follower.
    fn send_heartbeats(&mut self, tail_seen: bool, out: &mut Outbox) {
        let has_uncommitted = self.log.len() > self.commit_index;
        if self.log.last_term() != self.current_term && (has_uncommitted || tail_seen) {
            self.append("".into());
        }
        self.replicate_to_all(out);
    }

    fn on_append_entries(
        &mut self,
        from: NodeId,
        prev_index: usize,
        log: Log,
        commit: usize,
        out: &mut Outbox,
    ) {
        self.role = Role::Follower;
        self.reset_timer(out.now);
        if prev_index > self.log.len() || self.log.term_at(prev_index) != log.term_at(prev_index) {
            self.refuse_entries(from, out);
            return;
        }
        // Both logs have the same entry at prev_index, so they are the same up to there, and what
        // this node is to hold after step 4 is its own log if nothing new is carried, and else
        // exactly the leader's.
        let last_carried = log.len();
        if self.log.common_len(&log) < last_carried {
            self.log = log;
        }
        self.commit_index = self.commit_index.max(commit.min(last_carried));
        let body = Body::AppendReply {
            ok: true,
            match_index: last_carried,
            len: self.log.len(),
        };
        self.send(from, body, out);
    }

    fn refuse_entries(&self, from: NodeId, out: &mut Outbox) {
        let body = Body::AppendReply {
            ok: false,
            match_index: 0,
            len: self.log.len(),
        };
        self.send(from, body, out);
    }

    fn on_append_reply(
        &mut self,
        from: NodeId,
        ok: bool,
        match_index: usize,
        len: usize,
        out: &mut Outbox,
    ) {
        let Role::Leader(leadership) = &mut self.role else {
            return;
        };
        let peer = from as usize;
        if ok {
            leadership.tail_seen |= len > match_index;
            let known = match_index.max(leadership.match_index[peer]);
            leadership.match_index[peer] = known;
            leadership.next_index[peer] = known;
            self.advance_commit();
        } else {
            let next = &mut leadership.next_index[peer];
            *next = next.saturating_sub(1);
            self.replicate(from, out);
        }
    }

    fn advance_commit(&mut self) {
        let len = self.log.len();
        let Role::Leader(leadership) = &mut self.role else {
            return;
        };
        if len == self.commit_index {
            return; // Most replies: spares them the count.
        }
        // What a quorum holds is the quorum-th highest of what each node holds.
        let mut held = leadership.match_index.clone();
        held[self.id as usize] = len;
        let rank = held.len() - self.quorum;
        let (_, &mut held_by_quorum, _) = held.select_nth_unstable(rank);
        // The entries of the current term are the last ones: if this is none of them, neither is
        // one before it.
        if held_by_quorum > self.commit_index
            && self.log.term_at(held_by_quorum) == self.current_term
        {
            self.commit_index = held_by_quorum;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::testing::no_faults;
    use crate::message_queue::MessageQueue;

    /// A node of three, with entries of these terms, and what it has sent.
    struct Bench {
        node: Node,
        queue: MessageQueue<Message>,
        now: Tick,
    }

    impl Bench {
        fn new(terms: &[Term]) -> Self {
            let mut node = Node::new(0, &no_faults(1, 3, 1000, 0));
            node.log = log(terms);
            node.current_term = node.log.last_term();
            let queue = MessageQueue::new(1, Node::LINKS);
            let now = 500;
            Self { node, queue, now }
        }

        fn act<T>(&mut self, act: impl FnOnce(&mut Node, &mut Outbox) -> T) -> T {
            let mut out = Outbox {
                queue: &mut self.queue,
                now: self.now,
                src: 0,
                nodes: 3,
            };
            act(&mut self.node, &mut out)
        }

        fn receive(&mut self, from: NodeId, term: Term, body: Body) {
            self.act(|node, out| node.on_message(from, Message { term, body }, out));
        }

        /// What the node has sent: to whom and what, in the order of arrival.
        fn sent(&mut self) -> Vec<(NodeId, Message)> {
            let mut sent = Vec::new();
            for _ in 0..3 {
                self.now += 1;
                self.queue.order_due(self.now);
                while let Some(envelope) = self.queue.pop_due(self.now) {
                    sent.push((envelope.dst, envelope.message));
                }
            }
            sent.sort_by_key(|&(dst, _)| dst);
            sent
        }

        fn lead(&mut self) {
            self.act(Node::start_election);
            let term = self.node.current_term;
            self.receive(2, term, Body::RequestVoteReply { granted: true });
            assert_eq!(self.node.leads_as(), Some(term));
            self.sent();
        }
    }

    fn log(terms: &[Term]) -> Log {
        let mut log = Log::default();
        for &term in terms {
            let payload = format!("{term}").into();
            log.append(Entry { term, payload });
        }
        log
    }

    fn terms(node: &Node) -> Vec<Term> {
        node.log.with(|log| log.iter().map(|x| x.term).collect())
    }

    #[test]
    fn a_vote_is_for_one_candidate_of_the_term_with_a_log_no_older() {
        for (term, last_term, last_index, voted_for, expected) in [
            (2, 2, 2, None, true),
            (2, 2, 2, Some(1), true),
            (2, 2, 2, Some(2), false),
            (1, 9, 9, None, false),
            (2, 2, 1, None, false),
            (2, 1, 9, None, false),
            (3, 2, 2, Some(2), true), // A new term: nobody has been voted for.
            (3, 2, 1, None, false),
        ] {
            let mut bench = Bench::new(&[1, 2]);
            bench.node.voted_for = voted_for;
            let body = Body::RequestVote {
                last_index,
                last_term,
            };
            bench.receive(1, term, body);
            let sent = bench.sent();
            let [
                (
                    1,
                    Message {
                        term: replied,
                        body,
                    },
                ),
            ] = &sent[..]
            else {
                panic!("{sent:?}");
            };
            assert_eq!(*replied, term.max(2));
            assert!(matches!(body, Body::RequestVoteReply { granted } if *granted == expected));
        }
    }

    #[test]
    fn entries_replace_what_conflicts_and_nothing_else() {
        for (own, leaders, prev_index, expected) in [
            (&[1, 1][..], &[1, 1, 2][..], 2, Some(&[1, 1, 2][..])),
            (&[1, 1, 1], &[1, 2], 1, Some(&[1, 2])),
            (&[1, 1, 1], &[1, 1], 0, Some(&[1, 1, 1])),
            (&[1, 1, 1], &[1], 1, Some(&[1, 1, 1])),
            (&[], &[1, 2, 3], 0, Some(&[1, 2, 3])),
            (&[1], &[1, 1, 2], 2, None),    // Has no entry 2.
            (&[1, 1], &[1, 2, 2], 2, None), // Has another one.
        ] {
            let mut bench = Bench::new(own);
            let body = Body::AppendEntries {
                prev_index,
                log: log(leaders),
                commit: 1,
            };
            bench.receive(2, 3, body);
            assert_eq!(terms(&bench.node), expected.unwrap_or(own));
            assert_eq!(
                bench.node.commit_index,
                usize::from(expected.is_some()),
                "{own:?} {leaders:?}"
            );
            let sent = bench.sent();
            let [(2, Message { body, .. })] = &sent[..] else {
                panic!("{sent:?}");
            };
            let &Body::AppendReply {
                ok,
                match_index,
                len,
            } = body
            else {
                panic!("{body:?}");
            };
            let matched = expected.map_or(0, |_| leaders.len());
            assert_eq!(
                (ok, match_index, len),
                (expected.is_some(), matched, expected.unwrap_or(own).len())
            );
        }
    }

    #[test]
    fn a_leader_commits_what_a_quorum_has_if_it_is_of_its_own_term() {
        let mut bench = Bench::new(&[1, 1]);
        bench.lead();
        let reply = |match_index, len| Body::AppendReply {
            ok: true,
            match_index,
            len,
        };
        bench.receive(1, 2, reply(2, 2));
        assert_eq!(bench.node.commit_index, 0, "an older term's");
        bench.act(|node, out| node.propose("x".into(), out));
        assert_eq!(bench.node.commit_index, 0, "held by the leader alone");
        bench.receive(2, 2, reply(3, 3));
        assert_eq!(bench.node.commit_index, 3);
        bench.receive(2, 2, reply(1, 3));
        let Role::Leader(leadership) = &bench.node.role else {
            panic!();
        };
        assert_eq!(leadership.match_index[2], 3, "a late reply lowers nothing");
    }

    #[test]
    fn a_no_op_is_appended_at_a_heartbeat_that_needs_one() {
        for (commit_index, answered_len, expected) in [
            (2, 2, &[1, 1][..]),
            (1, 2, &[1, 1, 2]), // An older term's tail is not committed.
            (2, 3, &[1, 1, 2]), // A follower has a tail of its own.
        ] {
            let mut bench = Bench::new(&[1, 1]);
            bench.node.commit_index = commit_index;
            bench.lead();
            let body = Body::AppendReply {
                ok: true,
                match_index: 2,
                len: answered_len,
            };
            bench.receive(1, 2, body);
            bench.now += HEARTBEAT_INTERVAL;
            bench.act(Node::on_tick);
            assert_eq!(terms(&bench.node), expected);
            assert_eq!(bench.sent().len(), 2);
        }
    }

    #[test]
    fn a_refusal_is_answered_at_once_with_one_entry_more() {
        let mut bench = Bench::new(&[1, 1]);
        bench.lead();
        let refusal = Body::AppendReply {
            ok: false,
            match_index: 0,
            len: 0,
        };
        for expected in [1, 0, 0] {
            bench.receive(1, 2, refusal.clone());
            let sent = bench.sent();
            let [
                (
                    1,
                    Message {
                        body: Body::AppendEntries { prev_index, .. },
                        ..
                    },
                ),
            ] = &sent[..]
            else {
                panic!("{sent:?}");
            };
            assert_eq!(*prev_index, expected);
        }
    }
}
