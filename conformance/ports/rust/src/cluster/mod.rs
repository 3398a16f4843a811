//! What the labs of replicated logs (`zab`, `raft`, `paxos`) share: the nodes, the links and the
//! clock ("Cluster loop" of each).

pub mod parameters;
pub mod program;
#[cfg(test)]
pub mod testing;

use std::cmp::Reverse;
use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;
use std::rc::Rc;

use self::parameters::{Link, Outage, Parameters};
use crate::little_endian::put_u32;
use crate::message_queue::{Links, MessageQueue, NodeId, Tick};

/// A node, as the cluster sees it. What it sends is sent at once, at the current tick.
pub trait Member {
    type Message: Clone;
    /// By what the cluster chooses among those that would take commands.
    type Rank: Ord;

    const LINKS: Links;
    const MAGIC: &[u8; 8];
    /// The client's command i is this text and i in decimal.
    const COMMAND: &str;

    fn new(id: NodeId, parameters: &Parameters) -> Self;

    /// None if the node takes no commands now.
    fn leads_as(&self) -> Option<Self::Rank>;

    /// The client's command; for a leader only.
    fn propose(&mut self, payload: Rc<str>, out: &mut Outbox<Self::Message>);

    fn on_message(&mut self, from: NodeId, message: Self::Message, out: &mut Outbox<Self::Message>);

    fn on_tick(&mut self, out: &mut Outbox<Self::Message>);

    /// Writes the node's part of the "Canonical dump".
    fn put(&self, out: &mut Vec<u8>);
}

/// Where a node's messages go.
pub struct Outbox<'a, M> {
    pub queue: &'a mut MessageQueue<M>,
    pub now: Tick,
    pub src: NodeId,
    pub nodes: u32,
}

impl<M: Clone> Outbox<'_, M> {
    pub fn send(&mut self, dst: NodeId, message: M) {
        self.queue.send(self.now, self.src, dst, message);
    }

    pub fn broadcast(&mut self, message: &M) {
        for peer in self.peers() {
            self.send(peer, message.clone());
        }
    }

    /// In ascending order, which decides seq and so the delays.
    pub fn peers(&self) -> impl Iterator<Item = NodeId> + use<M> {
        let src = self.src;
        (0..self.nodes).filter(move |&peer| peer != src)
    }
}

#[derive(Debug)]
pub struct Cluster<N: Member> {
    pub nodes: Vec<N>,
    now: Tick,
    queue: MessageQueue<N::Message>,
    schedule: Schedule,
    pending: VecDeque<Rc<str>>,
    /// When each link loses what would arrive.
    down: BTreeMap<Link, Vec<Range<Tick>>>,
}

impl<N: Member> Cluster<N> {
    pub fn new(parameters: &Parameters) -> Self {
        let &Parameters { seed, nodes, .. } = parameters;
        Self {
            nodes: (0..nodes).map(|id| N::new(id, parameters)).collect(),
            now: 0,
            queue: MessageQueue::new(seed, N::LINKS),
            schedule: Schedule::new(parameters),
            pending: VecDeque::new(),
            down: down(parameters),
        }
    }

    pub fn run(&mut self, ticks: u32) {
        (0..ticks).for_each(|_| self.tick());
    }

    pub fn tick(&mut self) {
        self.pending.extend(self.schedule.due(self.now, N::COMMAND));
        self.inject();
        self.deliver();
        for id in 0..self.nodes.len() {
            let (node, mut out) = self.turn_of(id);
            node.on_tick(&mut out);
        }
        self.now += 1;
    }

    /// "Canonical dump": little-endian, no padding, no trailer.
    pub fn dump(&self) -> Vec<u8> {
        let mut out = N::MAGIC.to_vec();
        put_u32(&mut out, self.nodes.len() as u32);
        for node in &self.nodes {
            node.put(&mut out);
        }
        out
    }

    fn inject(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        let leaders = (0..).zip(&self.nodes);
        let leader = leaders
            .filter_map(|(id, node)| Some((node.leads_as()?, Reverse(id))))
            .max();
        if let Some((_, Reverse(leader))) = leader {
            while let Some(payload) = self.pending.pop_front() {
                let (node, mut out) = self.turn_of(leader);
                node.propose(payload, &mut out);
            }
        }
    }

    fn deliver(&mut self) {
        self.queue.order_due(self.now);
        while let Some(envelope) = self.queue.pop_due(self.now) {
            let (src, dst) = (envelope.src, envelope.dst);
            if !self.is_down(Link { src, dst }) {
                let (node, mut out) = self.turn_of(dst as usize);
                node.on_message(src, envelope.message, &mut out);
            }
        }
    }

    fn is_down(&self, link: Link) -> bool {
        let mut times = self.down.get(&link).into_iter().flatten();
        times.any(|time| time.contains(&self.now))
    }

    fn turn_of(&mut self, id: usize) -> (&mut N, Outbox<'_, N::Message>) {
        let nodes = self.nodes.len() as u32;
        let node = &mut self.nodes[id];
        let out = Outbox {
            queue: &mut self.queue,
            now: self.now,
            src: id as NodeId,
            nodes,
        };
        (node, out)
    }
}

/// A partition is an outage of all time.
fn down(parameters: &Parameters) -> BTreeMap<Link, Vec<Range<Tick>>> {
    let mut down: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for &link in &parameters.partition {
        down.entry(link).or_default().push(0..Tick::MAX);
    }
    for &Outage { from, until, link } in &parameters.outages {
        let time = Tick::from(from)..Tick::from(until);
        down.entry(link).or_default().push(time);
    }
    down
}

/// The client's commands. They are due in order, so it is enough to look at the next one.
#[derive(Debug)]
struct Schedule {
    rounds: u64,
    proposals: u64,
    next: u64,
}

impl Schedule {
    fn new(parameters: &Parameters) -> Self {
        Self {
            rounds: parameters.rounds.into(),
            proposals: parameters.proposals.into(),
            next: 0,
        }
    }

    fn due(&mut self, now: Tick, command: &str) -> impl Iterator<Item = Rc<str>> {
        let first = self.next;
        while self.next < self.proposals
            && (self.next + 1) * self.rounds / (self.proposals + 1) == now
        {
            self.next += 1;
        }
        (first..self.next).map(move |i| format!("{command}{i}").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_proposal_is_due_once_and_within_the_run() {
        for (rounds, proposals) in [(1000, 5), (10, 100), (1, 7), (7, 0)] {
            let mut schedule = Schedule {
                rounds,
                proposals,
                next: 0,
            };
            let payloads: Vec<_> = (0..rounds)
                .flat_map(|t| schedule.due(t, "zab-").collect::<Vec<_>>())
                .collect();
            let expected: Vec<Rc<str>> =
                (0..proposals).map(|i| format!("zab-{i}").into()).collect();
            assert_eq!(payloads, expected, "{rounds} rounds");
        }
    }
}
