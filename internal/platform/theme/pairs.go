package theme

import (
	"math"
	"strconv"

	"klear/internal/platform/contrast"
)

// Pair is two tokens that stand on each other somewhere, as they are painted.
type Pair struct {
	Fore, Back string // tokens, without dashes
	Graphic    bool   // an outline, an icon, a mark; else text
	Light      Painted
	Dark       Painted
}

// Painted is a pair in one appearance.
type Painted struct {
	Fore, Back contrast.RGB
	Ratio      float64
}

// Shown is the ratio with two digits, rounded down: what does not hold is never shown as if it did.
func (p Painted) Shown() string {
	return strconv.FormatFloat(math.Floor(p.Ratio*100)/100, 'f', 2, 64)
}

// Least is the ratio that a pair needs.
func (p Pair) Least() float64 {
	if p.Graphic {
		return contrast.Graphics
	}
	return contrast.Text
}

// Fails reports in which appearances a pair is not legible.
func (p Pair) Fails() (light, dark bool) {
	return p.Light.Ratio < p.Least(), p.Dark.Ratio < p.Least()
}

// Measure resolves all pairs with the given colours, in the table's order.
func (t *Theme) Measure(c Colours) []Pair {
	out, err := t.measure(c)
	if err != nil {
		panic(err) // Read has resolved the same tokens
	}
	return out
}

func (t *Theme) measure(c Colours) ([]Pair, error) {
	light, dark := eval{tokens: t.tokens, over: c.numbers()}, eval{tokens: t.tokens, over: c.numbers(), dark: true}
	var out []Pair
	for _, row := range table {
		for _, back := range row.backs {
			out = append(out, Pair{Fore: row.fore, Back: back, Graphic: row.graphic, Light: light.pair(row.fore, back), Dark: dark.pair(row.fore, back)})
		}
	}
	if light.err != nil {
		return nil, light.err
	}
	return out, dark.err
}

func (e *eval) pair(fore, back string) Painted {
	p := Painted{Fore: e.paint(fore), Back: e.paint(back)}
	p.Ratio = contrast.Ratio(p.Fore, p.Back)
	return p
}

// table is which token stands on which. A component that puts two others on each other adds them here.
var table = []struct {
	fore    string
	graphic bool
	backs   []string
}{
	{"text", false, []string{"bg", "surface", "surface-raised", "surface-sunken", "surface-tint", "surface-hover", "primary-soft", "accent-soft"}},
	{"text-muted", false, []string{"bg", "surface", "surface-raised", "surface-sunken", "surface-tint", "surface-hover"}},
	{"text-subtle", false, []string{"bg", "surface", "surface-raised", "surface-sunken", "surface-tint"}},
	{"link", false, []string{"bg", "surface", "surface-raised", "surface-sunken", "surface-tint", "surface-hover"}},
	{"link-hover", false, []string{"bg", "surface", "surface-tint"}},
	{"on-primary", false, []string{"primary", "primary-hover", "primary-active"}},
	{"on-primary-soft", false, []string{"primary-soft", "primary-soft-hover"}},
	{"on-accent", false, []string{"accent"}},
	{"on-accent-soft", false, []string{"accent-soft"}},
	{"success", false, []string{"bg", "surface", "surface-raised"}},
	{"on-success", false, []string{"success"}},
	{"on-success-soft", false, []string{"success-soft"}},
	{"warning", false, []string{"bg", "surface", "surface-raised"}},
	{"on-warning", false, []string{"warning"}},
	{"on-warning-soft", false, []string{"warning-soft"}},
	{"danger", false, []string{"bg", "surface", "surface-raised"}},
	{"on-danger", false, []string{"danger"}},
	{"on-danger-soft", false, []string{"danger-soft"}},
	{"info", false, []string{"bg", "surface", "surface-raised"}},
	{"on-info", false, []string{"info"}},
	{"on-info-soft", false, []string{"info-soft"}},
	{"on-crisis", false, []string{"crisis"}},
	{"on-crisis-muted", false, []string{"crisis"}},
	{"on-crisis-action", false, []string{"crisis-action"}},
	{"on-bubble-me", false, []string{"bubble-me"}},
	{"on-bubble-them", false, []string{"bubble-them"}},
	{"text-inverse", false, []string{"text"}},
	{"border-strong", true, []string{"bg", "surface", "surface-raised", "surface-sunken", "surface-tint"}},
	{"focus", true, []string{"bg", "surface", "surface-raised", "surface-sunken", "surface-tint", "primary-soft"}},
	{"primary", true, []string{"bg", "surface", "surface-raised", "surface-tint"}},
	{"rating", true, []string{"bg", "surface", "surface-raised"}},
	{"crisis-line", true, []string{"crisis"}},
	{"crisis-action", true, []string{"crisis"}},
	{"mood-1", true, []string{"surface"}},
	{"mood-2", true, []string{"surface"}},
	{"mood-3", true, []string{"surface"}},
	{"mood-4", true, []string{"surface"}},
	{"mood-5", true, []string{"surface"}},
	{"chart-1", true, []string{"surface"}},
	{"chart-2", true, []string{"surface"}},
	{"chart-3", true, []string{"surface"}},
	{"chart-4", true, []string{"surface"}},
	{"chart-5", true, []string{"surface"}},
	{"chart-6", true, []string{"surface"}},
}
