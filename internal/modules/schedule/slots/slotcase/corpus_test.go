package slotcase_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"klear/internal/modules/schedule/slots/slotcase"
)

// TestCorpus answers every case of testdata/cases and compares the keys of result that the case expects. The expected
// answers were worked out by a separate program, minute by minute, from the rules alone.
func TestCorpus(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/cases/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			in, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, why := range []bool{false, true} {
				compareCases(t, in, why)
			}
		})
	}
}

func compareCases(t *testing.T, in []byte, why bool) {
	t.Helper()
	var out bytes.Buffer
	if err := slotcase.Explain(bytes.NewReader(in), &out, why); err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		ID             string
		Expect, Result map[string]any
	}
	if err := json.Unmarshal(out.Bytes(), &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		for key, want := range c.Expect {
			got := c.Result[key]
			if m, ok := want.(map[string]any); ok && len(m) == 0 && got == nil {
				continue // seats_left of no starts is left out
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: %s (-want +got):\n%s", c.ID, key, diff)
			}
		}
		if _, ok := c.Result["refused"]; ok != why {
			t.Errorf("%s: refused given: %v, asked: %v", c.ID, ok, why)
		}
	}
}
