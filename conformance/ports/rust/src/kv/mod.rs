//! Lab `kv` (kv.md): five replicas of a key/value store with a fixed leader, no messages and no
//! clock. A proposal is a function call.

pub mod cluster;
pub mod dump;
pub mod parameters;
pub mod replica;
