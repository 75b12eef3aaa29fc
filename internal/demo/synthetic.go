package demo

import (
	"klear/internal/modules/catalog/importfile"
)

// Synthetic makes a catalogue of n practitioners for measurements: the shape and spread of the demo (cities, prices,
// hours, languages, two to four services each), but with repeated words and numbered names. The same n and seed give the
// same File; a larger n begins with the same people.
func Synthetic(n int, seed uint64) importfile.File {
	out := importfile.File{Categories: categories(KlearKarma), Practitioners: make([]importfile.Practitioner, 0, n)}
	all, towns := voices(), weighted()
	for i := range n {
		r := &rng{seed ^ uint64(i)*0x9e3779b97f4a7c15}
		r.next()
		v, in := pick(r, all), pick(r, towns)
		p := practitioner(r, newCrowd(), KlearKarma, v, in, i)
		id := itoa(i + 1)
		p.Key = "s" + id + "-" + p.Key
		p.Email = "s" + id + "@synthetic.example"
		p.Name += " " + id
		out.Practitioners = append(out.Practitioners, p)
	}
	return out
}

// weighted repeats each city as often as it has people.
func weighted() []city {
	var out []city
	for _, c := range cities() {
		for range c.people {
			out = append(out, c)
		}
	}
	return out
}
