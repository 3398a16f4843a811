package kernel

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"io"
)

// Exit codes of a program; 0 is success.
const (
	exitFailed  = 1
	exitRefused = 2
)

// Simulation is a run of a lab, from before its first tick (operation).
type Simulation interface {
	Step()
	// AppendDump appends what the program hashes or dumps.
	AppendDump(b []byte) []byte
	// AppendDigestInput appends what the digest of the state is taken of.
	AppendDigestInput(b []byte) []byte
}

// Run is a program under exam, named in its messages: it reads the flags, runs the
// simulation they describe and prints what they ask for. It returns the exit code.
func Run(
	name string,
	parse func(args []string) (Simulation, Output, error),
	args []string, stdout, stderr io.Writer,
) int {
	simulation, output, err := parse(args)
	if err != nil {
		fmt.Fprintf(stderr, "%s: %v\n", name, err)
		return exitRefused
	}
	w := bufio.NewWriter(stdout)
	err = write(w, simulation, output)
	if err == nil {
		err = w.Flush()
	}
	if err != nil {
		fmt.Fprintf(stderr, "%s: %v\n", name, err)
		return exitFailed
	}
	return 0
}

func write(w io.Writer, simulation Simulation, output Output) error {
	var b []byte
	for step := range output.Steps {
		simulation.Step()
		if output.Format == Digests {
			b = simulation.AppendDigestInput(b[:0])
			if _, err := fmt.Fprintf(w, "%d %x\n", step, sha256.Sum256(b)); err != nil {
				return err
			}
		}
	}
	var err error
	switch output.Format {
	case Hash:
		_, err = fmt.Fprintf(w, "%x", sha256.Sum256(simulation.AppendDump(b)))
	case Dump:
		_, err = w.Write(simulation.AppendDump(b))
	}
	return err
}
