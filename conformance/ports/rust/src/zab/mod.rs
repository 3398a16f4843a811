//! Lab `zab` (zab.md): a cluster that elects a leader, agrees on an epoch, synchronises and then
//! broadcasts transactions, under a plan of faults.

pub mod dump;
#[cfg(test)]
mod invariants;
pub mod messages;
pub mod node;
