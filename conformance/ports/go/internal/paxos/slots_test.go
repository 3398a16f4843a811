package paxos

import "testing"

func TestGapsEndAndLength(t *testing.T) {
	var s Slots[string]
	for _, c := range []struct{ set, length, end, firstGap int }{
		{2, 1, 3, 0}, {0, 2, 3, 1}, {0, 2, 3, 1}, {1, 3, 3, 3}, {4, 4, 5, 3}, {3, 5, 5, 5},
	} {
		s.Set(c.set, "x")
		if s.Len() != c.length || s.End() != c.end || s.FirstGap() != c.firstGap {
			t.Errorf("after %d: got %d, %d, %d, want %+v", c.set, s.Len(), s.End(), s.FirstGap(), c)
		}
	}
}

func TestSharedSlotsDoNotSeeEachOthersChanges(t *testing.T) {
	text := func(s *Slots[string]) string {
		all := ""
		for _, value := range s.From(0) {
			all += value
		}
		return all
	}
	var s Slots[string]
	s.Set(0, "a")
	s.Set(2, "c")
	snapshot := s.Share()
	other := snapshot.Share()
	s.Set(0, "A")
	s.Set(3, "d")
	other.Set(1, "b")
	for _, c := range []struct {
		slots *Slots[string]
		want  string
	}{{&s, "Acd"}, {snapshot, "ac"}, {other, "abc"}} {
		if got := text(c.slots); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
