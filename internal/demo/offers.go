package demo

import (
	"strings"
	"sync"

	"klear/internal/modules/catalog/importfile"
	"klear/internal/platform/money"
)

// offer is a kind of service that people of a profession have.
type offer struct {
	key         string
	names       []string
	minutes     int
	price       int // percent of the profession's hour
	modes       string
	chance      int // percent
	capacity    int
	description string
}

// trade is a profession's price level and what it offers.
type trade struct {
	slug     string
	hour     int // percent of the country's base
	approval int // percent of people who accept each booking by hand
	offers   []offer
}

func readTrades(file string) []trade {
	var out []trade
	for _, b := range readBlocks(file) {
		t := trade{slug: b.head[0], hour: number(b.head[1]), approval: number(b.head[2])}
		for _, line := range b.lines {
			f := fields(line)
			o := offer{key: f[0], names: split(f[1], "/"), minutes: number(f[2]), price: number(f[3]), modes: f[4], capacity: 1, description: f[6]}
			chance, seats, group := strings.Cut(f[5], " x")
			o.chance = number(chance)
			if group {
				o.capacity = number(seats)
			}
			t.offers = append(t.offers, o)
		}
		out = append(out, t)
	}
	return out
}

var wellnessOffers = sync.OnceValue(func() map[string]trade {
	out := map[string]trade{}
	for _, t := range readTrades("offers") {
		out[t.slug] = t
	}
	return out
})

// baseHour is the price of an ordinary hour in major units: in a practice, and of a skilled trade's call.
var baseHour = map[string]struct{ care, trade int64 }{
	"INR": {1100, 1100}, "GBP": {58, 130}, "USD": {105, 230}, "EUR": {75, 140}, "AUD": {115, 220},
	"AED": {330, 300}, "NPR": {1500, 1300}, "KWD": {20, 22}, "JPY": {8000, 9000},
}

// rounded brings an amount in minor units to a price that somebody would write on a door.
func rounded(minor int64, code string) int64 {
	exp, err := money.Exponent(code)
	if err != nil {
		panic(err)
	}
	unit := int64(1)
	for range exp {
		unit *= 10
	}
	step := 5 * unit
	switch {
	case code == "KWD":
		step = unit / 2
	case code == "INR" && minor < 1000*unit, code == "NPR":
		step = 50 * unit
	case code == "INR":
		step = 100 * unit
	case code == "JPY":
		step = 500
	case code == "AED":
		step = 10 * unit
	case minor < 20*unit:
		step = unit
	}
	return max((minor+step/2)/step*step, step)
}

// hourMinor is the price of the practitioner's own hour: country, city, profession, years, and a taste of their own.
func hourMinor(r *rng, in city, base int64, percent, years int) int64 {
	exp, err := money.Exponent(in.currency)
	if err != nil {
		panic(err)
	}
	v := base * int64(in.prices) * int64(percent) * int64(88+years) * int64(r.between(85, 118))
	for range exp {
		v *= 10
	}
	return v / (100 * 100 * 100 * 100)
}

// terms are what a practitioner decides once for all their services.
type terms struct {
	notice, window, freeHours, feeBps, after int
}

func drawTerms(r *rng) terms {
	return terms{
		notice: pick(r, []int{60, 120, 120, 240, 240, 720, 1440}), window: pick(r, []int{21, 30, 45, 60, 60, 90}),
		freeHours: pick(r, []int{6, 12, 12, 24, 24, 24, 48}), feeBps: pick(r, []int{0, 2500, 5000, 5000, 5000, 10_000}),
		after: pick(r, []int{0, 0, 5, 10, 10, 15}),
	}
}

// callTerms are those of a trade: same-day calls, and free to cancel until shortly before somebody sets out.
func callTerms(r *rng) terms {
	return terms{notice: pick(r, []int{45, 60, 60, 90, 120}), window: pick(r, []int{7, 14, 21, 30}), freeHours: pick(r, []int{2, 3, 4, 6}), feeBps: pick(r, []int{0, 0, 5000, 10_000})}
}

// workplace is where somebody works at all: on the screen, or in a place from which they may also visit.
type workplace struct{ online, place bool }

// service turns an offer into something bookable; ok is false when the person has no place for it.
func (o offer) service(r *rng, category, currency string, hour int64, t terms, w workplace) (importfile.Service, bool) {
	modes := o.where(r, w)
	if len(modes) == 0 {
		return importfile.Service{}, false
	}
	s := importfile.Service{
		Key: o.key, CategorySlug: category, Name: pick(r, o.names), Description: o.description, DurationMin: o.minutes,
		Modes: modes, NoticeMin: t.notice, WindowDays: t.window, Capacity: o.capacity, FreeCancelHours: t.freeHours, LateCancelFeeBps: t.feeBps,
	}
	if o.price > 0 {
		s.PriceMinor = rounded(hour*int64(o.price)/100, currency)
	} else {
		s.LateCancelFeeBps = 0
	}
	switch {
	case o.capacity > 1:
		s.Capacity = r.between(max(o.capacity-2, 6), o.capacity)
		s.PerDay, s.BufferBeforeMin, s.BufferAfterMin = 1, 15, 15
	case modes[0] == importfile.ModeAtCustomer:
		s.BufferBeforeMin, s.BufferAfterMin = 30, 30
		s.PerDay = pick(r, []int{2, 3, 4})
	default:
		s.BufferAfterMin = t.after
		if o.minutes > 30 && t.after > 0 && r.chance(40) {
			s.IntervalMin = o.minutes + t.after
		}
	}
	if o.minutes >= 90 && s.PerWeek == 0 && r.chance(30) && s.PerDay <= 1 {
		s.PerWeek = r.between(2, 5)
	}
	return s, true
}

// where lists the modes in the order in which the person prefers them.
func (o offer) where(r *rng, w workplace) []string {
	var out []string
	for _, m := range o.modes {
		switch {
		case m == 'o' && w.online:
			out = append(out, importfile.ModeOnline)
		case m == 'p' && w.place:
			out = append(out, importfile.ModeAtPractitioner)
		case m == 'c' && w.place:
			out = append(out, importfile.ModeAtCustomer)
		}
	}
	if o.capacity > 1 && len(out) > 1 {
		return out[r.intn(2):][:1] // a class is in one place
	}
	return out
}

// services draws what somebody offers: the first kind always, up to four.
func (t trade) services(r *rng, in city, hour int64, w workplace, terms terms) []importfile.Service {
	var out []importfile.Service
	for i, o := range t.offers {
		if len(out) == 4 || i > 0 && !r.chance(o.chance) {
			continue
		}
		if s, ok := o.service(r, t.slug, in.currency, hour, terms, w); ok {
			out = append(out, s)
		}
	}
	return out
}
