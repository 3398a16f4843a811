package kv

import (
	"encoding/binary"
	"strconv"

	"assay.example/ports/internal/kernel"
)

const (
	leaderID = 0
	quorum   = replicas/2 + 1
	term     = 1 // the leader is fixed, so the term never changes
)

// Cluster is a simulation of the replicas under the workload.
type Cluster struct {
	parameters  Parameters
	rng         *kernel.Generator
	replicas    [replicas]*Replica
	partitioned [replicas]bool
	nextLogIdx  uint64
	op          uint32 // the operation that runs, or runs next
}

// NewCluster returns the cluster before operation 0.
func NewCluster(p Parameters) *Cluster {
	c := &Cluster{parameters: p, rng: kernel.NewGenerator(p.Seed), nextLogIdx: 1}
	for id := range c.replicas {
		c.replicas[id] = newReplica()
	}
	return c
}

// Step runs one operation of the workload ("Workload").
func (c *Cluster) Step() {
	if c.parameters.Scenario == Partition {
		if c.op == c.parameters.CutFrom {
			c.partition(c.parameters.Cut)
		}
		if c.op == c.parameters.CutUntil {
			c.heal()
		}
	}
	c.propose(c.drawOp())
	c.op++
}

// drawOp draws three numbers even when it does not need the third, so that a
// Del does not shift the operations after it.
func (c *Cluster) drawOp() Op {
	r1, r2, r3 := c.rng.Next(), c.rng.Next(), c.rng.Next()
	key := "k" + strconv.FormatUint(r2%uint64(c.parameters.Keys), 10)
	if r1>>62 == 3 {
		return Op{Kind: Del, Key: key}
	}
	return Op{Kind: Put, Key: key, Value: binary.LittleEndian.AppendUint64(nil, r3%10000)}
}

func (c *Cluster) partition(ids []uint32) {
	c.partitioned = [replicas]bool{}
	for _, id := range ids {
		c.partitioned[id] = true
	}
}

// propose tells whether the operation was committed. When it was not it stays
// in the logs as an uncommitted tail.
func (c *Cluster) propose(op Op) bool {
	entry := &Entry{Term: term, Idx: c.nextLogIdx, Op: op}
	c.nextLogIdx++
	leader := c.replicas[leaderID]
	leader.tryAppend(entry) // never a gap: it has every entry before
	if c.partitioned[leaderID] {
		return false
	}
	acks := 0
	for id, r := range c.replicas {
		if c.partitioned[id] {
			continue
		}
		if id != leaderID && !r.tryAppend(entry) {
			r.truncateAndReplay(leader.log, leader.commitIndex)
		}
		acks++
	}
	if acks < quorum {
		return false
	}
	for id, r := range c.replicas {
		if !c.partitioned[id] {
			r.commitTo(entry.Idx)
		}
	}
	return true
}

// heal ends the partition. The leader itself is never replayed: its log is the
// one that the others are given.
func (c *Cluster) heal() {
	leader := c.replicas[leaderID]
	healed := c.partitioned
	c.partitioned = [replicas]bool{}
	for id, r := range c.replicas {
		if healed[id] && id != leaderID {
			r.truncateAndReplay(leader.log, leader.commitIndex)
		}
	}
}
