package kv

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"assay.example/ports/internal/kernel"
)

func runScenario(t *testing.T, words string) []byte {
	t.Helper()
	p, output, err := ParseParameters(strings.Fields(words))
	if err != nil {
		t.Fatal(err)
	}
	c := NewCluster(p)
	for range output.Steps {
		c.Step()
	}
	return c.AppendDump(nil)
}

func TestPublishedHashes(t *testing.T) {
	for _, s := range []struct {
		id, words, hash string
		length          int
	}{
		{"A", "--seed 42 --ops 500 --keys 32 --scenario default",
			"1febc1252f87f873c315526e9d9c78a622131d700dccca84a6e089244930252b", 494},
		{"B", "--seed 7 --ops 2000 --keys 128 --scenario partition",
			"272af5b41b729896a7195a6ea72d19111a96a50b29d5d4cdfaac03a058e1a2dc", 1887},
	} {
		for replica := range replicas {
			dump := runScenario(t, fmt.Sprintf("%s --replica %d", s.words, replica))
			if hash := fmt.Sprintf("%x", sha256.Sum256(dump)); hash != s.hash || len(dump) != s.length {
				t.Errorf("%s, replica %d: got %s of %d bytes, want %s of %d",
					s.id, replica, hash, len(dump), s.hash, s.length)
			}
		}
	}
}

// These hashes are not published but computed by the specification. In the
// first the leader itself is cut off, in the second all its followers.
func TestComputedHashes(t *testing.T) {
	for words, want := range map[string]string{
		"--seed 16226807437391912702 --ops 257 --keys 128 --scenario partition --cut 0,2,3 --cut-from 117 --cut-until 233 --replica 4": "5f6c5d86454ce7a0c2b055269933a2adacf7b38ee8e892a26a40820927b1f53e",
		"--seed 15 --ops 221 --keys 1000 --scenario partition --cut 1,2,3,4 --cut-from 73 --cut-until 104 --replica 4":                 "b5ccf85ad81bee32ec8875025f1d2794ee7776d3edac0bbe8d2caa1eda3b3c19",
	} {
		if hash := fmt.Sprintf("%x", sha256.Sum256(runScenario(t, words))); hash != want {
			t.Errorf("%s: got %s, want %s", words, hash, want)
		}
	}
}

func put(key string) Op {
	return Op{Put, key, []byte{1}}
}

func (c *Cluster) commitIndexes() (indexes [replicas]uint64) {
	for id, r := range c.replicas {
		indexes[id] = r.commitIndex
	}
	return indexes
}

func TestPropose(t *testing.T) {
	for _, s := range []struct {
		name      string
		cut       []uint32
		committed bool
		cutOff    [replicas]uint64 // commit indexes after one operation in the cut
		healed    [replicas]uint64 // and after heal() and one more
	}{
		{"no cut", nil, true, [5]uint64{2, 2, 2, 2, 2}, [5]uint64{3, 3, 3, 3, 3}},
		{"two followers", []uint32{3, 4}, true, [5]uint64{2, 2, 2, 1, 1}, [5]uint64{3, 3, 3, 3, 3}},
		{"three followers", []uint32{1, 2, 3}, false, [5]uint64{1, 1, 1, 1, 1}, [5]uint64{3, 3, 3, 3, 3}},
		{"the leader", []uint32{0}, false, [5]uint64{1, 1, 1, 1, 1}, [5]uint64{3, 3, 3, 3, 3}},
	} {
		c := NewCluster(Parameters{Keys: 1})
		c.propose(put("a"))
		c.partition(s.cut)
		if got := c.propose(put("b")); got != s.committed {
			t.Errorf("%s: propose() = %v", s.name, got)
		}
		if got := c.commitIndexes(); got != s.cutOff {
			t.Errorf("%s: commit indexes %v, want %v", s.name, got, s.cutOff)
		}
		c.heal()
		c.propose(put("c"))
		if got := c.commitIndexes(); got != s.healed {
			t.Errorf("%s: healed commit indexes %v, want %v", s.name, got, s.healed)
		}
	}
}

// The test checks the section "Invariants" after every operation.
func TestInvariantsUnderCuts(t *testing.T) {
	for seed := range uint64(60) {
		draw := kernel.NewGenerator(seed)
		p := Parameters{Seed: seed, Ops: 60, Keys: 8, Scenario: Partition}
		for id := range uint32(replicas) {
			if draw.Next()%2 == 0 {
				p.Cut = append(p.Cut, id)
			}
		}
		p.CutFrom = uint32(draw.Next() % 40)
		p.CutUntil = p.CutFrom + uint32(draw.Next()%40)
		c := NewCluster(p)
		var before [replicas]uint64
		for range p.Ops {
			c.Step()
			leader := c.replicas[leaderID]
			for id, r := range c.replicas {
				if r.commitIndex > r.lastIdx() || r.commitIndex < before[id] {
					t.Fatalf("seed %d, op %d, replica %d: commit_index went from %d to %d of %d",
						seed, c.op-1, id, before[id], r.commitIndex, r.lastIdx())
				}
				before[id] = r.commitIndex
				if c.op > p.CutUntil && r.commitIndex != uint64(c.op) {
					t.Fatalf("seed %d, op %d, replica %d: only %d committed after the heal", seed, c.op-1, id, r.commitIndex)
				}
				if !slices.Equal(r.log[:r.commitIndex], leader.log[:r.commitIndex]) {
					t.Fatalf("seed %d, op %d: the log of replica %d is not the leader's", seed, c.op-1, id)
				}
				replayed := newReplica()
				replayed.truncateAndReplay(r.log, r.commitIndex)
				if !maps.EqualFunc(replayed.stateMachine, r.stateMachine, bytes.Equal) {
					t.Fatalf("seed %d, op %d: the state of replica %d is not that of its log", seed, c.op-1, id)
				}
			}
		}
	}
}
