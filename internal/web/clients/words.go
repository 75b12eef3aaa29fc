package clients

import (
	"strings"
	"time"

	"github.com/a-h/templ"

	"klear/internal/modules/client/sheet"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

func path(id, verb string) templ.SafeURL {
	return templ.SafeURL(strings.TrimSuffix("/pro/clients/"+id+"/"+verb, "/"))
}

func orNone(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

func showLead(v Show) string {
	if v.Booked {
		return v.Page.L.N("clients.together", len(v.Bookings)+v.Older)
	}
	return v.Page.L.T("clients.entered", d("When", v.Page.L.DateYear(v.CreatedAt, v.Page.Zone)))
}

// fact is a line about a client.
type fact struct{ label, value, url string }

func factsOf(v Show) []fact {
	var out []fact
	add := func(key, value, url string) {
		if value != "" {
			out = append(out, fact{v.Page.L.T("clients." + key), value, url})
		}
	}
	mailto, tel := "", ""
	if v.Details.Email != "" {
		mailto = "mailto:" + v.Details.Email
	}
	if v.Details.Phone != "" {
		tel = "tel:" + strings.ReplaceAll(v.Details.Phone, " ", "")
	}
	add("booked_as", v.BookedAs, "")
	add("email", v.Details.Email, mailto)
	add("phone", v.Details.Phone, tel)
	if v.Details.Language != "" {
		add("language", page.LanguageName(v.Details.Language), "")
	}
	if day, err := time.Parse(time.DateOnly, v.Details.Birthday); err == nil {
		add("birthday", v.Page.L.DateYear(day, time.UTC), "")
	}
	add("external", v.Details.ExternalID, "")
	return out
}

func bookedLine(v Show, b Booked) string {
	line := b.Service
	if !b.Until.IsZero() {
		return line + ". " + v.Page.L.T("clients.waits_until", d("When", v.Page.L.When(b.Until, v.Page.Zone)))
	}
	if b.Paid.Minor > 0 {
		line = v.Page.L.List(line, v.Page.L.T("clients.paid", d("Amount", v.Page.L.Money(b.Paid))))
	}
	return line
}

func noteLine(p layout.Page, n Note) string {
	line := p.L.WhenYear(n.WrittenAt, p.Zone)
	if !n.EditedAt.IsZero() {
		line += ". " + p.L.T("clients.edited", d("When", p.L.WhenYear(n.EditedAt, p.Zone)))
	}
	return line
}

func editPath(v Edit) templ.SafeURL {
	if v.ID == "" {
		return "/pro/clients/new"
	}
	return path(v.ID, "edit")
}

func editCrumb(v Edit) ui.Link {
	if v.ID == "" {
		return ui.Link{URL: "/pro/clients", Label: v.Page.L.T("nav.clients")}
	}
	return ui.Link{URL: "/pro/clients/" + v.ID, Label: v.Details.Name}
}

func editLead(v Edit) string {
	if v.Booked {
		return v.Page.L.T("clients.edit_lead")
	}
	return v.Page.L.T("clients.add_lead")
}

func fileLabel(v Import) string {
	if v.Checked != "" {
		return v.Page.L.T("clients.file_other")
	}
	return v.Page.L.T("clients.file")
}

func fileAttrs(v Import) templ.OrderedAttributes {
	by := "file-hint"
	out := templ.OrderedAttributes{}
	if v.Page.Err("file") != "" {
		by += " file-error"
		out = append(out, templ.KV[string, any]("aria-invalid", "true"))
	}
	return append(out, templ.KV[string, any]("aria-describedby", by))
}

func submitClass(v Import) string {
	if v.Checked != "" {
		return "quiet"
	}
	return ""
}

func ignored(v Import) string {
	return v.Page.L.T("clients.ignored", d("Columns", strings.Join(v.Report.Ignored, ", ")))
}

func fieldWords(v Import, field string) string {
	if key := "clients.field_" + strings.ToLower(field); field != "" && v.Page.L.Has(key) {
		return v.Page.L.T(key)
	}
	return field
}

// faultWords are a fault in the reader's language where it has words.
func faultWords(v Import, f sheet.Fault) string {
	if key := "clients.fault_" + f.Code; v.Page.L.Has(key) {
		return v.Page.L.T(key)
	}
	return f.Message
}

// cannotBook is the message of why nothing can be booked for a client; "" when it can.
func cannotBook(v Book) string {
	switch {
	case v.Erased:
		return "clients.erased_text"
	case v.Mute:
		return "clients.no_address"
	case len(v.Services) == 0:
		return "clients.no_services"
	case v.Closed:
		return "clients.closed"
	}
	return ""
}

func wayOn(v Book) string {
	if v.Mute {
		return "edit"
	}
	return ""
}

func wayOnLabel(v Book) string {
	if v.Mute {
		return "clients.edit"
	}
	return "clients.cancel"
}

func bookLabel(v Book) string {
	if v.Price.Minor == 0 {
		return "clients.book_now"
	}
	return "clients.offer_now"
}

// carried is what was chosen above the form.
func carried(v Book) []ui.Hidden {
	return []ui.Hidden{{Name: "service", Value: v.Service}, {Name: "mode", Value: string(v.Mode)}, {Name: "on", Value: v.On}}
}
