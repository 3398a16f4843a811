//! The nodes, the links and the clock ("Cluster loop" of zab.md).

use std::cmp::Reverse;
use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;
use std::rc::Rc;

use super::messages::Message;
use super::node::{Node, Outbox};
use super::parameters::{Link, Outage, Parameters};
use crate::message_queue::{MessageQueue, Tick};

#[derive(Debug)]
pub struct Cluster {
    pub nodes: Vec<Node>,
    now: Tick,
    queue: MessageQueue<Message>,
    schedule: Schedule,
    pending: VecDeque<Rc<str>>,
    /// When each link loses what would arrive.
    down: BTreeMap<Link, Vec<Range<Tick>>>,
}

impl Cluster {
    pub fn new(parameters: &Parameters) -> Self {
        let &Parameters { seed, nodes, .. } = parameters;
        Self {
            nodes: (0..nodes).map(|id| Node::new(id, nodes, seed)).collect(),
            now: 0,
            queue: MessageQueue::new(seed),
            schedule: Schedule::new(parameters),
            pending: VecDeque::new(),
            down: down(parameters),
        }
    }

    pub fn run(&mut self, ticks: u32) {
        (0..ticks).for_each(|_| self.tick());
    }

    pub fn tick(&mut self) {
        self.pending.extend(self.schedule.due(self.now));
        self.inject();
        self.deliver();
        for id in 0..self.nodes.len() {
            let (node, mut out) = self.turn_of(id);
            node.on_tick(&mut out);
        }
        self.now += 1;
    }

    fn inject(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        let established = self.nodes.iter().filter(|node| node.is_established());
        let leader = established.max_by_key(|node| (node.current_epoch, Reverse(node.id)));
        if let Some(leader) = leader.map(|node| node.id) {
            while let Some(payload) = self.pending.pop_front() {
                let (node, mut out) = self.turn_of(leader as usize);
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

    fn turn_of(&mut self, id: usize) -> (&mut Node, Outbox<'_>) {
        let nodes = self.nodes.len() as u32;
        let node = &mut self.nodes[id];
        let out = Outbox {
            queue: &mut self.queue,
            now: self.now,
            src: node.id,
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

    fn due(&mut self, now: Tick) -> impl Iterator<Item = Rc<str>> + use<> {
        let first = self.next;
        while self.next < self.proposals
            && (self.next + 1) * self.rounds / (self.proposals + 1) == now
        {
            self.next += 1;
        }
        (first..self.next).map(|i| format!("zab-{i}").into())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::message_queue::NodeId;
    use crate::splitmix64::SplitMix64;
    use crate::zab::messages::{Transaction, Zxid};
    use crate::zab::node::Role;

    #[test]
    fn every_proposal_is_due_once_and_within_the_run() {
        for (rounds, proposals) in [(1000, 5), (10, 100), (1, 7), (7, 0)] {
            let mut schedule = Schedule {
                rounds,
                proposals,
                next: 0,
            };
            let payloads: Vec<_> = (0..rounds).flat_map(|t| schedule.due(t)).collect();
            let expected: Vec<Rc<str>> =
                (0..proposals).map(|i| format!("zab-{i}").into()).collect();
            assert_eq!(payloads, expected, "{rounds} rounds");
        }
    }

    /// For two thirds of the run every link goes down and up at random, long enough to depose
    /// leaders.
    fn random_faults(seed: u64) -> Parameters {
        let mut random = SplitMix64::new(seed);
        let mut below = |n: u32| (random.next_u64() % u64::from(n)) as u32;
        let (nodes, rounds) = (3 + below(3), 4000);
        let mut outages = Vec::new();
        let mut from = 0;
        while from < rounds * 2 / 3 {
            let until = from + 100 + below(500);
            for (src, dst) in (0..nodes).flat_map(|src| (0..nodes).map(move |dst| (src, dst))) {
                if src != dst && below(2) == 0 {
                    let link = Link { src, dst };
                    outages.push(Outage { from, until, link });
                }
            }
            from = until;
        }
        Parameters {
            seed,
            nodes,
            rounds,
            proposals: 60,
            partition: Vec::new(),
            outages,
        }
    }

    fn transactions(node: &Node) -> Vec<Transaction> {
        let mut transactions = Vec::new();
        node.history.for_each(|x| transactions.push(x.clone()));
        transactions
    }

    /// "Invariants" of zab.md, in their order.
    #[test]
    fn invariants_hold_after_every_tick_under_faults() {
        let mut deposed = 0;
        for seed in 0..40 {
            let parameters = random_faults(seed);
            let mut cluster = Cluster::new(&parameters);
            let mut leaders: BTreeMap<u32, NodeId> = BTreeMap::new();
            let mut committed: Vec<Transaction> = Vec::new();
            let mut floors = vec![(0, 0, Zxid::ZERO); parameters.nodes as usize];
            for t in 0..parameters.rounds {
                cluster.tick();
                for (node, floor) in cluster.nodes.iter().zip(&mut floors) {
                    let at = format!("seed {seed}, tick {t}, node {}", node.id);
                    if node.is_established() {
                        let leader = leaders.entry(node.current_epoch).or_insert(node.id);
                        assert_eq!(*leader, node.id, "{at}");
                    }
                    assert!(node.current_epoch <= node.accepted_epoch, "{at}");
                    assert!(node.last_committed <= node.history.last_zxid(), "{at}");

                    let history = transactions(node);
                    let mut previous = Zxid::ZERO;
                    for transaction in &history {
                        let zxid = transaction.zxid;
                        assert!(zxid > previous, "{at}");
                        assert_eq!(zxid, previous.successor_in(zxid.epoch), "{at}");
                        previous = zxid;
                    }

                    let known = history.partition_point(|x| x.zxid <= node.last_committed);
                    let common = known.min(committed.len());
                    assert_eq!(history[..common], committed[..common], "{at}");
                    committed.extend_from_slice(&history[common..known]);

                    let now = (node.current_epoch, node.accepted_epoch, node.last_committed);
                    assert!(
                        now.0 >= floor.0 && now.1 >= floor.1 && now.2 >= floor.2,
                        "{at}"
                    );
                    *floor = now;
                }
            }

            deposed += leaders.len() - 1;

            // Liveness: the faults have ended, so all nodes agree and everything is committed.
            assert!(!committed.is_empty(), "seed {seed}");
            for node in &cluster.nodes {
                assert_eq!(transactions(node), committed, "seed {seed}");
                assert!(!matches!(node.role, Role::Looking(_)), "seed {seed}");
            }
        }
        assert!(
            deposed >= 40,
            "the faults are too mild: {deposed} changes of leader"
        );
    }
}
