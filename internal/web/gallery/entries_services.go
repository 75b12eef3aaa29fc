package gallery

import (
	"net/url"

	"github.com/a-h/templ"

	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/services"
	"klear/internal/web/ui"
)

func serviceEntries() []Entry {
	return []Entry{
		{ID: "pro-services", Title: "Services", render: func(f fixture) templ.Component { return services.ListPage(servicesView(f)) }},
		{ID: "pro-services-none", Title: "Services, none yet", render: func(f fixture) templ.Component {
			return services.ListPage(services.List{Page: f.work("Services and prices", "services", layout.Work)})
		}},
		{ID: "pro-service", Title: "One service", render: func(f fixture) templ.Component { return services.EditPage(serviceView(f)) }},
		{ID: "pro-service-option", Title: "A new option of a service", render: func(f fixture) templ.Component {
			v := serviceView(f)
			v.New, v.Heading, v.Action = true, "First consultation", "/pro/services/new?of=1"
			v.Values.Set("variant_label", "90 min")
			v.Values.Set("buffer_after_min", "15")
			v.Suggest = v.Page.L.T("services.interval_suggest", map[string]any{"Minutes": "75"})
			return services.EditPage(v)
		}},
		{ID: "pro-service-errors", Title: "One service, wrong fields", Status: 422, render: func(f fixture) templ.Component {
			v := serviceView(f)
			v.Values.Set("price", "twelve")
			v.Values.Del("modes")
			for i := range v.Modes {
				v.Modes[i].Selected = false
			}
			v.Preview.Priced, v.Preview.Where = false, nil
			v.Page.Errors = []ui.FieldError{{Field: "price", Message: v.Page.L.T("error.price.price_text")}, {Field: "modes", Message: v.Page.L.T("error.modes.required")}}
			return services.EditPage(v)
		}},
	}
}

func servicesView(f fixture) services.List {
	option := func(id, label string, minutes int, price int64, seats int, active bool, modes ...ui.Mode) services.Option {
		return services.Option{ID: id, Label: label, Minutes: minutes, Price: ui.Price{Amount: rupees(price), Minutes: minutes}, Modes: modes, Seats: seats, Active: active}
	}
	return services.List{Page: f.work("Services and prices", "services", layout.Work), PublicURL: "/p/ananya-rao", Items: []services.Item{
		{ID: "1", Name: "First consultation", Description: "History, pulse and a plan for four weeks.", Active: true, First: true, Options: []services.Option{
			option("1", "60 min", 60, 1200, 1, true, ui.Online, ui.InPerson), option("2", "90 min", 90, 1700, 1, true, ui.InPerson)}},
		{ID: "3", Name: "Morning breathing class", Active: true, Options: []services.Option{option("3", "45 min", 45, 300, 12, true, ui.Online)}},
		{ID: "4", Name: "Follow-up", Last: true, Options: []services.Option{option("4", "30 min", 30, 600, 1, false, ui.Online)}},
	}}
}

func serviceView(f fixture) services.Edit {
	return services.Edit{Page: f.work("First consultation", "services", layout.Work), Action: "/pro/services/1", Currency: "INR",
		Values: url.Values{"service_name": {"First consultation"}, "description": {"History, pulse and a plan for four weeks."}, "category": {"ayurveda"}, "duration_min": {"60"},
			"price": {"1,200"}, "modes": {"online", "in_person"}, "capacity": {"1"}, "free_cancel_hours": {"24"}, "late_cancel_fee": {"50"}, "notice_min": {"120"},
			"window.kind": {"rolling_days"}, "window.days": {"60"}, "buffer_before_min": {"0"}, "buffer_after_min": {"0"}, "pending_blocks": {"yes"}, "version": {"3"}},
		Categories: []ui.Choice{{Value: "ayurveda", Label: "Wellness: Ayurveda", Selected: true}, {Value: "yoga", Label: "Wellness: Yoga"}},
		Attributes: []ui.AttributeField{
			{ID: "attributes.level", Label: "Level", Needed: true, Choices: []ui.Choice{{Label: f.page.L.T("attributes.unsaid")}, {Value: "beginner", Label: "Beginner", Selected: true}, {Value: "advanced", Label: "Advanced"}}},
			{ID: "attributes.props", Label: "Props", Several: true, Choices: []ui.Choice{{Value: "mat", Label: "Mat", Selected: true}, {Value: "block", Label: "Blocks"}}},
			{ID: "attributes.people", Label: "People at most", Number: true, Max: 12, Value: "8", Hint: f.page.L.T("attributes.bounds", map[string]any{"Low": "1", "High": "20"})},
		},
		Modes: []ui.Choice{{Value: "online", Label: f.page.L.T("mode.online"), Selected: true}, {Value: "in_person", Label: f.page.L.T("mode.in_person"), Selected: true}},
		Preview: services.Preview{Name: "First consultation", Description: "History, pulse and a plan for four weeks.", Minutes: 60, Priced: true, Price: rupees(1200), Share: money.Amount{Minor: 102_000, Currency: "INR"},
			Tax: "GST", Seats: 1, Where: []services.Place{{Mode: ui.Online, Text: f.page.L.T("mode.online")}, {Mode: ui.InPerson, Text: "Indiranagar, Bengaluru"}},
			Rule: f.page.L.T("services.rule", map[string]any{"When": f.page.L.N("services.hours", 24), "Pct": "50"})}}
}
