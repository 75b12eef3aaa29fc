package services

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"klear/internal/modules/catalog"
	"klear/internal/platform/brand"
	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

func d(k string, v any) i18n.D { return i18n.D{k: v} }

func (h Handler) editView(w http.ResponseWriter, r *http.Request, s subject, form url.Values) (Edit, error) {
	v := Edit{Page: h.page(w, r), Action: s.path(), New: s.isNew(), Values: form, Currency: s.practice.Currency}
	if s.heading != nil {
		v.Heading = s.heading.Name
	}
	tree, err := h.Catalog.Categories(r.Context())
	if err != nil {
		return v, err
	}
	v.Categories = categories(tree, v.Page.L.Lang(), form.Get("category"))
	v.Attributes = page.AttributeFields(v.Page, tree, form.Get("category"), form)
	v.Modes = modes(v.Page, form["modes"])
	v.Suggest = suggestion(v.Page.L, form)
	v.Preview, err = h.previewOf(r, v.Page, tree, s, form)
	return v, err
}

// categories are those that are offered, by their path; the present one stays even when it is not offered any more.
func categories(tree *catalog.Tree, lang, present string) []ui.Choice {
	out := []ui.Choice{{}}
	for _, c := range tree.All() {
		if !c.Active && c.Slug != present {
			continue
		}
		var names []string
		for _, up := range tree.Path(c.ID) {
			names = append(names, up.NameIn(lang))
		}
		out = append(out, ui.Choice{Value: c.Slug, Label: strings.Join(names, ": "), Selected: c.Slug == present})
	}
	slices.SortStableFunc(out, func(a, b ui.Choice) int { return strings.Compare(a.Label, b.Label) })
	return out
}

func modes(p layout.Page, chosen []string) []ui.Choice {
	var out []ui.Choice
	for _, m := range []catalog.Mode{catalog.Online, catalog.AtPractitioner, catalog.AtCustomer} {
		if m == catalog.AtCustomer && !p.Brand.Has(brand.HomeVisit) {
			continue
		}
		name := string(page.Mode(m))
		out = append(out, ui.Choice{Value: name, Label: ui.ModeName(p.L, ui.Mode(name)), Selected: slices.Contains(chosen, name)})
	}
	return out
}

// amounts are choices of minutes or hours in words, with the present one among them.
func amounts(present string, say func(n int) string, usual ...int) []ui.Choice {
	now, err := strconv.Atoi(present)
	if err == nil && !slices.Contains(usual, now) {
		usual = append(slices.Clone(usual), now)
		slices.Sort(usual)
	}
	out := make([]ui.Choice, len(usual))
	for i, n := range usual {
		out[i] = ui.Choice{Value: strconv.Itoa(n), Label: say(n), Selected: err == nil && n == now}
	}
	return out
}

func noticeChoices(v Edit) []ui.Choice {
	l := v.Page.L
	return amounts(v.Values.Get("notice_min"), func(n int) string {
		switch {
		case n == 0:
			return l.T("services.notice_none")
		case n%60 == 0:
			return before(l, n/60)
		}
		return l.Duration(n)
	}, 0, 60, 120, 240, 720, 1440, 2880, 10080)
}

func freeChoices(v Edit) []ui.Choice {
	l := v.Page.L
	return amounts(v.Values.Get("free_cancel_hours"), func(n int) string {
		if n == 0 {
			return l.T("services.free_start")
		}
		return before(l, n)
	}, 0, 2, 6, 12, 24, 48, 72, 168)
}

func windowChoices(v Edit) []ui.Choice {
	var out []ui.Choice
	for _, k := range []catalog.WindowKind{catalog.WindowRolling, catalog.WindowBusinessDays, catalog.WindowAvailable, catalog.WindowRange, catalog.WindowNone} {
		out = append(out, ui.Choice{Value: string(k), Label: v.Page.L.T("services.window_" + string(k)), Selected: v.Values.Get("window.kind") == string(k)})
	}
	return out
}

func title(v Edit) string {
	l := v.Page.L
	switch {
	case v.Heading != "" && v.New:
		return l.T("services.add_option_to", d("Name", v.Heading))
	case v.Heading != "":
		return l.T("services.edit_option", d("Name", v.Heading))
	case v.New:
		return l.T("services.add")
	}
	return v.Values.Get("service_name")
}

// field is one text field of the form.
func field(v Edit, name, hint string) ui.FieldProps {
	return ui.FieldProps{ID: name, Label: v.Page.L.T("services.f." + name), Hint: hint, Value: v.Values.Get(name), Error: v.Page.Err(name), Autocomplete: "off"}
}

// count is a field of a whole number.
func count(v Edit, name, hint string) ui.FieldProps {
	f := field(v, name, hint)
	f.InputMode, f.MaxLength = "numeric", 6
	return f
}

func optional(f ui.FieldProps) ui.FieldProps { f.Optional = true; return f }

func long(f ui.FieldProps, max, rows int) ui.FieldProps {
	f.MaxLength, f.Rows = max, rows
	return f
}

// folded are the fields of the advanced part: one that is wrong opens it.
var folded = []string{"interval_min", "buffer_before_min", "buffer_after_min", "notice_min", "window", "window.kind", "window.days", "window.from", "window.to", "per_day", "per_week"}

func advanced(v Edit) bool {
	return v.Suggest != "" || slices.ContainsFunc(v.Page.Errors, func(e ui.FieldError) bool { return slices.Contains(folded, e.Field) })
}

func seats(l *i18n.Localizer, n int) string { return l.N("services.seats", n) }

func optionLine(p layout.Page, o Option) string {
	names := make([]string, len(o.Modes))
	for i, m := range o.Modes {
		names[i] = ui.ModeName(p.L, m)
	}
	var parts []string
	if long := p.L.Duration(o.Minutes); long != o.Label {
		parts = append(parts, long)
	}
	parts = append(parts, names...)
	if o.Seats > 1 {
		parts = append(parts, seats(p.L, o.Seats))
	}
	return p.L.List(parts...)
}

func priceField(v Edit) ui.FieldProps {
	f := field(v, "price", v.Page.L.T("services.price_hint", d("Currency", v.Currency)))
	f.InputMode, f.MaxLength = "decimal", 24
	return f
}

func day(v Edit, name string) ui.FieldProps {
	f := field(v, name, "")
	f.Type = "date"
	return f
}

func modeID(i int) string {
	if i == 0 {
		return "modes"
	}
	return "modes-" + strconv.Itoa(i)
}

func previewName(v Edit) string {
	if v.Preview.Label == "" {
		return v.Preview.Name
	}
	return v.Page.L.List(v.Preview.Name, v.Preview.Label)
}

// previewLines are what the client pays and what the practitioner earns of it.
func previewLines(v Edit) []ui.PriceLine {
	pays := ui.PriceLine{Label: v.Page.L.T("services.client_pays"), Amount: v.Preview.Price, Total: true}
	if v.Preview.Tax != "" {
		pays.Note = v.Page.L.T("price.includes", d("Tax", v.Preview.Tax))
	}
	return []ui.PriceLine{pays, {Label: v.Page.L.T("services.you_earn"), Amount: v.Preview.Share}}
}
