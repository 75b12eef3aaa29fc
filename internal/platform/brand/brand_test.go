package brand_test

import (
	"encoding/json"
	"io/fs"
	"testing"
	"testing/fstest"
	"time"

	"klear/brands"
	"klear/internal/platform/brand"
)

func TestEveryBrandLoads(t *testing.T) {
	t.Parallel()
	ids := brand.IDs(brands.FS)
	if len(ids) != 3 {
		t.Fatalf("brands: got %v, want three", ids)
	}
	for _, id := range ids {
		b, err := brand.Load(brands.FS, id)
		if err != nil {
			t.Errorf("Load(%q): %v", id, err)
			continue
		}
		if b.ID != id || b.Theme == "" || b.Location() == time.UTC {
			t.Errorf("%s: id %q, theme %q, zone %v", id, b.ID, b.Theme, b.Location())
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]func(m map[string]any){
		"unknown field":      func(m map[string]any) { m["colour"] = "red" },
		"unknown module":     func(m map[string]any) { m["modules"] = []string{"teleport"} },
		"currency":           func(m map[string]any) { m["currency"] = "RUP" },
		"zone":               func(m map[string]any) { m["zone"] = "Asia/Nowhere" },
		"country":            func(m map[string]any) { m["country"] = "India" },
		"commission too big": func(m map[string]any) { m["commissionBps"] = 9000 },
		"no tabs":            func(m map[string]any) { m["tabs"] = []string{} },
		"support mail":       func(m map[string]any) { m["supportMail"] = "nobody" },
		"missing word":       func(m map[string]any) { m["words"] = map[string]any{"en": map[string]any{"seeker": "x"}} },
		"theme colour":       func(m map[string]any) { m["themeColor"] = map[string]any{"light": "white", "dark": "#000000"} },
		"paint":              func(m map[string]any) { delete(m, "paint") },
		"crisis unchecked": func(m map[string]any) {
			m["crisis"] = map[string]any{"IN": map[string]any{"emergency": "112", "lines": []any{}}}
		},
	}
	for name, spoil := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := brand.Load(spoiled(t, spoil), "klearkarma"); err == nil {
				t.Error("a faulty brand was accepted")
			}
		})
	}
}

// spoiled is the real file system with one fault in klearkarma.json.
func spoiled(t *testing.T, spoil func(map[string]any)) fs.FS {
	t.Helper()
	raw, err := fs.ReadFile(brands.FS, "klearkarma.json")
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	spoil(m)
	out, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	crisis, err := fs.ReadFile(brands.FS, "crisis-lines.json")
	if err != nil {
		t.Fatal(err)
	}
	return fstest.MapFS{"klearkarma.json": {Data: out}, "crisis-lines.json": {Data: crisis}}
}

func TestCrisisForAlwaysAnswers(t *testing.T) {
	t.Parallel()
	b, err := brand.Load(brands.FS, "rebloom")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ country, key, emergency string }{
		{"IN", "IN", "112"}, {"US", "US", "911"}, {"DE", "EU", "112"}, {"IE", "IE", "112"}, {"", "ZZ", "112"}, {"XX", "ZZ", "112"},
	}
	for _, tc := range tests {
		pack, key := b.CrisisFor(tc.country)
		if key != tc.key || pack.Emergency != tc.emergency || len(pack.Lines) == 0 {
			t.Errorf("CrisisFor(%q) = %q, emergency %q, %d lines", tc.country, key, pack.Emergency, len(pack.Lines))
		}
	}
}

func TestCrisisStale(t *testing.T) {
	t.Parallel()
	p := brand.CrisisPack{Checked: "2026-11-20"}
	day := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	if p.Stale(day.AddDate(0, 0, 90)) || !p.Stale(day.AddDate(0, 0, 91)) {
		t.Error("numbers must count as stale after 90 days and not before")
	}
}
