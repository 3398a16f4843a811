package kernel

// Links is in what the kernels of the labs differ.
type Links struct {
	DelayKey DelayKey
	FIFO     bool // a message waits for the one sent before it over the same link
}

// DelayKey is what the key of a message's delay ends in.
type DelayKey int

const (
	SeqKey  DelayKey = iota // the message's own number
	TickKey                 // the tick in which it is sent
)

// A message takes 1 to maxDelay ticks. The FIFO rule cannot delay it further:
// the message that it waits for was sent no later, so it arrives no later than
// maxDelay ticks from now either.
const maxDelay = 3

// MessageQueue holds the messages in flight between the nodes of a cluster
// ("Ticks and messages").
//
// Since delays are so short it is a timing wheel and not a heap: one slot for
// each tick that a message can arrive at, and in it one bucket for each source.
// A bucket fills in the order of sending, so walking the buckets in order is
// the required order (src, seq).
type MessageQueue[M any] struct {
	seed   uint64
	links  Links
	seq    uint64
	lastAt [][]uint64                    // [src][dst]: arrival of the link's latest message
	wheel  [maxDelay + 1][][]envelope[M] // [arrival % len(wheel)][src]
}

type envelope[M any] struct {
	dst     uint32
	message M
}

// NewMessageQueue returns an empty queue for nodes 0 .. nodes-1.
func NewMessageQueue[M any](seed uint64, nodes uint32, links Links) *MessageQueue[M] {
	q := &MessageQueue[M]{seed: seed, links: links, lastAt: make([][]uint64, nodes)}
	for i := range q.wheel {
		q.wheel[i] = make([][]envelope[M], nodes)
	}
	return q
}

// Send puts a message on the link from src to dst at tick t.
func (q *MessageQueue[M]) Send(t uint64, src, dst uint32, message M) {
	last := q.seq
	if q.links.DelayKey == TickKey {
		last = t
	}
	key := q.seed ^ uint64(src) ^ uint64(dst) ^ last
	q.seq++
	at := t + 1 + SplitMix64(key)%maxDelay
	if q.links.FIFO {
		at = q.afterPrevious(src, dst, at)
	}
	bucket := &q.wheel[at%uint64(len(q.wheel))][src]
	*bucket = append(*bucket, envelope[M]{dst, message})
}

// afterPrevious is the FIFO rule: at, or later if the link's previous message
// arrives later.
func (q *MessageQueue[M]) afterPrevious(src, dst uint32, at uint64) uint64 {
	if q.lastAt[src] == nil {
		q.lastAt[src] = make([]uint64, len(q.lastAt))
	}
	at = max(at, q.lastAt[src][dst])
	q.lastAt[src][dst] = at
	return at
}

// Deliver hands over every message that arrives at tick t, in (src, seq) order,
// and forgets it. It must be called for every tick, in order; handle may Send.
func (q *MessageQueue[M]) Deliver(t uint64, handle func(src, dst uint32, message M)) {
	slot := q.wheel[t%uint64(len(q.wheel))]
	for src, bucket := range slot {
		if len(bucket) == 0 {
			continue
		}
		for _, e := range bucket {
			handle(uint32(src), e.dst, e.message)
		}
		clear(bucket)
		slot[src] = bucket[:0]
	}
}
