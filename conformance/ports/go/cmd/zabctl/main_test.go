package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"testing"
)

const (
	scenarioA = "--seed 42 --nodes 3 --rounds 1000 --proposals 5"
	hashA     = "16af5aa6dbd5ce09b259755f3339d6cf23966ce115b0e30d9c2990487783047d"
	lengthA   = 366
	stepsA    = 1000
)

func output(t *testing.T, words string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if code := run(strings.Fields(words), &stdout, &stderr); code != 0 || stderr.Len() > 0 {
		t.Fatalf("%s: exit %d, %s", words, code, &stderr)
	}
	return stdout.String()
}

func TestHashHasNoNewline(t *testing.T) {
	if got := output(t, scenarioA); got != hashA {
		t.Errorf("got %q", got)
	}
}

func TestDump(t *testing.T) {
	dump := output(t, scenarioA+" --dump")
	if got := fmt.Sprintf("%x", sha256.Sum256([]byte(dump))); got != hashA || len(dump) != lengthA {
		t.Errorf("got %d bytes with the hash %s", len(dump), got)
	}
	if last := output(t, fmt.Sprintf("%s --dump-after %d", scenarioA, stepsA-1)); last != dump {
		t.Error("--dump-after the last step is not --dump")
	}
}

func TestDigests(t *testing.T) {
	lines := strings.SplitAfter(output(t, scenarioA+" --digests"), "\n")
	if len(lines) != stepsA+1 || lines[stepsA] != "" {
		t.Fatalf("got %d lines, want %d", len(lines)-1, stepsA)
	}
	for _, tick := range []int{0, 3, 400, stepsA - 1} {
		dump := output(t, fmt.Sprintf("%s --dump-after %d", scenarioA, tick))
		if want := fmt.Sprintf("%d %x\n", tick, sha256.Sum256([]byte(dump))); lines[tick] != want {
			t.Errorf("got %q, want %q", lines[tick], want)
		}
	}
}

func TestRefusal(t *testing.T) {
	for _, words := range []string{"", "stray", scenarioA + " --seed 1", scenarioA + " --dump --digests"} {
		var stdout, stderr bytes.Buffer
		code := run(strings.Fields(words), &stdout, &stderr)
		if code != 2 || stdout.Len() > 0 || !strings.Contains(stderr.String(), "expected") {
			t.Errorf("%q: exit %d, stdout %q, stderr %q", words, code, &stdout, &stderr)
		}
	}
}

type closedPipe struct{}

func (closedPipe) Write([]byte) (int, error) {
	return 0, errors.New("broken pipe")
}

func TestClosedPipe(t *testing.T) {
	for _, format := range []string{"", " --dump", " --digests"} {
		var stderr bytes.Buffer
		code := run(strings.Fields(scenarioA+format), closedPipe{}, &stderr)
		if want := "zabctl: broken pipe\n"; code != 1 || stderr.String() != want {
			t.Errorf("%q: exit %d, stderr %q", format, code, &stderr)
		}
	}
}
