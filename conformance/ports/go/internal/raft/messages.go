package raft

import (
	"sort"

	"assay.example/ports/internal/cluster"
)

// ID is the id of a node, 0 .. nodes-1.
type ID = cluster.ID

// Entry is an entry of a log. In a no-op the payload is empty.
type Entry struct {
	Term    uint64
	Payload string
}

// Log holds the entries 1, 2, ...; its length is also the last index.
//
// Messages carry parts of logs without copying them. So an entry that stands in
// a log is never overwritten: see Take.
type Log []Entry

// TermAt returns the term of the entry at an index, 0 for the index 0.
func (l Log) TermAt(index int) uint64 {
	if index == 0 {
		return 0
	}
	return l[index-1].Term
}

// LastTerm is 0 when the log is empty.
func (l Log) LastTerm() uint64 {
	return l.TermAt(len(l))
}

// After returns the entries after an index. It does not see what is appended later.
func (l Log) After(index int) []Entry {
	return l[index:len(l):len(l)]
}

// Take returns the log after it has been given entries that follow the index
// prev: from the first on that conflicts with an own one they replace what is
// there, and into a new array then.
func (l Log) Take(prev int, entries []Entry) Log {
	own := l[prev:]
	same := agreement(own, entries)
	switch {
	case same == len(entries):
		return l
	case same == len(own):
		return append(l, entries[same:]...)
	default:
		kept := prev + same
		return append(l[:kept:kept], entries[same:]...)
	}
}

// agreement returns how many entries are the same from the start. Logs that
// have the same term at an index agree in all entries up to it (invariant 3), so
// the last place at which the terms are the same tells.
func agreement(a, b []Entry) int {
	overlap := min(len(a), len(b))
	if overlap == 0 || a[overlap-1].Term == b[overlap-1].Term {
		return overlap
	}
	return sort.Search(overlap, func(i int) bool { return a[i].Term != b[i].Term })
}

// Message is one of the types below; node.go has a handler for each
// ("Handlers").
type Message interface {
	term() uint64
}

// Term is the current_term of a message's sender.
type Term uint64

func (t Term) term() uint64 { return uint64(t) }

type (
	// RequestVote tells how far its sender's log reaches.
	RequestVote struct {
		Term
		LastIndex int
		LastTerm  uint64
	}
	RequestVoteReply struct {
		Term
		Granted bool
	}
	// AppendEntries carries the entries that follow PrevIndex.
	AppendEntries struct {
		Term
		PrevIndex int
		PrevTerm  uint64
		Entries   []Entry
		Commit    int
	}
	// AppendReply tells up to where the log is the leader's, and how long it is.
	AppendReply struct {
		Term
		OK     bool
		Match  int
		Length int
	}
)
