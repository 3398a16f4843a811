package zab

import (
	"math"
	"strconv"

	"assay.example/ports/internal/kernel"
)

// Cluster is a simulation of all nodes and the network between them.
type Cluster struct {
	parameters   Parameters
	nodes        []*Node
	network      *kernel.MessageQueue[Message]
	faults       map[Link][]fault
	t            uint64   // the tick that runs, or runs next
	nextProposal uint64   // the first client command that is not yet scheduled
	pending      []string // payloads that wait for a leader
}

// fault loses what arrives over a link at a tick t, from <= t < until.
type fault struct {
	from, until uint64
}

// NewCluster returns the cluster before tick 0.
func NewCluster(p Parameters) *Cluster {
	c := &Cluster{
		parameters: p,
		network:    kernel.NewMessageQueue[Message](p.Seed, p.Nodes),
		faults:     map[Link][]fault{},
	}
	for _, link := range p.Partition {
		c.faults[link] = append(c.faults[link], fault{0, math.MaxUint64})
	}
	for _, o := range p.Outages {
		c.faults[o.Link] = append(c.faults[o.Link], fault{uint64(o.From), uint64(o.Until)})
	}
	for id := range p.Nodes {
		c.nodes = append(c.nodes, newNode(p, id, func(to ID, m Message) {
			c.network.Send(c.t, id, to, m)
		}))
	}
	return c
}

// Step runs one tick ("Cluster loop").
func (c *Cluster) Step() {
	c.schedule()
	c.inject()
	c.network.Deliver(c.t, func(src, dst ID, m Message) {
		if !c.loses(Link{src, dst}) {
			c.nodes[dst].handle(src, m, c.t)
		}
	})
	for _, n := range c.nodes {
		n.tick(c.t)
	}
	c.t++
}

// schedule makes the payloads of this tick pending. Their ticks ascend with
// their numbers, so it is enough to look at the next one.
func (c *Cluster) schedule() {
	rounds, proposals := uint64(c.parameters.Rounds), uint64(c.parameters.Proposals)
	for c.nextProposal < proposals && (c.nextProposal+1)*rounds/(proposals+1) == c.t {
		c.pending = append(c.pending, "zab-"+strconv.FormatUint(c.nextProposal, 10))
		c.nextProposal++
	}
}

func (c *Cluster) inject() {
	if len(c.pending) == 0 {
		return
	}
	leader := c.establishedLeader()
	if leader == nil {
		return
	}
	for _, payload := range c.pending {
		leader.propose(payload)
	}
	c.pending = nil
}

func (c *Cluster) establishedLeader() *Node {
	var leader *Node
	for _, n := range c.nodes {
		if n.role != Leading || !n.lead.established {
			continue
		}
		if leader == nil || n.currentEpoch > leader.currentEpoch {
			leader = n
		}
	}
	return leader
}

func (c *Cluster) loses(link Link) bool {
	for _, f := range c.faults[link] {
		if f.from <= c.t && c.t < f.until {
			return true
		}
	}
	return false
}
