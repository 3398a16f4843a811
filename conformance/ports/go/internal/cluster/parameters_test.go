package cluster

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestParametersInAnyOrder(t *testing.T) {
	words := "--outage 7,7,2,0,0,4294967295,0,1 --proposals 4 --rounds 003 --partition 0,1,0,1 --nodes 3 --seed 18446744073709551615"
	got, _, err := ParseParameters(strings.Fields(words))
	want := Parameters{
		Seed: 1<<64 - 1, Nodes: 3, Rounds: 3, Proposals: 4,
		Partition: []Link{{0, 1}, {0, 1}},
		Outages:   []Outage{{7, 7, Link{2, 0}}, {0, 1<<32 - 1, Link{0, 1}}},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
}

func TestRefusedFlags(t *testing.T) {
	base := []string{"--seed", "1", "--nodes", "3", "--rounds", "5", "--proposals", "2"}
	with := func(name, value string) []string {
		args := slices.Clone(base)
		if i := slices.Index(args, name); i >= 0 {
			args[i+1] = value
			return args
		}
		return append(args, name, value)
	}
	for _, c := range []struct {
		names string // what the message must name
		args  []string
	}{
		{"--seed", nil},
		{"--proposals", base[:6]},
		{"--proposals", base[:7]},
		{"--proposals", append(base[:6:6], "--proposals", "--dump")},
		{"--seed", append(base[:8:8], "--seed", "1")},
		{"--dump", append(base[:8:8], "--dump", "--dump")},
		{"--sed", with("--sed", "1")},
		{"-seed", with("-seed", "1")},
		{"--seed=1", append(base[:8:8], "--seed=1")},
		{"stray", append(base[:8:8], "stray")},
		{`""`, append(base[:8:8], "")},
		{"--partition", append(base[:8:8], "--partition")},

		{"--seed", with("--seed", "")},
		{"--seed", with("--seed", "+5")},
		{"--seed", with("--seed", "-1")},
		{"--seed", with("--seed", " 5")},
		{"--seed", with("--seed", "5x")},
		{"--seed", with("--seed", "0x5")},
		{"--seed", with("--seed", "18446744073709551616")},
		{"--nodes", with("--nodes", "0")},
		{"--nodes", with("--nodes", "4294967296")},
		{"--rounds", with("--rounds", "4294967296")},
		{"--proposals", with("--proposals", "4294967296")},
		{"--dump-after", with("--dump-after", "5")},

		{"--partition", with("--partition", "")},
		{"--partition", with("--partition", "0")},
		{"--partition", with("--partition", "0,1,2")},
		{"--partition", with("--partition", "0,1,")},
		{"--partition", with("--partition", "0,3")},
		{"--partition", with("--partition", "3,0")},
		{"--partition", with("--partition", "1,1")},
		{"--partition", with("--partition", "0,x")},
		{"--outage", with("--outage", "")},
		{"--outage", with("--outage", "1,2,0")},
		{"--outage", with("--outage", "1,2,0,1,5")},
		{"--outage", with("--outage", "2,1,0,1")},
		{"--outage", with("--outage", "1,4294967296,0,1")},
		{"--outage", with("--outage", "1,2,0,0")},
		{"--outage", with("--outage", "1,2,0,3")},
	} {
		_, _, err := ParseParameters(c.args)
		if err == nil {
			t.Errorf("%q is not refused", c.args)
		} else if !strings.Contains(err.Error(), c.names) || !strings.Contains(err.Error(), "expected") {
			t.Errorf("%q: got %q, which does not name %s and what was expected", c.args, err, c.names)
		}
	}
	if _, _, err := ParseParameters(base); err != nil {
		t.Errorf("%q: got %v", base, err)
	}
}
