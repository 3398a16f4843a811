package clustertest

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"assay.example/ports/internal/cluster"
)

// Scenario is a command line, and the hash and length of the dump that it ends in.
type Scenario = struct {
	Name, Words, Hash string
	Length            int
}

// Program is what runs a command line: the Run of a cluster.Lab.
type Program func(args []string, stdout, stderr io.Writer) (exitCode int)

// CheckHashes holds the final dump of each scenario against its hash.
func (run Program) CheckHashes(t *testing.T, scenarios []Scenario) {
	t.Helper()
	for _, s := range scenarios {
		dump := run.output(t, s.Words+" --dump")
		if hash := hashOf(dump); hash != s.Hash || len(dump) != s.Length {
			t.Errorf("%s: got %s of %d bytes, want %s of %d", s.Name, hash, len(dump), s.Hash, s.Length)
		}
	}
}

// CheckContract holds the program to what it prints, and where, on one scenario.
func (run Program) CheckContract(t *testing.T, s Scenario) {
	t.Helper()
	if got := run.output(t, s.Words); got != s.Hash {
		t.Errorf("without an output flag: got %q, want the hash without a newline", got)
	}
	dump := run.output(t, s.Words+" --dump")
	if got := hashOf(dump); got != s.Hash || len(dump) != s.Length {
		t.Errorf("--dump: got %d bytes with the hash %s", len(dump), got)
	}

	p, _, err := cluster.ParseParameters(strings.Fields(s.Words))
	if err != nil {
		t.Fatal(err)
	}
	steps := int(p.Rounds)
	if last := run.output(t, fmt.Sprintf("%s --dump-after %d", s.Words, steps-1)); last != dump {
		t.Error("--dump-after the last step is not --dump")
	}
	lines := strings.SplitAfter(run.output(t, s.Words+" --digests"), "\n")
	if len(lines) != steps+1 || lines[steps] != "" {
		t.Fatalf("--digests: got %d lines, want %d", len(lines)-1, steps)
	}
	for _, tick := range []int{0, 3, 400, steps - 1} {
		dump := run.output(t, fmt.Sprintf("%s --dump-after %d", s.Words, tick))
		if want := fmt.Sprintf("%d %s\n", tick, hashOf(dump)); lines[tick] != want {
			t.Errorf("--digests: got %q, want %q", lines[tick], want)
		}
	}

	for _, words := range []string{"", "stray", s.Words + " --seed 1", s.Words + " --dump --digests"} {
		var stdout, stderr bytes.Buffer
		code := run(strings.Fields(words), &stdout, &stderr)
		if code != 2 || stdout.Len() > 0 || !strings.Contains(stderr.String(), "expected") {
			t.Errorf("%q: exit %d, stdout %q, stderr %q", words, code, &stdout, &stderr)
		}
	}
	for _, format := range []string{"", " --dump", " --digests"} {
		var stderr bytes.Buffer
		code := run(strings.Fields(s.Words+format), closedPipe{}, &stderr)
		if want := "ctl: broken pipe\n"; code != 1 || !strings.HasSuffix(stderr.String(), want) {
			t.Errorf("%q: exit %d, stderr %q", format, code, &stderr)
		}
	}
}

func (run Program) output(t *testing.T, words string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if code := run(strings.Fields(words), &stdout, &stderr); code != 0 || stderr.Len() > 0 {
		t.Fatalf("%s: exit %d, %s", words, code, &stderr)
	}
	return stdout.String()
}

// Dump returns what the words have the program dump.
func (run Program) Dump(t *testing.T, words string) []byte {
	t.Helper()
	return []byte(run.output(t, words+" --dump"))
}

// CheckFields holds a dump against its fields, which must leave nothing out.
func CheckFields(t *testing.T, dump []byte, fields []Field) {
	t.Helper()
	end := 0
	for _, field := range fields {
		if field.Offset != end {
			t.Fatalf("%s: the table leaves out the bytes from %d", field.Name, end)
		}
		end += len(field.Want)
		if end > len(dump) {
			t.Fatalf("%s: the dump ends at %d", field.Name, len(dump))
		}
		if got := dump[field.Offset:end]; string(got) != field.Want {
			t.Errorf("%s at offset %d: got % x, want % x", field.Name, field.Offset, got, field.Want)
		}
	}
	if end != len(dump) {
		t.Errorf("the table ends at %d, the dump at %d", end, len(dump))
	}
}

// Field is a piece of a dump.
type Field = struct {
	Offset int
	Name   string
	Want   string
}

func hashOf(dump string) string {
	return fmt.Sprintf("%x", sha256.Sum256([]byte(dump)))
}

type closedPipe struct{}

func (closedPipe) Write([]byte) (int, error) {
	return 0, errors.New("broken pipe")
}
