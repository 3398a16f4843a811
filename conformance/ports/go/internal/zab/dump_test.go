package zab

import (
	"bytes"
	"testing"

	"assay.example/ports/internal/clustertest"
)

// Scenario D is a single node that has committed five transactions.
func TestDumpOfScenarioDFieldByField(t *testing.T) {
	dump := program.Dump(t, "--seed 1 --nodes 1 --rounds 200 --proposals 5")
	clustertest.CheckFields(t, dump, []clustertest.Field{
		{0, "magic", "DSEZAB01"},
		{8, "node_count", "\x01\x00\x00\x00"},
		{12, "id", "\x00\x00\x00\x00"},
		{16, "role", "\x02"},
		{17, "current_epoch", "\x01\x00\x00\x00"},
		{21, "accepted_epoch", "\x01\x00\x00\x00"},
		{25, "last_zxid.epoch", "\x01\x00\x00\x00"},
		{29, "last_zxid.counter", "\x05\x00\x00\x00"},
		{33, "last_committed.epoch", "\x01\x00\x00\x00"},
		{37, "last_committed.counter", "\x05\x00\x00\x00"},
		{41, "history_len", "\x05\x00\x00\x00"},
		{45, "entry 0 zxid.epoch", "\x01\x00\x00\x00"},
		{49, "entry 0 zxid.counter", "\x01\x00\x00\x00"},
		{53, "entry 0 payload_len", "\x05\x00\x00\x00"},
		{57, "entry 0 payload", "zab-0"},
		{62, "entry 1 zxid.epoch", "\x01\x00\x00\x00"},
		{66, "entry 1 zxid.counter", "\x02\x00\x00\x00"},
		{70, "entry 1 payload_len", "\x05\x00\x00\x00"},
		{74, "entry 1 payload", "zab-1"},
		{79, "entry 2 zxid.epoch", "\x01\x00\x00\x00"},
		{83, "entry 2 zxid.counter", "\x03\x00\x00\x00"},
		{87, "entry 2 payload_len", "\x05\x00\x00\x00"},
		{91, "entry 2 payload", "zab-2"},
		{96, "entry 3 zxid.epoch", "\x01\x00\x00\x00"},
		{100, "entry 3 zxid.counter", "\x04\x00\x00\x00"},
		{104, "entry 3 payload_len", "\x05\x00\x00\x00"},
		{108, "entry 3 payload", "zab-3"},
		{113, "entry 4 zxid.epoch", "\x01\x00\x00\x00"},
		{117, "entry 4 zxid.counter", "\x05\x00\x00\x00"},
		{121, "entry 4 payload_len", "\x05\x00\x00\x00"},
		{125, "entry 4 payload", "zab-4"},
	})
}

func TestDumpBeforeTickZero(t *testing.T) {
	dump := program.Dump(t, "--seed 9 --nodes 3 --rounds 0 --proposals 5")
	want := []byte("DSEZAB01\x03\x00\x00\x00")
	for id := range byte(3) {
		want = append(want, id)
		want = append(want, make([]byte, 32)...)
	}
	if !bytes.Equal(dump, want) {
		t.Errorf("got % x, want % x", dump, want)
	}
}
