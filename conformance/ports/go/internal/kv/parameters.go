// Package kv is the lab kv: five replicas of a key/value store, a fixed leader
// and a seeded workload.
//
// To read it, begin with cluster.go (what an operation does), then replica.go.
package kv

import (
	"math"
	"slices"

	"assay.example/ports/internal/kernel"
)

// replicas is the size of the cluster, which is not a parameter.
const replicas = 5

// Scenario is default or partition.
type Scenario string

const (
	Default   Scenario = "default"
	Partition Scenario = "partition" // replicas are cut off for a while
)

// Parameters of a run ("Parameters"). Cut, CutFrom and CutUntil matter in the
// scenario partition only.
type Parameters struct {
	Seed     uint64
	Ops      uint32
	Keys     uint32
	Scenario Scenario
	Cut      []uint32
	CutFrom  uint32
	CutUntil uint32
	Replica  uint32
}

// ParseParameters reads the command line of kvctl.
func ParseParameters(args []string) (Parameters, kernel.Output, error) {
	f, err := kernel.ParseFlags(args,
		[]string{"--seed", "--ops", "--keys", "--scenario"},
		[]string{"--cut", "--cut-from", "--cut-until", "--replica"})
	if err != nil {
		return Parameters{}, kernel.Output{}, err
	}
	ops := f.Uint32("--ops", 0, math.MaxUint32)
	p := Parameters{
		Seed:     f.Uint64("--seed"),
		Ops:      ops,
		Keys:     f.Uint32("--keys", 1, math.MaxUint32),
		Scenario: Scenario(f.String("--scenario")),
		Cut:      parseCut(f),
		CutFrom:  f.Uint32Or("--cut-from", 0, math.MaxUint32, ops/4),
		CutUntil: f.Uint32Or("--cut-until", 0, math.MaxUint32, uint32(uint64(ops)*3/4)),
		Replica:  f.Uint32Or("--replica", 0, replicas-1, 0),
	}
	if p.Scenario != Default && p.Scenario != Partition {
		f.Refuse("--scenario", "default or partition")
	}
	for _, name := range []string{"--cut", "--cut-from", "--cut-until"} {
		if f.Has(name) && p.Scenario != Partition {
			f.Refuse(name, "--scenario partition with it")
		}
	}
	if p.CutFrom > p.CutUntil {
		name := "--cut-from"
		if !f.Has(name) {
			name = "--cut-until"
		}
		f.Refuse(name, "--cut-from (default ops/4) <= --cut-until (default ops*3/4)")
	}
	output := f.Output(p.Ops)
	return p, output, f.Err()
}

func parseCut(f *kernel.Flags) []uint32 {
	if !f.Has("--cut") {
		return []uint32{3, 4}
	}
	const expected = "id,id,... with different ids in 0 .. 4"
	var cut []uint32
	for _, n := range f.Tuples("--cut", 1, expected) {
		if n[0] >= replicas || slices.Contains(cut, n[0]) {
			f.Refuse("--cut", expected)
		}
		cut = append(cut, n[0])
	}
	return cut
}
