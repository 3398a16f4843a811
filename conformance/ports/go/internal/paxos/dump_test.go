package paxos

import (
	"bytes"
	"testing"

	"assay.example/ports/internal/clustertest"
)

// A single node leads from tick 288, and decides at once.
func TestDumpFieldByField(t *testing.T) {
	dump := program.Dump(t, "--seed 1 --nodes 1 --rounds 600 --proposals 2")
	clustertest.CheckFields(t, dump, []clustertest.Field{
		{0, "magic", "DSEPAX01"},
		{8, "node_count", "\x01\x00\x00\x00"},
		{12, "id", "\x00\x00\x00\x00"},
		{16, "promised.round", "\x01\x00\x00\x00"},
		{20, "promised.proposer", "\x00\x00\x00\x00"},
		{24, "role", "\x02"},
		{25, "my_ballot.round", "\x01\x00\x00\x00"},
		{29, "my_ballot.proposer", "\x00\x00\x00\x00"},
		{33, "accepts_len", "\x02\x00\x00\x00"},
		{37, "accept 0 slot", "\x00\x00\x00\x00\x00\x00\x00\x00"},
		{45, "accept 0 ballot.round", "\x01\x00\x00\x00"},
		{49, "accept 0 ballot.proposer", "\x00\x00\x00\x00"},
		{53, "accept 0 value_len", "\x05\x00\x00\x00"},
		{57, "accept 0 value", "val-0"},
		{62, "accept 1 slot", "\x01\x00\x00\x00\x00\x00\x00\x00"},
		{70, "accept 1 ballot.round", "\x01\x00\x00\x00"},
		{74, "accept 1 ballot.proposer", "\x00\x00\x00\x00"},
		{78, "accept 1 value_len", "\x05\x00\x00\x00"},
		{82, "accept 1 value", "val-1"},
		{87, "learned_len", "\x02\x00\x00\x00"},
		{91, "learned 0 slot", "\x00\x00\x00\x00\x00\x00\x00\x00"},
		{99, "learned 0 value_len", "\x05\x00\x00\x00"},
		{103, "learned 0 value", "val-0"},
		{108, "learned 1 slot", "\x01\x00\x00\x00\x00\x00\x00\x00"},
		{116, "learned 1 value_len", "\x05\x00\x00\x00"},
		{120, "learned 1 value", "val-1"},
	})
}

func TestDumpBeforeTickZero(t *testing.T) {
	dump := program.Dump(t, "--seed 9 --nodes 3 --rounds 0 --proposals 5")
	want := []byte("DSEPAX01\x03\x00\x00\x00")
	for id := range byte(3) {
		want = append(want, id)
		want = append(want, make([]byte, 28)...)
	}
	if !bytes.Equal(dump, want) {
		t.Errorf("got % x, want % x", dump, want)
	}
}
