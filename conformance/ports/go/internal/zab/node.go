// Package zab is the lab zab: a ZAB cluster that runs FastLeaderElection,
// Discovery, Synchronization and Broadcast under a fault plan.
//
// To read it, begin with the package cluster (what happens in a tick), then
// node.go (the protocol) with messages.go beside it.
package zab

import (
	"iter"
	"math"
	"slices"

	"assay.example/ports/internal/cluster"
	"assay.example/ports/internal/kernel"
)

// Lab is the lab zab. Its kernel is the one of the specification's kernel.md.
var Lab = cluster.Lab[*Node, Message]{
	Program: "zabctl",
	Links:   kernel.Links{DelayKey: kernel.SeqKey, FIFO: true},
	Magic:   "DSEZAB01",
	Command: "zab-",
	NewNode: newNode,
}

// Role of a node; the values are those of the dump.
type Role uint8

const (
	Looking Role = iota
	Following
	Leading
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
	quorum uint32
	send   func(to ID, m Message) // at the current tick

	role          Role
	currentEpoch  uint32
	acceptedEpoch uint32
	history       History
	lastCommitted Zxid

	acceptedFrom     ID // whom acceptedEpoch was promised to
	maxSeen          uint32
	vote             LookForLeader
	voteView         voteView
	leader           ID
	synced           bool
	electionDeadline uint64
	lead             *leadership // not nil just when Leading
}

// leadership is what only a leader knows. The specification lets new_epoch and
// heartbeat_due outlive clear_leading; only a leader ever reads them, so here
// clear_leading is to drop the whole.
type leadership struct {
	newEpoch     uint32
	heartbeatDue uint64
	epochAcks    peerSet
	leaderAcks   peerSet
	heard        peerSet
	acked        []Zxid // by peer; the leader's own entry is its last_zxid
	ranked       []Zxid // scratch space of tryCommit
	discovered   bool
	established  bool
	nextCounter  uint32
}

func newNode(p cluster.Parameters, id ID, send func(to ID, m Message)) *Node {
	n := &Node{
		id:           id,
		seed:         p.Seed,
		nodes:        p.Nodes,
		quorum:       p.Quorum(),
		send:         send,
		history:      NewHistory(),
		acceptedFrom: nobody,
		voteView:     newVoteView(),
	}
	n.startElection(0)
	return n
}

func (n *Node) lastZxid() Zxid {
	return n.history.LastZxid()
}

func (n *Node) freshness() Freshness {
	return Freshness{n.currentEpoch, n.lastZxid()}
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

func (n *Node) broadcast(m Message) {
	for p := range n.peers() {
		n.send(p, m)
	}
}

func (n *Node) resetTimer(t uint64) {
	jitter := kernel.SplitMix64(n.seed^uint64(n.id)^t) % minElectionTimeout
	n.electionDeadline = t + minElectionTimeout + jitter
}

func (n *Node) startElection(t uint64) {
	n.role = Looking
	n.leader = nobody
	n.synced = false
	n.vote = LookForLeader{n.freshness(), n.id}
	n.voteView.clear()
	n.voteView.record(n.id, n.id)
	n.lead = nil
	n.resetTimer(t)
}

func (n *Node) follow(leader ID, t uint64) {
	n.lead = nil
	n.role = Following
	n.leader = leader
	n.resetTimer(t)
}

// Tick is the section "on_tick(t)".
func (n *Node) Tick(t uint64) {
	switch n.role {
	case Looking, Following:
		if t >= n.electionDeadline {
			n.startElection(t)
		}
	case Leading:
		n.tickLeading(t)
	}
	if n.role == Looking {
		n.broadcast(n.vote)
		n.tryElect(t)
	}
}

func (n *Node) tickLeading(t uint64) {
	l := n.lead
	if t >= n.electionDeadline {
		if l.heard.size+1 < n.quorum {
			n.startElection(t)
			return
		}
		l.heard.clear()
		n.resetTimer(t)
	}
	if t < l.heartbeatDue {
		return
	}
	l.heartbeatDue = t + heartbeatInterval
	for p := range n.peers() {
		switch {
		case l.leaderAcks.has(p):
			n.send(p, Heartbeat{l.newEpoch, n.lastZxid(), n.lastCommitted})
		case l.epochAcks.has(p) && l.discovered:
			n.send(p, NewLeader{l.newEpoch, n.history})
		default:
			n.send(p, NewEpoch{l.newEpoch, n.freshness()})
		}
	}
}

func (n *Node) tryElect(t uint64) {
	c := n.vote.Candidate
	if n.voteView.count(c) < n.quorum {
		return
	}
	if c == n.id {
		n.becomeLeader(t)
	} else {
		n.follow(c, t)
	}
}

func (n *Node) becomeLeader(t uint64) {
	n.role = Leading
	n.leader = n.id
	n.synced = false
	n.lead = &leadership{
		newEpoch:     max(n.acceptedEpoch, n.currentEpoch, n.maxSeen) + 1,
		heartbeatDue: t + heartbeatInterval,
		epochAcks:    newPeerSet(n.nodes),
		leaderAcks:   newPeerSet(n.nodes),
		heard:        newPeerSet(n.nodes),
		acked:        make([]Zxid, n.nodes),
		ranked:       make([]Zxid, n.nodes),
	}
	n.acceptedEpoch = n.lead.newEpoch
	n.acceptedFrom = n.id
	n.resetTimer(t)
	n.broadcast(NewEpoch{n.lead.newEpoch, n.freshness()})
	n.checkDiscovery()
}

func (n *Node) checkDiscovery() {
	l := n.lead
	if l.discovered || l.epochAcks.size+1 < n.quorum {
		return
	}
	l.discovered = true
	n.currentEpoch = l.newEpoch
	for p := range l.epochAcks.ascending() {
		n.send(p, NewLeader{l.newEpoch, n.history})
	}
	n.checkSync()
}

func (n *Node) checkSync() {
	l := n.lead
	if !l.discovered || l.established || l.leaderAcks.size+1 < n.quorum {
		return
	}
	l.established = true
	if n.lastZxid() > n.lastCommitted {
		n.lastCommitted = n.lastZxid()
		for p := range l.leaderAcks.ascending() {
			n.send(p, Commit{l.newEpoch, n.lastCommitted})
		}
	}
}

// Leads tells whether the node is an established leader, and of which epoch.
func (n *Node) Leads() (epoch uint64, leads bool) {
	return uint64(n.currentEpoch), n.role == Leading && n.lead.established
}

// Propose takes a command of a client; the node must be an established leader.
func (n *Node) Propose(payload string) {
	n.lead.nextCounter++
	x := Transaction{NewZxid(n.lead.newEpoch, n.lead.nextCounter), payload}
	n.history = n.history.Append(x)
	n.broadcast(Propose{x})
	n.tryCommit()
}

// tryCommit need not try the transactions one by one: when all nodes are ranked
// by what they have acknowledged, the leader by what it has, a quorum holds z
// just when the quorum-th of them has reached z.
func (n *Node) tryCommit() {
	l := n.lead
	l.acked[n.id] = n.lastZxid()
	copy(l.ranked, l.acked)
	slices.Sort(l.ranked)
	reached := l.ranked[n.nodes-n.quorum]
	if reached <= n.lastCommitted {
		return
	}
	if z := n.history.Floor(reached); z > n.lastCommitted {
		n.lastCommitted = z
		n.broadcast(Commit{l.newEpoch, z})
	}
}

func (n *Node) advanceCommit(z Zxid) {
	n.lastCommitted = max(n.lastCommitted, min(z, n.lastZxid()))
}

// leads tells whether the node leads the epoch.
func (n *Node) leads(epoch uint32) bool {
	return n.role == Leading && n.lead.newEpoch == epoch
}

// follows tells whether the node is up to date with the leader of the epoch.
func (n *Node) follows(leader ID, epoch uint32) bool {
	return n.role == Following && n.synced && n.leader == leader && n.currentEpoch == epoch
}

// requestHistory tells the leader that transactions are missing here. It
// answers an AckEpoch with its whole history.
func (n *Node) requestHistory(leader ID) {
	n.synced = false
	n.send(leader, AckEpoch{n.acceptedEpoch, n.freshness()})
}

// Handle is the section "Handlers".
func (n *Node) Handle(from ID, message Message, t uint64) {
	switch m := message.(type) {
	case LookForLeader:
		n.onLookForLeader(from, m, t)
	case Vote:
		n.onVote(from, m, t)
	case NewEpoch:
		n.onNewEpoch(from, m, t)
	case AckEpoch:
		n.onAckEpoch(from, m, t)
	case RejectEpoch:
		n.onRejectEpoch(from, m, t)
	case NewLeader:
		n.onNewLeader(from, m, t)
	case AckLeader:
		n.onAckLeader(from, m)
	case Propose:
		n.onPropose(from, m, t)
	case Ack:
		n.onAck(from, m)
	case Commit:
		n.onCommit(from, m, t)
	case Heartbeat:
		n.onHeartbeat(from, m, t)
	case HeartbeatAck:
		n.onHeartbeatAck(from, m)
	}
}

func (n *Node) onLookForLeader(from ID, m LookForLeader, t uint64) {
	if n.role != Looking {
		n.send(from, Vote{n.leader})
		return
	}
	n.voteView.record(from, m.Candidate)
	if m.betterThan(n.vote) {
		n.vote = m
		n.voteView.record(n.id, m.Candidate)
	}
	n.tryElect(t)
}

func (n *Node) onVote(from ID, m Vote, t uint64) {
	if n.role != Looking {
		return
	}
	n.voteView.record(from, m.Leader)
	n.tryElect(t)
}

func (n *Node) onNewEpoch(from ID, m NewEpoch, t uint64) {
	promised := m.Epoch == n.acceptedEpoch && n.acceptedFrom == from
	if m.Epoch <= n.acceptedEpoch && !promised {
		n.send(from, RejectEpoch{n.acceptedEpoch})
		return
	}
	n.acceptedEpoch = m.Epoch
	n.acceptedFrom = from
	n.synced = false
	if n.freshness().newerThan(m.Freshness) {
		n.startElection(t)
	} else {
		n.follow(from, t)
	}
	n.send(from, AckEpoch{m.Epoch, n.freshness()})
}

func (n *Node) onAckEpoch(from ID, m AckEpoch, t uint64) {
	if !n.leads(m.Epoch) {
		return
	}
	l := n.lead
	l.heard.add(from)
	if !l.discovered && m.newerThan(n.freshness()) {
		n.startElection(t)
		return
	}
	l.epochAcks.add(from)
	l.leaderAcks.remove(from)
	if l.discovered {
		n.send(from, NewLeader{m.Epoch, n.history})
	} else {
		n.checkDiscovery()
	}
}

func (n *Node) onRejectEpoch(from ID, m RejectEpoch, t uint64) {
	if n.role != Leading || m.AcceptedEpoch < n.lead.newEpoch {
		return
	}
	l := n.lead
	if m.AcceptedEpoch == l.newEpoch && l.discovered {
		l.epochAcks.add(from)
		n.send(from, NewLeader{l.newEpoch, n.history})
		return
	}
	n.maxSeen = max(n.maxSeen, m.AcceptedEpoch)
	n.startElection(t)
}

func (n *Node) onNewLeader(from ID, m NewLeader, t uint64) {
	if m.Epoch < n.acceptedEpoch {
		n.send(from, RejectEpoch{n.acceptedEpoch})
		return
	}
	n.acceptedEpoch = m.Epoch
	n.acceptedFrom = from
	n.history = m.History
	n.currentEpoch = m.Epoch
	n.synced = true
	n.follow(from, t)
	n.send(from, AckLeader{m.Epoch, n.lastZxid()})
}

func (n *Node) onAckLeader(from ID, m AckLeader) {
	if !n.leads(m.Epoch) || !n.lead.discovered {
		return
	}
	l := n.lead
	l.leaderAcks.add(from)
	l.hear(from, m.LastZxid)
	if !l.established {
		n.checkSync()
		return
	}
	if n.lastCommitted > 0 {
		n.send(from, Commit{m.Epoch, n.lastCommitted})
	}
	n.tryCommit()
}

func (n *Node) onPropose(from ID, m Propose, t uint64) {
	x := m.Transaction
	if !n.follows(from, x.Zxid.Epoch()) {
		return
	}
	n.resetTimer(t)
	last := n.lastZxid()
	switch {
	case x.Zxid <= last:
	case !last.precedes(x.Zxid):
		n.requestHistory(from)
	default:
		n.history = n.history.Append(x)
		n.send(from, Ack{x.Zxid})
	}
}

func (n *Node) onAck(from ID, m Ack) {
	if n.leads(m.Zxid.Epoch()) {
		n.lead.hear(from, m.Zxid)
		n.tryCommit()
	}
}

func (n *Node) onCommit(from ID, m Commit, t uint64) {
	if n.follows(from, m.Epoch) {
		n.resetTimer(t)
		n.advanceCommit(m.Zxid)
	}
}

func (n *Node) onHeartbeat(from ID, m Heartbeat, t uint64) {
	switch {
	case n.follows(from, m.Epoch):
		n.resetTimer(t)
		if m.LastZxid > n.lastZxid() {
			n.requestHistory(from)
			return
		}
		n.advanceCommit(m.LastCommitted)
		n.send(from, HeartbeatAck{m.Epoch, n.lastZxid()})
	case m.Epoch == n.acceptedEpoch && n.acceptedFrom == from:
		n.follow(from, t)
		n.requestHistory(from)
	case m.Epoch < n.acceptedEpoch:
		n.send(from, RejectEpoch{n.acceptedEpoch})
	}
}

func (n *Node) onHeartbeatAck(from ID, m HeartbeatAck) {
	if n.leads(m.Epoch) {
		n.lead.hear(from, m.LastZxid)
		n.tryCommit()
	}
}

// hear notes that the peer is there, and has acknowledged everything up to z.
func (l *leadership) hear(from ID, z Zxid) {
	l.heard.add(from)
	l.acked[from] = max(l.acked[from], z)
}

// peerSet is a set of ids that can be walked in ascending order.
type peerSet struct {
	member []bool
	size   uint32
}

func newPeerSet(nodes uint32) peerSet {
	return peerSet{member: make([]bool, nodes)}
}

func (s *peerSet) has(p ID) bool {
	return s.member[p]
}

func (s *peerSet) add(p ID) {
	if !s.member[p] {
		s.member[p] = true
		s.size++
	}
}

func (s *peerSet) remove(p ID) {
	if s.member[p] {
		s.member[p] = false
		s.size--
	}
}

func (s *peerSet) clear() {
	clear(s.member)
	s.size = 0
}

func (s *peerSet) ascending() iter.Seq[ID] {
	return func(yield func(ID) bool) {
		for p, in := range s.member {
			if in && !yield(ID(p)) {
				return
			}
		}
	}
}

// voteView is vote_view, together with the number of votes for each candidate.
type voteView struct {
	candidateOf map[ID]ID
	votes       map[ID]uint32
}

func newVoteView() voteView {
	return voteView{map[ID]ID{}, map[ID]uint32{}}
}

func (v voteView) clear() {
	clear(v.candidateOf)
	clear(v.votes)
}

func (v voteView) record(voter, candidate ID) {
	if old, voted := v.candidateOf[voter]; voted {
		if old == candidate {
			return
		}
		v.votes[old]--
	}
	v.candidateOf[voter] = candidate
	v.votes[candidate]++
}

func (v voteView) count(candidate ID) uint32 {
	return v.votes[candidate]
}
