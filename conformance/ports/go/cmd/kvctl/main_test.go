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
	scenarioA = "--seed 42 --ops 500 --keys 32 --scenario default"
	hashA     = "1febc1252f87f873c315526e9d9c78a622131d700dccca84a6e089244930252b"
	lengthA   = 494
	stepsA    = 500
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

func TestDigestsCoverAllReplicas(t *testing.T) {
	const scenario = "--seed 5 --ops 40 --keys 6 --scenario partition --cut 2,4"
	lines := strings.SplitAfter(output(t, scenario+" --digests"), "\n")
	if len(lines) != 40+1 || lines[40] != "" {
		t.Fatalf("got %d lines, want 40", len(lines)-1)
	}
	for _, op := range []int{0, 15, 39} {
		var all string
		for replica := range 5 {
			all += output(t, fmt.Sprintf("%s --replica %d --dump-after %d", scenario, replica, op))
		}
		if want := fmt.Sprintf("%d %x\n", op, sha256.Sum256([]byte(all))); lines[op] != want {
			t.Errorf("got %q, want %q", lines[op], want)
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
		if want := "kvctl: broken pipe\n"; code != 1 || stderr.String() != want {
			t.Errorf("%q: exit %d, stderr %q", format, code, &stderr)
		}
	}
}
