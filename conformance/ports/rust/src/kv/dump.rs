//! "Snapshot" of kv.md: little-endian, no padding, no trailer.

use super::cluster::{CURRENT_TERM, Cluster};
use super::replica::Replica;
use crate::little_endian::{put_bytes, put_u32, put_u64};

const MAGIC: &[u8; 8] = b"DSEDKV20";

pub fn snapshot(replica: &Replica) -> Vec<u8> {
    let mut out = Vec::new();
    put_snapshot(&mut out, replica);
    out
}

/// Replica 0 to 4, one after the other: what a digest is taken of.
pub fn all_snapshots(cluster: &Cluster) -> Vec<u8> {
    let mut out = Vec::new();
    for replica in &cluster.replicas {
        put_snapshot(&mut out, replica);
    }
    out
}

fn put_snapshot(out: &mut Vec<u8>, replica: &Replica) {
    out.extend_from_slice(MAGIC);
    put_u64(out, replica.commit_index);
    put_u64(out, CURRENT_TERM);
    put_u32(out, replica.state_machine.len() as u32);
    for (key, value) in &replica.state_machine {
        put_bytes(out, key.as_bytes());
        put_bytes(out, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kv::cluster::Workload;
    use crate::kv::parameters::Parameters;
    use crate::kv::replica::LEADER;

    /// Scenario A.
    #[test]
    fn every_field_is_at_its_offset() {
        let mut workload = Workload::new(&Parameters {
            seed: 42,
            ops: 500,
            keys: 32,
            cut: None,
            replica: LEADER,
        });
        workload.run(500);
        let dump = snapshot(&workload.cluster.replicas[0]);
        let mut end = 0;
        for (offset, field, bytes) in [
            (0x00, "magic", &b"DSEDKV20"[..]),
            (0x08, "commit_index", &500_u64.to_le_bytes()),
            (0x10, "current_term", &1_u64.to_le_bytes()),
            (0x18, "live_keys", &25_u32.to_le_bytes()),
            (0x1c, "key_len", &2_u32.to_le_bytes()),
            (0x20, "key", b"k0"),
            (0x22, "value_len", &8_u32.to_le_bytes()),
            (0x26, "value", &3482_u64.to_le_bytes()),
            (0x2e, "key_len", &2_u32.to_le_bytes()),
            (0x32, "key", b"k1"),
            (0x34, "value_len", &8_u32.to_le_bytes()),
            (0x38, "value", &4963_u64.to_le_bytes()),
            (0x40, "key_len", &3_u32.to_le_bytes()),
            (0x44, "key: by its bytes, so before k2", b"k14"),
        ] {
            assert_eq!(offset, end, "the table skips no byte before {field}");
            end = offset + bytes.len();
            assert_eq!(&dump[offset..end], bytes, "{field} at {offset:#x}");
        }
        assert_eq!(dump.len(), 494);
        let all = all_snapshots(&workload.cluster);
        assert_eq!(all, dump.repeat(5));
    }
}
