package lab

import (
	"testing"

	"klear/internal/lab/redteam"
	"klear/internal/modules/companion/fit"
)

// TestTheWorstIsRefused: no sentence of the red team, whose list knows nothing of the validator's, is fit in any language.
func TestTheWorstIsRefused(t *testing.T) {
	list := redteam.Worst()
	for _, text := range list {
		if fit.Reply(text) == "" {
			t.Errorf("shown: %q", text)
		}
	}
	for _, blank := range []string{"", "   ", "\u200b\u200b", "...", "?", "🙂"} {
		if fit.Reply(blank) == "" {
			t.Errorf("shown: %q", blank)
		}
	}
	if len(list) < 300 {
		t.Errorf("only %d", len(list))
	}
}
