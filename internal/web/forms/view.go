package forms

import (
	"strconv"

	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// List is the page of all forms, GET /pro/forms.
type List struct {
	Page  layout.Page
	Items []Item
}

// Item is one form.
type Item struct {
	ID       string
	Title    string
	Waiver   bool
	Version  int
	Fields   int
	Active   bool
	Services []string // names of those that ask for it
}

// Edit is the editor, GET /pro/forms/new?kind and /pro/forms/{id}. Its buttons "do" are save, add, and up.N, down.N and
// drop.N of a field; all but save show it again unsaved.
type Edit struct {
	Page     layout.Page
	Action   string
	Old      bool // stored before
	Waiver   bool
	Title    string
	Intro    string
	Version  int
	Fields   []Field
	Full     bool // no more fields
	Services []ui.Choice
	Preview  layout.AskForm
}

// Field is one field in the editor.
type Field struct {
	Index      int
	Kinds      []ui.Choice
	Label      string
	Options    string // one on a line
	HasOptions bool
	Required   bool
	Statement  bool
}

func d(k string, v any) i18n.D { return i18n.D{k: v} }

func n(i int) string { return strconv.Itoa(i + 1) }

func kindOf(v Edit) string {
	if v.Waiver {
		return "waiver"
	}
	return "intake"
}

func heading(v Edit) string {
	l := v.Page.L
	switch {
	case v.Old && v.Title != "":
		return v.Title
	case v.Waiver:
		return l.T("forms.add_waiver")
	}
	return l.T("forms.add_intake")
}

func itemLine(p layout.Page, it Item) string {
	kind := p.L.T("forms.intake")
	if it.Waiver {
		kind = p.L.T("forms.waiver")
	}
	return p.L.List(kind, p.L.N("forms.fields_n", it.Fields), p.L.T("forms.version", d("N", strconv.Itoa(it.Version))))
}

func labelProps(v Edit, f Field) ui.FieldProps {
	props := ui.FieldProps{ID: name(f.Index, "label"), Label: v.Page.L.T("forms.question"), Value: f.Label, MaxLength: 500, Autocomplete: "off", Error: v.Page.Err(name(f.Index, "label"))}
	if f.Statement {
		props.Label, props.Rows, props.MaxLength = v.Page.L.T("forms.statement_text"), 4, 4000
	}
	return props
}

func addChoices(v Edit) []ui.Choice {
	chosen := "short"
	if v.Waiver {
		chosen = "statement"
	}
	out := kinds(v.Page.L, "")
	for i := range out {
		out[i].Selected = out[i].Value == chosen
	}
	return out
}
