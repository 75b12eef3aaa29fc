package demo

import (
	"slices"
	"strings"
	"sync"
)

// portrait is the seed of a drawn portrait. Its lowest bit says whom to draw: 0 a woman, 1 a man; the rest is chance.
func portrait(r *rng, woman bool) uint32 {
	seed := uint32(r.next()) &^ 1
	if !woman {
		seed |= 1
	}
	return seed
}

// drawn are the seeds whose portraits come nearest to the people of the design's drawings.
var drawn = map[string]uint32{
	"ananya-rao":    2690156,  // bun with jasmine, maroon and yellow
	"imran-qureshi": 22086627, // glasses, full beard, cream
	"lhamo-dolkar":  514414,   // braid, blue and red
	"vikram-nair":   1681963,  // curls, moustache, green
	"meera-iyer":    27203512, // grey, round glasses, violet
}

var givenNames = sync.OnceValue(func() (g struct{ women, men []string }) {
	for _, c := range communities() {
		g.women, g.men = append(g.women, c.women...), append(g.men, c.men...)
	}
	return g
})

// businessPortrait pictures who answers the door: the person in the business's name, else anybody.
func businessPortrait(r *rng, name string) uint32 {
	first, _, _ := strings.Cut(strings.TrimSuffix(strings.ReplaceAll(name, "'s ", " "), "."), " ")
	switch {
	case slices.Contains(givenNames().women, first):
		return portrait(r, true)
	case slices.Contains(givenNames().men, first) || strings.Contains(name, "Sons") || strings.Contains(name, "Brothers"):
		return portrait(r, false)
	}
	return uint32(r.next())
}
