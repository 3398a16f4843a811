// Command paxosctl runs a scenario of the lab paxos and prints its hash, a dump or the
// digests.
package main

import (
	"os"

	"assay.example/ports/internal/paxos"
)

func main() {
	os.Exit(paxos.Lab.Run(os.Args[1:], os.Stdout, os.Stderr))
}
