//! Runs lab `zab` and prints what its flags ask for.

#![forbid(unsafe_code)]

use std::io::Write;
use std::process::ExitCode;

use labs::flags::{self, Failure, Flags, Output};
use labs::sha256::sha256;
use labs::zab::cluster::Cluster;
use labs::zab::dump::dump;
use labs::zab::parameters::{FLAGS, Parameters};

fn main() -> ExitCode {
    flags::run("zabctl", |words, out| zabctl(words, out))
}

fn zabctl(words: Vec<String>, out: &mut impl Write) -> Result<(), Failure> {
    let flags = Flags::parse(words, &FLAGS)?;
    let parameters = Parameters::from_flags(&flags)?;
    let output = flags.output(parameters.rounds)?;

    let mut cluster = Cluster::new(&parameters);
    match output {
        Output::Hash => {
            cluster.run(parameters.rounds);
            write!(out, "{}", sha256(&dump(&cluster)))?;
        }
        Output::Dump => {
            cluster.run(parameters.rounds);
            out.write_all(&dump(&cluster))?;
        }
        Output::DumpAfter(t) => {
            cluster.run(t + 1);
            out.write_all(&dump(&cluster))?;
        }
        Output::Digests => {
            for t in 0..parameters.rounds {
                cluster.tick();
                writeln!(out, "{t} {}", sha256(&dump(&cluster)))?;
            }
        }
    }
    Ok(())
}
