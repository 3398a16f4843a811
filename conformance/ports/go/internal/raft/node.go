// Package raft is the lab raft: a Raft cluster that elects a leader and
// replicates its log under a fault plan.
//
// To read it, begin with the package cluster (what happens in a tick), then
// node.go (the protocol) with messages.go beside it.
package raft

import (
	"iter"
	"math"
	"slices"

	"assay.example/ports/internal/cluster"
	"assay.example/ports/internal/kernel"
)

// Lab is the lab raft. Its kernel differs in the delay key and in the links.
var Lab = cluster.Lab[*Node, Message]{
	Program: "raftctl",
	Links:   kernel.Links{DelayKey: kernel.TickKey, FIFO: false},
	Magic:   "DSERAFT1",
	Command: "cmd-",
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

// nobody stands for "none". Ids are below --nodes, so it is never an id.
const nobody ID = math.MaxUint32

// Node is one member of the cluster ("Node state").
type Node struct {
	id     ID
	seed   uint64
	nodes  uint32
	quorum int
	send   func(to ID, m Message) // at the current tick

	currentTerm uint64
	votedFor    ID
	role        Role
	commitIndex int
	log         Log

	electionDeadline uint64
	votes            map[ID]bool // of a Candidate
	lead             *leadership // not nil just when Leader
}

// leadership is what only a leader knows. The slices go by node; the leader's
// own place in nextIndex is not used.
type leadership struct {
	heartbeatDue uint64
	nextIndex    []int
	matchIndex   []int
	ranked       []int // scratch space of advanceCommit
	tailSeen     bool
}

func newNode(p cluster.Parameters, id ID, send func(to ID, m Message)) *Node {
	n := &Node{
		id:       id,
		seed:     p.Seed,
		nodes:    p.Nodes,
		quorum:   int(p.Quorum()),
		send:     send,
		votedFor: nobody,
	}
	n.resetTimer(0)
	return n
}

// Leads tells whether the node is a leader, and of which term.
func (n *Node) Leads() (term uint64, leads bool) {
	return n.currentTerm, n.role == Leader
}

func (n *Node) term() Term {
	return Term(n.currentTerm)
}

func (n *Node) peers() iter.Seq[ID] {
	return func(yield func(ID) bool) {
		for p := range n.nodes {
			if p != n.id && !yield(p) {
				return
			}
		}
	}
}

func (n *Node) resetTimer(t uint64) {
	jitter := kernel.SplitMix64(n.seed^uint64(n.id)^t) % minElectionTimeout
	n.electionDeadline = t + minElectionTimeout + jitter
}

func (n *Node) becomeFollower(term, t uint64) {
	n.currentTerm = term
	n.votedFor = nobody
	n.role = Follower
	n.lead = nil
	n.resetTimer(t)
}

func (n *Node) startElection(t uint64) {
	n.currentTerm++
	n.votedFor = n.id
	n.role = Candidate
	n.votes = map[ID]bool{n.id: true}
	n.resetTimer(t)
	if len(n.votes) >= n.quorum {
		n.becomeLeader(t)
		return
	}
	for p := range n.peers() {
		n.send(p, RequestVote{n.term(), len(n.log), n.log.LastTerm()})
	}
}

func (n *Node) becomeLeader(t uint64) {
	n.role = Leader
	n.lead = &leadership{
		heartbeatDue: t + heartbeatInterval,
		nextIndex:    slices.Repeat([]int{len(n.log)}, int(n.nodes)),
		matchIndex:   make([]int, n.nodes),
		ranked:       make([]int, n.nodes),
	}
	n.replicateToAll()
}

func (n *Node) replicateToAll() {
	for p := range n.peers() {
		n.replicate(p)
	}
}

func (n *Node) replicate(to ID) {
	prev := n.lead.nextIndex[to]
	n.send(to, AppendEntries{n.term(), prev, n.log.TermAt(prev), n.log.After(prev), n.commitIndex})
}

// Propose takes a command of a client; the node must be a leader.
func (n *Node) Propose(payload string) {
	n.log = append(n.log, Entry{n.currentTerm, payload})
	n.replicateToAll()
	n.advanceCommit()
}

// advanceCommit need not try the indexes one by one. When all nodes are ranked
// by what they hold, a quorum holds N just when the quorum-th of them has reached
// N; and the entries of the current term are the last ones, so that when entry N is
// none of them, none before it is.
func (n *Node) advanceCommit() {
	if n.commitIndex == len(n.log) {
		return
	}
	l := n.lead
	l.matchIndex[n.id] = len(n.log)
	copy(l.ranked, l.matchIndex)
	slices.Sort(l.ranked)
	reached := l.ranked[int(n.nodes)-n.quorum]
	if reached > n.commitIndex && n.log.TermAt(reached) == n.currentTerm {
		n.commitIndex = reached
	}
}

// Tick is the section "on_tick(t)".
func (n *Node) Tick(t uint64) {
	switch {
	case n.role == Leader:
		if t >= n.lead.heartbeatDue {
			n.lead.heartbeatDue = t + heartbeatInterval
			n.heartbeat()
		}
	case t >= n.electionDeadline:
		n.startElection(t)
	}
}

// heartbeat appends a no-op first if the leader needs an entry of its own term:
// to commit what is older, or to cut off the tail that a follower has.
func (n *Node) heartbeat() {
	if n.log.LastTerm() != n.currentTerm && (len(n.log) > n.commitIndex || n.lead.tailSeen) {
		n.log = append(n.log, Entry{Term: n.currentTerm})
	}
	n.replicateToAll()
}

// Handle is the section "Handlers".
func (n *Node) Handle(from ID, message Message, t uint64) {
	if term := message.term(); term > n.currentTerm {
		n.becomeFollower(term, t)
	}
	isCurrent := message.term() == n.currentTerm
	switch m := message.(type) {
	case RequestVote:
		n.onRequestVote(from, m, isCurrent, t)
	case RequestVoteReply:
		if isCurrent {
			n.onRequestVoteReply(from, m, t)
		}
	case AppendEntries:
		if isCurrent {
			n.onAppendEntries(from, m, t)
		} else {
			n.refuseEntries(from)
		}
	case AppendReply:
		if isCurrent && n.role == Leader {
			n.onAppendReply(from, m)
		}
	}
}

func (n *Node) onRequestVote(from ID, m RequestVote, isCurrent bool, t uint64) {
	granted := isCurrent && (n.votedFor == nobody || n.votedFor == from) && n.isNoNewerThan(m)
	if granted {
		n.votedFor = from
		n.resetTimer(t)
	}
	n.send(from, RequestVoteReply{n.term(), granted})
}

func (n *Node) isNoNewerThan(m RequestVote) bool {
	if last := n.log.LastTerm(); last != m.LastTerm {
		return last < m.LastTerm
	}
	return len(n.log) <= m.LastIndex
}

func (n *Node) onRequestVoteReply(from ID, m RequestVoteReply, t uint64) {
	if n.role != Candidate || !m.Granted {
		return
	}
	n.votes[from] = true
	if len(n.votes) >= n.quorum {
		n.becomeLeader(t)
	}
}

func (n *Node) onAppendEntries(from ID, m AppendEntries, t uint64) {
	n.role = Follower
	n.resetTimer(t)
	if m.PrevIndex > len(n.log) || n.log.TermAt(m.PrevIndex) != m.PrevTerm {
		n.refuseEntries(from)
		return
	}
	n.log = n.log.Take(m.PrevIndex, m.Entries)
	match := m.PrevIndex + len(m.Entries)
	n.commitIndex = max(n.commitIndex, min(m.Commit, match))
	n.send(from, AppendReply{n.term(), true, match, len(n.log)})
}

func (n *Node) refuseEntries(from ID) {
	n.send(from, AppendReply{n.term(), false, 0, len(n.log)})
}

func (n *Node) onAppendReply(from ID, m AppendReply) {
	l := n.lead
	if !m.OK {
		l.nextIndex[from] = max(0, l.nextIndex[from]-1)
		n.replicate(from)
		return
	}
	if m.Length > m.Match {
		l.tailSeen = true
	}
	l.matchIndex[from] = max(l.matchIndex[from], m.Match)
	l.nextIndex[from] = l.matchIndex[from]
	n.advanceCommit()
}
