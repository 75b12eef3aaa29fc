package page

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"klear/internal/modules/catalog"
	"klear/internal/platform/i18n"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// attributePrefix begins the name of a field that asks for an attribute; faults are at the same path.
const attributePrefix = "attributes."

// AttributeFields asks for the details of a category, filled in with what was typed or stored.
func AttributeFields(p layout.Page, tree *catalog.Tree, category string, form url.Values) []ui.AttributeField {
	c, _, ok := tree.BySlug(category)
	if !ok || category == "" {
		return nil
	}
	var out []ui.AttributeField
	for _, a := range tree.Attributes(c.ID) {
		id := attributePrefix + a.Key
		f := ui.AttributeField{ID: id, Label: a.LabelIn(p.L.Tag()), Value: form.Get(id), Needed: a.Required, Several: a.Kind == catalog.AttributeChoices}
		switch a.Kind {
		case catalog.AttributeNumber:
			f.Number, f.Max = true, 12
			f.Hint = p.L.T("attributes.bounds", i18n.D{"Low": number(p.L, a, a.Min), "High": number(p.L, a, a.Max)})
		case catalog.AttributeText:
			f.Max = catalog.MaxDetailWords
		default:
			f.Choices = attributeChoices(p.L, a, form[id])
		}
		out = append(out, f)
	}
	return out
}

// MarkAttributes says beside each field what is wrong with it, once the page knows.
func MarkAttributes(p layout.Page, list []ui.AttributeField) {
	for i := range list {
		list[i].Error = p.Err(list[i].ID)
	}
}

// attributeChoices offers the options, and retired ones that are chosen.
func attributeChoices(l *i18n.Localizer, a catalog.Attribute, chosen []string) []ui.Choice {
	var out []ui.Choice
	if a.Kind != catalog.AttributeChoices {
		out = append(out, ui.Choice{Label: l.T("attributes.unsaid")})
	}
	values := a.Values()
	for _, o := range a.Options {
		if !o.Active && slices.Contains(chosen, o.Key) {
			values = append(values, o.Key)
		}
	}
	for _, v := range values {
		out = append(out, ui.Choice{Value: v, Label: AttributeValue(l, a, v), Selected: slices.Contains(chosen, v)})
	}
	return out
}

// AttributeValues fills a form in with what a service answers.
func AttributeValues(form url.Values, details catalog.Details) {
	for key, answer := range details {
		form[attributePrefix+key] = answer
	}
}

// ReadAttributes are the answers of a form for a category. Numbers may be in the digits of any script.
func ReadAttributes(tree *catalog.Tree, category string, form url.Values) catalog.Details {
	out := catalog.Details{}
	c, _, ok := tree.BySlug(category)
	if !ok {
		return out
	}
	for _, a := range tree.Attributes(c.ID) {
		answer := form[attributePrefix+a.Key]
		if a.Kind == catalog.AttributeNumber && len(answer) == 1 {
			answer = []string{digits(answer[0])}
		}
		if len(answer) > 0 {
			out[a.Key] = answer
		}
	}
	return out
}

func digits(s string) string {
	s = strings.TrimSpace(s)
	rest, minus := strings.CutPrefix(strings.ReplaceAll(s, "−", "-"), "-")
	n, err := money.Parse(rest, "JPY") // no decimals
	if err != nil {
		return s
	}
	if minus {
		return strconv.FormatInt(-n.Minor, 10)
	}
	return strconv.FormatInt(n.Minor, 10)
}

// AttributeValue says a value of a filter, or one answer, in words.
func AttributeValue(l *i18n.Localizer, a catalog.Attribute, value string) string {
	switch a.Kind {
	case catalog.AttributeFlag:
		return l.T("attributes." + value)
	case catalog.AttributeNumber:
		low, high, ok := catalog.Band(value)
		if n, err := strconv.Atoi(value); err == nil {
			low, high, ok = n, n, true
		}
		switch {
		case !ok:
			return value
		case low == high:
			return number(l, a, low)
		}
		return l.T("attributes.range", i18n.D{"Low": l.Number(low), "High": number(l, a, high)})
	case catalog.AttributeText:
		return value
	}
	if o, ok := a.Option(value); ok {
		return o.LabelIn(l.Tag())
	}
	return value
}

func number(l *i18n.Localizer, a catalog.Attribute, n int) string {
	if unit := a.UnitIn(l.Tag()); unit != "" {
		return l.T("attributes.number", i18n.D{"Number": l.Number(n), "Unit": unit})
	}
	return l.Number(n)
}

// Details are what a service answers, in the order of the questions.
func Details(l *i18n.Localizer, tree *catalog.Tree, s catalog.Service) []ui.Detail {
	var out []ui.Detail
	for _, a := range tree.Attributes(s.CategoryID) {
		var words []string
		for _, value := range s.Details[a.Key] {
			words = append(words, AttributeValue(l, a, value))
		}
		if len(words) > 0 {
			out = append(out, ui.Detail{Label: a.LabelIn(l.Tag()), Value: l.List(words...)})
		}
	}
	return out
}
