package account

import (
	"github.com/a-h/templ"

	"klear/internal/platform/brand"
	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
)

func currentPage(on bool) templ.OrderedAttributes {
	if !on {
		return nil
	}
	return templ.OrderedAttributes{templ.KV[string, any]("aria-current", "page")}
}

func emailHint(v Profile) string {
	if v.EmailVerified {
		return v.Page.L.T("account.email_ok")
	}
	return v.Page.L.T("account.email_wait")
}

func sessionLine(p layout.Page, s Session) string {
	seen := p.L.T("account.seen", i18n.D{"When": p.L.When(s.Seen, p.Zone)})
	if s.Place == "" {
		return seen
	}
	return s.Place + ". " + seen
}

func consentHint(p layout.Page, c Consent) string {
	if c.Given && !c.Since.IsZero() {
		return c.Hint + " " + p.L.T("account.consent_since", i18n.D{"Date": p.L.DateYear(c.Since, p.Zone), "Version": c.Version})
	}
	return c.Hint
}

// memberLine is "child, 9".
func memberLine(p layout.Page, m Member) string {
	if m.Age < 0 {
		return m.Relation
	}
	return p.L.List(m.Relation, p.L.Number(m.Age))
}

func memberPath(f MemberForm) templ.SafeURL {
	if f.ID == "" {
		return "/account/family"
	}
	return templ.SafeURL("/account/family/" + f.ID)
}

// tabs are the parts of the account; packages only where sessions are booked.
func tabs(p layout.Page) []string {
	out := []string{"profile", "family"}
	if p.Brand.Has(brand.Booking) {
		out = append(out, "packages", "credit")
	}
	if p.Brand.Has(brand.Companion) {
		out = append(out, "contact")
	}
	return append(out, "payment-methods", "plan", "language", "notifications", "invoices", "security", "privacy")
}
