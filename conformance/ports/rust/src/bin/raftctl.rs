//! Runs lab `raft` and prints what its flags ask for.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use labs::cluster::program;
use labs::flags;
use labs::raft::node::Node;

fn main() -> ExitCode {
    flags::run("raftctl", |words, out| program::run::<Node>(words, out))
}
