package search

import (
	"math"
	"slices"
	"testing"

	"github.com/golang/geo/s2"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"klear/internal/modules/catalog"
)

func TestTokens(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"Dr. Zoë O’Brien-Łukasz": {"dr", "zoe", "obrien", "lukasz"},
		"योग और ध्यान":           {"योग", "और", "ध्यान"},
		"العلاج النفسي":          {"العلاج", "النفسي"},
		"50+ 24/7":               {"50", "24", "7"},
		"ﬁt":                     {"fit"},
		"":                       {},
	} {
		if diff := cmp.Diff(want, tokens(text)); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func TestStem(t *testing.T) {
	t.Parallel()
	for w, want := range map[string]string{
		"therapies": "therapy", "massages": "massage", "counsellors": "counsellor", "yoga": "yoga", "stress": "stress", "virus": "virus", "gas": "ga", "is": "is", "s": "s",
	} {
		if got := stem(w); got != want {
			t.Errorf("%s: %s, want %s", w, got, want)
		}
	}
}

func TestTokensAreSafeLexemes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		for _, w := range tokens(rapid.String().Draw(rt, "text")) {
			if w == "" || slices.ContainsFunc([]rune(w), func(r rune) bool { return r == '\'' || r == '\\' || r == 0 }) {
				rt.Errorf("lexeme %q", w)
			}
			if again := tokens(w); len(again) != 1 || again[0] != w {
				rt.Errorf("%q folds to %q", w, again)
			}
		}
	})
}

// osa is the textbook recursion, as an oracle.
func osa(a, b []rune) int {
	switch {
	case len(a) == 0:
		return len(b)
	case len(b) == 0:
		return len(a)
	}
	i, j := len(a)-1, len(b)-1
	cost := 1
	if a[i] == b[j] {
		cost = 0
	}
	d := min(osa(a[:i], b)+1, osa(a, b[:j])+1, osa(a[:i], b[:j])+cost)
	if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
		d = min(d, osa(a[:i-1], b[:j-1])+1)
	}
	return d
}

func TestEdits(t *testing.T) {
	t.Parallel()
	word := rapid.StringOfN(rapid.RuneFrom([]rune("abकख")), 0, 6, -1)
	rapid.Check(t, func(rt *rapid.T) {
		a, b := word.Draw(rt, "a"), word.Draw(rt, "b")
		want := osa([]rune(a), []rune(b))
		if got := edits(a, b, 10); got != want {
			rt.Errorf("%q %q: %d, want %d", a, b, got, want)
		}
		if got := edits(a, b, 1); got != min(want, 2) {
			rt.Errorf("%q %q: %d within 1, want %d", a, b, got, want)
		}
	})
}

func TestVariantsAreOneEditAway(t *testing.T) {
	t.Parallel()
	for _, v := range variants("yoga") {
		if n := edits("yoga", v, 3); n > 1 {
			t.Errorf("%s is %d edits away", v, n)
		}
	}
	if !slices.Contains(variants("yoag"), "yoga") {
		t.Error("swapped letters are missing")
	}
}

// TestRangesCoverTheCircle draws circles and points in them: every point's cell is in a range.
func TestRangesCoverTheCircle(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		n := Near{rapid.Float64Range(-90, 90).Draw(rt, "lat"), rapid.Float64Range(-180, 180).Draw(rt, "lon"), rapid.Float64Range(0.1, MaxRadiusKm).Draw(rt, "km")}
		from, to := n.ranges()
		centre := s2.PointFromLatLng(s2.LatLngFromDegrees(n.Latitude, n.Longitude))
		angle := rapid.Float64Range(0, 2*math.Pi).Draw(rt, "bearing")
		away := rapid.Float64Range(0, n.RadiusKm*0.999).Draw(rt, "away") / earthRadiusKm
		frame := centre.Ortho()
		side := frame.Mul(math.Cos(angle)).Add(centre.Cross(frame).Mul(math.Sin(angle)))
		p := s2.LatLngFromPoint(s2.Point{Vector: centre.Mul(math.Cos(away)).Add(side.Mul(math.Sin(away)))})
		cell := catalog.CellOf(p.Lat.Degrees(), p.Lng.Degrees())
		for i := range from {
			if from[i] <= cell && cell <= to[i] {
				return
			}
		}
		rt.Errorf("%v is in no range of %+v", p, n)
	})
}

func TestBandEdges(t *testing.T) {
	t.Parallel()
	for currency, want := range map[string][]int64{"INR": {50_000, 100_000, 200_000, 400_000}, "JPY": {3000, 6000, 12_000, 24_000}, "KWD": {10_000, 20_000, 40_000, 80_000}, "EUR": {2500, 5000, 10_000, 20_000}, "": {}} {
		if diff := cmp.Diff(want, bandEdges(currency)); diff != "" {
			t.Errorf("%s: %s", currency, diff)
		}
	}
}
