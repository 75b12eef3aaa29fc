package commissionpages

import (
	"time"

	"klear/internal/modules/tariff"
	"klear/internal/platform/i18n"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// List is GET /admin/commission.
type List struct {
	Page  layout.Page
	Try   Try
	Items []Item
	Pages ui.Pagination
}

// Try is the calculator: what was asked, and what a booking would come to.
type Try struct {
	Price, Plan, Day       string
	Categories, Currencies []ui.Choice
	Asked                  bool
	Error                  string // why there is no answer
	By                     string // which rule applies
	Lines                  []ui.PriceLine
}

// Item is one rule.
type Item struct {
	ID           string
	For          string // whom it is for, in words
	Practitioner string // what is taken of the price, in words
	Client       string // what the client pays on top; "" for nothing
	Note, Author string
	From         time.Time
	Until        time.Time // the first day on which it no longer holds; zero: none
	State        tariff.State
	Mine         bool // it can be ended
}

// Form is GET /admin/commission/new.
type Form struct {
	Page                   layout.Page
	Categories, Currencies []ui.Choice
	Plans                  []string
	Today                  string
}

// Plans is GET /admin/commission/plans.
type Plans struct {
	Page  layout.Page
	Slug  string
	Name  string // of the practitioner that Slug names; "": nobody was asked for, or there is nobody
	Known []string
	Items []Enrolment
	Today string
}

// Enrolment is a practitioner's plan from a day on; "" is none.
type Enrolment struct {
	Plan string
	From time.Time
}

// sideWords say what one side pays: "15% + ₹20, at least ₹50"; "" for nothing.
func sideWords(l *i18n.Localizer, s tariff.Side, currency string) string {
	amount := func(minor int64) string { return l.MoneyExact(money.Amount{Minor: minor, Currency: currency}) }
	var out string
	if s.Bps > 0 {
		out = percent(s.Bps)
	}
	if s.FixedMinor > 0 {
		if out != "" {
			out += " + "
		}
		out += amount(s.FixedMinor)
	}
	switch {
	case s.MinMinor > 0 && out == "":
		return amount(s.MinMinor)
	case s.MinMinor > 0:
		return l.T("commission.at_least", i18n.D{"Part": out, "Least": amount(s.MinMinor)})
	}
	return out
}

// percent is "12.5%" for 1,250 basis points.
func percent(bps int64) string { return page.Hundredths(bps) + "%" }

// untilDay is the last day of something that ends before next.
func untilDay(next time.Time) time.Time { return next.AddDate(0, 0, -1) }
