//! Lab `raft` (raft.md): a cluster that elects a leader by terms and replicates its log, under a
//! plan of faults.

pub mod dump;
#[cfg(test)]
mod invariants;
pub mod messages;
pub mod node;
