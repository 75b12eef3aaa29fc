package theme

import (
	_ "embed"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"klear/assets"
	"klear/brands"
	"klear/internal/platform/apperr"
	"klear/internal/platform/brand"
)

// measured is what Chromium painted from tokens.css, ratios rounded down.
//
//go:embed testdata/measured.md
var measured string

var names = []string{"klearkarma", "loconomy", "rebloom"}

func read(t *testing.T, name string) *Theme {
	t.Helper()
	th, err := Read(assets.Tokens(), name)
	if err != nil {
		t.Fatal(err)
	}
	return th
}

// rows are the cells of the measured tables whose first cell is one of kinds.
func rows(cells int) [][]string {
	var out [][]string
	for line := range strings.Lines(measured) {
		c := strings.Split(strings.Trim(strings.TrimSpace(line), "| "), " | ")
		if len(c) == cells && !strings.HasPrefix(c[0], "-") && c[0] != "kind" && c[0] != "token" {
			out = append(out, c)
		}
	}
	return out
}

// TestRatiosAreThoseOfABrowser: all pairs of all themes, none missing on either side.
func TestRatiosAreThoseOfABrowser(t *testing.T) {
	t.Parallel()
	want := rows(9)
	for i, name := range names {
		pairs := read(t, name).Measure(read(t, name).Own())
		if len(pairs) != len(want) {
			t.Fatalf("%d pairs, %d were measured", len(pairs), len(want))
		}
		for j, p := range pairs {
			if got := []string{map[bool]string{true: "graphics", false: "text"}[p.Graphic], p.Fore, p.Back}; !slices.Equal(got, want[j][:3]) {
				t.Fatalf("%v, measured was %v", got, want[j][:3])
			}
			for k, ratio := range []float64{p.Light.Ratio, p.Dark.Ratio} {
				if w := number(t, want[j][3+2*i+k]); math.Abs(ratio/w-1) > oneStep {
					t.Errorf("%s: %s on %s, dark=%d: %.3f, a browser has %.2f", name, p.Fore, p.Back, k, ratio, w)
				}
			}
			if light, dark := p.Fails(); light || dark {
				t.Errorf("%s as it comes: %s on %s is not legible", name, p.Fore, p.Back)
			}
		}
	}
}

// oneStep is how far a ratio moves when one of 256 steps is rounded the other way, as a browser's shorter numbers may.
const oneStep = 0.008

func number(t *testing.T, s string) float64 {
	t.Helper()
	n, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestColoursAreThoseOfABrowser(t *testing.T) {
	t.Parallel()
	list := rows(7)
	if len(list) < 15 {
		t.Fatalf("only %d colours to compare with", len(list))
	}
	for i, name := range names {
		th := read(t, name)
		for _, row := range list {
			for j, dark := range []bool{false, true} {
				e := eval{tokens: th.tokens, dark: dark}
				if got, want := e.paint(row[0]).Hex(), row[1+2*i+j]; apart(t, got, want) > 1 || e.err != nil {
					t.Errorf("%s %s dark=%v: %s, a browser paints %s, %v", name, row[0], dark, got, want, e.err)
				}
			}
		}
	}
}

// apart is by how many of 256 steps two colours differ in the channel where they differ most.
func apart(t *testing.T, a, b string) int {
	t.Helper()
	var x, y [3]int
	for i, hex := range []string{a, b} {
		to := []*[3]int{&x, &y}[i]
		if _, err := fmt.Sscanf(hex, "#%02x%02x%02x", &to[0], &to[1], &to[2]); err != nil {
			t.Fatal(err)
		}
	}
	return max(x[0]-y[0], y[0]-x[0], x[1]-y[1], y[1]-x[1], x[2]-y[2], y[2]-x[2])
}

// TestBrandFilesAgreeWithTheStyleSheet: what letters and cards are painted with, where no style sheet reaches.
func TestBrandFilesAgreeWithTheStyleSheet(t *testing.T) {
	t.Parallel()
	for _, name := range names {
		b, err := brand.Load(brands.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		th, worn := read(t, b.Theme), *b
		th.Dress(&worn, th.Own())
		if worn.Paint != b.Paint {
			t.Errorf("%s says %+v, the style sheet %+v", name, b.Paint, worn.Paint)
		}
	}
}

func TestOtherNumbersGiveOtherColours(t *testing.T) {
	t.Parallel()
	th := read(t, "klearkarma")
	c := th.Own()
	c.Primary = Tone{Hue: 300, Chroma: .1}
	b := brand.Brand{}
	th.Dress(&b, c)
	if b.Style.CSS != ":root,[data-brand]{--n-h:218;--n-c:0.0085;--p-h:300;--p-c:0.1;--a-h:74;--a-c:0.158}" {
		t.Error(b.Style.CSS)
	}
	if b.Paint.Primary == "#00576b" || b.ThemeColor.Light != b.Paint.Primary || b.Paint.Ground != "#f9fcfc" {
		t.Errorf("%+v %+v", b.Paint, b.ThemeColor)
	}
	// A ground as strong as this takes the ink away.
	c.Neutral = Tone{Hue: 30, Chroma: .2}
	for _, p := range th.Measure(c) {
		if light, dark := p.Fails(); p.Fore == "text-muted" && p.Back == "surface" && (light || !dark) {
			t.Errorf("%+v", p)
		}
	}
}

func TestWhatIsNotUnderstoodIsRefused(t *testing.T) {
	t.Parallel()
	good := assets.Tokens()
	for name, css := range map[string]string{
		"another theme":    strings.ReplaceAll(good, `[data-brand="klearkarma"]`, `[data-brand="other"]`),
		"another notation": strings.Replace(good, "--text: light-dark(", "--text: color-mix(in oklch, ", 1),
		"a missing token":  strings.Replace(good, "--n-950:", "--n-951:", 1),
		"a circle":         strings.Replace(good, "--link: light-dark(var(--p-700)", "--link: light-dark(var(--link)", 1),
	} {
		if css == good {
			t.Errorf("%s: nothing was spoiled", name)
		}
		if _, err := Read(css, "klearkarma"); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
	if _, err := Read(strings.Replace(good, "--text: light-dark(", "--text: lab(", 1), "klearkarma"); !errors.Is(err, errToken) {
		t.Error(err)
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	for _, bad := range []Tone{{Hue: -1}, {Hue: 361}, {Chroma: -.1}, {Chroma: .41}, {Hue: math.NaN()}, {Chroma: math.Inf(1)}} {
		var v apperr.Validation
		Colours{Accent: bad}.Check(&v)
		if e, ok := apperr.As(v.Err()); !ok || len(e.Fields) != 1 || !strings.HasPrefix(e.Fields[0].Path, "accent_") {
			t.Errorf("%v: %v", bad, v.Err())
		}
	}
	if got := (Tone{Hue: 12.345, Chroma: .123456}); (Colours{Primary: got}).Tidy().Primary != (Tone{Hue: 12.3, Chroma: .1235}) {
		t.Error("numbers are not rounded")
	}
}
