package paxos

import "encoding/binary"

var le = binary.LittleEndian

// AppendDump appends the node's part of the section "Canonical dump".
func (n *Node) AppendDump(b []byte) []byte {
	b = le.AppendUint32(b, n.id)
	b = appendBallot(b, n.promised)
	b = append(b, byte(n.role))
	b = appendBallot(b, n.myBallot)
	b = le.AppendUint32(b, uint32(n.accepts.Len()))
	for slot, accepted := range n.accepts.From(0) {
		b = le.AppendUint64(b, uint64(slot))
		b = appendBallot(b, accepted.Ballot)
		b = appendValue(b, accepted.Value)
	}
	b = le.AppendUint32(b, uint32(n.learned.Len()))
	for slot, value := range n.learned.From(0) {
		b = le.AppendUint64(b, uint64(slot))
		b = appendValue(b, value)
	}
	return b
}

func appendBallot(b []byte, ballot Ballot) []byte {
	b = le.AppendUint32(b, ballot.Round())
	return le.AppendUint32(b, ballot.Proposer())
}

func appendValue(b []byte, value string) []byte {
	b = le.AppendUint32(b, uint32(len(value)))
	return append(b, value...)
}
