package kernel

import (
	"slices"
	"testing"
)

var allLinks = []Links{{SeqKey, true}, {SeqKey, false}, {TickKey, true}, {TickKey, false}}

func TestArrivalFollowsTheDelayRule(t *testing.T) {
	const seed, now = 42, 10
	for _, links := range allLinks {
		for seq := range uint64(50) {
			q := NewMessageQueue[int](seed, 2, links)
			q.seq = seq
			q.Send(now, 1, 0, 7)
			last := seq
			if links.DelayKey == TickKey {
				last = now
			}
			want := now + 1 + SplitMix64(seed^1^0^last)%3
			for at := uint64(now); at <= now+maxDelay; at++ {
				q.Deliver(at, func(src, dst uint32, message int) {
					if at != want || src != 1 || dst != 0 || message != 7 {
						t.Errorf("seq %d: %d -> %d arrived at %d, want 1 -> 0 at %d", seq, src, dst, at, want)
					}
				})
			}
		}
	}
}

// A message is the number of its sending, which is its seq.
func TestEveryMessageArrivesOnceInOrder(t *testing.T) {
	const nodes, ticks, perTick = 4, 500, 6
	type link struct{ src, dst uint32 }
	for seed := range uint64(20) {
		links := allLinks[seed%uint64(len(allLinks))]
		overtaken := 0
		q := NewMessageQueue[int](seed, nodes, links)
		choose := NewGenerator(seed)
		var sentAt []uint64
		delivered := 0
		latest := map[link]int{}
		send := func(now uint64) {
			src := uint32(choose.Next() % nodes)
			q.Send(now, src, (src+1+uint32(choose.Next()%(nodes-1)))%nodes, len(sentAt))
			sentAt = append(sentAt, now)
		}
		for now := range uint64(ticks + maxDelay) {
			var arrived [][2]int
			q.Deliver(now, func(src, dst uint32, seq int) {
				arrived = append(arrived, [2]int{int(src), seq})
				if now <= sentAt[seq] || now > sentAt[seq]+maxDelay {
					t.Fatalf("seed %d: message of tick %d arrived at %d", seed, sentAt[seq], now)
				}
				if before, ok := latest[link{src, dst}]; ok && before >= seq {
					overtaken++
				}
				latest[link{src, dst}] = seq
				if now < ticks && seq%3 == 0 {
					send(now) // as a handler does
				}
			})
			inOrder := func(a, b [2]int) int { return slices.Compare(a[:], b[:]) }
			if !slices.IsSortedFunc(arrived, inOrder) {
				t.Fatalf("seed %d, tick %d: not in (src, seq) order: %v", seed, now, arrived)
			}
			delivered += len(arrived)
			for range perTick {
				if now < ticks {
					send(now)
				}
			}
		}
		if delivered != len(sentAt) {
			t.Fatalf("seed %d: %d of %d messages arrived", seed, delivered, len(sentAt))
		}
		if (overtaken == 0) != links.FIFO {
			t.Errorf("seed %d, %+v: %d messages were overtaken", seed, links, overtaken)
		}
	}
}
