package demo

import "klear/internal/modules/catalog/importfile"

// therapists are Rebloom's people: counsellors and psychologists, nearly all of them online, most of them in India.
func therapists() []importfile.Practitioner {
	const wanted = 60
	var out []importfile.Practitioner
	for _, p := range named(Rebloom) {
		if p.Key == "imran-qureshi" {
			out = append(out, p)
		}
	}
	people := newCrowd("Imran Qureshi", "Imran")
	r := seeded(Rebloom, "cities")
	for _, v := range voices() {
		switch v.profession {
		case "counselling", "clinical-psychology", "sleep-and-stress":
		default:
			continue
		}
		if len(out) == wanted || v.training == "counselling" && r.chance(10) {
			continue
		}
		in := pick(r, cities())
		for (in.country != "IN" && r.chance(45)) || in.country == "JP" {
			in = pick(r, cities())
		}
		out = append(out, practitioner(seeded(Rebloom, v.words), people, Rebloom, v, in, len(out)))
	}
	return out
}
