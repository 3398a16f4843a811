// Package cluster is what the labs of replicated logs share: their flags, and
// what happens in a tick.
package cluster

import (
	"encoding/binary"
	"io"
	"math"
	"strconv"

	"assay.example/ports/internal/kernel"
)

// ID is the id of a node, 0 .. nodes-1.
type ID = uint32

// Node is a node as the cluster sees it. What it sends is sent at once, at the
// current tick.
type Node[M any] interface {
	// Leads tells whether the node takes commands now, and as how high a leader:
	// the cluster gives them to the highest.
	Leads() (rank uint64, leads bool)
	// Propose is the client's command, for a node that leads.
	Propose(payload string)
	// Handle is the section "Handlers".
	Handle(from ID, message M, t uint64)
	// Tick is the section "on_tick(t)".
	Tick(t uint64)
	// AppendDump appends the node's part of the "Canonical dump".
	AppendDump(b []byte) []byte
}

// Lab is in what the labs differ. N are its nodes, M their messages.
type Lab[N Node[M], M any] struct {
	Program string
	Links   kernel.Links
	Magic   string
	Command string // the client's command i is this text and i in decimal
	NewNode func(p Parameters, id ID, send func(to ID, m M)) N
}

// Run is the lab's program. It returns the exit code.
func (l Lab[N, M]) Run(args []string, stdout, stderr io.Writer) int {
	return kernel.Run(l.Program, l.parse, args, stdout, stderr)
}

func (l Lab[N, M]) parse(args []string) (kernel.Simulation, kernel.Output, error) {
	parameters, output, err := ParseParameters(args)
	if err != nil {
		return nil, output, err
	}
	return NewCluster(l, parameters), output, nil
}

// Cluster is a simulation of all nodes and the network between them.
type Cluster[N Node[M], M any] struct {
	lab          Lab[N, M]
	parameters   Parameters
	nodes        []N
	network      *kernel.MessageQueue[M]
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
func NewCluster[N Node[M], M any](lab Lab[N, M], p Parameters) *Cluster[N, M] {
	c := &Cluster[N, M]{
		lab:        lab,
		parameters: p,
		network:    kernel.NewMessageQueue[M](p.Seed, p.Nodes, lab.Links),
		faults:     map[Link][]fault{},
	}
	for _, link := range p.Partition {
		c.faults[link] = append(c.faults[link], fault{0, math.MaxUint64})
	}
	for _, o := range p.Outages {
		c.faults[o.Link] = append(c.faults[o.Link], fault{uint64(o.From), uint64(o.Until)})
	}
	for id := range p.Nodes {
		c.nodes = append(c.nodes, lab.NewNode(p, id, func(to ID, m M) {
			c.network.Send(c.t, id, to, m)
		}))
	}
	return c
}

// Nodes returns the nodes by id.
func (c *Cluster[N, M]) Nodes() []N {
	return c.nodes
}

// Step runs one tick ("Cluster loop").
func (c *Cluster[N, M]) Step() {
	c.schedule()
	c.inject()
	c.network.Deliver(c.t, func(src, dst ID, m M) {
		if !c.loses(Link{src, dst}) {
			c.nodes[dst].Handle(src, m, c.t)
		}
	})
	for _, n := range c.nodes {
		n.Tick(c.t)
	}
	c.t++
}

// schedule makes the payloads of this tick pending. Their ticks ascend with
// their numbers, so it is enough to look at the next one.
func (c *Cluster[N, M]) schedule() {
	rounds, proposals := uint64(c.parameters.Rounds), uint64(c.parameters.Proposals)
	for c.nextProposal < proposals && (c.nextProposal+1)*rounds/(proposals+1) == c.t {
		c.pending = append(c.pending, c.lab.Command+strconv.FormatUint(c.nextProposal, 10))
		c.nextProposal++
	}
}

func (c *Cluster[N, M]) inject() {
	if len(c.pending) == 0 {
		return
	}
	leader, ok := c.leader()
	if !ok {
		return
	}
	for _, payload := range c.pending {
		c.nodes[leader].Propose(payload)
	}
	c.pending = nil
}

// leader returns the highest leader, the lowest id on a tie.
func (c *Cluster[N, M]) leader() (leader int, ok bool) {
	var highest uint64
	for id, n := range c.nodes {
		rank, leads := n.Leads()
		if leads && (!ok || rank > highest) {
			leader, highest, ok = id, rank, true
		}
	}
	return leader, ok
}

func (c *Cluster[N, M]) loses(link Link) bool {
	for _, f := range c.faults[link] {
		if f.from <= c.t && c.t < f.until {
			return true
		}
	}
	return false
}

// AppendDump appends the canonical dump of the cluster to b ("Canonical dump").
func (c *Cluster[N, M]) AppendDump(b []byte) []byte {
	b = append(b, c.lab.Magic...)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(c.nodes)))
	for _, n := range c.nodes {
		b = n.AppendDump(b)
	}
	return b
}

// AppendDigestInput appends the canonical dump: a digest here is that of a dump.
func (c *Cluster[N, M]) AppendDigestInput(b []byte) []byte {
	return c.AppendDump(b)
}
