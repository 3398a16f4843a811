//! A node's part of the "Canonical dump" of raft.md.

use super::node::{Node, Role};
use crate::little_endian::{put_bytes, put_u32, put_u64};

const NONE: i64 = -1;

pub fn put_node(out: &mut Vec<u8>, node: &Node) {
    put_u32(out, node.id);
    put_u64(out, node.current_term);
    let voted_for = node.voted_for.map_or(NONE, i64::from);
    out.extend_from_slice(&voted_for.to_le_bytes());
    out.push(match node.role {
        Role::Follower => 0,
        Role::Candidate { .. } => 1,
        Role::Leader(_) => 2,
    });
    put_u64(out, node.commit_index as u64);
    put_u32(out, node.log.len() as u32);
    node.log.for_each(|entry| {
        put_u64(out, entry.term);
        put_bytes(out, entry.payload.as_bytes());
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::Cluster;
    use crate::cluster::testing::no_faults;

    fn dump(seed: u64, nodes: u32, rounds: u32, proposals: u32) -> Vec<u8> {
        let mut cluster: Cluster<Node> = Cluster::new(&no_faults(seed, nodes, rounds, proposals));
        cluster.run(rounds);
        cluster.dump()
    }

    /// A lone node leads from tick 288, and commits at once.
    #[test]
    fn every_field_is_at_its_offset() {
        let dump = dump(1, 1, 600, 2);
        let mut end = 0;
        for (offset, field, bytes) in [
            (0x00, "magic", &b"DSERAFT1"[..]),
            (0x08, "node_count", &[1, 0, 0, 0]),
            (0x0c, "id", &[0, 0, 0, 0]),
            (0x10, "current_term", &[1, 0, 0, 0, 0, 0, 0, 0]),
            (0x18, "voted_for", &[0, 0, 0, 0, 0, 0, 0, 0]),
            (0x20, "role: Leader", &[2]),
            (0x21, "commit_index", &[2, 0, 0, 0, 0, 0, 0, 0]),
            (0x29, "log_len", &[2, 0, 0, 0]),
            (0x2d, "term", &[1, 0, 0, 0, 0, 0, 0, 0]),
            (0x35, "payload_len", &[5, 0, 0, 0]),
            (0x39, "payload", b"cmd-0"),
            (0x3e, "term", &[1, 0, 0, 0, 0, 0, 0, 0]),
            (0x46, "payload_len", &[5, 0, 0, 0]),
            (0x4a, "payload", b"cmd-1"),
        ] {
            assert_eq!(offset, end, "the table skips no byte before {field}");
            end = offset + bytes.len();
            assert_eq!(&dump[offset..end], bytes, "{field} at {offset:#x}");
        }
        assert_eq!(end, dump.len());
    }

    #[test]
    fn before_the_first_tick_all_nodes_follow_and_have_voted_for_nobody() {
        let mut expected = b"DSERAFT1".to_vec();
        expected.extend([3, 0, 0, 0]);
        for id in 0..3 {
            expected.push(id);
            expected.extend([0; 11]);
            expected.extend([0xff; 8]);
            expected.extend([0; 13]);
        }
        assert_eq!(dump(9, 3, 0, 5), expected);
    }
}
