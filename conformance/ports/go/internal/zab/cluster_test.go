package zab

import (
	"testing"

	"assay.example/ports/internal/cluster"
	"assay.example/ports/internal/clustertest"
)

var program clustertest.Program = Lab.Run

func TestProgram(t *testing.T) {
	program.CheckContract(t, published[0])
}

var published = []clustertest.Scenario{
	{"A", "--seed 42 --nodes 3 --rounds 1000 --proposals 5",
		"16af5aa6dbd5ce09b259755f3339d6cf23966ce115b0e30d9c2990487783047d", 366},
	{"B", "--seed 7 --nodes 5 --rounds 2000 --proposals 20",
		"b60388e978a9b98792edb00c8d33217da8bff9945a89d2c0c18b5f69520b91cf", 1927},
	{"C", "--seed 99 --nodes 3 --rounds 500 --proposals 0",
		"8aef7604639fe0f2b349b38d74e10b6da8ac252b626976563bba69c722426296", 111},
	{"D", "--seed 1 --nodes 1 --rounds 200 --proposals 5",
		"d4dbb92f91f9a0adf0c4c0b91fa46b2a5145907450897cd6473a02a6279604fd", 130},
	{"E", "--seed 42 --nodes 3 --rounds 1000 --proposals 3 --partition 0,1,0,2,1,0,2,0",
		"5e4dbddb605e469c99fb682c00256445dcb2ed07e984f673d4296ef19719979a", 213},
	{"F", "--seed 3 --nodes 5 --rounds 1500 --proposals 10 --partition 0,1",
		"c9df583bd714534c488aac710e6cc6e57e4b21d2fe96ec17068bd1c7525bc1b3", 1027},
}

func TestPublishedHashes(t *testing.T) {
	program.CheckHashes(t, published)
}

// The published scenarios end in the same quiet state and pin little of the
// protocol. These hashes are not published but computed by the specification;
// among them they tell every protocol bug that it lists from a right cluster.
func TestComputedHashes(t *testing.T) {
	program.CheckHashes(t, []clustertest.Scenario{
		{"no faults",
			"--seed 635243363665 --nodes 6 --rounds 529 --proposals 799",
			"11f3214392aa3e794b0acb5f0ddfe2679cf562b73f92acf381b1574100824bf9", 90256},
		{"a single node",
			"--seed 88 --nodes 1 --rounds 837 --proposals 2",
			"be554883d830be3bec90dfa15d00ab861ddf2f5afa9ed5f9e4275bf04beae4f2", 79},
		{"history adopted after an outage",
			"--seed 13 --nodes 2 --rounds 679 --proposals 13 --outage 328,422,0,1,328,422,1,0",
			"36242c916ae223466b996d59aeacac6362f1354d7c15ae411798973881d216ee", 526},
		{"a node is ahead of the leader",
			"--seed 2763583184498348458 --nodes 3 --rounds 9306 --proposals 14 --outage 0,148,0,1,578,1097,1,0,2009,2271,2,1,5047,6155,1,0,5047,6155,2,0,6155,6306,0,1,6155,6306,0,2,6155,6306,2,0,6155,6306,2,1",
			"1c6f7f6f02ddaed68a4f3f5a31ea18f9f814f1c0f5b638c6e0259d308212ff5a", 837},
		{"heartbeats repair what was lost",
			"--seed 11331010773817632286 --nodes 3 --rounds 4745 --proposals 4 --outage 942,959,0,1,942,959,0,2,942,959,1,0,942,959,2,0,942,959,2,1,2839,3783,0,1,2839,3783,0,2,2839,3783,1,0,2839,3783,2,0,3788,3800,0,1,3788,3800,0,2,3788,3800,1,0,3788,3800,1,2,3788,3800,2,1,3800,4726,0,2,3800,4726,1,2,3800,4726,2,0,3800,4726,2,1",
			"0920ea98da1d7d7ce220c9490c1777e0e50337c934ea32867ce9164cb35b435e", 281},
		{"epochs are rejected",
			"--seed 65 --nodes 6 --rounds 1159 --proposals 637 --partition 0,3,2,4,5,3,5,4,5,3,3,1,5,1,5,4",
			"cda072c9e6570ae4a36315bd19320c13443670f034db150b4779532617f98aca", 48163},
		{"votes carry the epoch",
			"--seed 1 --nodes 3 --rounds 8000 --proposals 3 --outage 3990,6300,2,0,3990,6300,0,2,3990,9999,2,1,3990,9999,1,2,5990,7400,1,0,5990,7400,0,1,7200,9999,2,0,7200,9999,0,2",
			"62e229e8e7c19227f50691b30fe2f7d222d3d9521f4175442822ffb17291b910", 162},
	})
}

// The test checks the section "Invariants" after every tick, and that all nodes
// agree in the end.
func TestInvariantsUnderOutages(t *testing.T) {
	elections := 0
	for seed := range uint64(50) {
		p := clustertest.FaultyScenario(seed)
		c := cluster.NewCluster(Lab, p)
		var committed []Transaction // the longest prefix that any node has committed
		leaders := map[uint32]ID{}  // the established leader of each epoch
		before := make([]Node, p.Nodes)
		for tick := range p.Rounds {
			c.Step()
			for i, n := range c.Nodes() {
				committed = checkNode(t, n, &before[i], committed)
				before[i] = *n
				if n.role == Leading && n.lead.established {
					if other, ok := leaders[n.currentEpoch]; ok && other != n.id {
						t.Errorf("%d and %d lead epoch %d", other, n.id, n.currentEpoch)
					}
					leaders[n.currentEpoch] = n.id
				}
			}
			if t.Failed() {
				t.Fatalf("seed %d, tick %d", seed, tick)
			}
		}
		elections += len(leaders)
		for _, n := range c.Nodes() {
			if n.lastCommitted != c.Nodes()[0].lastCommitted || n.lastCommitted != n.lastZxid() {
				t.Errorf("seed %d: node %d ends with %x committed of %x", seed, n.id, n.lastCommitted, n.lastZxid())
			}
		}
	}
	if elections < 100 {
		t.Errorf("only %d elections: the outages are too weak to test anything", elections)
	}
}

func checkNode(t *testing.T, n, before *Node, committed []Transaction) []Transaction {
	if n.currentEpoch > n.acceptedEpoch {
		t.Errorf("node %d: current_epoch %d > accepted_epoch %d", n.id, n.currentEpoch, n.acceptedEpoch)
	}
	if n.lastCommitted > n.lastZxid() {
		t.Errorf("node %d: last_committed %x > last_zxid %x", n.id, n.lastCommitted, n.lastZxid())
	}
	if n.currentEpoch < before.currentEpoch || n.acceptedEpoch < before.acceptedEpoch || n.lastCommitted < before.lastCommitted {
		t.Errorf("node %d: an epoch or last_committed went down", n.id)
	}
	var last Zxid
	for i, x := range n.history.Transactions() {
		if x.Zxid <= last || !last.precedes(x.Zxid) {
			t.Errorf("node %d: %x after %x in the history", n.id, x.Zxid, last)
		}
		last = x.Zxid
		if x.Zxid > n.lastCommitted {
			continue
		}
		if i == len(committed) {
			committed = append(committed, x)
		} else if committed[i] != x {
			t.Errorf("node %d: committed %v where another has %v", n.id, x, committed[i])
		}
	}
	return committed
}
