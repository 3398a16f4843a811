//! "Parameters" of kv.md, and their refusal.

use std::collections::BTreeSet;

use super::replica::{LEADER, REPLICAS, ReplicaId};
use crate::flags::{Flags, Refusal};

pub const FLAGS: [&str; 8] = [
    "--seed",
    "--ops",
    "--keys",
    "--scenario",
    "--cut",
    "--cut-from",
    "--cut-until",
    "--replica",
];

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameters {
    pub seed: u64,
    pub ops: u32,
    pub keys: u32,
    /// None in scenario `default`.
    pub cut: Option<Cut>,
    /// Whose snapshot is dumped.
    pub replica: ReplicaId,
}

/// Which replicas scenario `partition` cuts off, from which operation, and before which one they
/// heal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    pub replicas: BTreeSet<ReplicaId>,
    pub from: u32,
    pub until: u32,
}

impl Parameters {
    pub fn from_flags(flags: &Flags) -> Result<Self, Refusal> {
        let ops = flags.number("--ops", 0..=u32::MAX)?;
        Ok(Self {
            seed: flags.number("--seed", 0..=u64::MAX)?,
            ops,
            keys: flags.number("--keys", 1..=u32::MAX)?,
            cut: cut(flags, ops)?,
            replica: flags.number_or("--replica", 0..=REPLICAS - 1, LEADER)?,
        })
    }
}

fn cut(flags: &Flags, ops: u32) -> Result<Option<Cut>, Refusal> {
    match flags.value("--scenario") {
        Some("partition") => {}
        Some("default") => {
            let mut cut_flags = ["--cut", "--cut-from", "--cut-until"].into_iter();
            return match cut_flags.find(|flag| flags.value(flag).is_some()) {
                None => Ok(None),
                Some(flag) => Err(flags.refusal(flag, "to be used with --scenario partition only")),
            };
        }
        _ => return Err(flags.refusal("--scenario", "default or partition")),
    }
    // In 64 bits: three times a u32 does not fit.
    let three_quarters = (u64::from(ops) * 3 / 4) as u32;
    let until = flags.number_or("--cut-until", 0..=u32::MAX, three_quarters)?;
    let from = flags.number_or("--cut-from", 0..=u32::MAX, ops / 4)?;
    if from > until {
        // The defaults are in order, so one of the two was given.
        return Err(match flags.value("--cut-from") {
            Some(_) => flags.refusal("--cut-from", format_args!("at most --cut-until ({until})")),
            None => flags.refusal("--cut-until", format_args!("at least --cut-from ({from})")),
        });
    }
    let replicas = cut_replicas(flags)?;
    Ok(Some(Cut {
        replicas,
        from,
        until,
    }))
}

fn cut_replicas(flags: &Flags) -> Result<BTreeSet<ReplicaId>, Refusal> {
    let Some(ids) = flags.list("--cut")? else {
        return Ok(BTreeSet::from([3, 4]));
    };
    let replicas: BTreeSet<_> = ids.iter().copied().collect();
    if replicas.len() < ids.len() || replicas.iter().any(|&id| id >= REPLICAS) {
        let expected = format_args!("different ids below {REPLICAS}");
        return Err(flags.refusal("--cut", expected));
    }
    Ok(replicas)
}
