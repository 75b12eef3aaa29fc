package guide

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMirrored is the longest clause, in words, that is said back: more sounds like a recording.
const maxMirrored = 14

// mirror says the first sentence of a message back to its writer ("I keep replaying my talk" becomes "You keep replaying
// your talk"). Only sentences that begin in a known way are, and never one that speaks about a "you" already. "" says no.
func (w *words) mirror(text string) string {
	text = strings.NewReplacer("’", "'", "‘", "'").Replace(strings.TrimSpace(text))
	if end := strings.IndexAny(text, ".!?\n;"); end >= 0 {
		text = text[:end]
	}
	lower := strings.ToLower(text)
	begins := false
	for _, start := range w.mirrors {
		begins = begins || strings.HasPrefix(lower+" ", start)
	}
	parts := strings.Fields(text)
	if !begins || len(parts) < 3 || len(parts) > maxMirrored {
		return ""
	}
	for i, p := range parts {
		bare := strings.TrimFunc(strings.ToLower(p), func(r rune) bool { return unicode.IsPunct(r) && r != '\'' })
		if strings.HasPrefix(bare, "you") {
			return ""
		}
		if other, ok := w.swaps[bare]; ok && (bare != "was" || i > 0 && strings.EqualFold(parts[i-1], "you")) {
			parts[i] = strings.Replace(strings.ToLower(p), bare, other, 1)
		}
	}
	out := strings.TrimRight(strings.Join(parts, " "), ",:- ")
	first, size := utf8.DecodeRuneInString(out)
	return string(unicode.ToUpper(first)) + out[size:]
}
