package raft

import (
	"bytes"
	"testing"

	"assay.example/ports/internal/clustertest"
)

// A single node leads from tick 288, and commits at once.
func TestDumpFieldByField(t *testing.T) {
	dump := program.Dump(t, "--seed 1 --nodes 1 --rounds 600 --proposals 2")
	clustertest.CheckFields(t, dump, []clustertest.Field{
		{0, "magic", "DSERAFT1"},
		{8, "node_count", "\x01\x00\x00\x00"},
		{12, "id", "\x00\x00\x00\x00"},
		{16, "current_term", "\x01\x00\x00\x00\x00\x00\x00\x00"},
		{24, "voted_for", "\x00\x00\x00\x00\x00\x00\x00\x00"},
		{32, "role", "\x02"},
		{33, "commit_index", "\x02\x00\x00\x00\x00\x00\x00\x00"},
		{41, "log_len", "\x02\x00\x00\x00"},
		{45, "entry 1 term", "\x01\x00\x00\x00\x00\x00\x00\x00"},
		{53, "entry 1 payload_len", "\x05\x00\x00\x00"},
		{57, "entry 1 payload", "cmd-0"},
		{62, "entry 2 term", "\x01\x00\x00\x00\x00\x00\x00\x00"},
		{70, "entry 2 payload_len", "\x05\x00\x00\x00"},
		{74, "entry 2 payload", "cmd-1"},
	})
}

func TestDumpBeforeTickZero(t *testing.T) {
	dump := program.Dump(t, "--seed 9 --nodes 3 --rounds 0 --proposals 5")
	want := []byte("DSERAFT1\x03\x00\x00\x00")
	for id := range byte(3) {
		want = append(want, id)
		want = append(want, make([]byte, 11)...)
		want = append(want, "\xff\xff\xff\xff\xff\xff\xff\xff"...)
		want = append(want, make([]byte, 13)...)
	}
	if !bytes.Equal(dump, want) {
		t.Errorf("got % x, want % x", dump, want)
	}
}
