// Package paxos is the lab paxos: a Multi-Paxos cluster that elects a leader
// (phase 1) and decides values slot by slot (phase 2) under a fault plan.
//
// To read it, begin with the package cluster (what happens in a tick), then
// node.go (the protocol) with messages.go beside it.
package paxos

import (
	"slices"

	"assay.example/ports/internal/cluster"
	"assay.example/ports/internal/kernel"
)

// Lab is the lab paxos. Its kernel differs in the links.
var Lab = cluster.Lab[*Node, Message]{
	Program: "paxosctl",
	Links:   kernel.Links{DelayKey: kernel.SeqKey, FIFO: false},
	Magic:   "DSEPAX01",
	Command: "val-",
	NewNode: newNode,
}

// Role of a node; the values are those of the dump.
type Role uint8

const (
	Follower Role = iota
	Candidate
	Leader
)

const (
	minElectionTimeout = 150
	heartbeatInterval  = 50
)

// Node is one member of the cluster, proposer, acceptor and learner ("Node
// state").
type Node struct {
	id     ID
	seed   uint64
	nodes  uint32
	quorum int
	send   func(to ID, m Message) // at the current tick

	promised Ballot
	role     Role
	myBallot Ballot
	accepts  Slots[AcceptedValue]
	learned  Slots[string]

	deadline     uint64
	heartbeatDue uint64
	promises     map[ID]bool           // of a Candidate
	merged       *Slots[AcceptedValue] // of a Candidate
	proposals    []proposal            // of a Leader, by slot; next_slot is their number
}

// proposal is a value that a leader proposes, and who has accepted it. Nobody
// is added once the slot is learned, so acceptors never outgrows a quorum.
type proposal struct {
	value     string
	acceptors []ID
}

func newNode(p cluster.Parameters, id ID, send func(to ID, m Message)) *Node {
	n := &Node{id: id, seed: p.Seed, nodes: p.Nodes, quorum: int(p.Quorum()), send: send}
	n.resetTimer(0)
	return n
}

// Leads tells whether the node is a leader, and under which ballot.
func (n *Node) Leads() (ballot uint64, leads bool) {
	return uint64(n.myBallot), n.role == Leader
}

func (n *Node) broadcast(m Message) {
	for p := range n.nodes {
		if p != n.id {
			n.send(p, m)
		}
	}
}

func (n *Node) resetTimer(t uint64) {
	jitter := kernel.SplitMix64(n.seed^uint64(n.id)^t) % minElectionTimeout
	n.deadline = t + minElectionTimeout + jitter
}

func (n *Node) learn(slot int, value string) {
	if !n.learned.Has(slot) {
		n.learned.Set(slot, value)
	}
}

func (n *Node) stepDown() {
	n.role = Follower
	n.promises, n.merged, n.proposals = nil, nil, nil
}

// obeys tells whether the node obeys the ballot. If it has promised a higher
// one it does not, and says so.
func (n *Node) obeys(from ID, b Ballot, t uint64) bool {
	if b < n.promised {
		n.send(from, Nack{b, n.promised})
		return false
	}
	n.promised = b
	if b != n.myBallot {
		n.stepDown()
	}
	n.resetTimer(t)
	return true
}

// Tick is the section "on_tick(t)".
func (n *Node) Tick(t uint64) {
	switch {
	case n.role != Leader:
		if t >= n.deadline {
			n.startElection(t)
		}
	case t >= n.heartbeatDue:
		n.heartbeatDue = t + heartbeatInterval
		n.broadcast(Heartbeat{n.myBallot, n.learned.FirstGap()})
		n.repeatUndecided()
	}
}

func (n *Node) repeatUndecided() {
	for slot := n.learned.FirstGap(); slot < len(n.proposals); slot++ {
		if !n.learned.Has(slot) {
			n.broadcast(Accept{n.myBallot, slot, n.proposals[slot].value})
		}
	}
}

func (n *Node) startElection(t uint64) {
	n.myBallot = NewBallot(max(n.myBallot.Round(), n.promised.Round())+1, n.id)
	n.role = Candidate
	n.promised = n.myBallot
	n.promises = map[ID]bool{n.id: true}
	n.merged = n.accepts.Share()
	n.resetTimer(t)
	if len(n.promises) >= n.quorum {
		n.win(t)
		return
	}
	n.broadcast(Prepare{n.myBallot})
}

// win proposes again all that the promises have told of, under the own ballot.
func (n *Node) win(t uint64) {
	merged := n.merged
	n.role = Leader
	n.promises, n.merged, n.proposals = nil, nil, nil
	n.heartbeatDue = t + heartbeatInterval
	for slot := range merged.End() {
		value := noOp
		if accepted, ok := merged.Get(slot); ok {
			value = accepted.Value
		}
		n.Propose(value)
	}
	n.broadcast(Heartbeat{n.myBallot, n.learned.FirstGap()})
}

// Propose takes a value for the next slot; the node must be a leader.
func (n *Node) Propose(value string) {
	slot := len(n.proposals)
	n.accepts.Set(slot, AcceptedValue{n.myBallot, value})
	n.proposals = append(n.proposals, proposal{value, []ID{n.id}})
	n.broadcast(Accept{n.myBallot, slot, value})
	n.tryDecide(slot)
}

func (n *Node) tryDecide(slot int) {
	p := n.proposals[slot]
	if n.learned.Has(slot) || len(p.acceptors) < n.quorum {
		return
	}
	n.learn(slot, p.value)
	n.broadcast(Decided{slot, p.value})
}

// Handle is the section "Handlers".
func (n *Node) Handle(from ID, message Message, t uint64) {
	switch m := message.(type) {
	case Prepare:
		if n.obeys(from, m.Ballot, t) {
			n.send(from, Promise{m.Ballot, n.accepts.Share()})
		}
	case Promise:
		n.onPromise(from, m, t)
	case Accept:
		if n.obeys(from, m.Ballot, t) {
			n.accepts.Set(m.Slot, AcceptedValue{m.Ballot, m.Value})
			n.send(from, Accepted{m.Ballot, m.Slot})
		}
	case Accepted:
		n.onAccepted(from, m)
	case Decided:
		n.learn(m.Slot, m.Value)
	case Heartbeat:
		if n.obeys(from, m.Ballot, t) && n.learned.FirstGap() < m.FirstUnlearned {
			n.send(from, CatchUp{n.learned.FirstGap()})
		}
	case CatchUp:
		for slot, value := range n.learned.From(m.FirstUnlearned) {
			n.send(from, Decided{slot, value})
		}
	case Nack:
		n.onNack(m, t)
	}
}

func (n *Node) onPromise(from ID, m Promise, t uint64) {
	if n.role != Candidate || m.Ballot != n.myBallot {
		return
	}
	for slot, accepted := range m.Accepts.From(0) {
		known, ok := n.merged.Get(slot)
		if !ok || accepted.Ballot > known.Ballot {
			n.merged.Set(slot, accepted)
		}
	}
	n.promises[from] = true
	if len(n.promises) >= n.quorum {
		n.win(t)
	}
}

func (n *Node) onAccepted(from ID, m Accepted) {
	if n.role != Leader || m.Ballot != n.myBallot || n.learned.Has(m.Slot) {
		return
	}
	p := &n.proposals[m.Slot]
	if !slices.Contains(p.acceptors, from) {
		p.acceptors = append(p.acceptors, from)
		n.tryDecide(m.Slot)
	}
}

func (n *Node) onNack(m Nack, t uint64) {
	if n.role == Follower || m.Ballot != n.myBallot {
		return
	}
	n.promised = max(n.promised, m.Promised)
	n.stepDown()
	n.resetTimer(t)
}
