package checkout

import (
	"strconv"

	"github.com/a-h/templ"

	"klear/internal/platform/i18n"
	"klear/internal/web/ui"
)

func d(k string, v any) i18n.D { return i18n.D{k: v} }

func path(v View, verb string) templ.SafeURL {
	if verb != "" {
		verb = "/" + verb
	}
	return templ.SafeURL("/book/" + v.Hold.ID + verb)
}

func title(v View) string {
	switch {
	case v.State == Expired:
		return v.Page.L.T("checkout.title_expired")
	case v.Hold.Request:
		return v.Page.L.T("checkout.title_request")
	}
	return v.Page.L.T("checkout.title")
}

func where(v View) string {
	if v.Hold.Where != "" {
		return v.Hold.Where
	}
	return ui.ModeName(v.Page.L, v.Hold.Mode)
}

// policyLine is the cancel rule in one sentence.
func policyLine(v View) string {
	l := v.Page.L
	if v.Policy.Free.IsZero() {
		return l.T("policy.never_free")
	}
	when := l.When(v.Policy.Free, v.Page.Zone)
	if v.Policy.LatePct <= 0 {
		return l.T("policy.free_until", i18n.D{"When": when})
	}
	return l.T("policy.free_then", i18n.D{"When": when, "Pct": strconv.Itoa(v.Policy.LatePct)})
}

func payLabel(v View) string {
	if v.Drawable || v.AtVenue || v.Credit != nil || len(v.When) > 0 { // which of the ways was chosen the button cannot know
		if v.Hold.Request {
			return v.Page.L.T("checkout.request_free")
		}
		return v.Page.L.T("checkout.book")
	}
	if v.Series != nil && v.Total.Amount.Minor > 0 && !v.Hold.Request {
		return v.Page.L.N("checkout.pay_series", v.Series.Left, i18n.D{"Amount": v.Page.L.Money(v.Total.Amount)})
	}
	key := "checkout.pay_amount"
	switch free := v.Total.Amount.Minor == 0; {
	case free && v.Hold.Request:
		key = "checkout.request_free"
	case free:
		key = "checkout.book_free"
	case v.Hold.Request:
		key = "checkout.request_amount"
	}
	return v.Page.L.T(key, i18n.D{"Amount": v.Page.L.Money(v.Total.Amount)})
}

func methodID(i int) string {
	if i == 0 {
		return "method"
	}
	return "method-" + strconv.Itoa(i)
}

func methodLabel(v View, m ui.Choice) string {
	if m.Label != "" {
		return m.Label
	}
	return v.Page.L.T("method." + m.Value)
}

func methodHint(v View, m ui.Choice) string {
	if m.Hint != "" {
		return m.Hint
	}
	if v.Page.Sandbox {
		return v.Page.L.T("checkout.method_sandbox")
	}
	return v.Page.L.T("checkout.method_hint", i18n.D{"Gateway": v.Gateway})
}

// actionKey is a text of the step that is missing: the bank's question, or the whole payment on the gateway's page.
func actionKey(v View, part string) string {
	if v.Hosted {
		return "checkout.hosted_" + part
	}
	return "checkout.action_" + part
}

func firstCard(v View) string {
	if len(v.TestCards) == 0 {
		return ""
	}
	return v.TestCards[0].Number
}
