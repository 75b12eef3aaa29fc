package redteam

import (
	"slices"
	"testing"
)

// All kinds are there, the same seed gives the same, and the slow ones are as long as is said.
func TestConversations(t *testing.T) {
	kinds := map[string]int{}
	list := Conversations(300, 7)
	for i, c := range list {
		kinds[c.Kind]++
		if c.Kind == "slow drift" && len(c.Turns) != drift {
			t.Errorf("%d messages", len(c.Turns))
		}
		if again := Conversations(300, 7)[i]; i%50 == 0 && !slices.Equal(again.Turns, c.Turns) {
			t.Error("another conversation of the same seed")
		}
	}
	if len(kinds) != 10 || kinds["slow drift"] != 20 {
		t.Errorf("%v", kinds)
	}
}

// What the hostile model tries is found in every disguise; ordinary words are not taken for it.
func TestHeard(t *testing.T) {
	h := NewHostile(3)
	for range 500 {
		if text := h.text(); Heard(text) == "" {
			t.Errorf("not found in %q", text)
		}
	}
	for _, text := range append(harmless, "It is late. What keeps you up?") {
		if Heard(text) != "" {
			t.Errorf("found in %q", text)
		}
	}
}
