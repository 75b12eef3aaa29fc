package ui

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
)

// inks are pairs for patterns: a ground on which white initials reach at least 4.5:1, and a lighter line.
var inks = [][2]string{
	{"#0b5d70", "#7cc0cd"}, {"#7a2f3f", "#e0a5ad"}, {"#3b4a86", "#a9b6e6"}, {"#2f6148", "#9accb0"}, {"#7d4a12", "#e9bd7d"},
	{"#5b3f78", "#c9b1e4"}, {"#1f5a8a", "#9cc7ea"}, {"#6d5113", "#dcc274"}, {"#8a3b22", "#efb59d"}, {"#37575d", "#a4c5ca"},
}

// PatternSVG draws what stands for a missing picture: a lattice behind the arch ("arch"), a number plate's ground
// ("plate") or an open flower ("bloom"). The initials are laid over it by the page, in the brand's own type.
func PatternSVG(seed, mark string) string {
	rng := seeded("pattern", seed)
	ink := pick(rng, inks)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 200" width="160" height="200"><rect width="160" height="200" fill="%s"/>`, ink[0])
	switch mark {
	case "plate":
		plate(&b, rng, ink)
	case "bloom":
		bloom(&b, rng, ink)
	default:
		lattice(&b, rng, ink)
	}
	b.WriteString(`</svg>`)
	return b.String()
}

// PatternInks are the ground and the line of a pattern's colours, for whoever draws the same person elsewhere.
func PatternInks(seed string) (ground, line string) {
	ink := pick(seeded("pattern", seed), inks)
	return ink[0], ink[1]
}

// lattice is a stone screen (jali): one of five tilings, with the arch left open in the middle.
func lattice(b *strings.Builder, rng *rand.Rand, ink [2]string) {
	size := 16 + 4*rng.IntN(4)
	s := float64(size)
	tile := ""
	switch rng.IntN(5) {
	case 0: // eight-pointed stars
		tile = star(s/2, s/2, s*.46, s*.30, 8)
	case 1: // crossed squares
		tile = fmt.Sprintf(`<path d="M0 0 %g %gM%g 0 0 %g"/><rect x="%g" y="%g" width="%g" height="%g"/>`, s, s, s, s, s/4, s/4, s/2, s/2)
	case 2: // interlaced rings
		tile = fmt.Sprintf(`<circle cx="%g" cy="%g" r="%g"/><circle cx="0" cy="0" r="%g"/><circle cx="%g" cy="0" r="%g"/><circle cx="0" cy="%g" r="%g"/><circle cx="%g" cy="%g" r="%g"/>`,
			s/2, s/2, s*.42, s*.42, s, s*.42, s, s*.42, s, s, s*.42)
	case 3: // six-pointed stars
		tile = star(s/2, s/2, s*.48, s*.26, 6)
	default: // four petals
		tile = fmt.Sprintf(`<path d="M0 0Q%g %g %g %gQ%g %g 0 0M%g 0Q%g %g 0 %gQ%g %g %g 0"/>`, s*.75, s*.25, s, s, s*.25, s*.75, s, s*.25, s*.25, s, s*.75, s*.75, s)
	}
	fmt.Fprintf(b, `<defs><pattern id="p" width="%d" height="%d" patternUnits="userSpaceOnUse"><g fill="none" stroke="%s" stroke-width="1.3">%s</g></pattern></defs>`, size, size, ink[1], tile)
	fmt.Fprintf(b, `<rect width="160" height="200" fill="url(#p)" opacity=".75"/><path d="M36 200V116c8 0 10-5 10-11 8 0 11-5 12-11 2-8 15-12 22-26 7 14 20 18 22 26 1 6 4 11 12 11 0 6 2 11 10 11v84z" fill="%s" stroke="%s" stroke-width="2.5"/>`, ink[0], ink[1])
}

func star(cx, cy, outer, inner float64, points int) string {
	var b strings.Builder
	b.WriteString(`<path d="`)
	for i := range points * 2 {
		r := outer
		if i%2 == 1 {
			r = inner
		}
		a := math.Pi*float64(i)/float64(points) - math.Pi/2
		cmd := "L"
		if i == 0 {
			cmd = "M"
		}
		fmt.Fprintf(&b, "%s%.2f %.2f", cmd, cx+r*math.Cos(a), cy+r*math.Sin(a))
	}
	b.WriteString(`z"/>`)
	return b.String()
}

// plate is a number plate: a stripe or chevron ground, an inner frame and four rivets.
func plate(b *strings.Builder, rng *rand.Rand, ink [2]string) {
	step := 14 + 4*rng.IntN(3)
	chevron := rng.IntN(2) == 0
	fmt.Fprintf(b, `<g stroke="%s" stroke-width="3" fill="none" opacity=".38">`, ink[1])
	for y := -40; y < 260; y += step {
		if chevron {
			fmt.Fprintf(b, `<path d="M0 %d 80 %d 160 %d"/>`, y, y-28, y)
		} else {
			fmt.Fprintf(b, `<path d="M0 %d 160 %d"/>`, y+40, y-40)
		}
	}
	fmt.Fprintf(b, `</g><rect x="16" y="70" width="128" height="88" rx="9" fill="%s" stroke="%s" stroke-width="3"/>`, ink[0], ink[1])
	for _, p := range [][2]int{{27, 81}, {133, 81}, {27, 147}, {133, 147}} {
		fmt.Fprintf(b, `<circle cx="%d" cy="%d" r="3" fill="%s"/>`, p[0], p[1], ink[1])
	}
}

// bloom is a flower seen from above: two rings of petals around a calm centre.
func bloom(b *strings.Builder, rng *rand.Rand, ink [2]string) {
	petals := 5 + rng.IntN(5)
	turn := rng.Float64() * 360 / float64(petals)
	fmt.Fprintf(b, `<g fill="%s" stroke="%s" stroke-width="1.5">`, ink[1], ink[0])
	for ring, reach := range []float64{104, 76} {
		for i := range petals {
			a := turn + float64(i)*360/float64(petals) + float64(ring)*180/float64(petals)
			wide := reach * (.26 + 1.1/float64(petals))
			fmt.Fprintf(b, `<path d="M80 114C%.1f %.1f %.1f %.1f 80 %.1f %.1f %.1f %.1f %.1f 80 114z" transform="rotate(%.1f 80 114)" opacity="%s"/>`,
				80-wide, 114-reach*.45, 80-wide*.5, 114-reach*.85, 114-reach, 80+wide*.5, 114-reach*.85, 80+wide, 114-reach*.45, a, []string{".45", ".7"}[ring])
		}
	}
	fmt.Fprintf(b, `</g><circle cx="80" cy="114" r="42" fill="%s" stroke="%s" stroke-width="2"/>`, ink[0], ink[1])
}
