package gallery

import (
	"net/url"

	"github.com/a-h/templ"

	"klear/internal/modules/subscription"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/planadmin"
	"klear/internal/web/plans"
	"klear/internal/web/ui"
)

func planEntries() []Entry {
	return []Entry{
		{ID: "account-plan", Title: "Plans, before one is chosen", render: func(f fixture) templ.Component { return plans.PlansPage(plansShown(f)) }},
		{ID: "account-plan-none", Title: "No plans are sold", render: func(f fixture) templ.Component {
			return plans.PlansPage(plans.Plans{Page: f.titled("Your plan", "account"), Base: "/account/plan"})
		}},
		{ID: "account-plan-active", Title: "A plan that runs", render: func(f fixture) templ.Component { return plans.PlansPage(planOwned(f, "active")) }},
		{ID: "account-plan-past-due", Title: "A plan with a payment open", render: func(f fixture) templ.Component { return plans.PlansPage(planOwned(f, "past_due")) }},
		{ID: "account-plan-cancelled", Title: "A plan that was cancelled", render: func(f fixture) templ.Component {
			v := planOwned(f, "active")
			v.Mine.CancelAtEnd = true
			return plans.PlansPage(v)
		}},
		{ID: "account-plan-pending", Title: "A plan, the bank has not answered", render: func(f fixture) templ.Component {
			v := planOwned(f, "pending")
			v.History, v.Mine.Method = nil, ""
			return plans.PlansPage(v)
		}},
		{ID: "pro-plan", Title: "A practitioner's plan", render: func(f fixture) templ.Component { return plans.PlansPage(planOfPractice(f)) }},
		{ID: "plan-choose", Title: "A plan before it is paid", render: func(f fixture) templ.Component { return plans.ChoosePage(planChosen(f)) }},
		{ID: "plan-choose-trial", Title: "A plan before its trial", render: func(f fixture) templ.Component {
			v := planChosen(f)
			v.TrialDays, v.FirstAt, v.DueNow = 14, at(14, "9:00"), money.Amount{Currency: "INR"}
			return plans.ChoosePage(v)
		}},
		{ID: "plan-choose-declined", Title: "A plan, the card declined", Status: 402, render: func(f fixture) templ.Component {
			v := planChosen(f)
			v.Page.Notices = []ui.Notice{{Tone: ui.Warning, Text: v.Page.L.T("decline.other")}}
			return plans.ChoosePage(v)
		}},
		{ID: "plan-change", Title: "A larger plan, with what it costs", render: func(f fixture) templ.Component { return plans.ChangePage(planChanged(f)) }},
		{ID: "plan-change-later", Title: "A smaller plan, when the paid period is over", render: func(f fixture) templ.Component {
			v := planChanged(f)
			v.Later, v.Old, v.Name, v.Price, v.DueNow, v.From = true, "Plus", "Basic", rupees(300), money.Amount{Currency: "INR"}, at(19, "9:00")
			return plans.ChangePage(v)
		}},
		{ID: "plan-card", Title: "Another card for a plan", render: func(f fixture) templ.Component {
			return plans.CardPage(plans.Card{Page: planFocus(f, "Another card"), Base: "/account/plan", Method: "Test card ending 0002", Due: rupees(300), CardFirst: "4242 4242 4242 4242"})
		}},
		{ID: "plan-waiting", Title: "A plan, waiting for the bank", render: func(f fixture) templ.Component {
			return plans.WaitPage(plans.Wait{Page: planFocus(f, "Choose a plan"), Base: "/account/plan"})
		}},
		{ID: "admin-plans", Title: "Operators: plans", render: func(f fixture) templ.Component { return planadmin.ListPage(planList(f)) }},
		{ID: "admin-plans-errors", Title: "Operators: plans, wrong fields", Status: 422, render: func(f fixture) templ.Component {
			v := planList(f)
			v.Items, v.Values = nil, url.Values{"code": {"Plus!"}, "rank": {"0"}}
			v.Page.Errors = []ui.FieldError{{Field: "code", Message: v.Page.L.T("error.code.plan_code")}, {Field: "name_en", Message: v.Page.L.T("error.name_en.required")}}
			return planadmin.ListPage(v)
		}},
		{ID: "admin-plan", Title: "Operators: one plan", render: func(f fixture) templ.Component { return planadmin.EditPage(planEdited(f)) }},
		{ID: "admin-plan-charges", Title: "Operators: charges for plans", render: func(f fixture) templ.Component { return planadmin.ChargesPage(planCharges(f)) }},
		{ID: "admin-plan-charge", Title: "Operators: what giving a charge back means", render: func(f fixture) templ.Component { return planadmin.ChargePage(planCharge(f)) }},
	}
}

func planFocus(f fixture, title string) layout.Page {
	p := f.titled(title, "checkout")
	p.Area = layout.Focus
	return p
}

func plansShown(f fixture) plans.Plans {
	return plans.Plans{Page: f.titled("Your plan", "account"), Base: "/account/plan", Offers: []plans.Offer{
		{Name: "Basic", Summary: "The companion remembers, and writes a summary of each week.", TrialDays: 14, Grants: []plans.Grant{{Key: "companion_extras", Limit: 1}},
			Prices: []plans.Price{{URL: "#m1", Cycle: "month", Amount: rupees(300)}, {URL: "#y1", Cycle: "year", Amount: rupees(3000)}}},
		{Name: "Plus", Summary: "For a family of up to four.", Grants: []plans.Grant{{Key: "companion_extras", Limit: 1}},
			Prices: []plans.Price{{URL: "#m2", Cycle: "month", Amount: rupees(900)}, {URL: "#y2", Cycle: "year", Amount: rupees(9000)}}},
	}}
}

func planOwned(f fixture, status string) plans.Plans {
	v := plansShown(f)
	v.Offers[0].TrialDays, v.Offers[0].Prices[0].URL = 0, ""
	v.Mine = &plans.Mine{ID: "1", Name: "Basic", Status: status, Price: rupees(300), Cycle: "month", PaidUntil: at(19, "9:00"), ChargeAt: at(19, "9:00"),
		Method: "Test card ending 4242", Grants: v.Offers[0].Grants}
	v.History = []plans.Paid{{Plan: "Basic", From: at(-10, "9:00"), Until: at(19, "9:00"), Amount: rupees(300)}, {Plan: "Basic", From: at(-24, "9:00"), Until: at(-10, "9:00"), Trial: true}}
	return v
}

func planOfPractice(f fixture) plans.Plans {
	v := planOwned(f, "active")
	v.Page, v.Base = f.work("Your plan", "plan", layout.Work), "/pro/plan"
	v.Mine.Name, v.Mine.Next, v.Mine.NextPrice, v.Mine.NextCycle = "Studio", "Solo", rupees(500), "month"
	v.Mine.Grants = []plans.Grant{{Key: "commission_bps", Limit: 850}}
	v.Offers = []plans.Offer{{Name: "Solo", Summary: "For one practitioner.", Grants: []plans.Grant{{Key: "commission_bps", Limit: 1200}}, Prices: []plans.Price{{URL: "#s", Cycle: "month", Amount: rupees(500)}}},
		{Name: "Studio", Summary: "For a house with several rooms.", Grants: v.Mine.Grants, Prices: []plans.Price{{Cycle: "month", Amount: rupees(2000)}}}}
	v.History = v.History[:1]
	return v
}

func planChosen(f fixture) plans.Choose {
	return plans.Choose{Page: planFocus(f, "Choose a plan"), Base: "/account/plan", Terms: "1", Cycle: "month", Name: "Basic", Price: rupees(300), DueNow: rupees(300),
		Tax: "GST", CardFirst: "4242 4242 4242 4242"}
}

func planChanged(f fixture) plans.Change {
	in := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "INR"} }
	return plans.Change{Page: planFocus(f, "Change your plan"), Base: "/account/plan", Terms: "2", Cycle: "month", Name: "Plus", Old: "Basic", At: at(0, "9:00"), DueNow: in(39_311),
		Price: rupees(900), Worth: in(58_966), Unused: in(19_655), From: at(0, "9:00"), Until: at(19, "9:00"), Method: "Test card ending 4242"}
}

func planList(f fixture) planadmin.List {
	return planadmin.List{Page: f.work("Plans", "plans", layout.Operate), Values: url.Values{"rank": {"1"}}, Items: []planadmin.Item{
		{ID: "1", Family: "seeker", Code: "basic", Name: "Basic", Prices: []planadmin.Price{{Cycle: "month", Amount: rupees(300)}, {Cycle: "year", Amount: rupees(3000)}}},
		{ID: "2", Family: "seeker", Code: "plus", Name: "Plus"},
		{ID: "3", Family: "practitioner", Code: "studio", Name: "Studio", Closed: true, Prices: []planadmin.Price{{Cycle: "month", Amount: rupees(2000)}}},
	}}
}

func planCharges(f fixture) planadmin.Charges {
	return planadmin.Charges{Page: f.work("Charges for plans", "plans", layout.Operate), Items: []planadmin.ChargeItem{
		{URL: "/admin/plan-charges/2", Plan: "Studio", Person: "Asha Rao", From: at(-10, "9:00"), Until: at(20, "9:00"), Charged: rupees(2000)},
		{URL: "/admin/plan-charges/1", Plan: "Basic", From: at(-40, "9:00"), Until: at(-10, "9:00"), Charged: rupees(300), Back: rupees(300)},
	}}
}

func planCharge(f fixture) planadmin.ChargeView {
	in := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "INR"} }
	v := planadmin.ChargeView{Page: f.work("Studio", "plans", layout.Operate), Item: planCharges(f).Items[0], Left: rupees(2000), MayEnd: true,
		Values: url.Values{"amount": {"1500.00"}, "ends": {"yes"}}, Reasons: []ui.Choice{{Label: f.page.L.T("rec.choose")}, {Value: "goodwill", Label: f.page.L.T("plans.reason_goodwill")}}}
	v.Item.Back = in(0)
	v.Quote = &subscription.RefundQuote{GivingBack: subscription.GivingBack{AmountMinor: 150_000, Ends: true}, At: at(0, "9:00"), Amount: in(150_000), Tax: in(22_881),
		Earned: in(14_124), Left: in(50_000), Until: at(0, "9:00")}
	return v
}

func planEdited(f fixture) planadmin.Edit {
	return planadmin.Edit{Page: f.work("Studio", "plans", layout.Operate), Item: planadmin.Item{ID: "3", Family: "practitioner", Code: "studio", Name: "Studio"},
		Action: "/admin/plans/3", Currency: "INR", Grants: []string{"commission_bps"}, Terms: url.Values{"trial_days": {"0"}},
		Values: url.Values{"version": {"2"}, "rank": {"2"}, "name_en": {"Studio"}, "name_hi": {"स्टूडियो"}, "summary_en": {"For a house with several rooms."}},
		History: []planadmin.Dated{{From: at(30, "0:00"), Prices: []planadmin.Price{{Cycle: "month", Amount: rupees(2400)}}, Coming: true},
			{From: at(-200, "0:00"), TrialDays: 30, Prices: []planadmin.Price{{Cycle: "month", Amount: rupees(2000)}}, Now: true}}}
}
