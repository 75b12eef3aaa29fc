package find

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"klear/internal/modules/booking"
	"klear/internal/platform/i18n"
	"klear/internal/web/ui"
)

// chosenDay is the selected day of the strip, or the first.
func chosenDay(b Booker) time.Time {
	for _, c := range b.Days {
		if c.Selected {
			return c.Date
		}
	}
	if len(b.Days) > 0 {
		return b.Days[0].Date
	}
	return time.Time{}
}

// chosenTime follows the day: ", 9:00 am".
func chosenTime(v Practitioner) string {
	if v.Booker.Chosen.IsZero() {
		return ""
	}
	return ", " + v.Page.L.Clock(v.Booker.Chosen, v.Booker.Zone)
}

func firstName(name string) string {
	for _, w := range strings.Fields(name) {
		if lw := strings.ToLower(strings.TrimSuffix(w, ".")); lw != "dr" && lw != "prof" && lw != "डॉ" {
			return w
		}
	}
	return name
}

func seesLine(v Practitioner) string {
	l := v.Page.L
	areas := make([]string, 0, len(v.Places))
	for _, p := range v.Places {
		areas = append(areas, p.Area)
	}
	at := l.List(areas...)
	home := false
	for _, m := range v.Booker.Modes {
		home = home || m.Mode == ui.Home
	}
	switch {
	case home:
		return l.T("mode.home")
	case v.Online && at != "":
		return l.T("profile.online_or_at", i18n.D{"Place": at})
	case at != "":
		return l.T("profile.at", i18n.D{"Place": at})
	}
	return l.T("mode.online")
}

func serviceNote(v Practitioner, s ServiceChoice) string {
	switch {
	case s.From:
		return ""
	case s.Price.Per != "":
		return s.Price.Per + v.Page.L.Comma()
	case s.Price.Minutes > 0:
		return v.Page.L.Duration(s.Price.Minutes) + v.Page.L.Comma()
	}
	return ""
}

// servicePrice is the price, or the lowest of several options.
func servicePrice(v Practitioner, s ServiceChoice) string {
	if s.From {
		return v.Page.L.T("price.from") + " " + v.Page.L.Price(s.Price.Amount)
	}
	return v.Page.L.Price(s.Price.Amount)
}

// optionName tells an option from the others: its own label, else how long it takes.
func optionName(v Practitioner, o ServiceChoice) string {
	if o.Name != "" {
		return o.Name
	}
	return v.Page.L.Duration(o.Price.Minutes)
}

func modeLabel(v Practitioner, m ModeChoice) string {
	if m.Label != "" {
		return m.Label
	}
	return ui.ModeName(v.Page.L, m.Mode)
}

// choiceNote is "Online, 60 min, ₹1,200 with GST".
func choiceNote(v Practitioner) string {
	l, b := v.Page.L, v.Booker
	mode := ui.ModeName(l, b.Mode)
	for _, m := range b.Modes {
		if m.Selected {
			mode = modeLabel(v, m)
		}
	}
	parts := []string{mode}
	if b.Price.Per != "" {
		parts = append(parts, b.Price.Per)
	} else if b.Minutes > 0 {
		parts = append(parts, l.Duration(b.Minutes))
	}
	price := l.Price(b.Price.Amount)
	if tax := v.Page.Brand.TaxName; tax != "" && b.Price.Amount.Minor > 0 {
		price = l.T("price.with_tax", i18n.D{"Price": price, "Tax": tax})
	}
	return l.List(append(parts, price)...)
}

// assurance is the cancel rule and what comes next, in two sentences.
func assurance(v Practitioner) string {
	l := v.Page.L
	rule := l.T("policy.never_free")
	if !v.Booker.Free.IsZero() {
		rule = l.T("policy.free_until", i18n.D{"When": l.When(v.Booker.Free, v.Page.Zone)})
	}
	if v.Booker.Request {
		return rule + " " + l.T("book.request_next", i18n.D{"Name": firstName(v.Person.Name)})
	}
	return rule + " " + l.T("book.pay_next")
}

// waitingURL leads to the line for the chosen service.
func waitingURL(v Practitioner) templ.SafeURL {
	q := url.Values{"service": {v.Booker.Service}, "mode": {string(v.Booker.Mode)}}
	return templ.SafeURL("/p/" + v.Person.Slug + "/waiting?" + q.Encode())
}

// repeatWeeks are how far apart the dates of a series may be.
func repeatWeeks(l *i18n.Localizer) []ui.Choice {
	out := make([]ui.Choice, booking.MaxWeeks)
	for i := range out {
		out[i] = ui.Choice{Value: strconv.Itoa(i + 1), Label: l.N("series.every", i+1)}
	}
	return out
}

// repeatCounts are how many dates one asks for: the small numbers, and the lengths of courses.
func repeatCounts(l *i18n.Localizer) []ui.Choice {
	var out []ui.Choice
	for _, n := range []int{2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 26, booking.MaxSeries} {
		out = append(out, ui.Choice{Value: strconv.Itoa(n), Label: l.N("series.times", n), Selected: n == 4})
	}
	return out
}

func reviewLine(v Practitioner, r Review) string {
	l := v.Page.L
	return l.N("review.after", r.Sessions, i18n.D{"Name": r.Author}) + " " + l.T("review.verified", i18n.D{"Month": l.Month(r.On)})
}

// schemaOrg describes the person for search engines. Ratings are given only where the page shows them.
func schemaOrg(v Practitioner) map[string]any {
	m := map[string]any{
		"@context": "https://schema.org", "@type": "LocalBusiness",
		"name": v.Person.Name, "description": v.What, "url": v.Page.Canonical,
	}
	if v.Page.Card != "" {
		m["image"] = v.Page.Card
	}
	if len(v.Languages) > 0 {
		m["knowsLanguage"] = v.Languages
	}
	if len(v.Places) > 0 {
		p := v.Places[0]
		m["address"] = map[string]any{"@type": "PostalAddress", "addressLocality": p.Area, "addressRegion": p.City, "addressCountry": p.Country}
	}
	if v.Rating.Count >= 5 {
		m["aggregateRating"] = map[string]any{"@type": "AggregateRating",
			"ratingValue": strconv.Itoa(v.Rating.Tenths/10) + "." + strconv.Itoa(v.Rating.Tenths%10), "reviewCount": v.Rating.Count}
	}
	offers := make([]map[string]any, 0, len(v.Booker.Services))
	for _, s := range v.Booker.Services {
		offers = append(offers, map[string]any{"@type": "Offer", "name": s.Name,
			"price": s.Price.Amount.Decimal(), "priceCurrency": s.Price.Amount.Currency})
	}
	if len(offers) > 0 {
		m["makesOffer"] = offers
	}
	return m
}
