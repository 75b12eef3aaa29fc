package contrast

import (
	"math"
	"testing"
)

// TestPaint: the examples of CSS Color 4 for oklch() (section 9.4), its table of sRGB's corners, and colours that no sRGB
// screen can show.
func TestPaint(t *testing.T) {
	tests := []struct {
		c    OKLCH
		want string
	}{
		{OKLCH{0.40101, 0.12332, 21.555}, "#7d2329"},
		{OKLCH{0.59686, 0.15619, 49.7694}, "#c65d06"},
		{OKLCH{0.65125, 0.13138, 104.097}, "#9d9318"},
		{OKLCH{0.66016, 0.15546, 134.231}, "#68a639"},
		{OKLCH{0.72322, 0.12403, 247.996}, "#62acef"},
		{OKLCH{0, 0, 0}, "#000000"},
		{OKLCH{1, 0, 0}, "#ffffff"},
		{OKLCH{0.627955, 0.257683, 29.2338}, "#ff0000"},
		{OKLCH{0.866440, 0.294827, 142.4953}, "#00ff00"},
		{OKLCH{0.452014, 0.313214, 264.052}, "#0000ff"},
		{OKLCH{0.42, 0.0836, 218}, "#00576b"}, // no screen has it: Chromium paints this, red clipped at 0
	}
	for _, tc := range tests {
		if got := Paint(tc.c).Hex(); got != tc.want {
			t.Errorf("%v is painted %s, want %s", tc.c, got, tc.want)
		}
	}
}

// TestRatio: the ends of WCAG's scale, the grey that just holds on white and the one that just does not, and the pairs of
// primaries with white.
func TestRatio(t *testing.T) {
	white, black := RGB{255, 255, 255}, RGB{}
	tests := []struct {
		a, b RGB
		want float64
	}{
		{white, black, 21}, {black, white, 21}, {white, white, 1},
		{RGB{0x76, 0x76, 0x76}, white, 4.54}, {RGB{0x77, 0x77, 0x77}, white, 4.48},
		{RGB{255, 0, 0}, white, 4.00}, {RGB{0, 0, 255}, white, 8.59}, {RGB{0, 255, 0}, white, 1.37},
	}
	for _, tc := range tests {
		if got := Ratio(tc.a, tc.b); math.Abs(got-tc.want) > 0.005 {
			t.Errorf("%s on %s: %.3f, want %.2f", tc.a.Hex(), tc.b.Hex(), got, tc.want)
		}
	}
	if got := (RGB{255, 255, 255}).Luminance(); math.Abs(got-1) > 1e-9 {
		t.Errorf("white's luminance is %v", got)
	}
}
