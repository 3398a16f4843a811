package paxos

import (
	"iter"
	"slices"
)

// Slots maps slots to values. It is dense but for gaps.
//
// Its owner alone changes it. Share hands it to others as it is now.
type Slots[V any] struct {
	values   []V
	has      []bool
	count    int
	firstGap int
	shared   bool // the slices are somebody else's too, and must not be changed
}

// Len is the number of slots that have a value.
func (s *Slots[V]) Len() int { return s.count }

// End is one more than the highest slot that has a value, 0 when none has.
func (s *Slots[V]) End() int { return len(s.values) }

// FirstGap is the lowest slot that has no value.
func (s *Slots[V]) FirstGap() int { return s.firstGap }

// Has tells whether the slot has a value.
func (s *Slots[V]) Has(slot int) bool {
	return slot < len(s.has) && s.has[slot]
}

// Get returns the slot's value, and whether it has one.
func (s *Slots[V]) Get(slot int) (value V, ok bool) {
	if !s.Has(slot) {
		return value, false
	}
	return s.values[slot], true
}

// Set gives the slot a value, in place of the one that it has.
func (s *Slots[V]) Set(slot int, value V) {
	if s.shared {
		s.values = slices.Clone(s.values)
		s.has = slices.Clone(s.has)
		s.shared = false
	}
	for len(s.values) <= slot {
		var none V
		s.values = append(s.values, none)
		s.has = append(s.has, false)
	}
	s.values[slot] = value
	if s.has[slot] {
		return
	}
	s.has[slot] = true
	s.count++
	for s.Has(s.firstGap) {
		s.firstGap++
	}
}

// Share returns the slots as they are now: neither side sees what the other
// changes. They are copied just when one of them is changed.
func (s *Slots[V]) Share() *Slots[V] {
	s.shared = true
	snapshot := *s
	return &snapshot
}

// From returns the slots from first on that have a value, ascending.
func (s *Slots[V]) From(first int) iter.Seq2[int, V] {
	return func(yield func(int, V) bool) {
		for slot := first; slot < len(s.values); slot++ {
			if s.has[slot] && !yield(slot, s.values[slot]) {
				return
			}
		}
	}
}
