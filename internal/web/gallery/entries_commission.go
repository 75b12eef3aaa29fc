package gallery

import (
	"github.com/a-h/templ"

	"klear/internal/modules/tariff"
	"klear/internal/platform/i18n"
	"klear/internal/web/commissionpages"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

func commissionEntries() []Entry {
	return []Entry{
		{ID: "commission", Title: "Rules of commission", render: func(f fixture) templ.Component { return commissionpages.ListPage(commissionView(f)) }},
		{ID: "commission-tried", Title: "Commission tried out", render: func(f fixture) templ.Component {
			v := commissionView(f)
			v.Try.Asked, v.Try.Price, v.Try.Plan = true, "1,200", "gold"
			l := f.page.L
			v.Try.Lines = []ui.PriceLine{{Label: l.T("commission.list_price"), Amount: rupees(1200)}, {Label: l.T("commission.client_fee"), Amount: rupees(60)},
				{Label: l.T("commission.client_pays"), Amount: rupees(1260), Total: true}, {Label: l.T("commission.platform_gets"), Amount: rupees(-180)},
				{Label: l.T("commission.practitioner_gets"), Amount: rupees(1080), Total: true}}
			v.Try.By = l.T("commission.by_brand", i18n.D{"Percent": "15%"})
			return commissionpages.ListPage(v)
		}},
		{ID: "commission-none", Title: "Commission, no rules, a price that is none", Status: 422, render: func(f fixture) templ.Component {
			v := commissionView(f)
			v.Items, v.Try.Price, v.Try.Error = nil, "a lot", f.page.L.T("commission.price_wrong")
			return commissionpages.ListPage(v)
		}},
		{ID: "commission-new", Title: "A new rule of commission", render: func(f fixture) templ.Component { return commissionpages.FormPage(commissionForm(f)) }},
		{ID: "commission-wrong", Title: "A rule of commission that is wrong", Status: 422, render: func(f fixture) templ.Component {
			v := commissionForm(f)
			v.Page.Values = map[string]string{"practitioner_bps": "80", "plan": "Gold plan", "from": "2025-01-01"}
			for _, x := range [][2]string{{"practitioner_bps", "rule_percent"}, {"plan", "plan_name"}, {"from", "rule_from"}} {
				v.Page.Errors = append(v.Page.Errors, ui.FieldError{Field: x[0], Message: f.page.L.T("error." + x[1])})
			}
			return commissionpages.FormPage(v)
		}},
		{ID: "commission-taken", Title: "A rule for a day that has one", Status: 409, render: func(f fixture) templ.Component {
			v := commissionForm(f)
			page.Warn(&v.Page, tariff.ErrSameDay)
			return commissionpages.FormPage(v)
		}},
		{ID: "commission-plans", Title: "Who is on which plan", render: func(f fixture) templ.Component {
			v := commissionpages.Plans{Page: f.work(f.page.L.T("commission.plans"), "commission", layout.Operate), Slug: "ananya-rao", Name: "Ananya Rao", Known: []string{"gold"}, Today: "2026-11-21"}
			v.Items = []commissionpages.Enrolment{{Plan: "", From: at(40, "00:00")}, {Plan: "gold", From: at(-90, "00:00")}}
			return commissionpages.PlansPage(v)
		}},
	}
}

func commissionView(f fixture) commissionpages.List {
	l := f.page.L
	v := commissionpages.List{Page: f.work(l.T("nav.commission"), "commission", layout.Operate)}
	v.Try = commissionpages.Try{Day: "2026-11-21", Categories: []ui.Choice{{Label: l.T("commission.every_category"), Selected: true}}, Currencies: []ui.Choice{{Value: "INR", Label: "INR", Selected: true}}}
	v.Items = []commissionpages.Item{
		{ID: "1", For: "Body and movement › Massage and bodywork, " + l.T("commission.plan_is", i18n.D{"Plan": "gold"}), Practitioner: "9%", Client: "5%", Author: "Demo Operator", From: at(40, "00:00"), State: tariff.Ahead, Mine: true},
		{ID: "2", For: l.T("commission.every_category"), Practitioner: l.T("commission.at_least", i18n.D{"Part": "12.5% + ₹10.00", "Least": "₹50.00"}), Author: "Demo Operator", From: at(-120, "00:00"), State: tariff.InForce, Mine: true},
		{ID: "3", For: l.T("commission.every_category"), Note: "Opening month", Author: "Demo Operator", From: at(-150, "00:00"), Until: at(-120, "00:00"), State: tariff.Over},
	}
	return v
}

func commissionForm(f fixture) commissionpages.Form {
	l := f.page.L
	return commissionpages.Form{Page: f.work(l.T("commission.add"), "commission", layout.Operate), Today: "2026-11-21", Plans: []string{"gold"},
		Categories: []ui.Choice{{Label: l.T("commission.every_category"), Selected: true}, {Value: "1", Label: "Body and movement"}}, Currencies: []ui.Choice{{Value: "INR", Label: "INR", Selected: true}, {Value: "KWD", Label: "KWD"}}}
}
