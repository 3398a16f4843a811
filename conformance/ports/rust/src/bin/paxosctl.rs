//! Runs lab `paxos` and prints what its flags ask for.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use labs::cluster::program;
use labs::flags;
use labs::paxos::node::Node;

fn main() -> ExitCode {
    flags::run("paxosctl", |words, out| program::run::<Node>(words, out))
}
