package kv

import "slices"

// Kind of an operation.
type Kind uint8

const (
	NoOp Kind = iota
	Put
	Del
)

// Op is an operation on the state machine. Only a Put has a value.
type Op struct {
	Kind  Kind
	Key   string
	Value []byte
}

// Entry of a log. Idx counts from 1.
type Entry struct {
	Term uint64
	Idx  uint64
	Op   Op
}

// Replica is one copy of the store ("State"). Its state machine is the first
// commitIndex entries of its log, applied in order.
type Replica struct {
	log          []*Entry
	commitIndex  uint64
	currentTerm  uint64
	stateMachine map[string][]byte
}

func newReplica() *Replica {
	return &Replica{currentTerm: term, stateMachine: map[string][]byte{}}
}

func (r *Replica) lastIdx() uint64 {
	return uint64(len(r.log))
}

// tryAppend answers false when there is a gap before the entry.
func (r *Replica) tryAppend(entry *Entry) bool {
	if entry.Idx != r.lastIdx()+1 {
		return false
	}
	r.log = append(r.log, entry)
	return true
}

func (r *Replica) commitTo(i uint64) {
	for r.commitIndex < min(i, r.lastIdx()) {
		r.apply(r.log[r.commitIndex].Op)
		r.commitIndex++
	}
}

func (r *Replica) apply(op Op) {
	switch op.Kind {
	case Put:
		r.stateMachine[op.Key] = op.Value
	case Del:
		delete(r.stateMachine, op.Key)
	}
}

func (r *Replica) truncateAndReplay(log []*Entry, commit uint64) {
	r.log = slices.Clone(log)
	clear(r.stateMachine)
	r.commitIndex = 0
	r.commitTo(commit)
}
