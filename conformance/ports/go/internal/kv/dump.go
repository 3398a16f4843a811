package kv

import (
	"encoding/binary"
	"maps"
	"slices"
)

const magic = "DSEDKV20"

var le = binary.LittleEndian

// AppendDump appends the snapshot of the scenario's replica to b.
func (c *Cluster) AppendDump(b []byte) []byte {
	return c.replicas[c.parameters.Replica].appendSnapshot(b)
}

// AppendDigestInput appends the snapshots of all replicas to b; the digest of an
// operation is taken over them ("Mid-run state and digests").
func (c *Cluster) AppendDigestInput(b []byte) []byte {
	for _, r := range c.replicas {
		b = r.appendSnapshot(b)
	}
	return b
}

// appendSnapshot is the section "Snapshot". Go orders strings as bytes, which
// is the order of the keys.
func (r *Replica) appendSnapshot(b []byte) []byte {
	b = append(b, magic...)
	b = le.AppendUint64(b, r.commitIndex)
	b = le.AppendUint64(b, r.currentTerm)
	b = le.AppendUint32(b, uint32(len(r.stateMachine)))
	for _, key := range slices.Sorted(maps.Keys(r.stateMachine)) {
		value := r.stateMachine[key]
		b = le.AppendUint32(b, uint32(len(key)))
		b = append(b, key...)
		b = le.AppendUint32(b, uint32(len(value)))
		b = append(b, value...)
	}
	return b
}
