package pdf

import (
	"slices"
	"testing"

	"github.com/go-text/typesetting/font"
)

// TestLettersJoin: conjuncts are one glyph, vowel signs stand before their consonant, Arabic letters take the form of their
// place and run from the right.
func TestLettersJoin(t *testing.T) {
	t.Parallel()
	glyphs := func(text string) (out []font.GID) {
		for _, line := range shaped(text, 10, 100) {
			for _, run := range line {
				for _, g := range run.Glyphs {
					out = append(out, g.GlyphID)
				}
			}
		}
		return out
	}
	nominal := func(f *font.Font, r rune) font.GID {
		g, ok := f.NominalGlyph(r)
		if !ok {
			t.Fatalf("no glyph for %q", r)
		}
		return g
	}
	if got := glyphs("क्ष"); len(got) != 1 || got[0] == nominal(fonts[1], 'क') {
		t.Errorf("the conjunct is %v", got)
	}
	if got := glyphs("कि"); len(got) != 2 || got[1] != nominal(fonts[1], 'क') {
		t.Errorf("the vowel sign stands behind: %v", got)
	}
	got := glyphs("ببب")
	if len(got) < 3 || got[0] == got[len(got)-1] {
		t.Errorf("the letters stand apart: %v", got)
	}
	if ab, a := glyphs("اد"), nominal(fonts[2], 'ا'); len(ab) < 2 || ab[len(ab)-1] != a {
		t.Errorf("Arabic runs from the left: %v", ab)
	}
	whole := glyphs("دار 12، ج")
	if first, last := nominal(fonts[2], 'ج'), nominal(fonts[2], 'ر'); whole[0] != first || !slices.Contains(whole[len(whole)-3:], last) {
		t.Errorf("an address with a number does not run from the right: %v", whole)
	}
	if lines := shaped("राव राव राव राव राव राव", 10, 20); len(lines) < 2 {
		t.Error("nothing is wrapped")
	}
}
