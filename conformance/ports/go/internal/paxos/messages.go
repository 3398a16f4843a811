package paxos

import "assay.example/ports/internal/cluster"

// ID is the id of a node, 0 .. nodes-1.
type ID = cluster.ID

// Ballot is the pair (round, proposer). With the round in the upper half the
// numbers compare as the pairs do, lexicographically, so <, min and max work. The
// zero value is ZERO. (A dump writes the two halves one by one, the round first.)
type Ballot uint64

// NewBallot returns the ballot (round, proposer).
func NewBallot(round uint32, proposer ID) Ballot {
	return Ballot(round)<<32 | Ballot(proposer)
}

// Round is the first half of the pair.
func (b Ballot) Round() uint32 { return uint32(b >> 32) }

// Proposer is the second half of the pair.
func (b Ballot) Proposer() ID { return ID(b) }

// AcceptedValue is the value of a slot, and under which ballot it was accepted.
type AcceptedValue struct {
	Ballot Ballot
	Value  string
}

// noOp is what fills a slot that nobody knows a value of.
const noOp = ""

// Message is one of the types below; node.go has a handler for each
// ("Handlers").
type Message any

// The messages of phase 1.
type (
	Prepare struct {
		Ballot Ballot
	}
	// Promise carries everything that its sender has accepted.
	Promise struct {
		Ballot  Ballot
		Accepts *Slots[AcceptedValue]
	}
)

// The messages of phase 2.
type (
	Accept struct {
		Ballot Ballot
		Slot   int
		Value  string
	}
	Accepted struct {
		Ballot Ballot
		Slot   int
	}
	Decided struct {
		Slot  int
		Value string
	}
)

// Nack refuses a ballot: a higher one was promised.
type Nack struct {
	Ballot, Promised Ballot
}

// The messages by which nodes find out what they lack. FirstUnlearned is the
// sender's.
type (
	Heartbeat struct {
		Ballot         Ballot
		FirstUnlearned int
	}
	CatchUp struct {
		FirstUnlearned int
	}
)
