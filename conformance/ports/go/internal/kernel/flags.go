package kernel

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// The flags that say what to print; every program has them.
const (
	dumpFlag      = "--dump"
	dumpAfterFlag = "--dump-after"
	digestsFlag   = "--digests"
)

// Flags is a command line, taken apart. The standard package flag is too
// lenient for it: it takes "-seed", "--seed=7", 0x7 and repeated flags.
//
// The first value that is refused sets the error that Err returns, and reading
// goes on, so that a caller can read all its flags and check once.
type Flags struct {
	values map[string]string
	err    error
}

// ParseFlags takes args apart. Each flag but --dump and --digests is followed
// by its value as the next word.
func ParseFlags(args, required, optional []string) (*Flags, error) {
	switches := []string{dumpFlag, digestsFlag}
	valued := slices.Concat(required, optional, []string{dumpAfterFlag})
	values := map[string]string{}
	for i := 0; i < len(args); i++ {
		name := args[i]
		isSwitch := slices.Contains(switches, name)
		if !isSwitch && !slices.Contains(valued, name) {
			what := "stray word"
			if strings.HasPrefix(name, "-") {
				what = "unknown flag"
			}
			expected := strings.Join(slices.Concat(valued, switches), " ")
			return nil, fmt.Errorf("%q: %s; expected one of %s", name, what, expected)
		}
		if _, repeated := values[name]; repeated {
			return nil, fmt.Errorf("%s: repeated; expected at most once", name)
		}
		if isSwitch {
			values[name] = ""
			continue
		}
		i++
		if i == len(args) {
			return nil, fmt.Errorf("%s: expected a value after it", name)
		}
		values[name] = args[i]
	}
	for _, name := range required {
		if _, ok := values[name]; !ok {
			return nil, fmt.Errorf("%s: missing; expected it and a value", name)
		}
	}
	return &Flags{values: values}, nil
}

// Err returns the error of the first value that was refused.
func (f *Flags) Err() error {
	return f.err
}

// Refuse records that the value of the flag is not what was expected.
func (f *Flags) Refuse(name, expected string) {
	if f.err == nil {
		f.err = fmt.Errorf("%s: expected %s, got %q", name, expected, f.values[name])
	}
}

// Has tells whether the flag was given.
func (f *Flags) Has(name string) bool {
	_, ok := f.values[name]
	return ok
}

// String returns the flag's value as it was given.
func (f *Flags) String(name string) string {
	return f.values[name]
}

// Uint64 returns the flag's value, which may be any 64-bit number.
func (f *Flags) Uint64(name string) uint64 {
	return f.number(name, 0, math.MaxUint64)
}

// Uint32 returns the flag's value, which must lie in low .. high.
func (f *Flags) Uint32(name string, low, high uint32) uint32 {
	return uint32(f.number(name, uint64(low), uint64(high)))
}

// Uint32Or is Uint32 for a flag that may be left out.
func (f *Flags) Uint32Or(name string, low, high, fallback uint32) uint32 {
	if !f.Has(name) {
		return fallback
	}
	return f.Uint32(name, low, high)
}

// In base 10, strconv.ParseUint accepts just what the labs do: one or more
// ASCII digits, with any number of leading zeros, and no sign, space or "_".
func (f *Flags) number(name string, low, high uint64) uint64 {
	n, err := strconv.ParseUint(f.values[name], 10, 64)
	if err != nil || n < low || n > high {
		f.Refuse(name, fmt.Sprintf("a decimal number in %d .. %d", low, high))
		return low
	}
	return n
}

// Tuples returns the flag's value, a list of 32-bit numbers with commas between
// them, cut into tuples of the given size; nil when it was left out or refused.
func (f *Flags) Tuples(name string, size int, expected string) [][]uint32 {
	if !f.Has(name) {
		return nil
	}
	var numbers []uint32
	for word := range strings.SplitSeq(f.values[name], ",") {
		n, err := strconv.ParseUint(word, 10, 32)
		if err != nil {
			f.Refuse(name, expected)
			return nil
		}
		numbers = append(numbers, uint32(n))
	}
	if len(numbers)%size != 0 {
		f.Refuse(name, expected)
		return nil
	}
	return slices.Collect(slices.Chunk(numbers, size))
}

// Format is what a program prints.
type Format int

const (
	Hash    Format = iota // the SHA-256 of a dump, in hex
	Dump                  // the dump itself
	Digests               // one line per step
)

// Output is what a program prints, and of which state.
type Output struct {
	Format Format
	Steps  uint32 // how many ticks (operations) to run
}

// Output reads the flags that say what to print of a run of so many steps.
func (f *Flags) Output(steps uint32) Output {
	var given []string
	for _, name := range slices.Sorted(maps.Keys(f.values)) {
		if name == dumpFlag || name == dumpAfterFlag || name == digestsFlag {
			given = append(given, name)
		}
	}
	if len(given) > 1 {
		f.Refuse(given[1], "at most one of "+strings.Join(given, " "))
	}
	switch {
	case f.Has(dumpFlag):
		return Output{Dump, steps}
	case f.Has(digestsFlag):
		return Output{Digests, steps}
	case f.Has(dumpAfterFlag):
		after := f.Uint32(dumpAfterFlag, 0, math.MaxUint32)
		if after >= steps {
			f.Refuse(dumpAfterFlag, fmt.Sprintf("a number below %d", steps))
		}
		return Output{Dump, after + 1}
	default:
		return Output{Hash, steps}
	}
}
