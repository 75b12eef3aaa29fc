package ui

import (
	"hash/fnv"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// PortraitPrefix is where PortraitHandler must be mounted: GET /portraits/{seed}.svg?s=work or ?k=arch.
const PortraitPrefix = "/portraits/"

// maxSeed bounds what an address may ask to be drawn.
const maxSeed = 80

// PortraitURL is the address of a portrait drawn from seed. Set is the brand's wardrobe: "wellness" or "work".
func PortraitURL(seed, set string) string {
	u := PortraitPrefix + url.PathEscape(seed) + ".svg"
	if set == "work" {
		u += "?s=work"
	}
	return u
}

// PatternURL is the address of the pattern that stands in for a missing picture: a lattice in the arch, a plate or petals.
func PatternURL(seed, mark string) string {
	return PortraitPrefix + url.PathEscape(seed) + ".svg?k=" + url.QueryEscape(mark)
}

// PortraitHandler draws portraits and patterns. The answer depends on nothing but its address, so it may be cached by
// everyone for a year.
func PortraitHandler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seed, ok := strings.CutSuffix(strings.TrimPrefix(r.URL.Path, PortraitPrefix), ".svg")
		if !ok || seed == "" || len(seed) > maxSeed || strings.Contains(seed, "/") {
			http.NotFound(w, r)
			return
		}
		q := r.URL.Query()
		h := w.Header()
		h.Set("Content-Type", "image/svg+xml")
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
		svg := ""
		if kind := q.Get("k"); kind != "" {
			svg = PatternSVG(seed, kind)
		} else {
			svg = PortraitSVG(seed, q.Get("s"))
		}
		_, _ = w.Write([]byte(svg)) // the client may have gone
	})
}

// PortraitSVG draws a person from a seed: the same seed gives the same person everywhere and always. A seed that starts
// with "f-" or "m-" restricts hair and clothes to that look. Set "work" dresses for work with tools.
func PortraitSVG(seed, set string) string {
	rng := seeded("portrait", seed)
	wear := look(neutral)
	switch {
	case strings.HasPrefix(seed, "f-"):
		wear = feminine
	case strings.HasPrefix(seed, "m-"):
		wear = masculine
	default:
		wear = pick(rng, []look{feminine, masculine})
	}
	work := set == "work"
	skin, hair, cloth := pick(rng, skinTones), pick(rng, hairTones), pick(rng, cloths)
	ground := pick(rng, grounds)
	if work {
		ground = pick(rng, workGrounds)
	}
	style := pick(rng, suited(hairStyles, func(h hairStyle) look { return h.look }, wear))
	dress := pick(rng, suitedGarments(wear, work))

	var b strings.Builder
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 200" width="160" height="200"><rect width="160" height="200" fill="$bg"/><circle cx="80" cy="88" r="60" fill="$halo"/>`)
	b.WriteString(style.back + dress.art + faceArt)
	b.WriteString(`<g fill="none" stroke="$line" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">`)
	b.WriteString(pick(rng, brows) + pick(rng, eyes) + nose + pick(rng, mouths) + `</g>`)
	writeExtras(&b, rng, style, wear, work)
	b.WriteString(`</svg>`)
	return strings.NewReplacer("$skin", skin.skin, "$shade", skin.shade, "$line", skin.line, "$hair", hair[0], "$shine", hair[1],
		"$bg", ground[0], "$halo", ground[1], "$a", cloth[0], "$b", cloth[1], "$c", cloth[2]).Replace(b.String())
}

func writeExtras(b *strings.Builder, rng *rand.Rand, style hairStyle, wear look, work bool) {
	if wear == masculine && rng.IntN(10) < 6 {
		b.WriteString(pick(rng, beards))
	}
	b.WriteString(style.front)
	if work && wear == masculine && !style.covers && rng.IntN(3) == 0 {
		b.WriteString(workCap)
	}
	if wear == feminine && !style.covers {
		if rng.IntN(10) < 7 {
			b.WriteString(pick(rng, earrings))
		}
		if rng.IntN(10) < 4 {
			b.WriteString(bindi)
		}
		if strings.Contains(style.back, `cy="40"`) && rng.IntN(2) == 0 {
			b.WriteString(jasmine)
		}
		b.WriteString(blush)
	}
	if rng.IntN(10) < 3 {
		b.WriteString(pick(rng, glasses))
	}
}

func suited[T any](all []T, of func(T) look, wear look) []T {
	var out []T
	for _, x := range all {
		if l := of(x); l == wear || l == neutral {
			out = append(out, x)
		}
	}
	return out
}

func suitedGarments(wear look, work bool) []garment {
	var out []garment
	for _, g := range suited(garments, func(g garment) look { return g.look }, wear) {
		if !work || g.work {
			out = append(out, g)
		}
	}
	return out
}

func pick[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }

// seeded is a stream that depends on its purpose and seed only.
func seeded(purpose, seed string) *rand.Rand {
	h := fnv.New64a()
	_, _ = h.Write([]byte(purpose + "\x00" + seed))
	return rand.New(rand.NewPCG(h.Sum64(), uint64(len(seed))))
}

// Initials are up to two letters of a name, from its first and last word; titles such as "Dr" are left out. Scripts
// whose letters combine keep whole clusters.
func Initials(name string) string {
	var words []string
	for _, w := range strings.Fields(name) {
		r, _ := utf8.DecodeRuneInString(w)
		if unicode.IsLetter(r) && !isTitle(w) {
			words = append(words, w)
		}
	}
	switch len(words) {
	case 0:
		return "?"
	case 1:
		return firstCluster(words[0])
	}
	return firstCluster(words[0]) + firstCluster(words[len(words)-1])
}

func isTitle(w string) bool {
	switch strings.ToLower(strings.TrimSuffix(w, ".")) {
	case "dr", "mr", "mrs", "ms", "prof", "shri", "smt", "डॉ", "श्री":
		return true
	}
	return false
}

func firstCluster(w string) string {
	for i, r := range w {
		if i > 0 && !unicode.Is(unicode.M, r) {
			return strings.ToUpper(w[:i])
		}
	}
	return strings.ToUpper(w)
}
