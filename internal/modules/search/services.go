package search

import (
	"cmp"
	"context"
	"slices"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
)

// ServiceHit is a service of a practitioner who was found, with its variants that fit; never none.
type ServiceHit struct {
	Options []catalog.Service
	Hit     Hit
}

// servicesPerHit bounds how many services of one practitioner a page lists.
const servicesPerHit = 3

// SearchServices lists, for each practitioner of Search's page, the services that fit: in the category, meeting in one of
// the modes, answering what is asked, within the price that clients pay, which they then have; those whose names share most with the text first, at most servicesPerHit of each. The
// result's Total and pages count practitioners.
func (s *Service) SearchServices(ctx context.Context, q Query) ([]ServiceHit, Result, error) {
	res, err := s.Search(ctx, q)
	if err != nil {
		return nil, Result{}, err
	}
	tree, err := s.Catalog.Categories(ctx)
	if err != nil {
		return nil, Result{}, err
	}
	ids := make([]uuid.UUID, len(res.Hits))
	hits := make(map[uuid.UUID]Hit, len(res.Hits))
	for i, h := range res.Hits {
		ids[i], hits[h.PractitionerID] = h.PractitionerID, h
	}
	people, err := s.Catalog.PractitionersByIDs(ctx, ids)
	if err != nil {
		return nil, Result{}, err
	}
	if err := s.show(ctx, people); err != nil { // they are filtered by what clients pay
		return nil, Result{}, err
	}
	text := q.Text
	if res.Corrected != "" {
		text = res.Corrected
	}
	out := []ServiceHit{}
	for _, p := range people {
		for _, options := range fitting(p.Services, q, tree, tokens(text)) {
			out = append(out, ServiceHit{Options: options, Hit: hits[p.ID]})
		}
	}
	return out, res, nil
}

// fitting keeps the services that the filters of q allow, each with its variants, the likest to words first.
func fitting(list []catalog.Service, q Query, tree *catalog.Tree, words []string) [][]catalog.Service {
	fit := slices.DeleteFunc(slices.Clone(list), func(s catalog.Service) bool { return !allows(q, tree, s) })
	likeness := func(s catalog.Service) int {
		names, n := tokens(s.Name), 0
		for _, c := range tree.Path(s.CategoryID) {
			for _, name := range c.Name {
				names = append(names, tokens(name)...)
			}
		}
		for _, w := range words {
			if slices.Contains(names, w) || slices.Contains(names, stem(w)) {
				n++
			}
		}
		return n
	}
	slices.SortStableFunc(fit, func(a, b catalog.Service) int { return cmp.Compare(likeness(b), likeness(a)) })
	out := catalog.Grouped(fit)
	return out[:min(len(out), servicesPerHit)]
}

func allows(q Query, tree *catalog.Tree, s catalog.Service) bool {
	if q.Category != "" && !slices.ContainsFunc(tree.Path(s.CategoryID), func(c catalog.Category) bool { return c.Slug == q.Category }) {
		return false
	}
	if q.Online && len(q.Modes) == 0 && !s.Has(catalog.Online) {
		return false
	}
	if len(q.Modes) > 0 && !slices.ContainsFunc(q.Modes, s.Has) {
		return false
	}
	for _, a := range tree.Attributes(s.CategoryID) {
		if values := q.Attributes[a.Key]; len(values) > 0 && !a.Meets(s.Details[a.Key], values) {
			return false
		}
	}
	if q.MinPriceMinor == 0 && q.MaxPriceMinor == 0 {
		return true
	}
	return s.Price.Currency == q.Currency && s.Price.Minor >= q.MinPriceMinor && (q.MaxPriceMinor == 0 || s.Price.Minor <= q.MaxPriceMinor)
}
