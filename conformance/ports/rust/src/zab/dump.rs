//! "Canonical dump" of zab.md: little-endian, no padding, no trailer.

use super::messages::Zxid;
use super::node::{Node, Role};
use crate::little_endian::{put_bytes, put_u32};

pub fn put_node(out: &mut Vec<u8>, node: &Node) {
    put_u32(out, node.id);
    out.push(match node.role {
        Role::Looking(_) => 0,
        Role::Following { .. } => 1,
        Role::Leading(_) => 2,
    });
    put_u32(out, node.current_epoch);
    put_u32(out, node.accepted_epoch);
    put_zxid(out, node.history.last_zxid());
    put_zxid(out, node.last_committed);
    put_u32(out, node.history.len() as u32);
    node.history.for_each(|transaction| {
        put_zxid(out, transaction.zxid);
        put_bytes(out, transaction.payload.as_bytes());
    });
}

fn put_zxid(out: &mut Vec<u8>, zxid: Zxid) {
    put_u32(out, zxid.epoch);
    put_u32(out, zxid.counter);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::Cluster;
    use crate::cluster::testing::no_faults;
    use crate::sha256::sha256;

    fn dump(nodes: u32, rounds: u32) -> Vec<u8> {
        let mut cluster: Cluster<Node> = Cluster::new(&no_faults(1, nodes, rounds, 5));
        cluster.run(rounds);
        cluster.dump()
    }

    /// Scenario D, in which one node leads itself.
    #[test]
    fn every_field_is_at_its_offset() {
        let dump = dump(1, 200);
        let mut end = 0;
        for (offset, field, bytes) in [
            (0x00, "magic", &b"DSEZAB01"[..]),
            (0x08, "node_count", &[1, 0, 0, 0]),
            (0x0c, "id", &[0, 0, 0, 0]),
            (0x10, "role: Leading", &[2]),
            (0x11, "current_epoch", &[1, 0, 0, 0]),
            (0x15, "accepted_epoch", &[1, 0, 0, 0]),
            (0x19, "last_zxid.epoch", &[1, 0, 0, 0]),
            (0x1d, "last_zxid.counter", &[5, 0, 0, 0]),
            (0x21, "last_committed.epoch", &[1, 0, 0, 0]),
            (0x25, "last_committed.counter", &[5, 0, 0, 0]),
            (0x29, "history_len", &[5, 0, 0, 0]),
            (0x2d, "zxid.epoch", &[1, 0, 0, 0]),
            (0x31, "zxid.counter", &[1, 0, 0, 0]),
            (0x35, "payload_len", &[5, 0, 0, 0]),
            (0x39, "payload", b"zab-0"),
            (0x3e, "zxid.epoch", &[1, 0, 0, 0]),
            (0x42, "zxid.counter", &[2, 0, 0, 0]),
            (0x46, "payload_len", &[5, 0, 0, 0]),
            (0x4a, "payload", b"zab-1"),
            (0x4f, "zxid.epoch", &[1, 0, 0, 0]),
            (0x53, "zxid.counter", &[3, 0, 0, 0]),
            (0x57, "payload_len", &[5, 0, 0, 0]),
            (0x5b, "payload", b"zab-2"),
            (0x60, "zxid.epoch", &[1, 0, 0, 0]),
            (0x64, "zxid.counter", &[4, 0, 0, 0]),
            (0x68, "payload_len", &[5, 0, 0, 0]),
            (0x6c, "payload", b"zab-3"),
            (0x71, "zxid.epoch", &[1, 0, 0, 0]),
            (0x75, "zxid.counter", &[5, 0, 0, 0]),
            (0x79, "payload_len", &[5, 0, 0, 0]),
            (0x7d, "payload", b"zab-4"),
        ] {
            assert_eq!(offset, end, "the table skips no byte before {field}");
            end = offset + bytes.len();
            assert_eq!(&dump[offset..end], bytes, "{field} at {offset:#x}");
        }
        assert_eq!((end, dump.len()), (130, 130));
        assert_eq!(
            sha256(&dump).to_string(),
            "d4dbb92f91f9a0adf0c4c0b91fa46b2a5145907450897cd6473a02a6279604fd"
        );
    }

    #[test]
    fn before_the_first_tick_all_nodes_are_looking_and_everything_is_zero() {
        let mut expected = b"DSEZAB01".to_vec();
        expected.extend([3, 0, 0, 0]);
        for id in 0..3 {
            expected.push(id);
            expected.extend([0; 32]);
        }
        assert_eq!(dump(3, 0), expected);
    }
}
