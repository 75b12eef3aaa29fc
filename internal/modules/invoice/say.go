package invoice

import (
	"fmt"
	"strings"

	"klear/internal/platform/i18n"
	"klear/internal/platform/money"
)

func square(x, y int) string { return fmt.Sprintf("M%d %dh1v1h-1z", x, y) }

// Title is what a document is called: "Tax invoice INV/26-27/0001".
func (d Document) Title(l *i18n.Localizer) string {
	key := "invoice." + string(d.Kind)
	if d.Kind == Invoice && d.Tax == 0 {
		key = "invoice.untaxed"
	}
	return l.T(key) + " " + d.Number
}

// What is what it is for: the thing that was booked, or the platform's part.
func (p Paper) What(l *i18n.Localizer) string {
	if p.About != "" && (p.Role == ForService || p.Role == Plan) {
		return p.About
	}
	return l.T("invoice.role_" + string(p.Role))
}

// Rate writes basis points as a percentage: "9 %", "2.5 %", which does not break.
func Rate(bps int64) string {
	return strings.TrimSuffix(strings.TrimRight(money.Amount{Minor: bps, Currency: "EUR"}.Decimal(), "0"), ".") + "\u00a0%"
}

// Fact is one line of a document's head.
type Fact struct{ Label, Value string }

// Facts are the lines of the head that this document has.
func (p Paper) Facts(l *i18n.Localizer) []Fact {
	out := []Fact{{l.T("invoice.number"), p.Number}, {l.T("invoice.date"), l.DateYear(p.IssuedOn, p.IssuedOn.Location())}}
	for _, f := range []Fact{{l.T("invoice.corrects"), p.Corrected}, {l.T("booking.code"), p.Reference}, {l.T("invoice.place"), State(p.Place)}, {l.T("invoice.code"), p.Code}} {
		if f.Value != "" {
			out = append(out, f)
		}
	}
	if p.PaymentID.ID() != 0 {
		out = append(out, Fact{l.T("invoice.payment"), p.PaymentID.String()})
	}
	return out
}

// Line is an amount with its name, minor units of the document's currency.
type Line struct {
	Label string
	Minor int64
}

// Before are the lines from the price as it was to what is taxed, where a code took something off.
func (p Paper) Before(l *i18n.Localizer) []Line {
	if p.Off == 0 {
		return nil
	}
	return []Line{{l.T("invoice.full"), p.Total + p.Off}, {l.T("invoice.off"), -p.Off}}
}

// After are the lines from the total to what the buyer paid of it, where the platform paid the rest.
func (p Paper) After(l *i18n.Localizer) []Line {
	if p.Borne == 0 {
		return nil
	}
	return []Line{{l.T("invoice.borne"), -p.Borne}, {l.T("invoice.by_buyer"), p.Total - p.Borne}}
}

// Plain writes an amount for files, whose fonts do not have every currency's sign.
func Plain(a money.Amount) string { return a.Decimal() + " " + a.Currency }

// Notes are what the law wants to be said on it, with amounts as the reader has them elsewhere (Localizer.MoneyExact, Plain).
func (p Paper) Notes(l *i18n.Localizer, amount func(money.Amount) string) []string {
	var out []string
	switch {
	case !p.ByPlatform:
		out = append(out, l.T("invoice.on_behalf"))
	case p.Role == ForService:
		out = append(out, l.T("invoice.deemed"))
	}
	if p.Withheld != 0 {
		out = append(out, l.T("invoice.withheld", i18n.D{"Amount": amount(p.In(p.Withheld))}))
	}
	if p.Off != 0 {
		out = append(out, l.T("invoice.note_off"))
	}
	if p.Borne != 0 {
		out = append(out, l.T("invoice.note_borne"))
	}
	return append(out, l.T("invoice.rounding"))
}

// TotalWords is the total in words, as Indian invoices have it; "" where that is not usual.
func (p Paper) TotalWords(l *i18n.Localizer) string {
	a := p.Amount()
	if a.Minor < 0 {
		a.Minor = -a.Minor
	}
	return l.MoneyWords(a)
}

// FileName is the name of its file, without characters that a disk does not take.
func (d Document) FileName() string {
	return strings.ReplaceAll(d.Number, "/", "-") + ".pdf"
}
