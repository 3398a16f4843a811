package paxos

import (
	"testing"

	"assay.example/ports/internal/cluster"
	"assay.example/ports/internal/clustertest"
)

var program clustertest.Program = Lab.Run

var published = []clustertest.Scenario{
	{"A", "--seed 42 --nodes 3 --rounds 1000 --proposals 5",
		"0a35fdad1dd97c76a40a61b020c6181a56c4a40d4f723cb68fe70c2112aa9b63", 729},
	{"B", "--seed 7 --nodes 5 --rounds 2000 --proposals 20",
		"3cc6cae6cb7f9d2b7cb88088a0f22581ac4c41bd86bab1b3676dd0ba33fd7ead", 4457},
	{"C", "--seed 99 --nodes 3 --rounds 500 --proposals 0",
		"f28d025af748a790beded6167115c7094a7f939b45d439728e4d6b7e144c3be0", 99},
	{"D", "--seed 1 --nodes 1 --rounds 200 --proposals 5",
		"e5e0248c7c4fa20991b90afdac828eab91a7414497461dadc2e1553040693139", 41},
	{"E", "--seed 42 --nodes 3 --rounds 1000 --proposals 3 --partition 0,1,0,2,1,0,2,0",
		"674e62d809248ac99401054c195d29b0e2eed6ccc78ec45e96da8aaf69c36096", 351},
	{"F", "--seed 3 --nodes 5 --rounds 1500 --proposals 10 --partition 0,1",
		"7d80176abad54e533b2f4174e84f58432a000255fbb2ecbbb1dd915cb6bb6ab5", 2257},
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
		{"outages 1", "--seed 13963527611903749318 --nodes 5 --rounds 2946 --proposals 29 --outage 198,199,0,4,199,202,1,4,203,208,3,4,495,1195,4,0,494,1195,1,4,493,1195,4,2,495,1195,2,4,1425,1428,4,0,1428,1430,0,4,1423,1425,4,1,1426,1430,1,4,1423,1428,4,2,1426,1428,4,3,1424,1430,3,4",
			"9defa3bb245fb2f8a2c6513eebb7e4292a879b577c8d565a657b8576e0ecc0e3", 6437},
		{"outages 2", "--seed 13430776708729326846 --nodes 5 --rounds 1672 --proposals 11 --outage 424,755,4,0,424,755,4,1,424,755,4,2,424,755,4,3,837,1214,1,0,837,1214,1,3,837,1214,1,4,1256,1765,3,0,1256,1765,0,3,1256,1765,3,1,1256,1765,1,3,1256,1765,3,2,1256,1765,2,3,1256,1765,3,4,1256,1765,4,3",
			"b838f2eeb6679effc07c66475d20600b5d4d9598d19b324c911ebf35744ef1d6", 2374},
		{"outages 3", "--seed 8197617707175338118 --nodes 5 --rounds 4210 --proposals 44 --outage 284,285,4,0,286,291,0,4,283,284,4,1,281,285,1,4,285,290,2,4,281,285,4,3,376,902,4,0,375,902,0,4,377,902,4,1,378,902,4,2,381,902,2,4,376,902,4,3,376,902,3,4,536,626,0,4,536,716,1,4,536,771,2,4,941,947,0,3,938,944,3,2",
			"2af28c2c66b52285b86052931fb3d24ffadc1a7082920a5fac462dad7b5eb9ba", 9267},
		{"outages 4", "--seed 10001431034068888289 --nodes 7 --rounds 2139 --proposals 178 --outage 162,166,2,1,162,163,4,1,165,171,5,1,165,169,6,1,401,516,0,4,401,621,1,4,401,521,2,4,401,675,3,4,401,431,5,4,401,706,6,4,649,1126,0,4,651,1126,3,4,646,1126,4,5,650,1126,5,4,827,1041,1,3,827,1029,2,3,827,1007,5,3,827,959,6,3",
			"ba83fd1a080cc89c13a394e8fe6a128c5231f68ea6b8091c322eef5507e04bd0", 55423},
		{"outages 5", "--seed 2753271066530891902 --nodes 5 --rounds 2495 --proposals 27 --outage 268,651,0,2,448,451,0,1,449,455,1,0,448,451,0,2,448,450,2,0,449,453,0,3,1337,1867,2,0,1337,1867,0,2,1337,1867,2,3,1342,1867,3,2,1337,1867,2,4,1341,1867,4,2,1698,1701,1,0,1694,1697,0,2,1694,1697,0,3,1697,1702,3,0,1909,2240,0,2,1909,2037,1,2,1909,2121,3,2",
			"253bc546fb20bc9e74eb06f905f0739e6d80e0a56a59a18e26b88e75acb3a636", 5337},
		{"outages 6", "--seed 15747556525387261146 --nodes 3 --rounds 4092 --proposals 11 --outage 1014,1024,0,2,1014,1024,1,0,1014,1024,2,1,1024,2031,0,1,1024,2031,0,2,1024,2031,1,0,1024,2031,2,0,2037,2049,0,2,2037,2049,1,0,2037,2049,1,2,2037,2049,2,1,3065,3344,0,1,3065,3344,1,0,3065,3344,1,2,3065,3344,2,0,3065,3344,2,1,3344,4077,0,2,3344,4077,1,2,3344,4077,2,0,3344,4077,2,1",
			"02c86cc8abae60bd4b402e25e01a79dbdaa2b8a30d48825d6cf5634d3e3467b1", 1178},
	})
}

// The test checks the section "Invariants" after every tick, and that all nodes
// agree in the end.
func TestInvariantsUnderOutages(t *testing.T) {
	leaders := 0
	for seed := range uint64(20) {
		p := clustertest.FaultyScenario(seed)
		c := cluster.NewCluster(Lab, p)
		seen := newRecord(p)
		before := make([]Node, p.Nodes)
		for tick := range p.Rounds {
			c.Step()
			for i, n := range c.Nodes() {
				checkBallots(t, n, &before[i])
				seen.checkAccepts(t, n)
				seen.checkLearned(t, n)
				before[i] = *n
			}
			if t.Failed() {
				t.Fatalf("seed %d, tick %d", seed, tick)
			}
		}
		leaders += seen.leaders()
		for _, n := range c.Nodes() {
			first := c.Nodes()[0]
			if n.promised != first.promised || n.learned.Len() != n.learned.End() || n.learned.End() != first.learned.End() {
				t.Errorf("seed %d: node %d ends with %d learned to slot %d", seed, n.id, n.learned.Len(), n.learned.End())
			}
		}
	}
	if leaders < 40 {
		t.Errorf("only %d leaders: the outages are too weak to test anything", leaders)
	}
}

func checkBallots(t *testing.T, n, before *Node) {
	if n.promised < before.promised || n.myBallot < before.myBallot {
		t.Errorf("node %d: a ballot went down", n.id)
	}
	if n.myBallot > n.promised || n.role != Follower && n.myBallot != n.promised {
		t.Errorf("node %d: %x promised, %x of its own, role %d", n.id, n.promised, n.myBallot, n.role)
	}
	if n.myBallot != 0 && n.myBallot.Proposer() != n.id {
		t.Errorf("node %d: its ballot is %x", n.id, n.myBallot)
	}
}

type proposed struct {
	slot   int
	ballot Ballot
}

// record is what was seen on any node, at any tick.
type record struct {
	quorum    int
	values    map[proposed]string
	acceptors map[proposed]map[ID]bool
	latest    map[ID]map[int]Ballot
	learned   map[int]string
	slotOf    map[string]int
}

func newRecord(p cluster.Parameters) *record {
	return &record{
		int(p.Quorum()), map[proposed]string{}, map[proposed]map[ID]bool{}, map[ID]map[int]Ballot{},
		map[int]string{}, map[string]int{},
	}
}

func (r *record) leaders() int {
	ballots := map[Ballot]bool{}
	for p := range r.values {
		ballots[p.ballot] = true
	}
	return len(ballots)
}

func (r *record) checkAccepts(t *testing.T, n *Node) {
	if r.latest[n.id] == nil {
		r.latest[n.id] = map[int]Ballot{}
	}
	for slot, accepted := range n.accepts.From(0) {
		latest, ok := r.latest[n.id][slot]
		if ok && latest == accepted.Ballot {
			continue
		}
		if latest > accepted.Ballot || accepted.Ballot > n.promised {
			t.Errorf("node %d: slot %d goes from ballot %x to %x", n.id, slot, latest, accepted.Ballot)
		}
		r.latest[n.id][slot] = accepted.Ballot
		p := proposed{slot, accepted.Ballot}
		if value, ok := r.values[p]; ok && value != accepted.Value {
			t.Errorf("slot %d has %q and %q under ballot %x", slot, value, accepted.Value, p.ballot)
		}
		r.values[p] = accepted.Value
		if r.acceptors[p] == nil {
			r.acceptors[p] = map[ID]bool{}
		}
		r.acceptors[p][n.id] = true
	}
}

func (r *record) checkLearned(t *testing.T, n *Node) {
	for slot, value := range n.learned.From(0) {
		if known, ok := r.learned[slot]; ok {
			if value != known {
				t.Errorf("node %d: slot %d is %q, for another node it was %q", n.id, slot, value, known)
			}
			continue
		}
		r.learned[slot] = value
		if other, ok := r.slotOf[value]; ok && value != noOp {
			t.Errorf("node %d: %q stands in the slots %d and %d", n.id, value, other, slot)
		}
		r.slotOf[value] = slot
		if !r.wasAcceptedByQuorum(slot, value) {
			t.Errorf("node %d: slot %d is %q, which no quorum has accepted", n.id, slot, value)
		}
	}
}

func (r *record) wasAcceptedByQuorum(slot int, value string) bool {
	for p, acceptors := range r.acceptors {
		if p.slot == slot && r.values[p] == value && len(acceptors) >= r.quorum {
			return true
		}
	}
	return false
}
