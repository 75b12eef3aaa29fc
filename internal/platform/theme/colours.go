package theme

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"strconv"
	"strings"

	"klear/internal/platform/apperr"
	"klear/internal/platform/brand"
)

// Colours are the numbers that every colour of a theme grows from.
type Colours struct {
	Primary Tone `json:"primary"`
	Accent  Tone `json:"accent"`
	Neutral Tone `json:"neutral"`
}

// Tone is a hue in degrees, 0 to 360, and how much of it: OKLCH chroma, 0 to 0.4.
type Tone struct {
	Hue    float64 `json:"hue"`
	Chroma float64 `json:"chroma"`
}

// The limits of a tone. Beyond 0.4 no screen shows more.
const (
	MostHue    = 360
	MostChroma = 0.4
)

// Tidy rounds to what an eye could tell apart: hue to a tenth, chroma to four digits.
func (c Colours) Tidy() Colours {
	for _, t := range []*Tone{&c.Primary, &c.Accent, &c.Neutral} {
		t.Hue, t.Chroma = math.Round(t.Hue*10)/10, math.Round(t.Chroma*1e4)/1e4
	}
	return c
}

// Check adds a fault for every number outside its limits, by its name: primary_hue, neutral_chroma.
func (c Colours) Check(v *apperr.Validation) {
	for _, t := range []struct {
		name string
		Tone
	}{{"primary", c.Primary}, {"accent", c.Accent}, {"neutral", c.Neutral}} {
		v.Check(t.Hue >= 0 && t.Hue <= MostHue, t.name+"_hue", "hue", "A hue is 0 to %d.", MostHue)
		v.Check(t.Chroma >= 0 && t.Chroma <= MostChroma, t.name+"_chroma", "chroma", "Chroma is 0 to %.1f.", MostChroma)
	}
}

// numbers are the custom properties that the ramps are made of.
func (c Colours) numbers() map[string]float64 {
	return map[string]float64{"p-h": c.Primary.Hue, "p-c": c.Primary.Chroma, "a-h": c.Accent.Hue, "a-c": c.Accent.Chroma, "n-h": c.Neutral.Hue, "n-c": c.Neutral.Chroma}
}

// Prefix is below which address the rules of operators are served.
const Prefix = "/static/theme/"

// style is the rule that follows the style sheet. It stands in no layer and therefore wins over all of them.
func style(c Colours) brand.Style {
	var b strings.Builder
	n := c.numbers()
	b.WriteString(":root,[data-brand]{")
	for i, name := range []string{"n-h", "n-c", "p-h", "p-c", "a-h", "a-c"} {
		if i > 0 {
			b.WriteByte(';')
		}
		b.WriteString("--" + name + ":" + strconv.FormatFloat(n[name], 'f', -1, 64))
	}
	b.WriteString("}")
	sum := sha256.Sum256([]byte(b.String()))
	return brand.Style{CSS: b.String(), URL: Prefix + hex.EncodeToString(sum[:8]) + ".css"}
}

// Dress gives a brand other colours: its rule, what is painted where no style sheet reaches, and the browser's bars, which take
// the deep primary of the light theme in both.
func (t *Theme) Dress(b *brand.Brand, c Colours) {
	e := eval{tokens: t.tokens, over: c.numbers()}
	b.Style = style(c)
	b.Paint = brand.Paint{Ground: e.paint("bg").Hex(), Primary: e.paint("primary").Hex(), OnPrimary: e.paint("on-primary").Hex()}
	b.ThemeColor = brand.ThemeColor{Light: b.Paint.Primary, Dark: b.Paint.Primary}
}
