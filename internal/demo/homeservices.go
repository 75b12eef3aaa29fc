package demo

import (
	"strings"
	"sync"

	"klear/internal/modules/catalog/importfile"
)

// providers are Loconomy's businesses.
func providers() []importfile.Practitioner {
	offers := map[string]trade{}
	for _, t := range readTrades("trade-offers") {
		offers[t.slug] = t
	}
	var out []importfile.Practitioner
	for _, b := range readBlocks("trades") {
		for _, line := range b.lines {
			out = append(out, provider(offers[b.head[0]], fields(line), len(out)))
		}
	}
	shuffle(seeded(Loconomy, "order"), out)
	return out
}

func provider(t trade, f []string, index int) importfile.Practitioner {
	name, in := f[0], cityNamed(f[1])
	r := seeded(Loconomy, name)
	where := in.area(f[2])
	key := slug(name)
	years := r.between(3, 22)
	hour := hourMinor(r, in, baseHour[in.currency].trade, t.hour, years/2)
	p := importfile.Practitioner{
		Key: key, Email: email(key, Loconomy), Name: name, Headline: f[3],
		Bio:             f[4] + "\n\n" + remarks(r, t.slug),
		ExperienceYears: years, Languages: speaks(r, in, in.languages[0]), Specializations: specialities(f[3]),
		HourlyRateMinor: rounded(hour, in.currency), Currency: in.currency, Zone: in.zone, Country: in.country, City: in.name, Area: where.name,
		Address: in.address(r, where), PortraitSeed: businessPortrait(r, name), Confirmation: importfile.ConfirmInstant,
		Services: t.services(r, in, hour, workplace{online: true, place: true}, callTerms(r)), Hours: tradeHours(r, in, t.slug),
		Verified: index%25 != 7,
	}
	p.Latitude, p.Longitude = where.near(r)
	if r.chance(t.approval) {
		p.Confirmation = importfile.ConfirmApproval
	}
	p.Registration = checks(r, t.slug, p.Verified)
	exceptions(r, &p)
	if fee, ok := drawnPrices[key]; ok {
		p.Services[0].PriceMinor, p.HourlyRateMinor, p.Verified, p.Confirmation = fee, fee, true, importfile.ConfirmInstant
		p.Registration = checks(r, t.slug, true)
	}
	return p
}

// drawnPrices are those of the design's drawings.
var drawnPrices = map[string]int64{"ravi-electricals": 34900, "joseph-and-sons": 29900, "sunita-home-care": 149900, "clearflow-plumbing": 24900}

// remarks are two sentences that suit the kind of work.
func remarks(r *rng, slug string) string {
	kind := "repairs"
	switch slug {
	case "cleaning", "pest-control", "gardening", "moving":
		kind = "house"
	case "tutoring", "beauty-at-home":
		kind = "people"
	}
	lines := tradeRemarks()[kind].lines
	a := r.intn(len(lines))
	b := (a + 1 + r.intn(len(lines)-1)) % len(lines)
	return lines[a] + " " + lines[b]
}

var tradeRemarks = sync.OnceValue(func() map[string]block { return byHead(readBlocks("remarks")) })

// specialities are the list in the headline, without a sentence before or after it.
func specialities(headline string) []string {
	var out []string
	for _, sentence := range split(headline, ".") {
		if !strings.Contains(sentence, ",") {
			continue
		}
		for _, s := range split(sentence, ",") {
			out = append(out, capital(s))
		}
	}
	if out == nil {
		return []string{headline}
	}
	return out
}

func tradeHours(r *rng, in city, slug string) []importfile.WeeklyWindow {
	switch {
	case slug == "tutoring":
		return week("12345 16:00-20:30; 6 09:00-13:00")
	case slug == "pest-control" && r.chance(35):
		return week("1234 10:00-17:00; 56 20:00-28:00") // kitchens are treated when they are closed
	case in.country == "KW":
		return week(pick(r, gulfWeeks))
	}
	return week(pick(r, tradeWeeks))
}

// checks: who enters homes is checked by the police where that is usual, licensed trades by their licence.
func checks(r *rng, slug string, checked bool) *importfile.Registration {
	out := &importfile.Registration{Body: "Identity document"}
	method := importfile.MethodIdentity
	switch slug {
	case "electrician", "ac-repair", "pest-control", "plumber":
		out.Body, out.Number, method = "Trade licence", "TL-"+itoa(r.between(10_000, 99_999)), importfile.MethodDocument
	case "cleaning", "tutoring", "beauty-at-home":
		out.Body, method = "Police certificate", importfile.MethodPoliceCheck
	}
	if checked {
		out.CheckedOn, out.Method = checkDate(r), method
	}
	return out
}
