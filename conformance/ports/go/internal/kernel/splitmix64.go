// Package kernel is what every lab shares: the generator, the message queue
// and the command line.
package kernel

const gamma = 0x9E3779B97F4A7C15

// SplitMix64 mixes x as the section "splitmix64" says. The first multiplier is
// the labs' own (E7B5); Vigna's published constant ends in E5B9.
func SplitMix64(x uint64) uint64 {
	x += gamma
	z := (x ^ x>>30) * 0xBF58476D1CE4E7B5
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

// Generator is the stateful splitmix64.
type Generator struct {
	state uint64
}

// NewGenerator returns a generator whose first output is SplitMix64(seed).
func NewGenerator(seed uint64) *Generator {
	return &Generator{state: seed}
}

// Next returns the next output.
func (g *Generator) Next() uint64 {
	r := SplitMix64(g.state)
	g.state += gamma
	return r
}
