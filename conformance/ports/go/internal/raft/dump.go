package raft

import "encoding/binary"

var le = binary.LittleEndian

// AppendDump appends the node's part of the section "Canonical dump".
func (n *Node) AppendDump(b []byte) []byte {
	b = le.AppendUint32(b, n.id)
	b = le.AppendUint64(b, n.currentTerm)
	votedFor := int64(n.votedFor)
	if n.votedFor == nobody {
		votedFor = -1
	}
	b = le.AppendUint64(b, uint64(votedFor))
	b = append(b, byte(n.role))
	b = le.AppendUint64(b, uint64(n.commitIndex))
	b = le.AppendUint32(b, uint32(len(n.log)))
	for _, entry := range n.log {
		b = le.AppendUint64(b, entry.Term)
		b = le.AppendUint32(b, uint32(len(entry.Payload)))
		b = append(b, entry.Payload...)
	}
	return b
}
