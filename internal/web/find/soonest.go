package find

import (
	"context"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/search"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// Soon is a short timetable of who is free first.
type Soon struct {
	Days       []ui.DayCell
	Rows       []Row
	Total      int            // people with openings in these days
	ByCategory map[string]int // by slug
}

// Soonest lists the n people with the earliest openings in the coming seven days: those of the reader's country when it
// has any, because most people come in person and pay in their own money.
func (f *Finder) Soonest(ctx context.Context, p layout.Page, n int) (Soon, error) {
	week := page.WeekOf("", p.Now, p.Now, p.Zone)
	q := search.Query{Country: p.Country, Sort: search.BySoonest, PerPage: n, OnlyOpen: true, Openings: f.openings(wish{}, span{week.From(), week.To()})}
	found, err := f.Search.Search(ctx, q)
	if err == nil && found.Total == 0 && q.Country != "" {
		q.Country = ""
		found, err = f.Search.Search(ctx, q)
	}
	if err != nil {
		return Soon{}, err
	}
	out := Soon{Days: week.Days(), Total: found.Total, ByCategory: map[string]int{}}
	for _, c := range found.Facets.Categories {
		out.ByCategory[c.Value] = c.N
	}
	out.Rows, err = f.rows(ctx, p, found.Hits, wish{}, week)
	return out, err
}

// One reads a practitioner, who may have been seen a moment ago; nil when there is none.
func (f *Finder) One(ctx context.Context, id uuid.UUID) (*catalog.Practitioner, error) {
	people, err := f.peopleOf(ctx, []uuid.UUID{id})
	return people[id], err
}
