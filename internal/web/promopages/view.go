package promopages

import (
	"time"

	"klear/internal/modules/promo"
	"klear/internal/platform/i18n"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// List is GET /admin/promotions.
type List struct {
	Page  layout.Page
	Items []Item
	Pages ui.Pagination
}

// Item is one promotion.
type Item struct {
	ID, Code     string
	Off          string // what it takes off, in words
	For          string // of whom and what, in words
	Bearer       promo.Bearer
	Used         string // "12 of 100"
	Note, Author string
	From, Until  time.Time // Until is the first day without it; zero: none
	State        promo.State
}

// Form is GET /admin/promotions/new.
type Form struct {
	Page                            layout.Page
	Categories, Currencies, Bearers []ui.Choice
	Today                           string
}

// offWords are "10%, at most ₹500".
func offWords(l *i18n.Localizer, x promo.Promotion) string {
	amount := func(minor int64) string { return l.MoneyExact(money.Amount{Minor: minor, Currency: x.Currency}) }
	switch {
	case x.Bps == 0:
		return amount(x.AmountMinor)
	case x.MostMinor > 0:
		return l.T("promo.at_most", i18n.D{"Part": page.Hundredths(x.Bps) + "%", "Most": amount(x.MostMinor)})
	}
	return page.Hundredths(x.Bps) + "%"
}

// limitWords are what else has to be: "Massage, from ₹1,000, first booking".
func limitWords(l *i18n.Localizer, of string, x promo.Promotion) string {
	words := []string{of}
	if x.MinMinor > 0 {
		words = append(words, l.T("promo.from_price", i18n.D{"Amount": l.MoneyExact(money.Amount{Minor: x.MinMinor, Currency: x.Currency})}))
	}
	if x.FirstOnly {
		words = append(words, l.T("promo.for_first"))
	}
	return l.List(append(words, l.N("promo.each", x.PerPerson))...)
}

func usedWords(l *i18n.Localizer, x promo.Promotion) string {
	if x.TotalLimit == 0 {
		return l.Number(x.Used)
	}
	return l.T("promo.used_of", i18n.D{"Used": l.Number(x.Used), "Total": l.Number(x.TotalLimit)})
}
