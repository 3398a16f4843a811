//! Lab `paxos` (paxos.md): a cluster that elects a leader by ballots (phase 1) and decides values slot
//! by slot (phase 2), under a plan of faults.

pub mod dump;
#[cfg(test)]
mod invariants;
pub mod messages;
pub mod node;
pub mod slots;
