//! Four deterministic simulations that print the same bytes on every machine. `zab`, `raft` and
//! `paxos` are clusters that elect a leader and replicate a log under faults; `kv` is a replicated
//! key/value store.
//!
//! The kernel (random numbers, messages, hashing) is shared, and so is what a `cluster` does in a
//! tick. Comments cite the sections of the specification (`kernel.md`, `zab.md`, ...) by name.

#![forbid(unsafe_code)]

pub mod cluster;
pub mod flags;
pub mod kv;
pub mod little_endian;
pub mod message_queue;
pub mod paxos;
pub mod raft;
pub mod sha256;
pub mod shared_log;
pub mod splitmix64;
pub mod zab;
