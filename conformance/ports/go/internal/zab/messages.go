package zab

import (
	"slices"
	"sort"

	"assay.example/ports/internal/cluster"
)

// ID is the id of a node, 0 .. nodes-1.
type ID = cluster.ID

// Zxid is the id of a transaction, the pair (epoch, counter). With the epoch in
// the upper half the numbers compare as the pairs do, lexicographically, so <,
// min and max work. The zero value is ZERO. (A dump writes the two halves one by
// one, the epoch first.)
type Zxid uint64

// NewZxid returns the zxid (epoch, counter).
func NewZxid(epoch, counter uint32) Zxid {
	return Zxid(epoch)<<32 | Zxid(counter)
}

// Epoch is the first half of the pair.
func (z Zxid) Epoch() uint32 { return uint32(z >> 32) }

// Counter is the second half of the pair.
func (z Zxid) Counter() uint32 { return uint32(z) }

// precedes tells whether next may follow z in a history without a gap.
func (z Zxid) precedes(next Zxid) bool {
	if next.Epoch() == z.Epoch() {
		return next.Counter() == z.Counter()+1
	}
	return next.Counter() == 1
}

// Transaction is an entry of a history.
type Transaction struct {
	Zxid    Zxid
	Payload string
}

// History is an immutable sequence of transactions, in ascending order: the
// first length entries of a log that many histories may share. So a NewLeader
// message carries a whole history for the price of two words, and does not see
// what is appended later.
type History struct {
	log    *[]Transaction
	length int
}

// NewHistory returns an empty history.
func NewHistory() History {
	return History{log: new([]Transaction)}
}

// Transactions returns the entries. The caller must not change them.
func (h History) Transactions() []Transaction {
	return (*h.log)[:h.length:h.length]
}

// LastZxid is the zxid of the last transaction, ZERO when there is none.
func (h History) LastZxid() Zxid {
	if h.length == 0 {
		return 0
	}
	return (*h.log)[h.length-1].Zxid
}

// Append returns h and x after it. A log is only ever extended, and is copied
// just when its next entry is already another one, that is when two histories
// part. Replicas that agree share one log between them.
func (h History) Append(x Transaction) History {
	switch {
	case h.length == len(*h.log):
		*h.log = append(*h.log, x)
	case (*h.log)[h.length] != x:
		branch := append(slices.Clone(h.Transactions()), x)
		h.log = &branch
	}
	h.length++
	return h
}

// Floor is the highest zxid in the history that is <= z, ZERO when none is.
func (h History) Floor(z Zxid) Zxid {
	log := h.Transactions()
	above := sort.Search(len(log), func(i int) bool { return log[i].Zxid > z })
	return History{h.log, above}.LastZxid()
}

// Freshness is the pair by which nodes tell who knows more ("Node state").
type Freshness struct {
	CurrentEpoch uint32
	LastZxid     Zxid
}

func (a Freshness) newerThan(b Freshness) bool {
	if a.CurrentEpoch != b.CurrentEpoch {
		return a.CurrentEpoch > b.CurrentEpoch
	}
	return a.LastZxid > b.LastZxid
}

// Message is one of the types below; node.go has a handler for each
// ("Handlers").
type Message any

// The messages of an election.
type (
	// LookForLeader is the vote of its sender.
	LookForLeader struct {
		Freshness
		Candidate ID
	}
	// Vote tells a Looking node whom its sender follows.
	Vote struct {
		Leader ID
	}
)

func (a LookForLeader) betterThan(b LookForLeader) bool {
	if a.Freshness != b.Freshness {
		return a.newerThan(b.Freshness)
	}
	return a.Candidate > b.Candidate
}

// The messages of Discovery and Synchronization. Freshness is the sender's.
type (
	NewEpoch struct {
		Epoch uint32
		Freshness
	}
	AckEpoch struct {
		Epoch uint32
		Freshness
	}
	RejectEpoch struct {
		AcceptedEpoch uint32
	}
	NewLeader struct {
		Epoch   uint32
		History History
	}
	AckLeader struct {
		Epoch    uint32
		LastZxid Zxid
	}
)

// The messages of Broadcast.
type (
	Propose struct {
		Transaction Transaction
	}
	Ack struct {
		Zxid Zxid
	}
	Commit struct {
		Epoch uint32
		Zxid  Zxid
	}
	Heartbeat struct {
		Epoch         uint32
		LastZxid      Zxid
		LastCommitted Zxid
	}
	HeartbeatAck struct {
		Epoch    uint32
		LastZxid Zxid
	}
)
