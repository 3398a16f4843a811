package kv

import (
	"slices"
	"testing"
)

func TestSnapshotOfScenarioAFieldByField(t *testing.T) {
	dump := runScenario(t, "--seed 42 --ops 500 --keys 32 --scenario default")
	if len(dump) != 494 {
		t.Fatalf("got %d bytes, want 494", len(dump))
	}
	end := 0
	for _, field := range []struct {
		offset int
		name   string
		want   string
	}{
		{0, "magic", "DSEDKV20"},
		{8, "commit_index", "\xf4\x01\x00\x00\x00\x00\x00\x00"},
		{16, "current_term", "\x01\x00\x00\x00\x00\x00\x00\x00"},
		{24, "live_keys", "\x19\x00\x00\x00"},
		{28, "entry 0 key_len", "\x02\x00\x00\x00"},
		{32, "entry 0 key", "k0"},
		{34, "entry 0 value_len", "\x08\x00\x00\x00"},
		{38, "entry 0 value", "\x9a\x0d\x00\x00\x00\x00\x00\x00"},
		{46, "entry 1 key_len", "\x02\x00\x00\x00"},
		{50, "entry 1 key", "k1"},
	} {
		if field.offset != end {
			t.Fatalf("%s: the table leaves out the bytes from %d", field.name, end)
		}
		end += len(field.want)
		if got := dump[field.offset:end]; string(got) != field.want {
			t.Errorf("%s at offset %d: got % x, want % x", field.name, field.offset, got, field.want)
		}
	}
}

func TestKeysSortAsBytes(t *testing.T) {
	r := newReplica()
	for _, key := range []string{"k2", "k10", "k1", "k21"} {
		r.apply(Op{Put, key, []byte{7}})
	}
	r.apply(Op{Kind: Del, Key: "k1"})
	dump := r.appendSnapshot(nil)
	var keys []string
	for at := 28; at < len(dump); {
		length := int(le.Uint32(dump[at:]))
		keys = append(keys, string(dump[at+4:at+4+length]))
		at += 4 + length + 4 + 1
	}
	if want := []string{"k10", "k2", "k21"}; !slices.Equal(keys, want) {
		t.Errorf("got %v, want %v", keys, want)
	}
}
