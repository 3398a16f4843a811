// Command kvctl runs a scenario of the lab kv and prints its hash, a dump or the
// digests.
package main

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"io"
	"os"

	"assay.example/ports/internal/kernel"
	"assay.example/ports/internal/kv"
)

const (
	exitFailed  = 1
	exitRefused = 2
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, stdout, stderr io.Writer) int {
	parameters, output, err := kv.ParseParameters(args)
	if err != nil {
		fmt.Fprintln(stderr, "kvctl:", err)
		return exitRefused
	}
	w := bufio.NewWriter(stdout)
	err = write(w, kv.NewCluster(parameters), output)
	if err == nil {
		err = w.Flush()
	}
	if err != nil {
		fmt.Fprintln(stderr, "kvctl:", err)
		return exitFailed
	}
	return 0
}

func write(w io.Writer, cluster *kv.Cluster, output kernel.Output) error {
	var b []byte
	for step := range output.Steps {
		cluster.Step()
		if output.Format == kernel.Digests {
			b = cluster.AppendSnapshots(b[:0])
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
