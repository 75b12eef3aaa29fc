package demo

import (
	"strings"

	"klear/internal/modules/catalog/importfile"
)

// placed is a voice with the city that it was given.
type placed struct {
	voice voice
	city  city
}

// practitioners are Klear Karma's: the five of the design's drawings and everyone who has a voice.
func practitioners() []importfile.Practitioner {
	out := named(KlearKarma)
	people := newCrowd()
	for _, p := range out {
		people.taken[strings.TrimPrefix(p.Name, "Dr ")] = true
	}
	for i, pl := range place(voices()) {
		out = append(out, practitioner(seeded(KlearKarma, pl.voice.words), people, KlearKarma, pl.voice, pl.city, i))
	}
	return out
}

// place gives each voice a city so that every city has its number of people and a mixture of professions.
func place(all []voice) []placed {
	var seats []city
	for _, c := range cities() {
		for range c.people {
			seats = append(seats, c)
		}
	}
	shuffle(seeded(KlearKarma, "seats"), seats)
	out := make([]placed, len(all))
	taken := make([]bool, len(seats))
	// Words that belong to a country choose first.
	for _, bound := range []bool{true, false} {
		for i, v := range all {
			if (v.country != "" || v.profession == "sowa-rigpa") == bound {
				out[i] = placed{v, seat(seats, taken, v)}
			}
		}
	}
	shuffle(seeded(KlearKarma, "order"), out)
	return out
}

func seat(seats []city, taken []bool, v voice) city {
	for pass := range 2 {
		for i, c := range seats {
			if !taken[i] && (suits(v, c) || pass == 1) {
				taken[i] = true
				return c
			}
		}
	}
	return seats[len(v.words)%len(seats)] // more voices than seats: somebody shares a city
}

func suits(v voice, c city) bool {
	switch {
	case v.profession == "sowa-rigpa":
		return c.name == "Dharamshala" || c.name == "Kathmandu" || c.name == "Delhi" || c.name == "Bengaluru"
	case v.country != "":
		return c.country == v.country
	case c.country == "JP":
		return false
	case v.profession == "homeopathy":
		return c.country == "IN" || c.country == "GB" || c.country == "DE"
	}
	return true
}

// practitioner makes a person of a voice.
func practitioner(r *rng, people *crowd, brandID string, v voice, in city, index int) importfile.Practitioner {
	from := ""
	if v.profession == "sowa-rigpa" {
		from = "tibetan"
	}
	who := people.person(r, in, from, v.women() || r.chance(56))
	work := workplaceOf(r, v.profession, brandID)
	h, certificate := career(r, v.training, in.country)
	t := wellnessOffers()[v.profession]
	hour := hourMinor(r, in, baseHour[in.currency].care, t.hour, min(h.years, 24))
	key := slug(who.full)
	p := importfile.Practitioner{
		Key: key, Email: email(key, brandID), Name: title(r, v, in) + who.full, Headline: headline(v, in),
		Bio: bio(r, v, who, in, h, work.online, work.place), ExperienceYears: h.years, Languages: who.languages,
		Specializations: v.specializations, Certifications: []importfile.Certification{certificate},
		HourlyRateMinor: rounded(hour, in.currency), Currency: in.currency, Zone: in.zone, Country: in.country, City: in.name,
		PortraitSeed: portrait(r, who.woman), Confirmation: importfile.ConfirmInstant, Services: t.services(r, in, hour, work, drawTerms(r)),
	}
	if work.place {
		a := pick(r, in.areas)
		p.Area, p.Address = a.name, in.address(r, a)
		p.Latitude, p.Longitude = a.near(r)
	}
	if r.chance(t.approval) {
		p.Confirmation = importfile.ConfirmApproval
	}
	// About one in twenty-five waits in the verification queue.
	p.Verified = index%25 != 7
	p.Registration = registration(r, v.training, in.country, p.Verified)
	p.Hours = workingHours(r, in, !work.place)
	exceptions(r, &p)
	return p
}

// headline keeps the protected word to the countries where Ayurveda is a medical degree.
func headline(v voice, in city) string {
	switch in.country {
	case "IN", "NP", "AE", "KW":
		return v.headline
	}
	return strings.NewReplacer("Ayurveda physician", "Ayurveda practitioner", "Panchakarma physician", "Panchakarma practitioner").Replace(v.headline)
}

// workplaceOf: hands need a place, words do not.
func workplaceOf(r *rng, profession, brandID string) workplace {
	switch profession {
	case "massage-bodywork", "acupuncture", "physiotherapy", "sound-healing", "reiki-energy-work":
		return workplace{online: true, place: true}
	case "life-coaching", "sleep-and-stress":
		return workplace{online: true, place: r.chance(35)}
	}
	if brandID == Rebloom {
		return workplace{online: true, place: r.chance(18)}
	}
	w := workplace{online: r.chance(86), place: r.chance(78)}
	w.place = w.place || !w.online
	return w
}

// title: physicians and some psychologists are called Dr.
func title(r *rng, v voice, in city) string {
	switch v.profession {
	case "ayurveda", "homeopathy":
		if (in.country == "IN" || in.country == "NP") && r.chance(45) {
			return "Dr "
		}
	case "clinical-psychology":
		if r.chance(50) {
			return "Dr "
		}
	}
	return ""
}
