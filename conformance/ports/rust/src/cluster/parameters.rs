//! "Parameters" of zab.md, which raft.md and paxos.md take over, and their refusal.

use crate::flags::{Flags, Refusal};
use crate::message_queue::NodeId;

pub const FLAGS: [&str; 6] = [
    "--seed",
    "--nodes",
    "--rounds",
    "--proposals",
    "--partition",
    "--outage",
];

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameters {
    pub seed: u64,
    pub nodes: u32,
    pub rounds: u32,
    pub proposals: u32,
    pub partition: Vec<Link>,
    pub outages: Vec<Outage>,
}

/// One direction between two nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    pub src: NodeId,
    pub dst: NodeId,
}

/// What would arrive over `link` at a tick t with from <= t < until is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outage {
    pub from: u32,
    pub until: u32,
    pub link: Link,
}

impl Parameters {
    /// How many nodes are a majority.
    pub fn quorum(&self) -> usize {
        self.nodes as usize / 2 + 1
    }

    pub fn from_flags(flags: &Flags) -> Result<Self, Refusal> {
        let nodes = flags.number("--nodes", 1..=u32::MAX)?;
        Ok(Self {
            seed: flags.number("--seed", 0..=u64::MAX)?,
            nodes,
            rounds: flags.number("--rounds", 0..=u32::MAX)?,
            proposals: flags.number("--proposals", 0..=u32::MAX)?,
            partition: partition(flags, nodes)?,
            outages: outages(flags, nodes)?,
        })
    }
}

fn partition(flags: &Flags, nodes: u32) -> Result<Vec<Link>, Refusal> {
    let numbers = flags.list("--partition")?.unwrap_or_default();
    let (pairs, rest) = numbers.as_chunks();
    let links: Option<_> = pairs.iter().map(|&[s, d]| link(s, d, nodes)).collect();
    links.filter(|_| rest.is_empty()).ok_or_else(|| {
        let expected = format_args!("pairs s,d of different ids below {nodes}");
        flags.refusal("--partition", expected)
    })
}

fn outages(flags: &Flags, nodes: u32) -> Result<Vec<Outage>, Refusal> {
    let numbers = flags.list("--outage")?.unwrap_or_default();
    let (quadruples, rest) = numbers.as_chunks();
    let outages: Option<_> = quadruples
        .iter()
        .map(|&[from, until, s, d]| {
            let link = link(s, d, nodes).filter(|_| from <= until)?;
            Some(Outage { from, until, link })
        })
        .collect();
    outages.filter(|_| rest.is_empty()).ok_or_else(|| {
        let expected = format_args!(
            "quadruples from,until,s,d with from <= until and different ids s, d below {nodes}"
        );
        flags.refusal("--outage", expected)
    })
}

fn link(src: NodeId, dst: NodeId, nodes: u32) -> Option<Link> {
    (src < nodes && dst < nodes && src != dst).then_some(Link { src, dst })
}
