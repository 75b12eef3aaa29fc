package demo

import (
	"slices"
	"strings"
	"sync"

	"klear/internal/modules/catalog/importfile"
)

// course is a qualification and the countries whose people have it.
type course struct {
	countries      []string
	degree, school string
}

// register is who is asked whether a practitioner is who they say.
type register struct {
	countries            []string
	body, prefix, method string
}

type profession struct {
	courses   []course
	registers []register
}

var professions = sync.OnceValue(func() map[string]profession {
	out := map[string]profession{}
	for _, b := range readBlocks("training") {
		var p profession
		for _, line := range b.lines {
			if rest, ok := strings.CutPrefix(line, "r "); ok {
				f := fields(rest)
				reg := register{strings.Fields(f[0]), f[1], f[2], f[len(f)-1]}
				p.registers = append(p.registers, reg)
				continue
			}
			f := fields(line)
			p.courses = append(p.courses, course{strings.Fields(f[0]), f[1], f[2]})
		}
		out[b.head[0]] = p
	}
	return out
})

// train chooses where a person studied: their country's courses, "*" where it has none, and any course as a last resort.
func train(r *rng, key, country string) course {
	all := professions()[key].courses
	var local, anywhere []course
	for _, c := range all {
		if slices.Contains(c.countries, country) || slices.Contains(c.countries, "any") {
			local = append(local, c)
		}
		if slices.Contains(c.countries, "*") {
			anywhere = append(anywhere, c)
		}
	}
	switch {
	case len(local) > 0:
		return pick(r, local)
	case len(anywhere) > 0:
		return pick(r, anywhere)
	}
	return pick(r, all)
}

// career draws years and the certificate that goes with them.
func career(r *rng, key, country string) (history, importfile.Certification) {
	c := train(r, key, country)
	years := r.between(5, 16) + r.intn(14)
	k := r.between(2, min(7, years-2))
	school := strings.TrimPrefix(c.school, "the ")
	return history{c.school, years, years - k}, importfile.Certification{
		Name: c.degree, Issuer: capital(school), Year: today - years - r.intn(2),
	}
}

// registration is the entry that the operator looked up. Without a check it waits in the verification queue.
func registration(r *rng, key, country string, checked bool) *importfile.Registration {
	for _, reg := range professions()[key].registers {
		if !slices.Contains(reg.countries, country) && reg.countries[0] != "*" {
			continue
		}
		out := &importfile.Registration{Body: reg.body}
		if reg.prefix != "" {
			out.Number = reg.prefix + "-" + itoa(r.between(10_000, 99_999))
		}
		if checked {
			out.CheckedOn, out.Method = checkDate(r), reg.method
		}
		return out
	}
	panic("demo: no register for " + key)
}

func checkDate(r *rng) string {
	return itoa(today) + "-" + twoDigits(r.between(1, 10)) + "-" + twoDigits(r.between(1, 28))
}

func twoDigits(n int) string { return itoa(n/10) + itoa(n%10) }
