package search

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/search/internal/searchdb"
	"klear/internal/platform/money"
)

// Search finds practitioners. Errors: apperr.ErrValidation, ErrNoPlace, and those of q.Openings.
func (s *Service) Search(ctx context.Context, q Query) (Result, error) {
	q, err := q.tidy()
	if err != nil {
		return Result{}, err
	}
	var res Result
	if q.Near == nil && q.Place != "" {
		if q.Near, res.Place, err = s.locate(ctx, q.Place, q.Country); err != nil {
			return Result{}, err
		}
	}
	u, err := s.understand(ctx, q)
	if err != nil {
		return Result{}, err
	}
	r, err := s.choose(ctx, u.readings)
	if err != nil {
		return Result{}, err
	}
	if r.near != nil {
		q.Near, res.Place = r.near, r.place
	}
	res.Near, res.Corrected, res.Partial = q.Near, u.corrected, r.partial
	p := s.params(q, r)
	if q.Openings != nil && (q.OnlyOpen || q.Sort == BySoonest) {
		err = s.findOpen(ctx, q, p, &res)
	} else {
		err = s.findPage(ctx, q, p, &res)
	}
	return res, err
}

// choose takes the first reading that finds anybody, before filters. The last one is taken unseen.
func (s *Service) choose(ctx context.Context, list []reading) (reading, error) {
	for _, r := range list[:len(list)-1] {
		p := searchdb.ExistsParams{Words: r.words, CellsFrom: []int64{}, CellsTo: []int64{}}
		if r.near != nil {
			p.Within = true
			p.CellsFrom, p.CellsTo = r.near.ranges()
		}
		found, err := on(planned{s.DB}).Exists(ctx, p)
		if err != nil || found {
			return r, err
		}
	}
	return list[len(list)-1], nil
}

// locate finds a city by name: one with practitioners, else one of the gazetteer.
func (s *Service) locate(ctx context.Context, name, country string) (*Near, string, error) {
	found, err := on(s.DB).PlacesNamed(ctx, []string{phrase(name)})
	if err != nil {
		return nil, "", err
	}
	for _, f := range found {
		if country == "" || f.Country == country {
			return &Near{Latitude: f.Latitude, Longitude: f.Longitude, RadiusKm: DefaultRadiusKm}, f.Name, nil
		}
	}
	if s.Places != nil {
		if lat, lon, ok := s.Places.Locate(name, country); ok {
			return &Near{Latitude: lat, Longitude: lon, RadiusKm: DefaultRadiusKm}, name, nil
		}
	}
	return nil, "", ErrNoPlace
}

// params are the query's for the database.
func (s *Service) params(q Query, r reading) searchdb.FindParams {
	now := s.Clock.Now()
	p := searchdb.FindParams{
		Modes: make([]string, len(q.Modes)), Languages: q.Languages, Category: q.Category, PriceMin: q.MinPriceMinor, PriceMax: q.MaxPriceMinor,
		Currency: q.Currency, Words: r.words, RankWords: r.rank, RankScale: r.scale, Now: now, Day: now.Unix() / 86_400,
		Country: q.Country, OnlyIds: []uuid.UUID{}, CellsFrom: []int64{}, CellsTo: []int64{}, Bands: bandEdges(q.Currency), Sort: string(q.Sort),
	}
	for i, m := range q.Modes {
		p.Modes[i] = string(m)
	}
	if n := q.Near; n != nil {
		p.Near, p.Latitude, p.Longitude, p.RadiusKm = true, n.Latitude, n.Longitude, n.RadiusKm
		if p.Within = !q.Online; p.Within {
			p.CellsFrom, p.CellsTo = n.ranges()
		}
	}
	return p
}

// found is what one run of the find query tells.
type found struct {
	total  int
	facets Facets
	hits   []Hit
}

func (s *Service) find(ctx context.Context, p searchdb.FindParams) (found, error) {
	rows, err := on(planned{s.DB}).Find(ctx, p)
	if err != nil {
		return found{}, err
	}
	var f found
	for _, r := range rows {
		switch r.Kind {
		case "total":
			f.total = int(r.N)
		case "mode":
			f.facets.Modes = append(f.facets.Modes, Count{r.Value, int(r.N)})
		case "language":
			f.facets.Languages = append(f.facets.Languages, Count{r.Value, int(r.N)})
		case "category":
			f.facets.Categories = append(f.facets.Categories, Count{r.Value, int(r.N)})
		case "price":
			f.facets.Prices = append(f.facets.Prices, bandOf(r, p.Bands))
		case "hit":
			id, err := uuid.Parse(r.Value)
			if err != nil {
				return found{}, err
			}
			h := Hit{PractitionerID: id, Score: r.Score}
			if r.Km != nil {
				km := round(*r.Km)
				h.DistanceKm = &km
			}
			f.hits = append(f.hits, h)
		}
	}
	f.facets.sort()
	return f, nil
}

// findPage is a search that needs no openings.
func (s *Service) findPage(ctx context.Context, q Query, p searchdb.FindParams, res *Result) error {
	p.Facets, p.RowLimit, p.RowOffset = true, int32(q.PerPage), int32((q.Page-1)*q.PerPage)
	f, err := s.find(ctx, p)
	if err != nil {
		return err
	}
	res.Total, res.Facets = f.total, f.facets
	res.Hits, err = s.complete(ctx, f.hits)
	return err
}

// findOpen asks for the openings of the best candidates and keeps, or sorts by, those.
func (s *Service) findOpen(ctx context.Context, q Query, p searchdb.FindParams, res *Result) error {
	p.RowLimit = maxCandidates
	f, err := s.find(ctx, p)
	if err != nil {
		return err
	}
	res.Capped = f.total > len(f.hits)
	ids := make([]uuid.UUID, len(f.hits))
	for i, h := range f.hits {
		ids[i] = h.PractitionerID
	}
	soonest := map[uuid.UUID]time.Time{}
	if len(ids) > 0 {
		if soonest, err = q.Openings(ctx, ids); err != nil {
			return err
		}
	}
	for i := range f.hits {
		if at, ok := soonest[f.hits[i].PractitionerID]; ok {
			f.hits[i].SoonestAt = &at
		}
	}
	if q.OnlyOpen {
		f.hits = slices.DeleteFunc(f.hits, func(h Hit) bool { return h.SoonestAt == nil })
	}
	if q.Sort == BySoonest {
		slices.SortStableFunc(f.hits, sooner)
	}
	if res.Facets, err = s.facetsOf(ctx, p, f.hits); err != nil {
		return err
	}
	res.Total = len(f.hits)
	first := min((q.Page-1)*q.PerPage, len(f.hits))
	res.Hits, err = s.complete(ctx, f.hits[first:min(first+q.PerPage, len(f.hits))])
	return err
}

// facetsOf counts among hits.
func (s *Service) facetsOf(ctx context.Context, p searchdb.FindParams, hits []Hit) (Facets, error) {
	if len(hits) == 0 {
		return Facets{}, nil
	}
	for _, h := range hits {
		p.OnlyIds = append(p.OnlyIds, h.PractitionerID)
	}
	p.Facets, p.RowLimit = true, 0
	f, err := s.find(ctx, p)
	return f.facets, err
}

// sooner puts earlier openings first and those without one last; equals keep their order.
func sooner(a, b Hit) int {
	switch {
	case a.SoonestAt == nil && b.SoonestAt == nil:
		return 0
	case a.SoonestAt == nil:
		return 1
	case b.SoonestAt == nil:
		return -1
	}
	return a.SoonestAt.Compare(*b.SoonestAt)
}

// complete fills in what the page shows of each hit; one whose document went away in this moment is left out.
func (s *Service) complete(ctx context.Context, hits []Hit) ([]Hit, error) {
	if len(hits) == 0 {
		return []Hit{}, nil
	}
	ids := make([]uuid.UUID, len(hits))
	for i, h := range hits {
		ids[i] = h.PractitionerID
	}
	rows, err := on(s.DB).Documents(ctx, ids)
	if err != nil {
		return nil, err
	}
	byID := make(map[uuid.UUID]searchdb.DocumentsRow, len(rows))
	for _, r := range rows {
		byID[r.PractitionerID] = r
	}
	out := make([]Hit, 0, len(hits))
	for _, h := range hits {
		r, ok := byID[h.PractitionerID]
		if !ok {
			continue
		}
		h.Slug, h.Name, h.Headline, h.City, h.Area, h.Country, h.Zone = r.Slug, r.Name, r.Headline, r.City, r.Area, r.Country, r.Zone
		h.Modes, h.Languages, h.ExperienceYears = r.Modes, r.Languages, int(r.ExperienceYears)
		h.PriceFrom = money.Amount{Minor: r.PriceFrom, Currency: r.Currency}
		out = append(out, h)
	}
	return out, nil
}

// bandOf reads the number of a band: 0 is below the first edge.
func bandOf(r searchdb.FindRow, edges []int64) Band {
	b := Band{N: int(r.N)}
	i, err := strconv.Atoi(r.Value)
	if err != nil || i < 0 || i > len(edges) {
		return b
	}
	if i > 0 {
		b.Min = edges[i-1]
	}
	if i < len(edges) {
		b.Max = edges[i] - 1
	}
	return b
}

// sort puts the commonest values first and bands in order of price.
func (f *Facets) sort() {
	for _, list := range [][]Count{f.Modes, f.Languages, f.Categories} {
		slices.SortFunc(list, func(a, b Count) int { return cmp.Or(b.N-a.N, cmp.Compare(a.Value, b.Value)) })
	}
	slices.SortFunc(f.Prices, func(a, b Band) int { return cmp.Compare(a.Min, b.Min) })
}
