// Command raftctl runs a scenario of the lab raft and prints its hash, a dump or the
// digests.
package main

import (
	"os"

	"assay.example/ports/internal/raft"
)

func main() {
	os.Exit(raft.Lab.Run(os.Args[1:], os.Stdout, os.Stderr))
}
