package zab

import "encoding/binary"

var le = binary.LittleEndian

// AppendDump appends the node's part of the section "Canonical dump".
func (n *Node) AppendDump(b []byte) []byte {
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
