//! What the program of a cluster lab does with its command line.

use std::io::Write;

use super::parameters::{FLAGS, Parameters};
use super::{Cluster, Member};
use crate::flags::{Failure, Flags, Output};
use crate::sha256::sha256;

pub fn run<N: Member>(words: Vec<String>, out: &mut impl Write) -> Result<(), Failure> {
    let flags = Flags::parse(words, &FLAGS)?;
    let parameters = Parameters::from_flags(&flags)?;
    let output = flags.output(parameters.rounds)?;

    let mut cluster: Cluster<N> = Cluster::new(&parameters);
    match output {
        Output::Hash => {
            cluster.run(parameters.rounds);
            write!(out, "{}", sha256(&cluster.dump()))?;
        }
        Output::Dump => {
            cluster.run(parameters.rounds);
            out.write_all(&cluster.dump())?;
        }
        Output::DumpAfter(t) => {
            cluster.run(t + 1);
            out.write_all(&cluster.dump())?;
        }
        Output::Digests => {
            for t in 0..parameters.rounds {
                cluster.tick();
                writeln!(out, "{t} {}", sha256(&cluster.dump()))?;
            }
        }
    }
    Ok(())
}
