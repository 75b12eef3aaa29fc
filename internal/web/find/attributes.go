package find

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"klear/internal/modules/catalog"
	"klear/internal/modules/search"
	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// fieldAttribute begins the name of a field that narrows by an attribute: "a.level".
const fieldAttribute = "a."

// Limits of an address.
const (
	maxAttributes      = 10
	maxAttributeValues = 10
)

// attributesOf reads what an address wants of attributes; whether they exist is known later.
func attributesOf(q url.Values) map[string][]string {
	out := map[string][]string{}
	for _, field := range slices.Sorted(maps.Keys(q)) {
		key, ok := strings.CutPrefix(field, fieldAttribute)
		if !ok || len(key) > 40 || len(out) == maxAttributes {
			continue
		}
		values := slices.Compact(slices.Sorted(slices.Values(q[field])))
		values = slices.DeleteFunc(values, func(v string) bool { return v == "" || len(v) > 40 })
		if len(values) > 0 {
			out[key] = values[:min(len(values), maxAttributeValues)]
		}
	}
	return out
}

// known drops what the category is not narrowed by: an old address still finds people.
func (a *asked) known(tree *catalog.Tree) {
	wanted := a.attributes
	for key := range wanted {
		a.q.Del(fieldAttribute + key)
	}
	a.attributes = map[string][]string{}
	c, _, ok := tree.BySlug(a.category)
	if !ok || a.category == "" {
		return
	}
	for _, attribute := range tree.Filters(c.ID) {
		values := slices.DeleteFunc(slices.Clone(wanted[attribute.Key]), func(v string) bool { return !slices.Contains(attribute.Values(), v) })
		if len(values) > 0 {
			a.attributes[attribute.Key] = values
			a.q[fieldAttribute+attribute.Key] = values
		}
	}
}

// hiddenAttributes are what a form carries along of them.
func (a asked) hiddenAttributes() []ui.Hidden {
	var out []ui.Hidden
	for _, key := range slices.Sorted(maps.Keys(a.attributes)) {
		for _, v := range a.attributes[key] {
			out = append(out, ui.Hidden{Name: fieldAttribute + key, Value: v})
		}
	}
	return out
}

// withoutAttribute is the address of this search without one value of an attribute, or without any with key "".
func (a asked) withoutAttribute(key, value string) string {
	q := url.Values{}
	for field, values := range a.q {
		if field == fieldPage || field == fieldOn || key == "" && strings.HasPrefix(field, fieldAttribute) {
			continue
		}
		q[field] = slices.Clone(values)
		if field == fieldAttribute+key {
			q[field] = slices.DeleteFunc(q[field], func(v string) bool { return v == value })
		}
		if len(q[field]) == 0 {
			q.Del(field)
		}
	}
	return searchPath(q)
}

// attributeGroups are the filters of the category. Where something is chosen the others are not counted: the page lists
// only those with openings, and their openings were looked at within the choice.
func attributeGroups(p layout.Page, a asked, list []search.AttributeCounts) []FilterGroup {
	var out []FilterGroup
	for _, counts := range list {
		g := FilterGroup{Name: fieldAttribute + counts.Attribute.Key, Label: counts.Attribute.LabelIn(p.L.Tag()), Multi: true}
		chosen := a.attributes[counts.Attribute.Key]
		for _, c := range counts.Values {
			on := slices.Contains(chosen, c.Value)
			if c.N == 0 && len(chosen) == 0 {
				continue
			}
			g.Choices = append(g.Choices, ui.Choice{Value: c.Value, Label: page.AttributeValue(p.L, counts.Attribute, c.Value), Selected: on, Count: c.N, HasCount: len(chosen) == 0})
		}
		out = append(out, g)
	}
	return out
}

// attributeRelaxes are the values that are on, each with the address of the search without it.
func (a asked) attributeRelaxes(p layout.Page, tree *catalog.Tree) []Relax {
	c, _, ok := tree.BySlug(a.category)
	if !ok || a.category == "" {
		return nil
	}
	var out []Relax
	for _, attribute := range tree.Filters(c.ID) {
		for _, v := range a.attributes[attribute.Key] {
			label := p.L.T("attributes.chosen", i18n.D{"Label": attribute.LabelIn(p.L.Tag()), "Value": page.AttributeValue(p.L, attribute, v)})
			out = append(out, Relax{Label: label, URL: a.withoutAttribute(attribute.Key, v)})
		}
	}
	return out
}

// detailWanted is what a service must answer.
type detailWanted struct {
	attribute catalog.Attribute
	values    []string
}

func detailsWanted(list []catalog.Attribute, wanted map[string][]string) []detailWanted {
	var out []detailWanted
	for _, a := range list {
		if values := wanted[a.Key]; len(values) > 0 {
			out = append(out, detailWanted{a, values})
		}
	}
	return out
}

func meets(list []detailWanted, s catalog.Service) bool {
	return !slices.ContainsFunc(list, func(w detailWanted) bool { return !w.attribute.Meets(s.Details[w.attribute.Key], w.values) })
}
