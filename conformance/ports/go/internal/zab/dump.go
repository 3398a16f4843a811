package zab

import "encoding/binary"

const magic = "DSEZAB01"

var le = binary.LittleEndian

// AppendDump appends the canonical dump of the cluster to b ("Canonical dump").
func (c *Cluster) AppendDump(b []byte) []byte {
	b = append(b, magic...)
	b = le.AppendUint32(b, uint32(len(c.nodes)))
	for _, n := range c.nodes {
		b = n.appendDump(b)
	}
	return b
}

// AppendDigestInput appends the canonical dump: a digest here is that of a dump.
func (c *Cluster) AppendDigestInput(b []byte) []byte {
	return c.AppendDump(b)
}

func (n *Node) appendDump(b []byte) []byte {
	b = le.AppendUint32(b, n.id)
	b = append(b, byte(n.role))
	b = le.AppendUint32(b, n.currentEpoch)
	b = le.AppendUint32(b, n.acceptedEpoch)
	b = appendZxid(b, n.lastZxid())
	b = appendZxid(b, n.lastCommitted)
	transactions := n.history.Transactions()
	b = le.AppendUint32(b, uint32(len(transactions)))
	for _, x := range transactions {
		b = appendZxid(b, x.Zxid)
		b = le.AppendUint32(b, uint32(len(x.Payload)))
		b = append(b, x.Payload...)
	}
	return b
}

func appendZxid(b []byte, z Zxid) []byte {
	b = le.AppendUint32(b, z.Epoch())
	return le.AppendUint32(b, z.Counter())
}
