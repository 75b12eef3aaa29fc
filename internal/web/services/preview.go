package services

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"klear/internal/modules/catalog"
	"klear/internal/modules/tariff"
	"klear/internal/platform/i18n"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// previewOf is what a client will see of what the form says, as far as it can be read: the price is the one that is
// quoted, paid and written on the receipt.
func (h Handler) previewOf(r *http.Request, p layout.Page, tree *catalog.Tree, s subject, form url.Values) (Preview, error) {
	now, err := serviceOf(form, s.service, s.practice.Currency)
	v := Preview{Name: now.Name, Label: now.VariantLabel, Description: now.Description, Minutes: now.DurationMin, Seats: now.Capacity, Rule: cancelRule(p.L, now), Tax: p.Brand.TaxName}
	if s.heading != nil {
		v.Name, v.Description = s.heading.Name, s.heading.Description
	}
	for _, m := range now.Modes {
		v.Where = append(v.Where, Place{Mode: page.Mode(m), Text: page.Where(p.L, m, s.practice.Area, s.practice.City)})
	}
	if form.Get("price") == "" || err != nil && now.Price.Currency == "" {
		return v, nil
	}
	v.Price, v.Priced = now.Price, true
	category, _, _ := tree.BySlug(now.CategorySlug)
	quote, err := h.Tariff.QuoteFor(r.Context(), h.Tariff.DB, tariff.Ask{PractitionerID: s.practice.ID, PersonID: s.practice.PersonID, Country: s.practice.Country, CategoryID: category.ID, Price: now.Price, At: p.Now})
	if errors.Is(err, tariff.ErrTooLarge) { // the form says so of its price
		return v, nil
	}
	v.Share = money.Amount{Minor: quote.ShareMinor(), Currency: now.Price.Currency}
	return v, err
}

// cancelRule is the rule in one sentence.
func cancelRule(l *i18n.Localizer, s catalog.Service) string {
	data := i18n.D{"When": before(l, s.FreeCancelHours), "Pct": percent(s.LateCancelFeeBps)}
	switch {
	case s.LateCancelFeeBps == 0:
		return l.T("services.rule_free")
	case s.FreeCancelHours == 0:
		return l.T("services.rule_start", data)
	}
	return l.T("services.rule", data)
}

// before is a number of hours as people say it.
func before(l *i18n.Localizer, hours int) string {
	if hours >= 48 && hours%24 == 0 {
		return l.N("services.days", hours/24)
	}
	return l.N("services.hours", hours)
}

// suggestion is the interval that leaves no gaps between sessions with buffers; "" when the duration does.
func suggestion(l *i18n.Localizer, form url.Values) string {
	n := numbers{form: form}
	every := n.whole("duration_min") + n.whole("buffer_before_min") + n.whole("buffer_after_min")
	if n.faults.Err() != nil || every == n.whole("duration_min") || form.Get("interval_min") == strconv.Itoa(every) {
		return ""
	}
	return l.T("services.interval_suggest", i18n.D{"Minutes": strconv.Itoa(every)})
}
