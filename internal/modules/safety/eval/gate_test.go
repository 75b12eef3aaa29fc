package eval_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"testing"

	"klear/internal/modules/safety/assess"
	"klear/internal/modules/safety/eval"
	"klear/internal/modules/safety/sets"
)

var update = flag.Bool("update", false, "write the baseline anew; whoever does signs for it in review")

const baselineFile = "baseline.json"

// kept is the baseline of one set: what was reached on exactly these messages.
type kept struct {
	Sum      string `json:"sha256"` // of the messages and their labels
	Messages int    `json:"messages"`
	Flagged  int    `json:"high_critical_flagged"`
	Urgent   int    `json:"high_critical_urgent"`
	Of       int    `json:"high_critical"`
	Alarms   int    `json:"none_low_flagged"`
	Calm     int    `json:"none_low"`
}

// TestNoChangeLowersRecall is the gate (C19): a word list, model or rule that finds fewer of the messages in danger than
// the baseline does not ship, whatever it does for false alarms. Other messages need a new baseline: go test -update, which
// writes none as long as recall fell on any set whose messages stayed.
func TestNoChangeLowersRecall(t *testing.T) {
	now := map[string]kept{}
	for _, lang := range sets.Langs {
		for _, part := range []string{"train", "locked", "fresh"} {
			now[lang+"."+part] = measure(t, lang, part)
		}
	}
	raw, err := os.ReadFile(baselineFile)
	if err != nil {
		t.Fatal(err)
	}
	baseline := map[string]kept{}
	if err := json.Unmarshal(raw, &baseline); err != nil {
		t.Fatal(err)
	}
	for name, got := range now {
		was := baseline[name]
		if got.Sum != was.Sum {
			if !*update {
				t.Errorf("%s: the messages changed; compare old and new on the old ones, then go test ./internal/modules/safety/eval -update", name)
			}
			continue
		}
		if got.Flagged < was.Flagged || got.Urgent < was.Urgent {
			t.Errorf("%s: recall fell: flagged %d (was %d), urgent %d (was %d) of %d", name, got.Flagged, was.Flagged, got.Urgent, was.Urgent, got.Of)
		}
		if most := was.Alarms + 2 + got.Calm/100; got.Alarms > most {
			t.Errorf("%s: false alarms rose to %d of %d, was %d", name, got.Alarms, got.Calm, was.Alarms)
		}
	}
	if *update && !t.Failed() {
		write(t, now)
	}
}

func write(t *testing.T, now map[string]kept) {
	t.Helper()
	raw, err := json.MarshalIndent(now, "", "  ")
	if err == nil {
		err = os.WriteFile(baselineFile, append(raw, '\n'), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func measure(t *testing.T, lang, part string) kept {
	t.Helper()
	list, err := sets.Load(lang, part)
	if err != nil {
		t.Fatal(err)
	}
	h := sha256.New()
	var items []eval.Item
	for _, m := range list {
		fmt.Fprintf(h, "%s\t%s\n", m.Level, m.Text)
		items = append(items, eval.Item{ID: m.ID, Lang: m.Lang, Label: m.Level, Text: m.Text})
	}
	all := eval.Measure(eval.Run(items)).All
	return kept{hex.EncodeToString(h.Sum(nil)), len(items), all.Recall.Hits, all.RecallUrgent.Hits, all.Recall.N, all.FalseCalm.Hits, all.FalseCalm.N}
}

// TestTheLockedTemplatesAreNotTrainedOn: no message is in both parts.
func TestTheLockedTemplatesAreNotTrainedOn(t *testing.T) {
	for _, lang := range sets.Langs {
		seen := map[string]bool{}
		train, err := sets.Load(lang, "train")
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range train {
			seen[m.Text] = true
		}
		levels := map[assess.Level]int{}
		locked, err := sets.Load(lang, "locked")
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range locked {
			levels[m.Level]++
			if seen[m.Text] {
				t.Errorf("%s is trained on", m.ID)
			}
		}
		for l := assess.None; l <= assess.Critical; l++ {
			if levels[l] < 10 {
				t.Errorf("%s: %d locked messages of level %s", lang, levels[l], l)
			}
		}
	}
}
