// Package clustertest has what the tests of the cluster labs share.
package clustertest

import (
	"assay.example/ports/internal/cluster"
	"assay.example/ports/internal/kernel"
)

// FaultyScenario cuts single nodes off, from all the others or most of them. The
// outages are long over when the run ends.
func FaultyScenario(seed uint64) cluster.Parameters {
	draw := kernel.NewGenerator(seed)
	p := cluster.Parameters{Seed: seed, Nodes: uint32(2 + draw.Next()%4), Rounds: 3000, Proposals: 100}
	for range 10 {
		from := uint32(draw.Next() % 1500)
		until := from + 100 + uint32(draw.Next()%400)
		src := cluster.ID(draw.Next() % uint64(p.Nodes))
		for dst := range p.Nodes {
			if dst != src && draw.Next()%8 != 0 {
				p.Outages = append(p.Outages,
					outage(from, until, src, dst), outage(from, until, dst, src))
			}
		}
	}
	return p
}

func outage(from, until uint32, src, dst cluster.ID) cluster.Outage {
	return cluster.Outage{From: from, Until: until, Link: cluster.Link{Src: src, Dst: dst}}
}
