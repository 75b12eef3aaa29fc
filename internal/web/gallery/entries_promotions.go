package gallery

import (
	"github.com/a-h/templ"

	"klear/internal/modules/promo"
	"klear/internal/platform/i18n"
	"klear/internal/web/checkout"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/promopages"
	"klear/internal/web/ui"
)

func promotionEntries() []Entry {
	return []Entry{
		{ID: "promotions", Title: "Promotions", render: func(f fixture) templ.Component { return promopages.ListPage(promotionsView(f)) }},
		{ID: "promotions-none", Title: "No promotions", render: func(f fixture) templ.Component {
			v := promotionsView(f)
			v.Items = nil
			return promopages.ListPage(v)
		}},
		{ID: "promotions-new", Title: "A new promotion", render: func(f fixture) templ.Component { return promopages.FormPage(promotionForm(f)) }},
		{ID: "promotions-wrong", Title: "A promotion that is wrong", Status: 422, render: func(f fixture) templ.Component {
			v := promotionForm(f)
			v.Page.Values = map[string]string{"code": "a_b", "percent": "95", "total": "many"}
			for _, x := range [][2]string{{"code", "promotion_code"}, {"percent", "promotion_percent"}, {"total", "promotion_count"}} {
				v.Page.Errors = append(v.Page.Errors, ui.FieldError{Field: x[0], Message: f.page.L.T("error." + x[1])})
			}
			return promopages.FormPage(v)
		}},
		{ID: "promotions-taken", Title: "A code that there is", Status: 409, render: func(f fixture) templ.Component {
			v := promotionForm(f)
			page.Warn(&v.Page, promo.ErrCodeTaken)
			return promopages.FormPage(v)
		}},
	}
}

// withCode are the lines of a checkout with 120 off.
func withCode(v *checkout.View) []ui.PriceLine {
	first, total := v.Lines[0], v.Lines[len(v.Lines)-1]
	first.Amount, total.Amount = rupees(1200), rupees(1080)
	v.Total.Amount = total.Amount
	return []ui.PriceLine{first, {Label: v.Page.L.T("checkout.code_off", i18n.D{"Code": v.Code}), Amount: rupees(-120)}, total}
}

func promotionsView(f fixture) promopages.List {
	l := f.page.L
	v := promopages.List{Page: f.work(l.T("nav.promotions"), "promotions", layout.Operate)}
	every := l.T("commission.every_category")
	v.Items = []promopages.Item{
		{ID: "1", Code: "WELCOME", Off: l.T("promo.at_most", i18n.D{"Part": "15%", "Most": "₹300.00"}), For: l.List(every, l.T("promo.for_first"), l.N("promo.each", 1)), Bearer: promo.Platform,
			Used: l.Number(412), Author: "Demo Operator", From: at(-60, "00:00"), State: promo.InForce},
		{ID: "2", Code: "BREATHE-100", Off: "₹100.00", For: l.List("Breathwork", "Ananya Rao", l.N("promo.each", 3)), Bearer: promo.Practitioner, Note: "Agreed on 3 November",
			Used: l.T("promo.used_of", i18n.D{"Used": "50", "Total": "50"}), Author: "Demo Operator", From: at(-18, "00:00"), Until: at(30, "00:00"), State: promo.UsedUp},
		{ID: "3", Code: "NEWYEAR", Off: "20%", For: l.List("Body and movement", l.N("promo.each", 1)), Bearer: promo.Platform, Used: "0", Author: "Demo Operator", From: at(40, "00:00"), Until: at(55, "00:00"), State: promo.Ahead},
		{ID: "4", Code: "SUMMER", Off: "10%", For: l.List(every, l.N("promo.each", 1)), Bearer: promo.Platform, Used: l.Number(1208), Author: "Demo Operator", From: at(-200, "00:00"), Until: at(-120, "00:00"), State: promo.Over},
	}
	return v
}

func promotionForm(f fixture) promopages.Form {
	l := f.page.L
	v := promopages.Form{Page: f.work(l.T("promo.add"), "promotions", layout.Operate), Today: "2026-11-21",
		Categories: []ui.Choice{{Label: l.T("commission.every_category"), Selected: true}, {Value: "1", Label: "Body and movement"}}, Currencies: []ui.Choice{{Value: "INR", Label: "INR", Selected: true}, {Value: "KWD", Label: "KWD"}}}
	for i, b := range []string{"platform", "practitioner"} {
		v.Bearers = append(v.Bearers, ui.Choice{Value: b, Label: l.T("promo.bearer_" + b), Hint: l.T("promo.bearer_" + b + "_hint"), Selected: i == 0})
	}
	return v
}
