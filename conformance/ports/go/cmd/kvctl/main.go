// Command kvctl runs a scenario of the lab kv and prints its hash, a dump or the
// digests.
package main

import (
	"io"
	"os"

	"assay.example/ports/internal/kernel"
	"assay.example/ports/internal/kv"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, stdout, stderr io.Writer) int {
	return kernel.Run("kvctl", parse, args, stdout, stderr)
}

func parse(args []string) (kernel.Simulation, kernel.Output, error) {
	parameters, output, err := kv.ParseParameters(args)
	if err != nil {
		return nil, output, err
	}
	return kv.NewCluster(parameters), output, nil
}
