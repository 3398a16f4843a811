//! Two deterministic simulations that print the same bytes on every machine: `zab`, a cluster that
//! elects a leader and replicates a log under faults, and `kv`, a replicated key/value store.
//!
//! The kernel (random numbers, messages, hashing) is shared. Each lab has the same shape:
//! `parameters` are read from the command line, a `cluster` runs them, `dump` writes its state.
//! Comments cite the sections of the specification (`kernel.md`, `zab.md`, `kv.md`) by name.

#![forbid(unsafe_code)]

pub mod flags;
pub mod kv;
pub mod message_queue;
pub mod sha256;
pub mod splitmix64;
pub mod zab;
