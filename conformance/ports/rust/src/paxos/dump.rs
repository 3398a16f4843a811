//! A node's part of the "Canonical dump" of paxos.md.

use super::messages::Ballot;
use super::node::{Node, Role};
use crate::little_endian::{put_bytes, put_u32, put_u64};

pub fn put_node(out: &mut Vec<u8>, node: &Node) {
    put_u32(out, node.id);
    put_ballot(out, node.promised);
    out.push(match node.role {
        Role::Follower => 0,
        Role::Candidate(_) => 1,
        Role::Leader(_) => 2,
    });
    put_ballot(out, node.my_ballot);
    put_u32(out, node.accepts.len() as u32);
    for (slot, accept) in node.accepts.iter() {
        put_u64(out, slot as u64);
        put_ballot(out, accept.ballot);
        put_bytes(out, accept.value.as_bytes());
    }
    put_u32(out, node.learned.len() as u32);
    for (slot, value) in node.learned.iter() {
        put_u64(out, slot as u64);
        put_bytes(out, value.as_bytes());
    }
}

fn put_ballot(out: &mut Vec<u8>, ballot: Ballot) {
    put_u32(out, ballot.round);
    put_u32(out, ballot.proposer);
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

    /// A lone node leads from tick 288, and decides at once.
    #[test]
    fn every_field_is_at_its_offset() {
        let dump = dump(1, 1, 600, 2);
        let mut end = 0;
        for (offset, field, bytes) in [
            (0x00, "magic", &b"DSEPAX01"[..]),
            (0x08, "node_count", &[1, 0, 0, 0]),
            (0x0c, "id", &[0, 0, 0, 0]),
            (0x10, "promised.round", &[1, 0, 0, 0]),
            (0x14, "promised.proposer", &[0, 0, 0, 0]),
            (0x18, "role: Leader", &[2]),
            (0x19, "my_ballot.round", &[1, 0, 0, 0]),
            (0x1d, "my_ballot.proposer", &[0, 0, 0, 0]),
            (0x21, "accepts_len", &[2, 0, 0, 0]),
            (0x25, "slot", &[0, 0, 0, 0, 0, 0, 0, 0]),
            (0x2d, "ballot.round", &[1, 0, 0, 0]),
            (0x31, "ballot.proposer", &[0, 0, 0, 0]),
            (0x35, "value_len", &[5, 0, 0, 0]),
            (0x39, "value", b"val-0"),
            (0x3e, "slot", &[1, 0, 0, 0, 0, 0, 0, 0]),
            (0x46, "ballot.round", &[1, 0, 0, 0]),
            (0x4a, "ballot.proposer", &[0, 0, 0, 0]),
            (0x4e, "value_len", &[5, 0, 0, 0]),
            (0x52, "value", b"val-1"),
            (0x57, "learned_len", &[2, 0, 0, 0]),
            (0x5b, "slot", &[0, 0, 0, 0, 0, 0, 0, 0]),
            (0x63, "value_len", &[5, 0, 0, 0]),
            (0x67, "value", b"val-0"),
            (0x6c, "slot", &[1, 0, 0, 0, 0, 0, 0, 0]),
            (0x74, "value_len", &[5, 0, 0, 0]),
            (0x78, "value", b"val-1"),
        ] {
            assert_eq!(offset, end, "the table skips no byte before {field}");
            end = offset + bytes.len();
            assert_eq!(&dump[offset..end], bytes, "{field} at {offset:#x}");
        }
        assert_eq!(end, dump.len());
    }

    #[test]
    fn before_the_first_tick_all_nodes_follow_and_everything_is_zero() {
        let mut expected = b"DSEPAX01".to_vec();
        expected.extend([3, 0, 0, 0]);
        for id in 0..3 {
            expected.push(id);
            expected.extend([0; 28]);
        }
        assert_eq!(dump(9, 3, 0, 5), expected);
    }
}
