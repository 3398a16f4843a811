package paxos

import (
	"reflect"
	"testing"

	"assay.example/ports/internal/cluster"
)

// newBench returns node 0, and what it sends to node 1.
func newBench(nodes uint32) (*Node, *[]Message) {
	var out []Message
	n := newNode(cluster.Parameters{Seed: 1, Nodes: nodes}, 0, func(to ID, m Message) {
		if to == 1 {
			out = append(out, m)
		}
	})
	return n, &out
}

type entry struct {
	slot   int
	ballot Ballot
	value  string
}

func acceptsOf(entries ...entry) *Slots[AcceptedValue] {
	s := &Slots[AcceptedValue]{}
	for _, e := range entries {
		s.Set(e.slot, AcceptedValue{e.ballot, e.value})
	}
	return s
}

func TestBallotsCompareAsPairs(t *testing.T) {
	ascending := []Ballot{0, NewBallot(0, 1), NewBallot(1, 0), NewBallot(1, 1<<32-1), NewBallot(2, 0)}
	for i := range ascending[1:] {
		if ascending[i] >= ascending[i+1] {
			t.Errorf("%x is not below %x", ascending[i], ascending[i+1])
		}
	}
	if b := NewBallot(3, 7); b.Round() != 3 || b.Proposer() != 7 {
		t.Errorf("got (%d, %d)", b.Round(), b.Proposer())
	}
}

func TestNodeObeysWhatIsNoLowerThanPromised(t *testing.T) {
	promised := NewBallot(2, 1)
	for _, b := range []Ballot{NewBallot(2, 0), promised, NewBallot(2, 2), NewBallot(3, 0)} {
		for _, m := range []Message{Prepare{b}, Accept{b, 4, "x"}, Heartbeat{b, 1}} {
			n, out := newBench(3)
			n.promised = promised
			n.Handle(1, m, 500)
			_, refused := (*out)[0].(Nack)
			if n.promised != max(b, promised) || len(*out) != 1 || refused != (b < promised) {
				t.Errorf("%+v: promised %x, sent %+v", m, n.promised, *out)
			}
		}
	}
}

func TestNewLeaderProposesHighestBallotsAndFillsGaps(t *testing.T) {
	n, _ := newBench(5)
	n.accepts = *acceptsOf(entry{0, NewBallot(1, 1), "a"}, entry{1, NewBallot(2, 2), "b"})
	n.promised = NewBallot(3, 3)
	n.startElection(500)
	own := NewBallot(4, 0)
	n.Handle(1, Promise{own, acceptsOf(entry{0, NewBallot(2, 1), "c"}, entry{1, NewBallot(1, 1), "d"})}, 503)
	n.Handle(1, Promise{own, acceptsOf()}, 503)
	if n.role != Candidate {
		t.Fatal("a second promise of the same node counts")
	}
	n.Handle(4, Promise{own, acceptsOf(entry{0, NewBallot(1, 3), "e"}, entry{3, NewBallot(1, 1), "f"})}, 504)
	want := acceptsOf(entry{0, own, "c"}, entry{1, own, "b"}, entry{2, own, noOp}, entry{3, own, "f"})
	n.accepts.shared = false
	if n.role != Leader || !reflect.DeepEqual(&n.accepts, want) {
		t.Errorf("role %d, accepts %+v, want %+v", n.role, n.accepts, want)
	}
}

func TestDecisionAndRepetition(t *testing.T) {
	n, out := newBench(3)
	n.startElection(500)
	own := n.myBallot
	n.Handle(1, Promise{NewBallot(9, 0), acceptsOf()}, 503)
	if n.role != Candidate {
		t.Fatal("a promise of another ballot counts")
	}
	n.Handle(1, Promise{own, acceptsOf()}, 503)
	for _, value := range []string{"a", "b", "c"} {
		n.Propose(value)
	}
	*out = nil
	n.Handle(2, Accepted{own, 1}, 506)
	n.Handle(1, Accepted{own, 1}, 506)
	n.Tick(552)
	n.Tick(553)
	want := []Message{Decided{1, "b"}, Heartbeat{own, 0}, Accept{own, 0, "a"}, Accept{own, 2, "c"}}
	if !reflect.DeepEqual(*out, want) {
		t.Errorf("got %+v, want %+v", *out, want)
	}
}

func TestNack(t *testing.T) {
	n, _ := newBench(3)
	n.startElection(500)
	n.Handle(1, Nack{NewBallot(9, 0), NewBallot(9, 1)}, 503)
	if n.role != Candidate || n.promised != n.myBallot {
		t.Error("the refusal of another ballot counts")
	}
	n.Handle(1, Nack{n.myBallot, NewBallot(7, 2)}, 503)
	if n.role != Follower || n.promised != NewBallot(7, 2) {
		t.Errorf("role %d, promised %x", n.role, n.promised)
	}
	n.startElection(700)
	if n.myBallot != NewBallot(8, 0) {
		t.Errorf("the next ballot is %x", n.myBallot)
	}
}

func TestCatchUp(t *testing.T) {
	n, out := newBench(3)
	for _, slot := range []int{0, 2, 3} {
		n.Handle(1, Decided{slot, "x"}, 500)
	}
	n.Handle(1, Decided{0, "y"}, 500)
	n.Handle(1, Heartbeat{NewBallot(1, 1), 1}, 501)
	n.Handle(1, Heartbeat{NewBallot(1, 1), 4}, 501)
	n.Handle(1, CatchUp{0}, 502)
	want := []Message{CatchUp{1}, Decided{0, "x"}, Decided{2, "x"}, Decided{3, "x"}}
	if !reflect.DeepEqual(*out, want) {
		t.Errorf("got %+v, want %+v", *out, want)
	}
}
