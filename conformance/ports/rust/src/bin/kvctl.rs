//! Runs lab `kv` and prints what its flags ask for.

#![forbid(unsafe_code)]

use std::io::Write;
use std::process::ExitCode;

use labs::flags::{self, Failure, Flags, Output};
use labs::kv::cluster::Workload;
use labs::kv::dump::{all_snapshots, snapshot};
use labs::kv::parameters::{FLAGS, Parameters};
use labs::sha256::sha256;

fn main() -> ExitCode {
    flags::run("kvctl", |words, out| kvctl(words, out))
}

fn kvctl(words: Vec<String>, out: &mut impl Write) -> Result<(), Failure> {
    let flags = Flags::parse(words, &FLAGS)?;
    let parameters = Parameters::from_flags(&flags)?;
    let output = flags.output(parameters.ops)?;

    let mut workload = Workload::new(&parameters);
    let replica = parameters.replica as usize;
    match output {
        Output::Hash => {
            workload.run(parameters.ops);
            let dump = snapshot(&workload.cluster.replicas[replica]);
            write!(out, "{}", sha256(&dump))?;
        }
        Output::Dump => {
            workload.run(parameters.ops);
            out.write_all(&snapshot(&workload.cluster.replicas[replica]))?;
        }
        Output::DumpAfter(i) => {
            workload.run(i + 1);
            out.write_all(&snapshot(&workload.cluster.replicas[replica]))?;
        }
        Output::Digests => {
            for i in 0..parameters.ops {
                workload.op();
                writeln!(out, "{i} {}", sha256(&all_snapshots(&workload.cluster)))?;
            }
        }
    }
    Ok(())
}
