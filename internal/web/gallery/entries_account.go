package gallery

import (
	"github.com/a-h/templ"
	"klear/internal/platform/money"
	"klear/internal/web/page"

	"klear/internal/web/account"
	"klear/internal/web/layout"
	"klear/internal/web/signin"
	"klear/internal/web/ui"
)

func (f fixture) focus(title string) layout.Page {
	p := f.titled(title, "")
	p.Area, p.User = layout.Focus, nil
	return p
}

func signinEntries() []Entry {
	return []Entry{
		{ID: "sign-in", Title: "Sign in", render: func(f fixture) templ.Component {
			return signin.SignInPage(signin.SignIn{Page: f.focus("Sign in"), Next: "/bookings", Providers: []ui.Link{{URL: "/sign-in/passkey", Label: "Passkey"}}})
		}},
		{ID: "sign-in-wrong", Title: "Sign in, wrong password", Status: 422, render: func(f fixture) templ.Component {
			p := f.focus("Sign in")
			p.Values = map[string]string{"email": "kavya@example.com"}
			p.Errors = []ui.FieldError{{Field: "email", Message: p.L.T("error.credentials")}}
			return signin.SignInPage(signin.SignIn{Page: p})
		}},
		{ID: "sign-up", Title: "Sign up", render: func(f fixture) templ.Component { return signin.SignUpPage(signUpView(f)) }},
		{ID: "sign-up-wrong", Title: "Sign up, wrong fields", Status: 422, render: func(f fixture) templ.Component {
			v := signUpView(f)
			v.Page.Values = map[string]string{"name": "Kavya", "email": "kavya@"}
			v.Page.Errors = []ui.FieldError{{Field: "email", Message: v.Page.L.T("error.email.invalid")}, {Field: "password", Message: v.Page.L.T("error.password.common")},
				{Field: "consent.terms", Message: v.Page.L.T("error.consent.required")}}
			return signin.SignUpPage(v)
		}},
		{ID: "sign-up-sent", Title: "Sign up, check your mail", render: func(f fixture) templ.Component {
			return signin.SignUpPage(signin.SignUp{Page: f.focus("Check your mail"), Pending: "kavya@example.com"})
		}},
		{ID: "recover", Title: "Recover", render: func(f fixture) templ.Component {
			return signin.RecoverPage(signin.Recover{Page: f.focus("Choose a new password")})
		}},
		{ID: "recover-sent", Title: "Recover, sent", render: func(f fixture) templ.Component {
			return signin.RecoverPage(signin.Recover{Page: f.focus("Check your mail"), Sent: "kavya@example.com"})
		}},
		{ID: "reset", Title: "Reset the password", render: func(f fixture) templ.Component {
			return signin.ResetPage(signin.Reset{Page: f.focus("Choose a new password"), Token: "t", MinPassword: 10})
		}},
		{ID: "reset-expired", Title: "Reset, link too old", Status: 410, render: func(f fixture) templ.Component {
			return signin.ResetPage(signin.Reset{Page: f.focus("Link too old"), Expired: true})
		}},
		{ID: "verify-confirm", Title: "Confirm an address", render: func(f fixture) templ.Component {
			return signin.ConfirmPage(signin.Confirm{Page: f.focus("Confirm your address"), Token: "t"})
		}},
		{ID: "verify-ask", Title: "Address, link too old, on another device", Status: 410, render: func(f fixture) templ.Component {
			return signin.AskPage(signin.Ask{Page: f.focus("Link too old"), Expired: true})
		}},
		{ID: "verify-done", Title: "Address confirmed", render: func(f fixture) templ.Component {
			return signin.VerifyPage(signin.Verify{Page: f.focus("Confirmed"), State: signin.VerifyDone, Email: "kavya@example.com"})
		}},
		{ID: "verify-expired", Title: "Address, link too old", Status: 410, render: func(f fixture) templ.Component {
			return signin.VerifyPage(signin.Verify{Page: f.focus("Link too old"), State: signin.VerifyExpired, Email: "kavya@example.com"})
		}},
	}
}

func signUpView(f fixture) signin.SignUp {
	return signin.SignUp{Page: f.focus("Make an account"), Next: "/", MinPassword: 10, Consents: []signin.Consent{
		{Name: "consent.terms", Label: "I accept the <terms>terms</terms>.", Required: true},
		{Name: "consent.privacy", Label: "I have read the <privacy>privacy notice</privacy>.", Required: true},
		{Name: "consent.reminders", Label: "Remind me of sessions by text message.", Hint: "Your number is used for nothing else."},
		{Name: "consent.news", Label: "Send me a letter once a month."},
	}}
}

func accountEntries() []Entry {
	return []Entry{
		{ID: "account-profile", Title: "Account, profile", render: func(f fixture) templ.Component {
			p := f.titled("Your account", "account")
			p.Flash = []ui.Notice{{Tone: ui.Success, Text: "Saved."}}
			return account.ProfilePage(account.Profile{Page: p, Name: "Kavya Menon", Email: "kavya@example.com", EmailVerified: true, Phone: "+91 98450 12345",
				Face: ui.Face{Seed: "kavya-1", Name: "Kavya Menon"}, MaxAvatarMB: 10})
		}},
		{ID: "account-family", Title: "Account, people one books for", render: func(f fixture) templ.Component { return account.FamilyPage(familyView(f)) }},
		{ID: "account-family-errors", Title: "Account, one entry, wrong fields", Status: 422, render: func(f fixture) templ.Component {
			v := familyView(f)
			v.Form.ID = "1"
			v.Page.Values = map[string]string{"name": "", "born_day": "31", "born_month": "2", "born_year": "2017"}
			v.Page.Errors = []ui.FieldError{{Field: "name", Message: v.Page.L.T("error.name.required")}, {Field: "born_day", Message: v.Page.L.T("error.born_day.invalid")}}
			return account.FamilyPage(v)
		}},
		{ID: "account-family-none", Title: "Account, nobody entered", render: func(f fixture) templ.Component {
			v := familyView(f)
			v.People = nil
			return account.FamilyPage(v)
		}},
		{ID: "account-language", Title: "Account, language", render: func(f fixture) templ.Component {
			p := f.titled("Your account", "account")
			return account.LanguagePage(account.Language{Page: p, Languages: layout.LanguageChoices(p), Zones: layout.ZoneChoices(p), Themes: layout.ThemeChoices(p), Spoken: page.SpokenChoices([]string{"en", "hi"}), Places: page.PlaceChoices(p.L, []string{"US-IL", "US-NV"}, ""), Sample: money.Amount{Minor: 12_500_050, Currency: "INR"}})
		}},
		{ID: "preferences", Title: "Language, time zone and appearance, for visitors", render: func(f fixture) templ.Component {
			f = f.signedOut()
			return account.PreferencesPage(account.Preferences{Page: f.titled("Language and region", ""), Back: "/"})
		}},
		{ID: "account-security", Title: "Account, security", render: func(f fixture) templ.Component {
			return account.SecurityPage(account.Security{Page: f.titled("Your account", "account"), HasPassword: true, MinPassword: 10, Sessions: []account.Session{
				{ID: "1", Device: "Firefox on Android", Place: "Bengaluru, India", Seen: Now, Current: true},
				{ID: "2", Device: "Safari on a Mac", Place: "Chennai, India", Seen: at(-2, "21:15")},
				{ID: "3", Device: "Chrome on Windows", Seen: at(-9, "8:40")},
			}})
		}},
		{ID: "account-privacy", Title: "Account, privacy", render: func(f fixture) templ.Component {
			l := f.page.L
			consent := func(name string, free bool) account.Consent {
				return account.Consent{Name: name, Label: l.T("account.consent_" + name), Hint: l.T("account.consent_" + name + "_hint"), Free: free, Given: true, Since: at(-30, "9:00"), Version: "1"}
			}
			return account.PrivacyPage(account.Privacy{Page: f.titled("Your account", "account"), Consents: []account.Consent{consent("marketing", true), consent("terms", false), consent("privacy", false)}})
		}},
		{ID: "account-notifications", Title: "Account, letters", render: func(f fixture) templ.Component {
			l := f.page.L
			return account.NotificationsPage(account.Notifications{Page: f.titled("Your account", "account"), RemindDay: true,
				News: account.Consent{Label: l.T("account.consent_marketing"), Hint: l.T("account.consent_marketing_hint")}})
		}},
		{ID: "account-delete", Title: "Account, what deleting does", render: func(f fixture) templ.Component {
			return account.DeletePage(account.Delete{Page: f.titled("Your account", "account"), Email: "kavya@example.com", HasPassword: true, Upcoming: 2, Devices: 2, Saved: 3, Bookings: 7, Payments: 1})
		}},
	}
}

func familyView(f fixture) account.Family {
	l := f.page.L
	v := account.Family{Page: f.titled("Your account", "account"), Most: 12, People: []account.Member{
		{ID: "1", Name: "Asha", Relation: l.T("relation.child"), Age: 9, Note: "Shy at first"}, {ID: "2", Name: "Amma", Relation: l.T("relation.parent"), Age: -1},
	}}
	for _, r := range []string{"child", "parent", "partner", "sibling", "other"} {
		v.Form.Relations = append(v.Form.Relations, ui.Choice{Value: r, Label: l.T("relation." + r)})
	}
	return v
}
