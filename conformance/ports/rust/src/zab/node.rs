//! One node ("Node state", "on_tick" and "Handlers" of zab.md).

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::dump::put_node;
use super::messages::{Freshness, History, Message, Transaction, Vote, Zxid};
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
    pub role: Role,
    pub current_epoch: u32,
    pub accepted_epoch: u32,
    pub history: History,
    pub last_committed: Zxid,
    /// Whom accepted_epoch was promised to.
    accepted_from: Option<NodeId>,
    /// The highest epoch that a RejectEpoch has told of.
    max_seen: u32,
    election_deadline: Tick,
    seed: u64,
    quorum: usize,
}

/// What a node knows only while it has a role. A node that leaves one drops this, so nothing is
/// left to be cleared: the specification's `clear_leading` is the end of a [`Leadership`].
#[derive(Debug)]
pub enum Role {
    Looking(Election),
    Following { leader: NodeId, synced: bool },
    Leading(Leadership),
}

#[derive(Debug)]
pub struct Election {
    vote: Vote,
    /// Voter -> candidate, the own vote included.
    vote_view: BTreeMap<NodeId, NodeId>,
}

/// The sets and maps hold peers only, never the leader itself.
#[derive(Debug)]
pub struct Leadership {
    pub established: bool,
    discovered: bool,
    new_epoch: u32,
    next_counter: u32,
    heartbeat_due: Tick,
    /// Who promised to follow in new_epoch, and who holds the leader's history.
    epoch_acks: BTreeSet<NodeId>,
    leader_acks: BTreeSet<NodeId>,
    /// How far each peer holds the history; it is kept when a peer leaves leader_acks.
    acked: BTreeMap<NodeId, Zxid>,
    /// Who has answered since the leader's own timer was last reset.
    heard: BTreeSet<NodeId>,
}

impl Election {
    fn new(vote: Vote) -> Self {
        Self {
            vote,
            vote_view: BTreeMap::from([(vote.candidate, vote.candidate)]),
        }
    }
}

impl Role {
    fn looking(&mut self) -> Option<&mut Election> {
        match self {
            Self::Looking(election) => Some(election),
            _ => None,
        }
    }

    fn leading(&mut self) -> Option<&mut Leadership> {
        match self {
            Self::Leading(leadership) => Some(leadership),
            _ => None,
        }
    }

    fn leading_in(&mut self, epoch: u32) -> Option<&mut Leadership> {
        self.leading().filter(|leading| leading.new_epoch == epoch)
    }
}

impl Leadership {
    fn raise_acked(&mut self, peer: NodeId, zxid: Zxid) {
        let acked = self.acked.entry(peer).or_default();
        *acked = zxid.max(*acked);
    }
}

impl Member for Node {
    type Message = Message;
    type Rank = u32;

    /// The kernel as kernel.md has it.
    const LINKS: Links = Links {
        delay_key: DelayKey::Seq,
        are_fifo: true,
    };
    const MAGIC: &[u8; 8] = b"DSEZAB01";
    const COMMAND: &str = "zab-";

    fn new(id: NodeId, parameters: &Parameters) -> Self {
        let vote = Vote {
            epoch: 0,
            zxid: Zxid::ZERO,
            candidate: id,
        };
        let mut node = Self {
            id,
            role: Role::Looking(Election::new(vote)),
            current_epoch: 0,
            accepted_epoch: 0,
            history: History::default(),
            last_committed: Zxid::ZERO,
            accepted_from: None,
            max_seen: 0,
            election_deadline: 0,
            seed: parameters.seed,
            quorum: parameters.quorum(),
        };
        node.reset_timer(0);
        node
    }

    fn leads_as(&self) -> Option<u32> {
        self.is_established().then_some(self.current_epoch)
    }

    fn on_tick(&mut self, out: &mut Outbox) {
        if out.now >= self.election_deadline {
            match &mut self.role {
                Role::Leading(leadership) if leadership.heard.len() + 1 >= self.quorum => {
                    leadership.heard.clear();
                    self.reset_timer(out.now);
                }
                _ => self.start_election(out.now),
            }
        }
        self.send_heartbeats(out);
        if let Role::Looking(election) = &self.role {
            out.broadcast(&Message::LookForLeader(election.vote));
            self.try_elect(out);
        }
    }

    fn on_message(&mut self, from: NodeId, message: Message, out: &mut Outbox) {
        match message {
            Message::LookForLeader(vote) => self.on_look_for_leader(from, vote, out),
            Message::Vote { leader } => self.on_vote(from, leader, out),
            Message::NewEpoch { epoch, freshness } => {
                self.on_new_epoch(from, epoch, freshness, out)
            }
            Message::AckEpoch { epoch, freshness } => {
                self.on_ack_epoch(from, epoch, freshness, out)
            }
            Message::RejectEpoch { accepted_epoch } => {
                self.on_reject_epoch(from, accepted_epoch, out)
            }
            Message::NewLeader { epoch, history } => self.on_new_leader(from, epoch, history, out),
            Message::AckLeader { epoch, last_zxid } => {
                self.on_ack_leader(from, epoch, last_zxid, out)
            }
            Message::Propose(transaction) => self.on_propose(from, transaction, out),
            // Both say how far a follower holds the history.
            Message::Ack(zxid) => self.on_acked(from, zxid.epoch, zxid, out),
            Message::HeartbeatAck { epoch, last_zxid } => {
                self.on_acked(from, epoch, last_zxid, out)
            }
            Message::Commit { epoch, zxid } => self.on_commit(from, epoch, zxid, out),
            Message::Heartbeat {
                epoch,
                last_zxid,
                last_committed,
            } => self.on_heartbeat(from, epoch, last_zxid, last_committed, out),
        }
    }

    fn propose(&mut self, payload: Rc<str>, out: &mut Outbox) {
        let Some(leadership) = self.role.leading() else {
            return;
        };
        leadership.next_counter += 1;
        let zxid = Zxid {
            epoch: leadership.new_epoch,
            counter: leadership.next_counter,
        };
        let transaction = Transaction { zxid, payload };
        self.history.append(transaction.clone());
        // To unsynced peers too: they will ignore it.
        out.broadcast(&Message::Propose(transaction));
        self.try_commit(out);
    }

    fn put(&self, out: &mut Vec<u8>) {
        put_node(out, self);
    }
}

impl Node {
    pub fn is_established(&self) -> bool {
        matches!(&self.role, Role::Leading(leadership) if leadership.established)
    }
}

/// Election.
impl Node {
    fn reset_timer(&mut self, now: Tick) {
        let jitter = splitmix64(self.seed ^ u64::from(self.id) ^ now) % ELECTION_TIMEOUT;
        self.election_deadline = now + ELECTION_TIMEOUT + jitter;
    }

    fn start_election(&mut self, now: Tick) {
        self.role = Role::Looking(Election::new(Vote {
            epoch: self.current_epoch,
            zxid: self.history.last_zxid(),
            candidate: self.id,
        }));
        self.reset_timer(now);
    }

    fn try_elect(&mut self, out: &mut Outbox) {
        let Some(election) = self.role.looking() else {
            return;
        };
        let candidate = election.vote.candidate;
        let votes = election.vote_view.values();
        if votes.filter(|&&vote| vote == candidate).count() < self.quorum {
            return;
        }
        if candidate == self.id {
            self.become_leader(out);
        } else {
            self.follow(candidate, false, out.now);
        }
    }

    fn follow(&mut self, leader: NodeId, synced: bool, now: Tick) {
        self.role = Role::Following { leader, synced };
        self.reset_timer(now);
    }

    fn on_look_for_leader(&mut self, from: NodeId, vote: Vote, out: &mut Outbox) {
        match &mut self.role {
            Role::Looking(election) => {
                election.vote_view.insert(from, vote.candidate);
                if vote > election.vote {
                    election.vote = vote;
                    election.vote_view.insert(self.id, vote.candidate);
                }
                self.try_elect(out);
            }
            &mut Role::Following { leader, .. } => out.send(from, Message::Vote { leader }),
            Role::Leading(_) => out.send(from, Message::Vote { leader: self.id }),
        }
    }

    fn on_vote(&mut self, from: NodeId, leader: NodeId, out: &mut Outbox) {
        if let Some(election) = self.role.looking() {
            election.vote_view.insert(from, leader);
            self.try_elect(out);
        }
    }
}

/// Discovery: a new leader looks for an epoch that a quorum has not yet promised to anybody.
impl Node {
    fn freshness(&self) -> Freshness {
        Freshness {
            current_epoch: self.current_epoch,
            last_zxid: self.history.last_zxid(),
        }
    }

    fn become_leader(&mut self, out: &mut Outbox) {
        let new_epoch = 1 + self
            .accepted_epoch
            .max(self.current_epoch)
            .max(self.max_seen);
        self.accept(new_epoch, self.id);
        self.role = Role::Leading(Leadership {
            established: false,
            discovered: false,
            new_epoch,
            next_counter: 0,
            heartbeat_due: out.now + HEARTBEAT_INTERVAL,
            epoch_acks: BTreeSet::new(),
            leader_acks: BTreeSet::new(),
            acked: BTreeMap::new(),
            heard: BTreeSet::new(),
        });
        self.reset_timer(out.now);
        out.broadcast(&Message::NewEpoch {
            epoch: new_epoch,
            freshness: self.freshness(),
        });
        self.check_discovery(out);
    }

    fn accept(&mut self, epoch: u32, from: NodeId) {
        self.accepted_epoch = epoch;
        self.accepted_from = Some(from);
    }

    fn has_accepted(&self, epoch: u32, from: NodeId) -> bool {
        epoch == self.accepted_epoch && self.accepted_from == Some(from)
    }

    fn check_discovery(&mut self, out: &mut Outbox) {
        let Some(leadership) = self.role.leading() else {
            return;
        };
        if leadership.discovered || leadership.epoch_acks.len() + 1 < self.quorum {
            return;
        }
        leadership.discovered = true;
        self.current_epoch = leadership.new_epoch;
        for &peer in &leadership.epoch_acks {
            let message = Message::NewLeader {
                epoch: leadership.new_epoch,
                history: self.history.clone(),
            };
            out.send(peer, message);
        }
        self.check_sync(out);
    }

    fn on_new_epoch(&mut self, from: NodeId, epoch: u32, freshness: Freshness, out: &mut Outbox) {
        if epoch <= self.accepted_epoch && !self.has_accepted(epoch, from) {
            self.reject_epoch(from, out);
            return;
        }
        self.accept(epoch, from);
        if self.freshness() > freshness {
            self.start_election(out.now);
        } else {
            self.follow(from, false, out.now);
        }
        self.ack_epoch(from, out);
    }

    fn ack_epoch(&self, to: NodeId, out: &mut Outbox) {
        let message = Message::AckEpoch {
            epoch: self.accepted_epoch,
            freshness: self.freshness(),
        };
        out.send(to, message);
    }

    fn reject_epoch(&self, to: NodeId, out: &mut Outbox) {
        let accepted_epoch = self.accepted_epoch;
        out.send(to, Message::RejectEpoch { accepted_epoch });
    }

    fn on_ack_epoch(&mut self, from: NodeId, epoch: u32, freshness: Freshness, out: &mut Outbox) {
        let own_freshness = self.freshness();
        let Some(leadership) = self.role.leading_in(epoch) else {
            return;
        };
        leadership.heard.insert(from);
        if !leadership.discovered && freshness > own_freshness {
            // A follower that is ahead may hold committed transactions that this node lacks.
            self.start_election(out.now);
            return;
        }
        leadership.epoch_acks.insert(from);
        // A synced follower that asks again has lost a proposal.
        leadership.leader_acks.remove(&from);
        if leadership.discovered {
            let history = self.history.clone();
            out.send(from, Message::NewLeader { epoch, history });
        } else {
            self.check_discovery(out);
        }
    }

    fn on_reject_epoch(&mut self, from: NodeId, accepted_epoch: u32, out: &mut Outbox) {
        let leading = self.role.leading();
        let Some(leadership) = leading.filter(|own| accepted_epoch >= own.new_epoch) else {
            return;
        };
        if accepted_epoch == leadership.new_epoch && leadership.discovered {
            leadership.epoch_acks.insert(from);
            let message = Message::NewLeader {
                epoch: leadership.new_epoch,
                history: self.history.clone(),
            };
            out.send(from, message);
        } else {
            self.max_seen = accepted_epoch.max(self.max_seen);
            self.start_election(out.now);
        }
    }
}

/// Synchronization: the followers take over the leader's history.
impl Node {
    fn check_sync(&mut self, out: &mut Outbox) {
        let last_zxid = self.history.last_zxid();
        let Some(leadership) = self.role.leading() else {
            return;
        };
        if !leadership.discovered
            || leadership.established
            || leadership.leader_acks.len() + 1 < self.quorum
        {
            return;
        }
        leadership.established = true;
        if last_zxid > self.last_committed {
            self.last_committed = last_zxid;
            let message = Message::Commit {
                epoch: leadership.new_epoch,
                zxid: last_zxid,
            };
            for &peer in &leadership.leader_acks {
                out.send(peer, message.clone());
            }
        }
    }

    fn on_new_leader(&mut self, from: NodeId, epoch: u32, history: History, out: &mut Outbox) {
        if epoch < self.accepted_epoch {
            self.reject_epoch(from, out);
            return;
        }
        self.accept(epoch, from);
        self.history = history;
        self.current_epoch = epoch;
        self.follow(from, true, out.now);
        let last_zxid = self.history.last_zxid();
        out.send(from, Message::AckLeader { epoch, last_zxid });
    }

    fn on_ack_leader(&mut self, from: NodeId, epoch: u32, zxid: Zxid, out: &mut Outbox) {
        let leading = self.role.leading_in(epoch);
        let Some(leadership) = leading.filter(|own| own.discovered) else {
            return;
        };
        leadership.heard.insert(from);
        leadership.leader_acks.insert(from);
        leadership.raise_acked(from, zxid);
        if !leadership.established {
            self.check_sync(out);
            return;
        }
        if self.last_committed > Zxid::ZERO {
            let zxid = self.last_committed;
            out.send(from, Message::Commit { epoch, zxid });
        }
        self.try_commit(out);
    }

    /// Asks for the leader's whole history, after something of it was lost.
    fn resync(&mut self, leader: NodeId, out: &mut Outbox) {
        self.follow(leader, false, out.now);
        self.ack_epoch(leader, out);
    }
}

/// Broadcast.
impl Node {
    /// What Propose, Commit and Heartbeat ask for before they count as the leader's word.
    fn is_synced_with(&self, from: NodeId, epoch: u32) -> bool {
        let follows = matches!(
            self.role,
            Role::Following { leader, synced: true } if leader == from
        );
        follows && epoch == self.current_epoch
    }

    fn try_commit(&mut self, out: &mut Outbox) {
        let last_zxid = self.history.last_zxid();
        let Some(leadership) = self.role.leading() else {
            return;
        };
        let mut held: Vec<Zxid> = leadership.acked.values().copied().collect();
        held.push(last_zxid);
        if held.len() < self.quorum {
            return;
        }
        // What a quorum holds is the quorum-th highest of what each node holds.
        let rank = held.len() - self.quorum;
        let (_, &mut held_by_quorum, _) = held.select_nth_unstable(rank);
        if held_by_quorum <= self.last_committed {
            return; // Most acks: spares them the search.
        }
        let zxid = self.history.floor(held_by_quorum);
        if zxid > self.last_committed {
            self.last_committed = zxid;
            let epoch = leadership.new_epoch;
            out.broadcast(&Message::Commit { epoch, zxid });
        }
    }

    fn advance_commit(&mut self, zxid: Zxid) {
        let known = zxid.min(self.history.last_zxid());
        self.last_committed = known.max(self.last_committed);
    }

    fn on_propose(&mut self, from: NodeId, transaction: Transaction, out: &mut Outbox) {
        let zxid = transaction.zxid;
        if !self.is_synced_with(from, zxid.epoch) {
            return;
        }
        self.reset_timer(out.now);
        let last_zxid = self.history.last_zxid();
        if zxid <= last_zxid {
            return;
        }
        if zxid != last_zxid.successor_in(zxid.epoch) {
            self.resync(from, out);
            return;
        }
        self.history.append(transaction);
        out.send(from, Message::Ack(zxid));
    }

    fn on_acked(&mut self, from: NodeId, epoch: u32, zxid: Zxid, out: &mut Outbox) {
        if let Some(leadership) = self.role.leading_in(epoch) {
            leadership.heard.insert(from);
            leadership.raise_acked(from, zxid);
            self.try_commit(out);
        }
    }

    fn on_commit(&mut self, from: NodeId, epoch: u32, zxid: Zxid, out: &Outbox) {
        if self.is_synced_with(from, epoch) {
            self.reset_timer(out.now);
            self.advance_commit(zxid);
        }
    }

    /// What a leader sends depends on how far each peer has come; a peer that has lost a message of
    /// discovery or synchronization gets it again.
    fn send_heartbeats(&mut self, out: &mut Outbox) {
        let leading = self.role.leading();
        let Some(leadership) = leading.filter(|own| out.now >= own.heartbeat_due) else {
            return;
        };
        leadership.heartbeat_due = out.now + HEARTBEAT_INTERVAL;
        let epoch = leadership.new_epoch;
        let last_zxid = self.history.last_zxid();
        let freshness = Freshness {
            current_epoch: self.current_epoch,
            last_zxid,
        };
        for peer in out.peers() {
            let message = if leadership.leader_acks.contains(&peer) {
                Message::Heartbeat {
                    epoch,
                    last_zxid,
                    last_committed: self.last_committed,
                }
            } else if leadership.discovered && leadership.epoch_acks.contains(&peer) {
                let history = self.history.clone();
                Message::NewLeader { epoch, history }
            } else {
                Message::NewEpoch { epoch, freshness }
            };
            out.send(peer, message);
        }
    }

    fn on_heartbeat(
        &mut self,
        from: NodeId,
        epoch: u32,
        last_zxid: Zxid,
        last_committed: Zxid,
        out: &mut Outbox,
    ) {
        if self.is_synced_with(from, epoch) {
            if last_zxid > self.history.last_zxid() {
                self.resync(from, out);
                return;
            }
            self.reset_timer(out.now);
            self.advance_commit(last_committed);
            let last_zxid = self.history.last_zxid();
            out.send(from, Message::HeartbeatAck { epoch, last_zxid });
        } else if self.has_accepted(epoch, from) {
            self.resync(from, out);
        } else if epoch < self.accepted_epoch {
            self.reject_epoch(from, out);
        }
    }
}
