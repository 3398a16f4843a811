package zab

import (
	"slices"
	"testing"
)

func TestZxidsCompareAsPairs(t *testing.T) {
	ascending := []Zxid{0, NewZxid(0, 1), NewZxid(1, 0), NewZxid(1, 1<<32-1), NewZxid(2, 0), NewZxid(1<<31, 1)}
	if !slices.IsSorted(ascending) {
		t.Errorf("not ascending: %x", ascending)
	}
	if z := NewZxid(3, 7); z.Epoch() != 3 || z.Counter() != 7 {
		t.Errorf("got (%d, %d)", z.Epoch(), z.Counter())
	}
}

func TestPrecedes(t *testing.T) {
	for _, c := range []struct {
		z, next Zxid
		want    bool
	}{
		{0, NewZxid(1, 1), true},
		{0, NewZxid(1, 2), false},
		{NewZxid(1, 1), NewZxid(1, 2), true},
		{NewZxid(1, 1), NewZxid(1, 3), false},
		{NewZxid(1, 5), NewZxid(3, 1), true},
		{NewZxid(1, 5), NewZxid(3, 6), false},
	} {
		if got := c.z.precedes(c.next); got != c.want {
			t.Errorf("%x precedes %x: got %v", c.z, c.next, got)
		}
	}
}

func TestHistoriesThatPartDoNotSeeEachOther(t *testing.T) {
	a, b, c := Transaction{NewZxid(1, 1), "a"}, Transaction{NewZxid(1, 2), "b"}, Transaction{NewZxid(2, 1), "c"}
	short := NewHistory().Append(a)
	long := short.Append(b)
	same := short.Append(b)
	other := short.Append(c)
	for _, check := range []struct {
		name string
		got  History
		want []Transaction
	}{
		{"short", short, []Transaction{a}},
		{"long", long, []Transaction{a, b}},
		{"same", same, []Transaction{a, b}},
		{"other", other, []Transaction{a, c}},
		{"other, longer", other.Append(Transaction{NewZxid(2, 2), "d"}), []Transaction{a, c, {NewZxid(2, 2), "d"}}},
	} {
		if got := check.got.Transactions(); !slices.Equal(got, check.want) {
			t.Errorf("%s: got %v, want %v", check.name, got, check.want)
		}
	}
	if same.log != long.log {
		t.Error("histories that agree do not share their log")
	}
}

func TestFloor(t *testing.T) {
	h := NewHistory()
	if got := h.Floor(NewZxid(9, 9)); got != 0 {
		t.Errorf("floor in an empty history: got %x", got)
	}
	h = h.Append(Transaction{Zxid: NewZxid(1, 1)}).Append(Transaction{Zxid: NewZxid(1, 2)}).Append(Transaction{Zxid: NewZxid(3, 1)})
	for z, want := range map[Zxid]Zxid{
		0:             0,
		NewZxid(1, 1): NewZxid(1, 1),
		NewZxid(2, 7): NewZxid(1, 2),
		NewZxid(3, 1): NewZxid(3, 1),
		NewZxid(9, 9): NewZxid(3, 1),
	} {
		if got := h.Floor(z); got != want {
			t.Errorf("floor of %x: got %x, want %x", z, got, want)
		}
	}
}
