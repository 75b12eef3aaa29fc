package gallery

import (
	"net/url"

	"github.com/a-h/templ"

	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/packages"
	"klear/internal/web/ui"
)

func packageEntries() []Entry {
	return []Entry{
		{ID: "package-buy", Title: "A package before it is bought", render: func(f fixture) templ.Component { return packages.BuyPage(packageBuy(f)) }},
		{ID: "package-declined", Title: "A package, the card declined", Status: 402, render: func(f fixture) templ.Component {
			v := packageBuy(f)
			v.Page.Notices = []ui.Notice{{Tone: ui.Warning, Text: v.Page.L.T("decline.other")}}
			return packages.BuyPage(v)
		}},
		{ID: "package-waiting", Title: "A package, the bank has not answered", render: func(f fixture) templ.Component {
			return packages.WaitPage(packages.Wait{Page: packageBuy(f).Page, ID: "1"})
		}},
		{ID: "account-packages", Title: "What one has", render: func(f fixture) templ.Component { return packages.MinePage(packagesMine(f)) }},
		{ID: "account-packages-none", Title: "No packages", render: func(f fixture) templ.Component {
			return packages.MinePage(packages.Mine{Page: f.titled("Packages", "account")})
		}},
		{ID: "pro-packages", Title: "Packages of a service", render: func(f fixture) templ.Component { return packages.OffersPage(packageOffers(f)) }},
		{ID: "pro-packages-errors", Title: "Packages of a service, wrong fields", Status: 422, render: func(f fixture) templ.Component {
			v := packageOffers(f)
			v.Values = url.Values{"sessions": {"1"}, "valid_days": {"90"}, "price": {"nine"}}
			v.Page.Errors = []ui.FieldError{{Field: "price", Message: v.Page.L.T("error.price.price_text")}}
			return packages.OffersPage(v)
		}},
	}
}

func packageBuy(f fixture) packages.Buy {
	p := f.titled("Buy a package", "checkout")
	p.Area = layout.Focus
	return packages.Buy{Page: p, ID: "1", Version: 1, Person: f.people[0].Name, Slug: f.people[0].Slug, Service: "First consultation, 60 min", Sessions: 10,
		Price: rupees(9000), Each: rupees(900), Single: rupees(1200), Tax: "GST", Until: at(180, "9:00"), LateSpent: true, CardFirst: "4242 4242 4242 4242"}
}

func packagesMine(f fixture) packages.Mine {
	return packages.Mine{Page: f.titled("Packages", "account"), Items: []packages.Owned{
		{ID: "1", Code: "KQ7M2XAB", Person: f.people[0].Name, Service: "First consultation, 60 min", Sessions: 10, Left: 7, Price: rupees(9000), Until: at(150, "9:00"),
			BookURL: "/packages/1/book", Refund: rupees(6300), Uses: []packages.Used{{Kind: "draw", N: 1, At: at(-20, "9:00")}, {Kind: "returned", N: 1, At: at(-18, "9:00")},
				{Kind: "draw", N: 1, At: at(-14, "18:00")}, {Kind: "draw", N: 1, At: at(-7, "18:00")}, {Kind: "draw", N: 1, At: at(-1, "18:00")}}},
		{ID: "2", Code: "P4RT9ZQC", Person: f.people[1].Name, Service: "Follow-up", Sessions: 5, Price: rupees(4000), Until: at(-10, "9:00"), Over: true,
			Refund: money.Amount{Currency: "INR"}, Uses: []packages.Used{{Kind: "draw", N: 1, At: at(-90, "9:00")}, {Kind: "expiry", N: 4, At: at(-10, "9:00")}}},
		{ID: "3", Code: "W9HT3KLD", Person: f.people[2].Name, Service: "Breathing, 45 min", Sessions: 4, Price: rupees(3200), Until: at(60, "9:00"), Over: true, Repaid: true,
			Refund: money.Amount{Currency: "INR"}, Uses: []packages.Used{{Kind: "refund", N: 4, At: at(-3, "9:00")}}},
	}}
}

func packageOffers(f fixture) packages.Offers {
	return packages.Offers{Page: f.work("Packages", "services", layout.Work), Action: "/pro/services/1/packages", Service: "First consultation, 60 min", Currency: "INR",
		Items: []packages.Offer{{ID: "1", Sessions: 10, Days: 180, Price: rupees(9000), Each: rupees(900), Active: true, Version: 1},
			{ID: "2", Sessions: 5, Days: 90, Price: rupees(5000), Each: rupees(1000), Version: 2}},
		Sold: []packages.Sold{{Buyer: "Kavya Menon", Code: "KQ7M2XAB", Price: rupees(9000), Sessions: 10, Drawn: 3, Until: at(150, "9:00")}}}
}
