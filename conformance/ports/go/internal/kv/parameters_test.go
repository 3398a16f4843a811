package kv

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestParameters(t *testing.T) {
	for _, c := range []struct {
		words string
		want  Parameters
	}{
		{"--scenario default --keys 1 --ops 10 --seed 18446744073709551615",
			Parameters{1<<64 - 1, 10, 1, Default, []uint32{3, 4}, 2, 7, 0}},
		{"--seed 07 --ops 4294967295 --keys 4294967295 --scenario partition --replica 4",
			Parameters{7, 1<<32 - 1, 1<<32 - 1, Partition, []uint32{3, 4}, 1073741823, 3221225471, 4}},
		{"--seed 7 --ops 9 --keys 2 --scenario partition --cut 4,0 --cut-from 5 --cut-until 50",
			Parameters{7, 9, 2, Partition, []uint32{4, 0}, 5, 50, 0}},
	} {
		got, _, err := ParseParameters(strings.Fields(c.words))
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %+v, %v, want %+v", c.words, got, err, c.want)
		}
	}
}

func TestRefusedFlags(t *testing.T) {
	base := []string{"--seed", "1", "--ops", "8", "--keys", "3", "--scenario", "partition"}
	with := func(words ...string) []string {
		args := slices.Clone(base)
		for pair := range slices.Chunk(words, 2) {
			if i := slices.Index(args, pair[0]); i >= 0 {
				args[i+1] = pair[1]
			} else {
				args = append(args, pair...)
			}
		}
		return args
	}
	for _, c := range []struct {
		names string // what the message must name
		args  []string
	}{
		{"--seed", nil},
		{"--scenario", base[:6]},
		{"--scenario", base[:7]},
		{"--keys", append(base[:8:8], "--keys", "3")},
		{"--key", with("--key", "3")},
		{"stray", append(base[:8:8], "stray")},

		{"--seed", with("--seed", "")},
		{"--seed", with("--seed", "+5")},
		{"--seed", with("--seed", "-1")},
		{"--seed", with("--seed", " 5")},
		{"--seed", with("--seed", "5x")},
		{"--seed", with("--seed", "0x5")},
		{"--seed", with("--seed", "18446744073709551616")},
		{"--ops", with("--ops", "4294967296")},
		{"--keys", with("--keys", "0")},
		{"--scenario", with("--scenario", "")},
		{"--scenario", with("--scenario", "Default")},
		{"--replica", with("--replica", "5")},
		{"--replica", with("--replica", "")},
		{"--dump-after", with("--dump-after", "8")},

		{"--cut", with("--cut", "")},
		{"--cut", with("--cut", "5")},
		{"--cut", with("--cut", "3,")},
		{"--cut", with("--cut", "3,1,03")},
		{"--cut-from", with("--cut-from", "7")},
		{"--cut-until", with("--cut-until", "1")},
		{"--cut-from", with("--cut-from", "4", "--cut-until", "3")},
		{"--cut", with("--scenario", "default", "--cut", "3")},
		{"--cut-from", with("--scenario", "default", "--cut-from", "3")},
		{"--cut-until", with("--scenario", "default", "--cut-until", "7")},
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
