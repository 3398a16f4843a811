//! Messages in flight ("Ticks and messages" in kernel.md).

use crate::splitmix64::splitmix64;

pub type NodeId = u32;
pub type Tick = u64;

/// In what the kernels of the labs differ. The names of the fields are those of what they decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Links {
    pub delay_key: DelayKey,
    /// Whether a message waits for the one that was sent before it over the same link.
    pub are_fifo: bool,
}

/// What the key of a message's delay ends in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DelayKey {
    /// The message's own number.
    Seq,
    /// The tick in which it is sent.
    Tick,
}

const MAX_DELAY: u64 = 3;

/// One bucket for each tick at which a message in flight can arrive, and one that is being
/// delivered. The FIFO rule never delays a message beyond `MAX_DELAY`, because the one that it
/// waits for was sent no later.
const BUCKETS: usize = MAX_DELAY as usize + 1;

#[derive(Debug)]
pub struct Envelope<M> {
    pub src: NodeId,
    pub dst: NodeId,
    pub message: M,
}

/// Needs no heap: a message goes into the bucket of its arrival tick, and a bucket is ordered once,
/// when that tick comes.
#[derive(Debug)]
pub struct MessageQueue<M> {
    seed: u64,
    links: Links,
    next_seq: u64,
    buckets: [Vec<Envelope<M>>; BUCKETS],
    /// By source, then destination: when the link's previous message arrives. Rows grow on demand,
    /// so that a large cluster that sends nothing costs nothing.
    last_arrival: Vec<Vec<Tick>>,
}

impl<M> MessageQueue<M> {
    pub fn new(seed: u64, links: Links) -> Self {
        Self {
            seed,
            links,
            next_seq: 0,
            buckets: Default::default(),
            last_arrival: Vec::new(),
        }
    }

    pub fn send(&mut self, now: Tick, src: NodeId, dst: NodeId, message: M) {
        let last = match self.links.delay_key {
            DelayKey::Seq => self.next_seq,
            DelayKey::Tick => now,
        };
        let key = self.seed ^ u64::from(src) ^ u64::from(dst) ^ last;
        self.next_seq += 1;
        let mut arrival = now + 1 + splitmix64(key) % MAX_DELAY;
        if self.links.are_fifo {
            let previous = self.last_arrival_on(src, dst);
            arrival = arrival.max(*previous);
            *previous = arrival;
        }
        self.buckets[bucket_of(arrival)].push(Envelope { src, dst, message });
    }

    /// Makes the messages that arrive at `now` ready for `pop_due`. They must all be popped before
    /// the next tick, whose messages may use the bucket again.
    pub fn order_due(&mut self, now: Tick) {
        let due = &mut self.buckets[bucket_of(now)];
        // A bucket is in seq order already, and this sort is stable.
        due.sort_by_key(|envelope| envelope.src);
        // The first is popped first.
        due.reverse();
    }

    /// The next message that arrives at `now`, in `(src, seq)` order.
    pub fn pop_due(&mut self, now: Tick) -> Option<Envelope<M>> {
        self.buckets[bucket_of(now)].pop()
    }

    fn last_arrival_on(&mut self, src: NodeId, dst: NodeId) -> &mut Tick {
        let (src, dst) = (src as usize, dst as usize);
        if self.last_arrival.len() <= src {
            self.last_arrival.resize_with(src + 1, Vec::new);
        }
        let row = &mut self.last_arrival[src];
        if row.len() <= dst {
            row.resize(dst + 1, 0);
        }
        &mut row[dst]
    }
}

fn bucket_of(tick: Tick) -> usize {
    (tick % BUCKETS as u64) as usize
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::splitmix64::SplitMix64;

    const FIFO: Links = Links {
        delay_key: DelayKey::Seq,
        are_fifo: true,
    };

    /// A message that knows when it was sent, and its seq.
    type Sent = (Tick, u64);

    fn take_due<M>(queue: &mut MessageQueue<M>, now: Tick) -> Vec<Envelope<M>> {
        queue.order_due(now);
        std::iter::from_fn(|| queue.pop_due(now)).collect()
    }

    fn random_traffic(seed: u64, links: Links) -> Vec<(Tick, Vec<Envelope<Sent>>)> {
        let mut random = SplitMix64::new(seed);
        let mut queue = MessageQueue::new(seed, links);
        let mut seq = 0;
        let mut arrivals = Vec::new();
        for now in 0..300 {
            arrivals.push((now, take_due(&mut queue, now)));
            for _ in 0..random.next_u64() % 6 {
                let src = (random.next_u64() % 3) as NodeId;
                let dst = (random.next_u64() % 3) as NodeId;
                queue.send(now, src, dst, (now, seq));
                seq += 1;
            }
        }
        arrivals
    }

    #[test]
    fn links_are_fifo_and_delays_are_one_to_three_ticks() {
        for seed in [0, 7, u64::MAX] {
            let mut last_seq = HashMap::new();
            for (now, due) in random_traffic(seed, FIFO) {
                for Envelope { src, dst, message } in due {
                    let (sent, seq) = message;
                    assert!((1..=MAX_DELAY).contains(&(now - sent)));
                    let previous = last_seq.insert((src, dst), seq);
                    assert!(previous.is_none_or(|previous| previous < seq));
                }
            }
        }
    }

    #[test]
    fn a_tick_is_delivered_by_source_and_then_in_order_of_sending() {
        for are_fifo in [true, false] {
            let links = Links { are_fifo, ..FIFO };
            for (_, due) in random_traffic(42, links) {
                assert!(due.is_sorted_by_key(|envelope| (envelope.src, envelope.message.1)));
            }
        }
    }

    #[test]
    fn every_message_arrives_once() {
        let mut queue = MessageQueue::new(1, FIFO);
        (0..100).for_each(|seq| queue.send(0, 0, 1, (0, seq)));
        let arrived: Vec<u64> = (1..=MAX_DELAY)
            .flat_map(|now| take_due(&mut queue, now))
            .map(|envelope| envelope.message.1)
            .collect();
        assert_eq!(arrived, Vec::from_iter(0..100));
    }

    #[test]
    fn without_fifo_a_message_arrives_after_the_delay_of_its_key() {
        for delay_key in [DelayKey::Seq, DelayKey::Tick] {
            let links = Links {
                delay_key,
                are_fifo: false,
            };
            let mut overtaken = 0;
            let mut last_seq = HashMap::new();
            for (now, due) in random_traffic(9, links) {
                for Envelope { src, dst, message } in due {
                    let (sent, seq) = message;
                    let last = if delay_key == DelayKey::Seq {
                        seq
                    } else {
                        sent
                    };
                    let key = 9 ^ u64::from(src) ^ u64::from(dst) ^ last;
                    assert_eq!(now, sent + 1 + splitmix64(key) % MAX_DELAY);
                    let latest = last_seq.entry((src, dst)).or_insert(seq);
                    overtaken += usize::from(*latest > seq);
                    *latest = seq.max(*latest);
                }
            }
            assert!(overtaken > 0, "{delay_key:?}");
        }
    }
}
