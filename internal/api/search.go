package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/search"
	"klear/internal/modules/tariff"
	"klear/internal/platform/money"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// finding serves search/*.
type finding struct {
	search   *search.Service
	openings func(until time.Time) search.Openings
	catalog  *catalog.Catalog
	tariff   *tariff.Service
}

// Search registers search/*. openings looks at real openings from now until an instant. Prices in answers are what clients pay.
func Search(a huma.API, s *search.Service, openings func(until time.Time) search.Openings, c *catalog.Catalog, t *tariff.Service) {
	h := finding{s, openings, c, t}
	huma.Register(a, op(http.MethodGet, "/search/practitioners", "searchPractitioners", "Find practitioners, with facets that count exactly this list", "search"), h.practitioners)
	huma.Register(a, op(http.MethodGet, "/search/services", "searchServices", "Find services, by practitioner", "search"), h.services)
	huma.Register(a, op(http.MethodGet, "/practitioners", "listPractitioners", "Practitioners, best match first; see search/practitioners for every filter", "practitioners"), h.list)
	huma.Register(a, op(http.MethodGet, "/search/suggestions", "suggest", "Complete what somebody is typing", "search"), h.suggest)
}

func (h finding) list(ctx context.Context, in *PageQuery) (*Out[[]HitView], error) {
	r, err := h.search.Search(ctx, search.Query{Page: min(in.Page, search.MaxPage), PerPage: min(in.Limit, search.MaxPerPage)})
	if err != nil {
		return nil, err
	}
	if err := h.show(ctx, r.Hits); err != nil {
		return nil, err
	}
	return OKPage(ctx, viewHits(r.Hits), in.Page, min(in.Limit, search.MaxPerPage), r.Total), nil
}

// SearchQuery is every filter.
type SearchQuery struct {
	PageQuery
	Text       string    `query:"q" maxLength:"200"`
	Category   string    `query:"category" maxLength:"80" doc:"slug; those below it are included"`
	Place      string    `query:"place" maxLength:"120" doc:"a city"`
	Latitude   float64   `query:"lat" minimum:"-90" maximum:"90"`
	Longitude  float64   `query:"lon" minimum:"-180" maximum:"180"`
	RadiusKm   float64   `query:"radiusKm" minimum:"0" maximum:"500"`
	Online     bool      `query:"online"`
	Modes      []string  `query:"mode" maxItems:"3" enum:"online,at_practitioner,at_customer"`
	Languages  []string  `query:"lang" maxItems:"20"`
	MinPrice   int64     `query:"minPrice" minimum:"0" doc:"minor units of currency; of the practitioner's price, without a fee on top"`
	MaxPrice   int64     `query:"maxPrice" minimum:"0" doc:"as minPrice"`
	Currency   string    `query:"currency" maxLength:"3"`
	Country    string    `query:"country" maxLength:"2"`
	Experience int       `query:"minExperience" minimum:"0" maximum:"80" doc:"years"`
	Sort       string    `query:"sort" enum:"best,soonest,price,distance,experience" default:"best"`
	Attributes []string  `query:"attribute,explode" maxItems:"40" doc:"key:value of an attribute of the category, as the facets list them; values of one key are alternatives"`
	OpenBefore time.Time `query:"openBefore" doc:"only those with a real opening before this instant"`
}

func (h finding) query(in *SearchQuery) search.Query {
	q := search.Query{Text: in.Text, Category: in.Category, Place: in.Place, Online: in.Online, Languages: in.Languages, MinPriceMinor: in.MinPrice,
		MaxPriceMinor: in.MaxPrice, Currency: in.Currency, Country: in.Country, MinExperience: in.Experience, Sort: search.Sort(in.Sort), Page: min(in.Page, search.MaxPage), PerPage: min(in.Limit, search.MaxPerPage)}
	for _, s := range in.Attributes {
		if q.Attributes == nil {
			q.Attributes = map[string][]string{}
		}
		key, value, _ := strings.Cut(s, ":")
		q.Attributes[key] = append(q.Attributes[key], value)
	}
	for _, m := range in.Modes {
		q.Modes = append(q.Modes, catalog.Mode(m))
	}
	if in.Latitude != 0 || in.Longitude != 0 {
		q.Near = &search.Near{Latitude: in.Latitude, Longitude: in.Longitude, RadiusKm: in.RadiusKm}
	}
	if q.Sort == search.BySoonest || !in.OpenBefore.IsZero() {
		q.Openings, q.OnlyOpen = h.openings(in.OpenBefore), !in.OpenBefore.IsZero()
	}
	return q
}

// HitView is a practitioner in a list.
type HitView struct {
	ID              uuid.UUID    `json:"id"`
	Slug            string       `json:"slug"`
	Name            string       `json:"name"`
	Headline        string       `json:"headline"`
	City            string       `json:"city"`
	Area            string       `json:"area"`
	Country         string       `json:"country"`
	Zone            string       `json:"zone"`
	Modes           []string     `json:"modes"`
	Languages       []string     `json:"languages"`
	ExperienceYears int          `json:"experienceYears"`
	PriceFrom       money.Amount `json:"priceFrom"`
	DistanceKm      *float64     `json:"distanceKm,omitempty"`
	SoonestAt       *time.Time   `json:"soonestAt,omitempty"`
}

func viewHits(hits []search.Hit) []HitView {
	out := make([]HitView, len(hits))
	for i, h := range hits {
		out[i] = HitView{h.PractitionerID, h.Slug, h.Name, h.Headline, h.City, h.Area, h.Country, h.Zone, list(h.Modes), list(h.Languages), h.ExperienceYears, h.PriceFrom, h.DistanceKm, h.SoonestAt}
	}
	return out
}

func (h finding) practitioners(ctx context.Context, in *SearchQuery) (*Out[FoundView], error) {
	r, err := h.search.Search(ctx, h.query(in))
	if err != nil {
		return nil, err
	}
	if err := h.show(ctx, r.Hits); err != nil {
		return nil, err
	}
	return OKPage(ctx, viewFound(r), in.Page, min(in.Limit, search.MaxPerPage), r.Total), nil
}

// FacetsView are counts beside the filters.
type FacetsView struct {
	Modes      []CountView          `json:"modes"`
	Languages  []CountView          `json:"languages"`
	Categories []CountView          `json:"categories"`
	Prices     []BandView           `json:"prices"`
	Attributes []AttributeFacetView `json:"attributes" doc:"of the chosen category; its own choice does not narrow it"`
}

// AttributeFacetView counts every value of an attribute.
type AttributeFacetView struct {
	Key    string            `json:"key"`
	Kind   string            `json:"kind"`
	Label  map[string]string `json:"label"`
	Values []CountView       `json:"values" doc:"yes and no, keys of options, or parts of a range like 0..24"`
}

// CountView is how many results a value lists.
type CountView struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

// BandView is a range of prices; max 0 is open.
type BandView struct {
	Min   int64 `json:"min"`
	Max   int64 `json:"max"`
	Count int   `json:"count"`
}

func viewCounts(in []search.Count) []CountView {
	out := make([]CountView, len(in))
	for i, c := range in {
		out[i] = CountView{c.Value, c.N}
	}
	return out
}

// FoundView is a page of hits with what is known about the whole list.
type FoundView struct {
	Practitioners []HitView  `json:"practitioners"`
	Facets        FacetsView `json:"facets"`
	Place         string     `json:"place,omitempty" doc:"the city that was meant, when it was named"`
	Corrected     string     `json:"corrected,omitempty" doc:"the text as understood, when its spelling was repaired"`
	Partial       bool       `json:"partial,omitempty" doc:"nobody matches all words; these match some"`
	Capped        bool       `json:"capped,omitempty" doc:"openings were looked at for the best candidates only"`
}

func viewFound(r search.Result) FoundView {
	v := FoundView{Practitioners: viewHits(r.Hits), Place: r.Place, Corrected: r.Corrected, Partial: r.Partial, Capped: r.Capped,
		Facets: FacetsView{Modes: viewCounts(r.Facets.Modes), Languages: viewCounts(r.Facets.Languages), Categories: viewCounts(r.Facets.Categories), Prices: []BandView{}, Attributes: []AttributeFacetView{}}}
	for _, b := range r.Facets.Prices {
		v.Facets.Prices = append(v.Facets.Prices, BandView{b.Min, b.Max, b.N})
	}
	for _, c := range r.Facets.Attributes {
		v.Facets.Attributes = append(v.Facets.Attributes, AttributeFacetView{c.Attribute.Key, string(c.Attribute.Kind), c.Attribute.Label, viewCounts(c.Values)})
	}
	return v
}

// ServiceHitView is a service with whose it is.
type ServiceHitView struct {
	Service      ServiceView `json:"service"`
	Practitioner HitView     `json:"practitioner"`
}

func (h finding) services(ctx context.Context, in *SearchQuery) (*Out[[]ServiceHitView], error) {
	hits, r, err := h.search.SearchServices(ctx, h.query(in))
	if err != nil {
		return nil, err
	}
	if err := h.showServices(ctx, hits); err != nil {
		return nil, err
	}
	out := make([]ServiceHitView, len(hits))
	for i, s := range hits {
		out[i] = ServiceHitView{viewOptions(s.Options), viewHits([]search.Hit{s.Hit})[0]}
	}
	return OKPage(ctx, out, in.Page, min(in.Limit, search.MaxPerPage), r.Total), nil
}

// SuggestionView completes a text.
type SuggestionView struct {
	Kind    string    `json:"kind" enum:"category,service,practitioner,place"`
	Text    string    `json:"text"`
	Slug    string    `json:"slug,omitempty"`
	ID      uuid.UUID `json:"id,omitempty"`
	Country string    `json:"country,omitempty"`
	Detail  string    `json:"detail,omitempty"`
}

type suggestInput struct {
	Text string `query:"q" required:"true" maxLength:"200"`
	Lang string `query:"lang" maxLength:"35"`
}

func (h finding) suggest(ctx context.Context, in *suggestInput) (*Out[[]SuggestionView], error) {
	lang := in.Lang
	if lang == "" {
		lang = identity.PrincipalFrom(ctx).Locale
	}
	got, err := h.search.Suggest(ctx, in.Text, lang)
	if err != nil {
		return nil, err
	}
	out := make([]SuggestionView, len(got))
	for i, s := range got {
		out[i] = SuggestionView{string(s.Kind), s.Text, s.Slug, s.ID, s.Country, s.Detail}
	}
	return OK(ctx, out), nil
}
