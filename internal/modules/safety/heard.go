package safety

import "klear/internal/modules/safety/assess"

// SpeaksOfDanger reports whether a text has words of danger at all, denied or not and whoever is spoken of. It is for what a
// program says; what people write is judged by Judge.
func SpeaksOfDanger(text string) bool {
	return assess.Mentions(text) || assess.Assess(text).Level.Flagged()
}

// LanguageOf is the likeliest language of a text: en, es, hi or hi-Latn; en where nothing tells.
func LanguageOf(text string) string { return assess.Assess(text).Lang }
