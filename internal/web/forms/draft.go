package forms

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/platform/i18n"
	"klear/internal/web/ui"
)

// draft is a form while it is written.
type draft struct {
	Kind     catalog.FormKind
	Title    string
	Intro    string
	Fields   []catalog.Field
	Services []uuid.UUID
	Version  int // of the stored form that this changes; 0: none
}

func draftOf(f catalog.Form) draft {
	return draft{Kind: f.Kind, Title: f.Document.Title, Intro: f.Document.Intro, Fields: f.Document.Fields, Services: f.Services, Version: f.Version}
}

func (d draft) asks(service uuid.UUID) bool { return slices.Contains(d.Services, service) }

// read takes the editor's form as it was sent, whole or not.
func read(form url.Values) draft {
	d := draft{Kind: catalog.FormKind(form.Get("kind")), Title: form.Get("form_title"), Intro: form.Get("intro")}
	d.Version, _ = strconv.Atoi(form.Get("version")) // nonsense is version 0, which no form has
	for _, s := range form["services"] {
		if id, err := uuid.Parse(s); err == nil {
			d.Services = append(d.Services, id)
		}
	}
	for i := 0; i < catalog.MaxFields && form.Has(name(i, "kind")); i++ {
		f := catalog.Field{Kind: catalog.FieldKind(form.Get(name(i, "kind"))), Label: form.Get(name(i, "label")), Required: form.Get(name(i, "required")) != ""}
		if f.Kind.HasOptions() {
			f.Options = strings.Split(form.Get(name(i, "options")), "\n")
		}
		d.Fields = append(d.Fields, f)
	}
	return d
}

// name is how a part of a field is called in the form, and in the module's faults.
func name(i int, part string) string { return fmt.Sprintf("fields.%d.%s", i, part) }

// saves reports whether the form was sent to be stored, rather than for a step of editing.
func (d draft) saves(form url.Values) bool {
	do := form.Get("do")
	return do == "" || do == "save"
}

// step does what the pressed button says: "add", or "up.3", "down.3", "drop.3". Anything else changes nothing.
func (d draft) step(form url.Values) draft {
	verb, at, _ := strings.Cut(form.Get("do"), ".")
	i, err := strconv.Atoi(at)
	here := err == nil && i >= 0 && i < len(d.Fields)
	d.Fields = slices.Clone(d.Fields)
	switch {
	case verb == "add" && len(d.Fields) < catalog.MaxFields:
		d.Fields = append(d.Fields, catalog.Field{Kind: catalog.FieldKind(form.Get("add_kind"))})
	case verb == "up" && here && i > 0:
		d.Fields[i-1], d.Fields[i] = d.Fields[i], d.Fields[i-1]
	case verb == "down" && here && i+1 < len(d.Fields):
		d.Fields[i+1], d.Fields[i] = d.Fields[i], d.Fields[i+1]
	case verb == "drop" && here:
		d.Fields = slices.Delete(d.Fields, i, i+1)
	}
	return d
}

// shown is the draft as a client would see it.
func (d draft) shown(id uuid.UUID) catalog.FormVersion {
	v := catalog.FormVersion{FormID: id, Kind: d.Kind, Document: catalog.FormDocument{Title: d.Title, Intro: d.Intro, Fields: slices.Clone(d.Fields)}}
	for i := range v.Document.Fields {
		f := &v.Document.Fields[i]
		f.Key = fmt.Sprintf("q%d", i+1)
		f.Options = slices.DeleteFunc(slices.Clone(f.Options), func(o string) bool { return strings.TrimSpace(o) == "" })
	}
	return v
}

func fieldView(l *i18n.Localizer, i int, f catalog.Field) Field {
	v := Field{Index: i, Label: f.Label, Required: f.Required, Statement: f.Kind == catalog.Statement, HasOptions: f.Kind.HasOptions(), Options: strings.Join(f.Options, "\n")}
	v.Kinds = kinds(l, f.Kind)
	return v
}

func kinds(l *i18n.Localizer, chosen catalog.FieldKind) []ui.Choice {
	out := make([]ui.Choice, len(catalog.FieldKinds))
	for i, k := range catalog.FieldKinds {
		out[i] = ui.Choice{Value: string(k), Label: l.T("forms.kind_" + string(k)), Selected: k == chosen}
	}
	return out
}

// sayWhere numbers the fields in what is wrong: several may lack the same thing.
func sayWhere(l *i18n.Localizer, errs []ui.FieldError) {
	for i, e := range errs {
		parts := strings.Split(e.Field, ".")
		if n, err := strconv.Atoi(parts[min(1, len(parts)-1)]); err == nil && len(parts) == 3 {
			errs[i].Message = l.T("forms.wrong", i18n.D{"Label": l.T("forms.field_n", i18n.D{"N": strconv.Itoa(n + 1)}), "Message": e.Message})
		}
	}
}
