package raft

import (
	"slices"
	"testing"
)

func logOf(terms ...uint64) Log {
	var log Log
	for _, term := range terms {
		log = append(log, Entry{term, "x"})
	}
	return log
}

func TestIndexesCountFromOne(t *testing.T) {
	log := logOf(1, 1, 3)
	for index, want := range []uint64{0, 1, 1, 3} {
		if got := log.TermAt(index); got != want {
			t.Errorf("entry %d: got term %d, want %d", index, got, want)
		}
	}
	if log.LastTerm() != 3 || Log(nil).LastTerm() != 0 {
		t.Errorf("got last terms %d and %d", log.LastTerm(), Log(nil).LastTerm())
	}
}

func TestTake(t *testing.T) {
	for _, c := range []struct {
		own     Log
		prev    int
		carried Log
		want    Log
	}{
		{nil, 0, logOf(1, 2), logOf(1, 2)},
		{logOf(1, 1), 2, logOf(2), logOf(1, 1, 2)},
		{logOf(1, 1, 1), 1, logOf(2), logOf(1, 2)},
		{logOf(1, 1, 1), 0, logOf(1, 1), logOf(1, 1, 1)},
		{logOf(1, 1, 1), 1, nil, logOf(1, 1, 1)},
		{logOf(1, 1, 2, 2), 1, logOf(1, 3, 3, 3), logOf(1, 1, 3, 3, 3)},
	} {
		before := slices.Clone(c.own)
		seen := c.own.After(0)
		got := c.own.Take(c.prev, c.carried)
		if !slices.Equal(got, c.want) {
			t.Errorf("%v after %d takes %v: got %v, want %v", c.own, c.prev, c.carried, got, c.want)
		}
		_ = append(got, Entry{9, "later"})
		if !slices.Equal(seen, before) {
			t.Errorf("what was sent has changed to %v from %v", seen, before)
		}
	}
}
