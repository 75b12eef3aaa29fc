package gallery

import (
	"strings"

	"github.com/a-h/templ"

	"klear/internal/web/bookings"
	"klear/internal/web/checkout"
	"klear/internal/web/forms"
	"klear/internal/web/layout"
	"klear/internal/web/pro"
	"klear/internal/web/ui"
)

func formEntries() []Entry {
	return []Entry{
		{ID: "pro-forms", Title: "Forms and waivers", render: func(f fixture) templ.Component { return forms.ListPage(formsView(f)) }},
		{ID: "pro-forms-none", Title: "Forms and waivers, none yet", render: func(f fixture) templ.Component {
			return forms.ListPage(forms.List{Page: f.work("Forms and waivers", "services", layout.Work)})
		}},
		{ID: "pro-form", Title: "One waiver", render: func(f fixture) templ.Component { return forms.EditPage(formView(f)) }},
		{ID: "pro-form-errors", Title: "One waiver, wrong fields", Status: 422, render: func(f fixture) templ.Component {
			v := formView(f)
			v.Title, v.Preview.Title = "", "…"
			v.Page.Errors = []ui.FieldError{{Field: "form_title", Message: v.Page.L.T("error.form_title.required")}}
			return forms.EditPage(v)
		}},
		{ID: "checkout-forms", Title: "Checkout with a waiver, not signed", Status: 422, render: func(f fixture) templ.Component {
			v := checkoutView(f)
			v.Forms = []layout.AskForm{askView(f)}
			v.Page.Errors = []ui.FieldError{{Field: "form.1.sign", Message: v.Page.L.T("error.signature_required")}, {Field: "form.1.agree", Message: v.Page.L.T("error.agree_required")}}
			return checkout.Checkout(v)
		}},
		{ID: "booking-forms", Title: "What was answered and signed", render: func(f fixture) templ.Component {
			p := f.titled(f.page.L.T("forms.yours"), "bookings")
			return bookings.AnswersPage(bookings.Answers{Page: p, Booking: bookingView(f).Card, Forms: []layout.SignedForm{signedView(f)}})
		}},
		{ID: "pro-session-forms", Title: "Session with a signed waiver", render: func(f fixture) templ.Component {
			v := sessionView(f)
			v.Forms = []layout.SignedForm{signedView(f)}
			return pro.SessionPage(v)
		}},
	}
}

func formsView(f fixture) forms.List {
	return forms.List{Page: f.work("Forms and waivers", "services", layout.Work), Items: []forms.Item{
		{ID: "1", Title: "Before we begin", Waiver: true, Version: 2, Fields: 3, Active: true, Services: []string{"First consultation", "Morning breathing class"}},
		{ID: "2", Title: "About you", Version: 1, Fields: 6, Active: true}, {ID: "3", Title: "Old questions", Version: 4, Fields: 2},
	}}
}

func askView(f fixture) layout.AskForm {
	l := f.page.L
	return layout.AskForm{ID: "1", Title: "Before we begin", Intro: "Yoga is exercise. Tell me what I should know, and stop when something hurts.", Waiver: true,
		Sign: layout.AskField{ID: "form.1.sign"}, Agree: layout.AskField{ID: "form.1.agree"}, Fields: []layout.AskField{
			{ID: "form.1.q1", Kind: "statement", Label: "I move within my limits and take breaks when I need them."},
			{ID: "form.1.q2", Kind: "choices", Label: "What hurts?", Choices: []ui.Choice{{Value: "Back", Label: "Back", Selected: true}, {Value: "Knee", Label: "Knee"}}},
			{ID: "form.1.q3", Kind: "yesno", Label: "Are you pregnant?", Required: true, Choices: []ui.Choice{{Value: "yes", Label: l.T("forms.yes")}, {Value: "no", Label: l.T("forms.no"), Selected: true}}},
			{ID: "form.1.q4", Kind: "date", Label: "Last visit to a doctor"}}}
}

func signedView(f fixture) layout.SignedForm {
	l := f.page.L
	return layout.SignedForm{Title: "Before we begin", Intro: "Yoga is exercise. Tell me what I should know, and stop when something hurts.", Waiver: true, Signature: "Kavya Menon", At: at(-2, "18:40"),
		Address: "203.0.113.7", Hash: strings.Repeat("9f86d081884c7d65", 4), Items: []layout.SignedItem{{Label: "I move within my limits and take breaks when I need them.", Statement: true},
			{Label: "What hurts?", Answer: "Back, Neck"}, {Label: "Are you pregnant?", Answer: l.T("forms.no")}, {Label: "Last visit to a doctor"}}}
}

func formView(f fixture) forms.Edit {
	l := f.page.L
	kinds := func(chosen string) []ui.Choice {
		out := []ui.Choice{{Value: "statement"}, {Value: "choices"}, {Value: "yesno"}}
		for i := range out {
			out[i].Label, out[i].Selected = l.T("forms.kind_"+out[i].Value), out[i].Value == chosen
		}
		return out
	}
	return forms.Edit{Page: f.work("Before we begin", "services", layout.Work), Action: "/pro/forms/1", Old: true, Waiver: true, Title: "Before we begin", Version: 2,
		Intro: "Yoga is exercise. Tell me what I should know, and stop when something hurts.", Preview: askView(f),
		Services: []ui.Choice{{Value: "1", Label: "First consultation", Selected: true}, {Value: "3", Label: "Morning breathing class"}},
		Fields: []forms.Field{{Index: 0, Kinds: kinds("statement"), Label: "I move within my limits and take breaks when I need them.", Statement: true},
			{Index: 1, Kinds: kinds("choices"), Label: "What hurts?", HasOptions: true, Options: "Back\nKnee"}, {Index: 2, Kinds: kinds("yesno"), Label: "Are you pregnant?", Required: true}}}
}
