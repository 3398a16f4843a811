package kernel

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func parse(t *testing.T, words ...string) *Flags {
	t.Helper()
	f, err := ParseFlags(words, nil, []string{"--n", "--list"})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestNumbers(t *testing.T) {
	for word, want := range map[string]uint64{
		"0":                             0,
		"7":                             7,
		strings.Repeat("0", 5000) + "7": 7,
		"18446744073709551615":          math.MaxUint64,
		"00018446744073709551615":       math.MaxUint64,
	} {
		f := parse(t, "--n", word)
		if got := f.Uint64("--n"); got != want || f.Err() != nil {
			t.Errorf("%q: got %d, %v, want %d", word, got, f.Err(), want)
		}
	}
}

func TestRefusedNumbers(t *testing.T) {
	for _, word := range []string{
		"", "+5", "-1", " 5", "5 ", "5x", "0x5", "1_000", "5.0", "1e3", "٣", "５",
		"18446744073709551616", "99999999999999999999999", "--dump",
	} {
		f := parse(t, "--n", word)
		f.Uint64("--n")
		if f.Err() == nil || !strings.Contains(f.Err().Error(), "--n: expected") {
			t.Errorf("%q: got %v", word, f.Err())
		}
	}
}

func TestRange(t *testing.T) {
	for word, legal := range map[string]bool{"1": false, "2": true, "9": true, "10": false} {
		f := parse(t, "--n", word)
		f.Uint32("--n", 2, 9)
		if (f.Err() == nil) != legal {
			t.Errorf("%s in 2 .. 9: got %v", word, f.Err())
		}
	}
}

func TestTuples(t *testing.T) {
	f := parse(t, "--list", "1,02,3,4294967295")
	got := slices.Concat(f.Tuples("--list", 2, "pairs")...)
	if !slices.Equal(got, []uint32{1, 2, 3, math.MaxUint32}) || f.Err() != nil {
		t.Errorf("got %v, %v", got, f.Err())
	}
	for _, word := range []string{"", ",", "1", "1,2,3", "1,2,", ",1,2", "1, 2", "1;2", "1,-2", "1,4294967296"} {
		f := parse(t, "--list", word)
		if f.Tuples("--list", 2, "pairs"); f.Err() == nil {
			t.Errorf("%q is not refused", word)
		}
	}
}

func TestFirstRefusalIsReported(t *testing.T) {
	f := parse(t, "--n", "x", "--list", "y")
	f.Uint64("--n")
	f.Tuples("--list", 1, "numbers")
	if !strings.HasPrefix(f.Err().Error(), "--n:") {
		t.Errorf("got %v", f.Err())
	}
}

func TestOutput(t *testing.T) {
	for words, want := range map[string]Output{
		"":                {Hash, 10},
		"--dump":          {Dump, 10},
		"--digests":       {Digests, 10},
		"--dump-after 0":  {Dump, 1},
		"--dump-after 09": {Dump, 10},
	} {
		f := parse(t, strings.Fields(words)...)
		if got := f.Output(10); got != want || f.Err() != nil {
			t.Errorf("%q: got %v, %v, want %v", words, got, f.Err(), want)
		}
	}
	for _, words := range []string{
		"--dump-after 10", "--dump-after x", "--dump-after 4294967296",
		"--dump --digests", "--dump --dump-after 1", "--dump-after 1 --digests",
	} {
		f := parse(t, strings.Fields(words)...)
		if f.Output(10); f.Err() == nil {
			t.Errorf("%q is not refused", words)
		}
	}
	f := parse(t, "--dump-after", "0")
	if f.Output(0); f.Err() == nil {
		t.Error("--dump-after of a run without steps is not refused")
	}
}
