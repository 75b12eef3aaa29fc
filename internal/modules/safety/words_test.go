package safety_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"klear/internal/modules/identity"
	"klear/internal/modules/safety"
)

// forbidden are words that fixed texts about suicide never say (C9, C10, C23): they shame, tell how, or promise what
// nobody did. After reportingonsuicide.org and the WHO's guide for media professionals (2023).
var forbidden = []string{"commit suicide", "committed suicide", "successful suicide", "failed attempt", "overdose", "hang yourself", "jump from", "mg of", "selfish",
	"our secret", "keep it secret", "i am a therapist", "i have called", "help is on its way", "help is on the way", "you are depressed", "you suffer from", "!"}

// C23: every word that the program itself says about danger, in pages, letters and answers.
func TestFixedWordsAreSafe(t *testing.T) {
	texts := map[string]string{}
	for _, pattern := range []string{"words/*.json", "../notify/letters/en/on_call*.txt", "../notify/letters/en/contact*.txt"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		for _, f := range files {
			raw, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			texts[f] = string(raw)
		}
	}
	raw, err := os.ReadFile("../../../locales/en.json")
	if err != nil {
		t.Fatal(err)
	}
	var locale map[string]any
	if err := json.Unmarshal(raw, &locale); err != nil {
		t.Fatal(err)
	}
	for key, v := range locale {
		if text, ok := v.(string); ok && (strings.HasPrefix(key, "help.") || strings.HasPrefix(key, "oncall.")) {
			texts[key] = text
		}
	}
	for name, text := range texts {
		for _, bad := range forbidden {
			if strings.Contains(strings.ToLower(text), bad) {
				t.Errorf("%s says %q", name, bad)
			}
		}
	}
}

// C5, C10, C11: in each language an urgent answer has the lines, says that this is software, and that nobody was called.
func TestFixedWordsAreWhole(t *testing.T) {
	s := setup(t)
	for lang, words := range map[string]string{"en": plan, "es": "voy a suicidarme esta noche", "hi": "मैं आज रात आत्महत्या करने जा रहा हूँ", "hi-Latn": "main aaj raat khudkushi karne wala hu", "ar": "kill myself tonight أريد"} {
		j := s.Judge(t.Context(), identity.Principal{Zone: "Asia/Kolkata"}, words)
		raw, err := os.ReadFile("words/" + lang + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var p map[string]string
		if err := json.Unmarshal(raw, &p); err != nil {
			t.Fatal(err)
		}
		if len(p) != 9 {
			t.Errorf("%s has %d texts", lang, len(p))
		}
		for _, want := range []string{"14416", "112", p["software"], strings.ReplaceAll(p["no_team"], "{brand}", "Rebloom")} {
			if want == "" || !strings.Contains(j.Words, want) {
				t.Errorf("%s (%s): no %q in %q", lang, j.Level, want, j.Words)
			}
		}
	}
	if len(safety.Languages) != 5 {
		t.Errorf("%v", safety.Languages)
	}
}
