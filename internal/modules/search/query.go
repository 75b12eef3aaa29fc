package search

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"golang.org/x/text/language"

	"klear/internal/modules/catalog"
	"klear/internal/platform/apperr"
	"klear/internal/platform/money"
)

// Query is what somebody looks for. The zero Query lists everybody. Values of one filter are alternatives; filters
// narrow each other.
type Query struct {
	Text      string // what they typed: need, profession, name, place
	Category  string // slug; categories below it are included
	Near      *Near  // position; results are within the radius
	Place     string // name of a city instead of Near
	Online    bool   // where they are does not matter: online, from anywhere
	Modes     []catalog.Mode
	Languages []string // BCP 47; regions are ignored
	// Price of the cheapest service in minor units of Currency, both ends included; 0 leaves an end open. Currency alone
	// asks for price facets.
	MinPriceMinor int64
	MaxPriceMinor int64
	Currency      string
	Country       string // ISO 3166-1 alpha-2
	MinExperience int    // years
	// Attributes are values by the key of an attribute of Category (catalog.Tree.Filters), as catalog.Attribute.Values
	// lists them.
	Attributes map[string][]string
	Sort       Sort
	Page       int // from 1; 0 is 1
	PerPage    int // 1 to 50; 0 is 20

	// Openings, when set, is asked for real openings of the candidates; OnlyOpen then drops those without one. Candidates
	// are the best maxCandidates of the query: Result.Capped says when there were more. Needed for BySoonest.
	Openings Openings `json:"-"`
	OnlyOpen bool
}

// Near is a circle on the earth.
type Near struct {
	Latitude  float64 // WGS 84 degrees
	Longitude float64
	RadiusKm  float64 // 0: DefaultRadiusKm
}

// Sort is the order of results. Equals are in the order of ByBest.
type Sort string

// The orders.
const (
	ByBest       Sort = "best"
	BySoonest    Sort = "soonest" // first opening
	ByPrice      Sort = "price"   // cheapest service; those in Currency first
	ByDistance   Sort = "distance"
	ByExperience Sort = "experience"
)

// Limits of a query.
const (
	MaxText         = 200 // characters; what is longer is cut
	MaxPerPage      = 50
	MaxPage         = 200
	DefaultRadiusKm = 25
	MaxRadiusKm     = 500
	maxValues       = 20 // of one filter
	maxExperience   = 80
	maxCandidates   = 400 // whose openings are looked at in one search
)

// Result is a page of practitioners with what is known about the whole list.
type Result struct {
	Hits   []Hit
	Total  int
	Facets Facets
	Near   *Near // the circle that was meant, also when it came from a place name
	Place  string
	// Corrected is the text as it was understood, when that differs by spelling; "" otherwise.
	Corrected string
	// Partial: nobody matches all words, so these match some.
	Partial bool
	// Capped: openings were looked at for the best maxCandidates only; Total and Facets count among them.
	Capped bool
}

// Hit is a practitioner in a list.
type Hit struct {
	PractitionerID  uuid.UUID
	Slug            string
	Name            string
	Headline        string
	City            string
	Area            string
	Country         string
	Zone            string
	Modes           []string
	Languages       []string
	ExperienceYears int
	PriceFrom       money.Amount
	DistanceKm      *float64   // nil when either place is unknown
	SoonestAt       *time.Time // only when Openings was asked
	Score           float64    // 0 to 1; compares results of one query only
}

// Facets are counts beside the filters: each is how many results choosing it would list. The choices of modes, languages
// and prices do not narrow their own counts; a chosen category narrows everything, and is counted with those below it.
type Facets struct {
	Modes      []Count
	Languages  []Count
	Categories []Count
	Prices     []Band // only with a currency
	// Attributes by which the chosen category is narrowed, in order, each with a count for every value; its own choice does
	// not narrow it.
	Attributes []AttributeCounts

	labels map[string]int // "attribute=value" → results
}

// AttributeCounts are the counts of one attribute's values.
type AttributeCounts struct {
	Attribute catalog.Attribute
	Values    []Count
}

// Count is how many results one value of a filter lists.
type Count struct {
	Value string
	N     int
}

// Band is a range of prices in minor units, both ends included; Max 0 is open.
type Band struct {
	Min, Max int64
	N        int
}

// tidy checks a query and brings it into one form.
func (q Query) tidy() (Query, error) {
	var v apperr.Validation
	if utf8.RuneCountInString(q.Text) > MaxText {
		q.Text = string([]rune(q.Text)[:MaxText])
	}
	q.Text = strings.ToValidUTF8(q.Text, " ")
	if q.Sort == "" {
		q.Sort = ByBest
	}
	if q.Page == 0 {
		q.Page = 1
	}
	if q.PerPage == 0 {
		q.PerPage = 20
	}
	v.Check(slices.Contains([]Sort{ByBest, BySoonest, ByPrice, ByDistance, ByExperience}, q.Sort), "sort", "unknown_value", "Sort by best, soonest, price, distance or experience.")
	v.Check(q.Sort != ByDistance || q.Near != nil || q.Place != "", "sort", "place_needed", "Say where you are to sort by distance.")
	v.Check(q.Page >= 1 && q.Page <= MaxPage, "page", "out_of_range", "Pages go from 1 to %d; narrow the search instead.", MaxPage)
	v.Check(q.PerPage >= 1 && q.PerPage <= MaxPerPage, "limit", "out_of_range", "A page has 1 to %d results.", MaxPerPage)
	v.Check(len(q.Category) <= 80, "category", "too_long", "Choose one of the categories.")
	v.Check(storable(q.Category), "category", "invalid", "Choose one of the categories.")
	v.Check(storable(q.Country), "country", "invalid", "Give a country of ISO 3166, such as IN.")
	v.Check(storable(q.Currency), "currency", "invalid", "Give a currency of ISO 4217, such as INR.")
	v.Check(q.MinExperience >= 0 && q.MinExperience <= maxExperience, "experience", "out_of_range", "Give from 0 to %d years.", maxExperience)
	v.Check(len(q.Attributes) <= maxValues, "filters", "too_many", "Choose values of at most %d attributes.", maxValues)
	v.Check(len(q.Modes) <= maxValues && len(q.Languages) <= maxValues, "filters", "too_many", "Choose at most %d values of a filter.", maxValues)
	v.Check(q.MinPriceMinor >= 0 && q.MaxPriceMinor >= 0, "price", "out_of_range", "Prices are not negative.")
	v.Check(q.Currency != "" || q.MinPriceMinor == 0 && q.MaxPriceMinor == 0, "currency", "required", "Name the currency of the price.")
	for _, m := range q.Modes {
		v.Check(m == catalog.Online || m == catalog.AtPractitioner || m == catalog.AtCustomer, "modes", "unknown_value", "Choose from online, at_practitioner and at_customer.")
	}
	for _, l := range q.Languages {
		_, err := language.Parse(l)
		v.Check(err == nil, "languages", "unknown_language", "Use language tags such as en, hi or pt-BR.")
	}
	q.Languages = baseLanguages(q.Languages)
	if q.Online && len(q.Modes) == 0 {
		q.Modes = []catalog.Mode{catalog.Online}
	}
	if q.Near != nil {
		n := *q.Near
		if n.RadiusKm == 0 {
			n.RadiusKm = DefaultRadiusKm
		}
		v.Check(n.Latitude >= -90 && n.Latitude <= 90 && n.Longitude >= -180 && n.Longitude <= 180, "near", "out_of_range", "That is no point on the earth.")
		v.Check(n.RadiusKm > 0 && n.RadiusKm <= MaxRadiusKm, "radius", "out_of_range", "The radius is at most %d km.", MaxRadiusKm)
		q.Near = &n
	}
	v.Check(utf8.RuneCountInString(q.Place) <= 100, "place", "too_long", "Name the city only.")
	return q, v.Err()
}

// bands are where prices of a currency are cut for the facet, in major units: few, round, and about doubling.
var bands = map[string][]int64{
	"INR": {500, 1000, 2000, 4000}, "JPY": {3000, 6000, 12000, 24000}, "KWD": {10, 20, 40, 80}, "BHD": {10, 20, 40, 80}, "OMR": {10, 20, 40, 80},
	"AED": {100, 200, 400, 800}, "SAR": {100, 200, 400, 800},
}

// bandEdges are the lower ends of all bands but the first, in minor units.
func bandEdges(currency string) []int64 {
	exp, err := money.Exponent(currency)
	if err != nil {
		return []int64{}
	}
	edges, ok := bands[currency]
	if !ok {
		edges = []int64{25, 50, 100, 200}
	}
	out := slices.Clone(edges)
	for i := range out {
		for range exp {
			out[i] *= 10
		}
	}
	return out
}

// storable reports whether the database could even compare s with something.
func storable(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }
