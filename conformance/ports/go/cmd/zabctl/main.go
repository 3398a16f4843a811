// Command zabctl runs a scenario of the lab zab and prints its hash, a dump or the
// digests.
package main

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"io"
	"os"

	"assay.example/ports/internal/kernel"
	"assay.example/ports/internal/zab"
)

const (
	exitFailed  = 1
	exitRefused = 2
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, stdout, stderr io.Writer) int {
	parameters, output, err := zab.ParseParameters(args)
	if err != nil {
		fmt.Fprintln(stderr, "zabctl:", err)
		return exitRefused
	}
	w := bufio.NewWriter(stdout)
	err = write(w, zab.NewCluster(parameters), output)
	if err == nil {
		err = w.Flush()
	}
	if err != nil {
		fmt.Fprintln(stderr, "zabctl:", err)
		return exitFailed
	}
	return 0
}

func write(w io.Writer, cluster *zab.Cluster, output kernel.Output) error {
	var b []byte
	for step := range output.Steps {
		cluster.Step()
		if output.Format == kernel.Digests {
			b = cluster.AppendDump(b[:0])
			if _, err := fmt.Fprintf(w, "%d %x\n", step, sha256.Sum256(b)); err != nil {
				return err
			}
		}
	}
	var err error
	switch output.Format {
	case kernel.Hash:
		_, err = fmt.Fprintf(w, "%x", sha256.Sum256(cluster.AppendDump(b)))
	case kernel.Dump:
		_, err = w.Write(cluster.AppendDump(b))
	}
	return err
}
