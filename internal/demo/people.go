package demo

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// community is a pool of names that are heard together.
type community struct {
	language           string
	women, men         []string
	surnamesF, surname []string
}

var communities = sync.OnceValue(func() map[string]community {
	out := map[string]community{}
	for _, b := range readBlocks("names") {
		c := community{language: b.head[1]}
		for _, line := range b.lines {
			kind, list, _ := strings.Cut(line, ":")
			names := split(list, ",")
			switch kind {
			case "f":
				c.women = names
			case "m":
				c.men = names
			case "s":
				c.surname, c.surnamesF = names, names
			case "sf":
				c.surnamesF = names
			case "sm":
				c.surname = names
			default:
				panic("demo: names.txt: " + line)
			}
		}
		out[b.head[0]] = c
	}
	return out
})

// person is somebody before they have a profession.
type person struct {
	given, full string
	woman       bool
	languages   []string
}

// crowd makes people with names that nobody else in it has.
type crowd struct{ taken map[string]bool }

func newCrowd(names ...string) *crowd {
	c := &crowd{taken: map[string]bool{}}
	for _, n := range names {
		c.taken[n] = true
	}
	return c
}

// person draws a name from a community of the city. The given name is also kept unique for a while: a list with three
// people called Neha on its first page reads like a machine.
func (c *crowd) person(r *rng, in city, from string, woman bool) person {
	for tries := 0; ; tries++ {
		name := from
		if name == "" {
			name = pick(r, in.communities)
		}
		pool := communities()[name]
		p := person{woman: woman}
		surname := ""
		if woman {
			p.given, surname = pick(r, pool.women), pick(r, pool.surnamesF)
		} else {
			p.given, surname = pick(r, pool.men), pick(r, pool.surname)
		}
		p.full = p.given + " " + surname
		if c.taken[p.full] || tries < 12 && c.taken[p.given] {
			continue
		}
		c.taken[p.full], c.taken[p.given] = true, true
		p.languages = speaks(r, in, pool.language)
		return p
	}
}

// speaks lists a person's languages, the strongest first, as people of that city and origin would.
func speaks(r *rng, in city, own string) []string {
	var out []string
	add := func(tag string, percent int) {
		if tag != "" && !slices.Contains(out, tag) && r.chance(percent) {
			out = append(out, tag)
		}
	}
	switch in.country {
	case "IN":
		add("en", 96)
		add(own, 100)
		add("hi", 60)
		add(in.languages[0], 65)
	case "DE", "JP", "NP":
		add(in.languages[0], 100)
		add(own, 100)
		add("en", 90)
	default:
		add("en", 100)
		add(own, 92)
		add(pick(r, in.languages), 40)
	}
	return out
}

// slug makes a key of a name: ASCII lower case with hyphens.
func slug(name string) string {
	var b strings.Builder
	for _, c := range norm.NFD.String(strings.NewReplacer("ß", "ss", "ı", "i", "ø", "o", "ł", "l", "Ł", "L", "đ", "d", "'", "", "&", "and").Replace(name)) {
		c = unicode.ToLower(c)
		switch {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			b.WriteRune(c)
		case unicode.Is(unicode.Mn, c):
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.Trim(b.String(), "-")
}

func itoa(n int) string { return strconv.Itoa(n) }
