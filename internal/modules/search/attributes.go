package search

import (
	"maps"
	"slices"
	"strings"

	"klear/internal/modules/catalog"
	"klear/internal/modules/search/internal/searchdb"
	"klear/internal/platform/apperr"
)

// filter is what a search wants of one attribute.
type filter struct {
	attribute catalog.Attribute
	values    []string // alternatives
}

// filters resolves what a query wants of the attributes of its category. apperr.ErrValidation.
func filters(tree *catalog.Tree, q Query) ([]filter, error) {
	if len(q.Attributes) == 0 {
		return nil, nil
	}
	known := map[string]catalog.Attribute{}
	if c, _, ok := tree.BySlug(q.Category); ok {
		for _, a := range tree.Filters(c.ID) {
			known[a.Key] = a
		}
	}
	var v apperr.Validation
	var out []filter
	for _, key := range slices.Sorted(maps.Keys(q.Attributes)) {
		a, values := known[key], q.Attributes[key]
		v.Check(a.Key != "", "attributes."+key, "unknown_attribute", "Results of this category are not narrowed by it. Choose the category first.")
		for _, value := range values {
			v.Check(slices.Contains(a.Values(), value), "attributes."+key, "unknown_value", "Choose from the values of the attribute.")
		}
		if len(values) > 0 {
			out = append(out, filter{a, values})
		}
	}
	return out, v.Err()
}

// narrow puts the filters into the query for the database, and asks for counts where the category has attributes.
func narrow(p *searchdb.FindParams, tree *catalog.Tree, category string, list []filter) {
	c, _, ok := tree.BySlug(category)
	p.AttributeLabels, p.AttributeGroups = []string{}, []int32{}
	if !ok || len(tree.Filters(c.ID)) == 0 {
		return
	}
	p.AttributePrefix, p.AttributeWanted = c.Slug+"/", int32(len(list))
	for i, f := range list {
		for _, value := range f.values {
			p.AttributeLabels = append(p.AttributeLabels, p.AttributePrefix+f.attribute.Key+"="+value)
			p.AttributeGroups = append(p.AttributeGroups, int32(i+1))
		}
	}
}

// count adds who has a label. Those who miss one filter only count for the attribute of that filter.
func (f *Facets) count(p searchdb.FindParams, r searchdb.FindRow) {
	label := strings.TrimPrefix(r.Label, p.AttributePrefix)
	key, _, _ := strings.Cut(label, "=")
	if r.Key > 0 {
		i := slices.Index(p.AttributeGroups, r.Key)
		missed, _, _ := strings.Cut(strings.TrimPrefix(p.AttributeLabels[i], p.AttributePrefix), "=")
		if missed != key {
			return
		}
	}
	if f.labels == nil {
		f.labels = map[string]int{}
	}
	f.labels[label] += int(r.N)
}

// attributeCounts lists every value of the category's attributes with its count.
func attributeCounts(tree *catalog.Tree, category string, labels map[string]int) []AttributeCounts {
	c, _, ok := tree.BySlug(category)
	if !ok {
		return nil
	}
	var out []AttributeCounts
	for _, a := range tree.Filters(c.ID) {
		counts := AttributeCounts{Attribute: a}
		for _, value := range a.Values() {
			counts.Values = append(counts.Values, Count{value, labels[a.Key+"="+value]})
		}
		out = append(out, counts)
	}
	return out
}
