package raft

import (
	"slices"
	"testing"

	"assay.example/ports/internal/cluster"
	"assay.example/ports/internal/clustertest"
)

var program clustertest.Program = Lab.Run

var published = []clustertest.Scenario{
	{"A", "--seed 42 --nodes 3 --rounds 1000 --proposals 5",
		"a2299ff06a2ed5ced5842d100bb7867b3ae50f6e7d7da93f835385565f1ed9e9", 366},
	{"B", "--seed 7 --nodes 5 --rounds 2000 --proposals 20",
		"b6dc06aee72e595f51bd5045ea7c92ffcbe7f6fda3198985f9ded1eca2671c4b", 1927},
	{"C", "--seed 99 --nodes 3 --rounds 500 --proposals 0",
		"f9db9ea7e6c1ca2b3a911b42b2431e964a4ee7c5e40e27efd29b41e747958838", 111},
	{"D", "--seed 1 --nodes 1 --rounds 200 --proposals 5",
		"ce8b8e05d6ad0b4a243753a934b2f052c2363e97beca0c175586677d1a489408", 45},
	{"E", "--seed 42 --nodes 3 --rounds 1000 --proposals 3 --partition 0,1,0,2,1,0,2,0",
		"b1689eb48b209187b7cd82a24b1a6a2d19b0be4b481ac1a5b4f1ac9e23a6ae05", 213},
	{"F", "--seed 3 --nodes 5 --rounds 1500 --proposals 10 --partition 0,1",
		"fcc70ecabe37509133bb27155f5bd7d74981c3f98e79719e2b47077acca6a31f", 1027},
}

func TestProgram(t *testing.T) {
	program.CheckContract(t, published[0])
}

func TestPublishedHashes(t *testing.T) {
	program.CheckHashes(t, published)
}

// The published scenarios pin little of the protocol. These hashes are not
// published but computed by the specification.
func TestComputedHashesUnderOutages(t *testing.T) {
	program.CheckHashes(t, []clustertest.Scenario{
		{"outages 1", "--seed 29 --nodes 4 --rounds 1359 --proposals 722 --partition 1,3,1,2 --outage 1271,1786,1,0,1271,1786,0,1,1271,1786,1,2,1271,1786,2,1,1271,1786,1,3,1271,1786,3,1,978,1543,2,3,88,302,3,1,1293,1772,0,1,1293,1772,1,0,1293,1772,0,2,1293,1772,2,0,1293,1772,0,3,1293,1772,3,0",
			"fb51c679e155fac35fa1e038787db5d0fb6fae345fe531dabf03b58f37643cbb", 52315},
		{"outages 2", "--seed 260499649884 --nodes 3 --rounds 2165 --proposals 85 --outage 310,522,1,0,310,522,0,1,310,522,1,2,310,522,2,1,2014,2419,1,0,2014,2419,0,1,2014,2419,1,2,2014,2419,2,1,2103,2666,0,1,2103,2666,1,0,2103,2666,0,2,2103,2666,2,0,984,1500,1,0,984,1500,0,1,984,1500,1,2,984,1500,2,1",
			"881b35e40b445b3da0d847c762d1dfcca48399c3e7226088105b060994490b5e", 3807},
		{"outages 3", "--seed 7530973968500658043 --nodes 4 --rounds 1144 --proposals 28 --outage 202,535,0,2,202,535,1,2,202,535,2,0,202,535,2,1,202,535,2,3,202,535,3,2,559,1064,0,2,559,1064,1,0,559,1064,1,2,559,1064,2,0,559,1064,3,0,559,1064,3,2,1064,1560,1,0,1064,1560,1,2,1064,1560,1,3,1064,1560,3,0,1064,1560,3,1,1064,1560,3,2",
			"f6274ac4269e63c5fd0fe3cce985b16872c2622f36995f40afd24915569fd56f", 955},
		{"outages 4", "--seed 17480177522758425104 --nodes 3 --rounds 3493 --proposals 17 --outage 748,1294,0,1,748,1294,0,2,748,1294,2,0,748,1294,2,1,1298,1317,1,0,1298,1317,1,2,1317,1571,0,1,1317,1571,0,2,1317,1571,1,2,1317,1571,2,1,2370,2850,0,2,2370,2850,1,2,2370,2850,2,0,2370,2850,2,1,2868,3443,0,1,2868,3443,1,0,2868,3443,1,2,2868,3443,2,1",
			"14c0eaff1e1c5b67d4e38116f998ea2aa6b3f12747e37618f28349c12574081e", 801},
		{"outages 5", "--seed 643411556499 --nodes 6 --rounds 2115 --proposals 4 --outage 1216,1368,3,0,1216,1368,0,3,1216,1368,3,1,1216,1368,1,3,1216,1368,3,2,1216,1368,2,3,1216,1368,3,4,1216,1368,4,3,1216,1368,3,5,1216,1368,5,3,1119,1263,1,3,868,932,4,0,868,932,0,4,868,932,4,1,868,932,1,4,868,932,4,2,868,932,2,4,868,932,4,3,868,932,3,4,868,932,4,5,868,932,5,4",
			"d159a1f87047573169bd8e353daf831c5fa7b9791a8bfa934c68fe17a6ca5e43", 588},
		{"outages 6", "--seed 644542761552 --nodes 6 --rounds 181 --proposals 16 --outage 108,142,4,0,108,142,0,4,108,142,4,1,108,142,1,4,108,142,4,2,108,142,2,4,108,142,4,3,108,142,3,4,108,142,4,5,108,142,5,4,39,336,2,0,39,336,0,2,39,336,2,1,39,336,1,2,39,336,2,3,39,336,3,2,39,336,2,4,39,336,4,2,39,336,2,5,39,336,5,2,83,449,4,0,83,449,0,4,83,449,4,1,83,449,1,4,83,449,4,2,83,449,2,4,83,449,4,3,83,449,3,4,83,449,4,5,83,449,5,4",
			"b8b8f5319c50e2c916b0813bd438dc61e50a84761fe6b709279e7e0860caa8b9", 1322},
	})
}

// The test checks the section "Invariants" after every tick, and that all nodes
// agree in the end.
func TestInvariantsUnderOutages(t *testing.T) {
	elections := 0
	for seed := range uint64(20) {
		p := clustertest.FaultyScenario(seed)
		c := cluster.NewCluster(Lab, p)
		committed := &history{}
		leaders := map[uint64]ID{}
		before := make([]Node, p.Nodes)
		for tick := range p.Rounds {
			c.Step()
			for i, n := range c.Nodes() {
				checkNode(t, n, &before[i], committed)
				before[i] = *n
				if n.role != Leader {
					continue
				}
				if other, ok := leaders[n.currentTerm]; ok && other != n.id {
					t.Errorf("%d and %d lead term %d", other, n.id, n.currentTerm)
				}
				leaders[n.currentTerm] = n.id
				checkCompleteness(t, n, committed)
			}
			if tick%50 == 0 {
				checkLogsMatch(t, c.Nodes())
			}
			if t.Failed() {
				t.Fatalf("seed %d, tick %d", seed, tick)
			}
		}
		elections += len(leaders)

		// A stale candidate can win the race of the timers several times first.
		const patience = 6000
		for range patience {
			if !hasSettled(c.Nodes()) {
				c.Step()
			}
		}
		if !hasSettled(c.Nodes()) {
			t.Errorf("seed %d: the nodes do not agree", seed)
		}
	}
	if elections < 40 {
		t.Errorf("only %d elections: the outages are too weak to test anything", elections)
	}
}

// history is the longest prefix that any node has committed. Of each entry it
// knows the lowest term in which a node had committed it.
type history struct {
	entries []Entry
	terms   []uint64
}

func checkNode(t *testing.T, n, before *Node, committed *history) {
	if n.currentTerm < before.currentTerm || n.commitIndex < before.commitIndex {
		t.Errorf("node %d: current_term or commit_index went down", n.id)
	}
	if n.currentTerm > 0 && n.currentTerm == before.currentTerm {
		if before.votedFor != nobody && n.votedFor != before.votedFor {
			t.Errorf("node %d: voted for %d and %d in term %d", n.id, before.votedFor, n.votedFor, n.currentTerm)
		}
		if n.role == Leader && before.role == Leader && agreement(n.log, before.log) != len(before.log) {
			t.Errorf("node %d: the log of a leader has shrunk", n.id)
		}
	}
	if n.commitIndex > len(n.log) {
		t.Errorf("node %d: commit_index %d of %d entries", n.id, n.commitIndex, len(n.log))
	}
	last := uint64(0)
	for i, entry := range n.log {
		if entry.Term < last || entry.Term > n.currentTerm {
			t.Errorf("node %d: an entry of term %d after one of term %d", n.id, entry.Term, last)
		}
		last = entry.Term
		if i >= n.commitIndex {
			continue
		}
		if i == len(committed.entries) {
			committed.entries = append(committed.entries, entry)
			committed.terms = append(committed.terms, n.currentTerm)
		} else if committed.entries[i] != entry {
			t.Errorf("node %d: committed %v where another has %v", n.id, entry, committed.entries[i])
		}
		committed.terms[i] = min(committed.terms[i], n.currentTerm)
	}
}

func checkCompleteness(t *testing.T, leader *Node, committed *history) {
	for i, term := range committed.terms {
		if term < leader.currentTerm && (i >= len(leader.log) || leader.log[i] != committed.entries[i]) {
			t.Errorf("node %d leads term %d without entry %d, committed in term %d",
				leader.id, leader.currentTerm, i+1, term)
		}
	}
}

func checkLogsMatch(t *testing.T, nodes []*Node) {
	for _, a := range nodes {
		for _, b := range nodes {
			differ := false
			for i := range min(len(a.log), len(b.log)) {
				if a.log[i] != b.log[i] {
					differ = true
				}
				if differ && a.log[i].Term == b.log[i].Term {
					t.Errorf("%d and %d have entry %d of one term and differ up to it", a.id, b.id, i+1)
				}
			}
		}
	}
}

// hasSettled tells of one term, one leader and one log, committed to its end.
func hasSettled(nodes []*Node) bool {
	leaders := 0
	for _, n := range nodes {
		if n.role == Leader {
			leaders++
		}
		first := nodes[0]
		if n.currentTerm != first.currentTerm || n.commitIndex != len(n.log) || !slices.Equal(n.log, first.log) {
			return false
		}
	}
	return leaders == 1
}
