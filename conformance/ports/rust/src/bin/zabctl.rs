//! Runs lab `zab` and prints what its flags ask for.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use labs::cluster::program;
use labs::flags;
use labs::zab::node::Node;

fn main() -> ExitCode {
    flags::run("zabctl", |words, out| program::run::<Node>(words, out))
}
