package brandpages

import (
	"strconv"
	"strings"
	"time"

	"klear/internal/modules/settings"
	"klear/internal/platform/theme"
	"klear/internal/web/layout"
)

// Edit is GET /admin/brands.
type Edit struct {
	Page    layout.Page
	Look    settings.Look // as it stands
	Changed bool          // something differs from the brand's file
	Version int64
	Who     string    // who changed it last
	At      time.Time // zero while nobody did
	Pairs   []theme.Pair
}

// tone is one of the three colours as the form asks for it.
type tone struct {
	name        string
	hue, chroma float64
}

func tones(c theme.Colours) []tone {
	return []tone{{"primary", c.Primary.Hue, c.Primary.Chroma}, {"accent", c.Accent.Hue, c.Accent.Chroma}, {"neutral", c.Neutral.Hue, c.Neutral.Chroma}}
}

func shown(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// sample is a pair in one appearance.
type sample struct {
	theme.Painted
	id, name string // name: light or dark
	fails    bool
	least    float64
}

func samples(p theme.Pair) []sample {
	light, dark := p.Fails()
	return []sample{
		{p.Light, anchor(p.Fore, p.Back, "light"), "light", light, p.Least()},
		{p.Dark, anchor(p.Fore, p.Back, "dark"), "dark", dark, p.Least()},
	}
}

// anchor is where an error about a pair leads.
func anchor(fore, back, appearance string) string {
	return strings.Join([]string{"pair", fore, back, appearance}, "-")
}

// failing counts the samples that are not legible.
func failing(pairs []theme.Pair) (n int) {
	for _, p := range pairs {
		for _, s := range samples(p) {
			if s.fails {
				n++
			}
		}
	}
	return n
}

// worstFirst has the pairs that fail before the others, which keep their order.
func worstFirst(pairs []theme.Pair) []theme.Pair {
	var bad, good []theme.Pair
	for _, p := range pairs {
		if light, dark := p.Fails(); light || dark {
			bad = append(bad, p)
		} else {
			good = append(good, p)
		}
	}
	return append(bad, good...)
}
