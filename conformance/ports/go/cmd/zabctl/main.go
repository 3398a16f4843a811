// Command zabctl runs a scenario of the lab zab and prints its hash, a dump or the
// digests.
package main

import (
	"os"

	"assay.example/ports/internal/zab"
)

func main() {
	os.Exit(zab.Lab.Run(os.Args[1:], os.Stdout, os.Stderr))
}
