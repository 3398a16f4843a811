// Command zabctl runs a scenario of the lab zab and prints its hash, a dump or the
// digests.
package main

import (
	"io"
	"os"

	"assay.example/ports/internal/kernel"
	"assay.example/ports/internal/zab"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, stdout, stderr io.Writer) int {
	return kernel.Run("zabctl", parse, args, stdout, stderr)
}

func parse(args []string) (kernel.Simulation, kernel.Output, error) {
	parameters, output, err := zab.ParseParameters(args)
	if err != nil {
		return nil, output, err
	}
	return zab.NewCluster(parameters), output, nil
}
