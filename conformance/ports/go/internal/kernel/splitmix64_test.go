package kernel

import (
	"math"
	"testing"
)

func TestSplitMix64(t *testing.T) {
	for _, c := range []struct{ x, want uint64 }{
		{0, 0x8b57dafca0cee644},
		{1, 0x7fb97677c699f0c6},
		{math.MaxUint64, 0x0f0d3494b255436e},
	} {
		if got := SplitMix64(c.x); got != c.want {
			t.Errorf("SplitMix64(%#x) = %#016x, want %#016x", c.x, got, c.want)
		}
	}
}

func TestGeneratorAddsGammaAfterMixing(t *testing.T) {
	for _, seed := range []uint64{0, 42, math.MaxUint64} {
		g := NewGenerator(seed)
		for i := range uint64(5) {
			want := SplitMix64(seed + i*gamma)
			if got := g.Next(); got != want {
				t.Errorf("seed %d, output %d: got %#x, want %#x", seed, i, got, want)
			}
		}
	}
}
