// Package contrast is the arithmetic behind legible colours: OKLCH to the sRGB that a screen paints, and WCAG's relative
// luminance and contrast ratio. It is pure; nothing in it knows of brands or style sheets.
package contrast

import (
	"fmt"
	"math"
)

// What WCAG 2.2 asks for at level AA.
const (
	Text     = 4.5 // 1.4.3: text of any size that we use
	Graphics = 3.0 // 1.4.11: outlines of controls, icons, marks of focus
)

// OKLCH is a colour as the style sheet writes it: lightness 0 to 1, chroma from 0, hue in degrees.
type OKLCH struct{ L, C, H float64 }

// RGB is a colour as a screen paints it, 8 bits each.
type RGB struct{ R, G, B uint8 }

// Hex is #rrggbb.
func (c RGB) Hex() string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// Paint converts to sRGB. What lies outside is clipped channel by channel, which is what browsers do today with oklch() on an
// sRGB screen; CSS Color 4's slower mapping would keep the hue and change the ratio a little.
func Paint(c OKLCH) RGB {
	r, g, b := linear(c)
	return RGB{encode(r), encode(g), encode(b)}
}

// linear is CSS Color 4, section 18: OKLCH, OKLab, cone response, linear-light sRGB. Values may lie outside 0 to 1.
func linear(c OKLCH) (r, g, b float64) {
	sin, cos := math.Sincos(c.H * math.Pi / 180)
	x, y := c.C*cos, c.C*sin
	l := cube(c.L + 0.3963377773761749*x + 0.2158037573099136*y)
	m := cube(c.L - 0.1055613458156586*x - 0.0638541728258133*y)
	s := cube(c.L - 0.0894841775298119*x - 1.2914855480194092*y)
	return 4.0767416360759574*l - 3.3077115392580616*m + 0.2309699031821043*s,
		-1.2684379732850317*l + 2.6097573492876887*m - 0.3413193760026573*s,
		-0.0041960761386756*l - 0.7034186179359362*m + 1.7076146940746117*s
}

func cube(v float64) float64 { return v * v * v }

// encode applies the transfer function of sRGB and clips.
func encode(v float64) uint8 {
	if v > 0.0031308 {
		v = 1.055*math.Pow(v, 1/2.4) - 0.055
	} else {
		v *= 12.92
	}
	return uint8(math.Round(255 * min(1, max(0, v))))
}

// Luminance is WCAG's relative luminance, 0 for black to 1 for white.
func (c RGB) Luminance() float64 {
	return 0.2126*decode(c.R) + 0.7152*decode(c.G) + 0.0722*decode(c.B)
}

func decode(v uint8) float64 {
	s := float64(v) / 255
	if s <= 0.04045 {
		return s / 12.92
	}
	return math.Pow((s+0.055)/1.055, 2.4)
}

// Ratio is WCAG's contrast ratio of two painted colours, 1 to 21, in either order.
func Ratio(a, b RGB) float64 {
	x, y := a.Luminance(), b.Luminance()
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}
