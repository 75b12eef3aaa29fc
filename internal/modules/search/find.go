package search

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/search/internal/searchdb"
	"klear/internal/platform/money"
)

// Search finds practitioners. Errors: apperr.ErrValidation, ErrNoPlace, and those of q.Openings.
func (s *Service) Search(ctx context.Context, q Query) (Result, error) {
	q, err := q.tidy()
	if err != nil {
		return Result{}, err
	}
	tree, err := s.Catalog.Categories(ctx)
	if err != nil {
		return Result{}, err
	}
	q.Category = currentSlug(tree, q.Category)
	wanted, err := filters(tree, q)
	if err != nil {
		return Result{}, err
	}
	var res Result
	r, err := s.read(ctx, &q, &res)
	if err != nil {
		return Result{}, err
	}
	p := s.params(q, r)
	narrow(&p, tree, q.Category, wanted)
	if q.Openings != nil && (q.OnlyOpen || q.Sort == BySoonest) {
		err = s.findOpen(ctx, q, p, &res)
	} else {
		err = s.findPage(ctx, q, p, &res)
	}
	if err != nil {
		return Result{}, err
	}
	res.Facets.Categories = below(tree, q.Category, res.Facets.Categories)
	res.Facets.Attributes = attributeCounts(tree, q.Category, res.Facets.labels)
	return res, nil
}

// read says what text and place mean.
func (s *Service) read(ctx context.Context, q *Query, res *Result) (reading, error) {
	var err error
	if q.Near == nil && q.Place != "" {
		if q.Near, res.Place, err = s.locate(ctx, q.Place, q.Country); err != nil {
			return reading{}, err
		}
	}
	u, err := s.understand(ctx, *q)
	if err != nil {
		return reading{}, err
	}
	r, err := s.choose(ctx, u.readings)
	if err != nil {
		return reading{}, err
	}
	if r.near != nil {
		q.Near, res.Place = r.near, r.place
	}
	res.Near, res.Corrected, res.Partial = q.Near, u.corrected, r.partial
	return r, nil
}

// currentSlug follows the old address of a category.
func currentSlug(tree *catalog.Tree, slug string) string {
	if c, _, ok := tree.BySlug(slug); ok {
		return c.Slug
	}
	return slug
}

// below keeps the counts of a chosen category and those under it. The documents were narrowed to it, so that counts of
// others would be of their overlap with it.
func below(tree *catalog.Tree, slug string, list []Count) []Count {
	if slug == "" {
		return list
	}
	out := []Count{}
	for _, c := range list {
		if cat, _, ok := tree.BySlug(c.Value); ok && slices.ContainsFunc(tree.Path(cat.ID), func(above catalog.Category) bool { return above.Slug == slug }) {
			out = append(out, c)
		}
	}
	return out
}

// choose takes the first reading that finds anybody, before filters. The last one is taken unseen.
func (s *Service) choose(ctx context.Context, list []reading) (reading, error) {
	for _, r := range list[:len(list)-1] {
		p := searchdb.ExistsParams{Words: r.words}
		p.CellsFrom, p.CellsTo = anywhere()
		if r.near != nil {
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
		ModeBits: wantedBits(q.Modes), Languages: q.Languages, Category: q.Category, PriceMin: q.MinPriceMinor, PriceMax: q.MaxPriceMinor,
		Currency: q.Currency, Words: r.words, RankWords: r.rank, RankScale: r.scale, NowEpoch: float64(now.Truncate(time.Hour).Unix()), Day: now.Unix() / 86_400,
		Country: q.Country, MinExperience: int32(q.MinExperience), OnlyIds: []uuid.UUID{}, Bands: bandEdges(q.Currency), Sort: string(q.Sort),
	}
	p.CellsFrom, p.CellsTo = anywhere()
	if n := q.Near; n != nil {
		p.Near, p.Latitude, p.Longitude, p.RadiusKm = true, n.Latitude, n.Longitude, n.RadiusKm
		if p.Within = !q.Online; p.Within {
			p.CellsFrom, p.CellsTo = n.ranges()
		}
	}
	return p
}

func wantedBits(list []catalog.Mode) int32 {
	names := make([]string, len(list))
	for i, m := range list {
		names[i] = string(m)
	}
	return int32(modeBits(names))
}

// found is what one run of the find query tells.
type found struct {
	total  int
	facets Facets
	hits   []Hit
}

// find runs the find query, or remembers its answer.
func (s *Service) find(ctx context.Context, p searchdb.FindParams) (found, error) {
	if p.Near || len(p.OnlyIds) > 0 {
		return s.ask(ctx, p)
	}
	generation, err := on(s.DB).Generation(ctx)
	if err != nil {
		return found{}, err
	}
	return s.answers.get(generation, p, func() (found, error) { return s.ask(ctx, p) })
}

func (s *Service) ask(ctx context.Context, p searchdb.FindParams) (found, error) {
	rows, err := on(planned{s.DB}).Find(ctx, p)
	if err != nil {
		return found{}, err
	}
	var f found
	modes, languages, categories := map[string]int{}, map[int32]int{}, map[int32]int{}
	for _, r := range rows {
		switch r.Kind {
		case "total":
			f.total = int(r.N)
		case "modes":
			for _, m := range modesOf(int(r.Key)) {
				modes[m] += int(r.N)
			}
		case "languages":
			languages[r.Key] = int(r.N)
		case "categories":
			categories[r.Key] = int(r.N)
		case "price":
			if r.Key >= 0 && len(p.Bands) > 0 && r.N > 0 { // below zero: other currencies
				f.facets.Prices = append(f.facets.Prices, bandOf(r, p.Bands))
			}
		case "attributes":
			f.facets.count(p, r)
		case "hit":
			h := Hit{PractitionerID: *r.PractitionerID, Score: r.Score}
			if r.Km != nil {
				km := round(*r.Km)
				h.DistanceKm = &km
			}
			f.hits = append(f.hits, h)
		}
	}
	f.facets.Modes = counts(modes)
	if f.facets.Languages, err = s.labels.open(ctx, s.DB, languages); err != nil {
		return found{}, err
	}
	if f.facets.Categories, err = s.labels.open(ctx, s.DB, categories); err != nil {
		return found{}, err
	}
	slices.SortFunc(f.facets.Prices, func(a, b Band) int { return cmp.Compare(a.Min, b.Min) })
	return f, nil
}

// findPage is a search that needs no openings.
func (s *Service) findPage(ctx context.Context, q Query, p searchdb.FindParams, res *Result) error {
	p.RowLimit, p.RowOffset = int32(q.PerPage), int32((q.Page-1)*q.PerPage)
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
	f.hits = slices.Clone(f.hits) // they may be remembered
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
	p.RowLimit = 0
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
		h.Modes, h.Languages, h.ExperienceYears = modesOf(int(r.ModeBits)), r.Languages, int(r.ExperienceYears)
		h.PriceFrom = money.Amount{Minor: r.PriceFrom, Currency: r.Currency}
		out = append(out, h)
	}
	return out, nil
}

// bandOf reads the number of a band: 0 is below the first edge.
func bandOf(r searchdb.FindRow, edges []int64) Band {
	b, i := Band{N: int(r.N)}, int(r.Key)
	if i > 0 {
		b.Min = edges[i-1]
	}
	if i < len(edges) {
		b.Max = edges[i] - 1
	}
	return b
}
