//! Lab `zab` (zab.md): a cluster that elects a leader, agrees on an epoch, synchronises and then
//! broadcasts transactions, under a plan of faults.

pub mod cluster;
pub mod dump;
pub mod messages;
pub mod node;
pub mod parameters;
