package raft

import (
	"slices"
	"testing"

	"assay.example/ports/internal/cluster"
)

type sent struct {
	to      ID
	message Message
}

// newBench returns node 0 of three, with entries of these terms, and what it sends.
func newBench(terms ...uint64) (*Node, *[]sent) {
	var out []sent
	n := newNode(cluster.Parameters{Seed: 1, Nodes: 3}, 0, func(to ID, m Message) {
		out = append(out, sent{to, m})
	})
	n.log = logOf(terms...)
	n.currentTerm = n.log.LastTerm()
	return n, &out
}

func TestVotes(t *testing.T) {
	for _, c := range []struct {
		request  RequestVote
		votedFor ID
		want     bool
	}{
		{RequestVote{2, 2, 2}, nobody, true},
		{RequestVote{2, 2, 2}, 1, true},
		{RequestVote{2, 2, 2}, 2, false},
		{RequestVote{1, 9, 9}, nobody, false}, // an old term
		{RequestVote{2, 1, 2}, nobody, false}, // a shorter log
		{RequestVote{2, 9, 1}, nobody, false}, // an older one
		{RequestVote{3, 2, 2}, 2, true},       // in a new term nobody has voted
	} {
		n, out := newBench(1, 2)
		n.votedFor = c.votedFor
		n.Handle(1, c.request, 500)
		want := []sent{{1, RequestVoteReply{Term(max(c.request.term(), 2)), c.want}}}
		if !slices.EqualFunc(*out, want, equalSent) {
			t.Errorf("%+v, voted for %d: got %+v, want %+v", c.request, c.votedFor, *out, want)
		}
	}
}

func equalSent(a, b sent) bool {
	x, isVote := a.message.(RequestVoteReply)
	y, _ := b.message.(RequestVoteReply)
	return isVote && a.to == b.to && x == y
}

func lead(t *testing.T, n *Node, out *[]sent) {
	t.Helper()
	n.startElection(500)
	n.Handle(2, RequestVoteReply{n.term(), true}, 503)
	if n.role != Leader {
		t.Fatal("a quorum does not elect")
	}
	*out = nil
}

func TestCommitNeedsEntryOfOwnTerm(t *testing.T) {
	n, out := newBench(1, 1)
	lead(t, n, out)
	for _, step := range []struct {
		do   func()
		want int
	}{
		{func() { n.Handle(1, AppendReply{2, true, 2, 2}, 504) }, 0},
		{func() { n.Propose("x") }, 0},
		{func() { n.Handle(2, AppendReply{1, true, 3, 3}, 506) }, 0}, // of an old term
		{func() { n.Handle(2, AppendReply{2, true, 3, 3}, 506) }, 3},
		{func() { n.Handle(2, AppendReply{2, true, 1, 3}, 507) }, 3},
	} {
		step.do()
		if n.commitIndex != step.want {
			t.Errorf("got commit_index %d, want %d", n.commitIndex, step.want)
		}
	}
	if n.lead.matchIndex[2] != 3 {
		t.Error("a late reply lowers match_index")
	}
}

func TestNoOpAtHeartbeatThatNeedsOne(t *testing.T) {
	for _, c := range []struct{ commitIndex, answered, want int }{
		{2, 2, 2},
		{1, 2, 3}, // an older term's tail is not committed
		{2, 3, 3}, // a follower has a tail of its own
	} {
		n, out := newBench(1, 1)
		n.commitIndex = c.commitIndex
		lead(t, n, out)
		n.Handle(1, AppendReply{2, true, 2, c.answered}, 504)
		n.Tick(552)
		if len(n.log) != 2 || len(*out) != 0 {
			t.Fatalf("%+v: a heartbeat comes early", c)
		}
		n.Tick(553)
		if len(n.log) != c.want || len(*out) != 2 {
			t.Errorf("%+v: got %d entries, %d messages", c, len(n.log), len(*out))
		}
	}
}

func TestRefusalIsAnsweredWithOneEntryMore(t *testing.T) {
	n, out := newBench(1, 1)
	lead(t, n, out)
	for _, want := range []int{1, 0, 0} {
		*out = nil
		n.Handle(1, AppendReply{2, false, 0, 0}, 504)
		m, ok := (*out)[0].message.(AppendEntries)
		if !ok || m.PrevIndex != want || len(m.Entries) != 2-want || m.PrevTerm != min(1, uint64(want)) {
			t.Errorf("got %+v, want the entries after %d", *out, want)
		}
	}
}

func TestFollowerRefusesAndCommits(t *testing.T) {
	for _, c := range []struct {
		message AppendEntries
		want    AppendReply
		commit  int
	}{
		{AppendEntries{2, 2, 2, nil, 1}, AppendReply{2, true, 2, 3}, 1},
		{AppendEntries{2, 2, 2, nil, 3}, AppendReply{2, true, 2, 3}, 2}, // no further than it vouches for
		{AppendEntries{2, 2, 1, nil, 2}, AppendReply{2, false, 0, 3}, 0},
		{AppendEntries{2, 4, 2, nil, 2}, AppendReply{2, false, 0, 3}, 0},
		{AppendEntries{1, 0, 0, nil, 2}, AppendReply{2, false, 0, 3}, 0},
		{AppendEntries{5, 0, 0, logOf(1, 3), 2}, AppendReply{5, true, 2, 2}, 2},
	} {
		n, out := newBench(1, 2, 2)
		n.Handle(1, c.message, 500)
		if got := (*out)[0].message; got != Message(c.want) || n.commitIndex != c.commit {
			t.Errorf("%+v: got %+v and commit_index %d, want %+v and %d", c.message, got, n.commitIndex, c.want, c.commit)
		}
	}
}
