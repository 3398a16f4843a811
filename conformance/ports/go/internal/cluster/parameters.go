package cluster

import (
	"math"

	"assay.example/ports/internal/kernel"
)

// Parameters of a scenario ("Parameters").
type Parameters struct {
	Seed      uint64
	Nodes     uint32
	Rounds    uint32
	Proposals uint32
	Partition []Link
	Outages   []Outage
}

// Link is one direction between two nodes.
type Link struct {
	Src, Dst ID
}

// Outage loses what would arrive over a link at a tick t, From <= t < Until.
type Outage struct {
	From, Until uint32
	Link        Link
}

// Quorum is the number of nodes that make a majority.
func (p Parameters) Quorum() uint32 {
	return p.Nodes/2 + 1
}

// ParseParameters reads the command line of a cluster lab.
func ParseParameters(args []string) (Parameters, kernel.Output, error) {
	f, err := kernel.ParseFlags(args,
		[]string{"--seed", "--nodes", "--rounds", "--proposals"},
		[]string{"--partition", "--outage"})
	if err != nil {
		return Parameters{}, kernel.Output{}, err
	}
	p := Parameters{
		Seed:      f.Uint64("--seed"),
		Nodes:     f.Uint32("--nodes", 1, math.MaxUint32),
		Rounds:    f.Uint32("--rounds", 0, math.MaxUint32),
		Proposals: f.Uint32("--proposals", 0, math.MaxUint32),
	}
	legal := func(l Link) bool {
		return l.Src < p.Nodes && l.Dst < p.Nodes && l.Src != l.Dst
	}

	const pairs = "s,d,s,d,... with s and d different ids below --nodes"
	for _, n := range f.Tuples("--partition", 2, pairs) {
		link := Link{Src: n[0], Dst: n[1]}
		if !legal(link) {
			f.Refuse("--partition", pairs)
		}
		p.Partition = append(p.Partition, link)
	}

	const quadruples = "from,until,s,d,... with 32-bit from <= until, s and d different ids below --nodes"
	for _, n := range f.Tuples("--outage", 4, quadruples) {
		outage := Outage{From: n[0], Until: n[1], Link: Link{Src: n[2], Dst: n[3]}}
		if outage.From > outage.Until || !legal(outage.Link) {
			f.Refuse("--outage", quadruples)
		}
		p.Outages = append(p.Outages, outage)
	}

	output := f.Output(p.Rounds)
	return p, output, f.Err()
}
