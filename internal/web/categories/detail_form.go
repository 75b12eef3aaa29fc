package categories

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"klear/internal/modules/catalog"
	"klear/internal/platform/apperr"
	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// Rows for new options beside those there are.
const (
	rowsNew  = 5
	rowsMore = 3
)

// maxDetailFields is how many fields the form has at most.
const maxDetailFields = 60 + catalog.MaxAttributeOptions*(3+8)

// formOf shows an attribute, stored or as it was typed.
func formOf(p layout.Page, c catalog.Category, a catalog.Attribute) DetailForm {
	v := DetailForm{Page: p, Base: "/admin/categories/" + c.ID.String(), Category: c.NameIn(p.L.Tag()), New: a.Version == 0, Key: a.Key, Kind: string(a.Kind),
		Names: names(a.Label), Units: names(a.Unit), Required: a.Required, Filterable: a.Filterable, Active: a.Active, Version: a.Version}
	v.Action = v.Base + "/details/new"
	if !v.New {
		v.Action = v.Base + "/details/" + a.ID.String()
	}
	for _, k := range catalog.AttributeKinds {
		v.Kinds = append(v.Kinds, ui.Choice{Value: string(k), Label: p.L.T("details.kind_" + string(k)), Selected: k == a.Kind})
	}
	if v.New || a.Kind == catalog.AttributeNumber {
		v.Min, v.Max = strconv.Itoa(a.Min), strconv.Itoa(a.Max)
	}
	if !v.New && !a.Chosen() {
		return v
	}
	more := rowsMore
	if len(a.Options) == 0 {
		more = rowsNew
	}
	for _, o := range append(a.Options[:len(a.Options):len(a.Options)], make([]catalog.AttributeOption, more)...) {
		if n := len(v.Options); n < catalog.MaxAttributeOptions {
			v.Options = append(v.Options, OptionRow{N: n, Key: o.Key, Names: names(o.Label), Active: o.Active || o.Key == "" && len(o.Label) == 0})
		}
	}
	return v
}

// readDetail takes the form apart over what there is: words in languages that the form does not ask for stay.
func readDetail(form url.Values, before catalog.Attribute) (catalog.AttributeForm, error) {
	in := catalog.AttributeForm{Key: strings.TrimSpace(form.Get("attribute_key")), Kind: catalog.AttributeKind(form.Get("kind")), Label: namesIn(form, "label_", before.Label),
		Unit: namesIn(form, "unit_", before.Unit), Required: form.Get("required") == "yes", Filterable: form.Get("filterable") == "yes", Active: form.Get("active") == "yes"}
	if before.Version > 0 {
		in.Kind = before.Kind
	}
	var v apperr.Validation
	if in.Kind == catalog.AttributeNumber {
		in.Min, in.Max = wholeIn(&v, form, "min"), wholeIn(&v, form, "max")
	}
	for i := range catalog.MaxAttributeOptions {
		prefix := fmt.Sprintf("opt_%d_", i)
		key := form.Get(prefix + "key")
		old, _ := before.Option(key)
		label := namesIn(form, prefix, old.Label)
		if key == "" && len(label) == 0 {
			continue
		}
		in.Options = append(in.Options, catalog.AttributeOption{Key: key, Label: label, Active: form.Get(prefix+"on") == "yes"})
	}
	return in, v.Err()
}

func namesIn(form url.Values, prefix string, before map[string]string) map[string]string {
	out := map[string]string{}
	for lang, name := range before {
		out[lang] = name
	}
	for _, l := range i18n.Languages {
		delete(out, l.Code)
		if name := strings.TrimSpace(form.Get(prefix + l.Code)); name != "" {
			out[l.Code] = name
		}
	}
	return out
}

func wholeIn(v *apperr.Validation, form url.Values, field string) int {
	n, err := strconv.Atoi(strings.TrimSpace(form.Get(field)))
	v.Check(err == nil, field, "number", "Write a whole number.")
	return n
}

// typed is the form as it was typed, as an attribute to show again.
func typed(in catalog.AttributeForm, before catalog.Attribute) catalog.Attribute {
	a := before
	a.Label, a.Unit, a.Min, a.Max, a.Required, a.Filterable, a.Active, a.Options = in.Label, in.Unit, in.Min, in.Max, in.Required, in.Filterable, in.Active, in.Options
	if before.Version == 0 {
		a.Key, a.Kind = in.Key, in.Kind
	}
	return a
}
