package find

import (
	"strings"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/importfile"
	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// what is one line about a person: their own headline, else what they work on.
func what(p *catalog.Practitioner) string {
	if p.Headline != "" {
		return p.Headline
	}
	return strings.Join(p.Specializations, ", ")
}

// check says what was checked, in few words; "" when nothing was.
func check(p layout.Page, who *catalog.Practitioner) string {
	reg := who.Registration
	switch {
	case reg.CheckedOn == "":
		return ""
	case reg.Method == importfile.MethodIdentity || reg.Method == importfile.MethodPoliceCheck:
		return p.L.T("check.title." + reg.Method)
	case reg.Body == "":
		return p.L.T("profile.checked")
	case reg.Method == importfile.MethodDocument:
		return p.L.T("find.checked_body", d("Body", reg.Body))
	}
	return p.L.T("find.registered", d("Body", reg.Body))
}

// where says how a service meets: "Online or Indiranagar", "Comes to you, 1.2 km".
func where(p layout.Page, who *catalog.Practitioner, svc catalog.Service, km *float64) string {
	l := p.L
	place := who.Area
	if place == "" {
		place = who.City
	}
	online, there, home := svc.Has(catalog.Online), svc.Has(catalog.AtPractitioner) && place != "", svc.Has(catalog.AtCustomer)
	var s string
	switch {
	case online && there:
		s = l.T("find.online_or", d("Place", place))
	case there:
		s = place
	case home:
		s = ui.ModeName(l, ui.Home)
	default:
		return ui.ModeName(l, ui.Online)
	}
	if km != nil {
		s = l.T("find.with_distance", i18n.D{"Where": s, "Km": l.Tenths(int(*km*10 + 0.5))})
	}
	return s
}

// checkOf is the dated badge; nil when no register was asked.
func checkOf(p layout.Page, who *catalog.Practitioner) *Check {
	on, err := time.Parse(time.DateOnly, who.Registration.CheckedOn)
	if err != nil {
		return nil
	}
	return &Check{On: on, Method: method(p, who.Registration)}
}

// method says how it was checked: the codes of imports in the reader's words, an operator's own words as they are.
func method(p layout.Page, r catalog.Registration) string {
	switch key := "check.method." + r.Method; {
	case r.Method == "":
		return p.Brand.Name
	case r.Method == importfile.MethodRegister && r.Body != "":
		return p.L.T("check.register_of", d("Body", r.Body))
	case p.L.Has(key):
		return p.L.T(key)
	}
	return r.Method
}

func languages(tags []string) []string {
	out := make([]string, len(tags))
	for i, t := range tags {
		out[i] = page.LanguageName(t)
	}
	return out
}

// paragraphs divides plain text at empty lines.
func paragraphs(s string) []string {
	var out []string
	for part := range strings.SplitSeq(s, "\n\n") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}
