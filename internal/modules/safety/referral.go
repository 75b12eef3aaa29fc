package safety

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/schedule"
	"klear/internal/modules/search"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// What a card offers beside the lines.
const (
	// OpeningsLimit is how long a card waits for times. Then it is shown with its lines alone (C21).
	OpeningsLimit = 300 * time.Millisecond

	openingsShown = 3
	openingsAhead = 7 * 24 * time.Hour
	candidates    = 12              // whose times are read afresh for every card
	candidatesFor = time.Minute     // that who they are is remembered
	findLimit     = 5 * time.Second // for finding out who they are
)

// Opening is a time at which a licensed practitioner can be seen online.
type Opening struct {
	PractitionerID uuid.UUID
	Slug, Name     string
	ServiceID      uuid.UUID
	Service        string // its name
	Minutes        int
	Price          money.Amount
	Start          time.Time // UTC
}

// Openings are the next free times of three licensed practitioners of the brand's categories for this, the soonest first:
// those of a country, and of any when it has none. Their times are read now; holding one decides. It answers within
// OpeningsLimit, with none when that is too short.
func (s *Service) Openings(ctx context.Context, country string) []Opening {
	if s.Catalog == nil || s.Search == nil || s.Schedule == nil || len(s.Brand.Now().Referral) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, OpeningsLimit)
	defer cancel()
	out, err := s.openings(ctx, s.referralsFor(ctx, country))
	if err != nil {
		s.Log.WarnContext(ctx, "a card offers no times", "error", err)
		return nil
	}
	return out
}

func (s *Service) openings(ctx context.Context, from []candidate) ([]Opening, error) {
	now := s.Clock.Now()
	asks := make([]schedule.Ask, len(from))
	for i, c := range from {
		asks[i] = c.ask(now)
	}
	lists, err := s.Schedule.SlotsOfMany(ctx, s.DB, asks)
	if err != nil {
		return nil, err
	}
	var out []Opening
	for i, list := range lists {
		if len(list) > 0 {
			out = append(out, from[i].at(list[0].Start.UTC()))
		}
	}
	slices.SortStableFunc(out, func(a, b Opening) int { return a.Start.Compare(b.Start) })
	return out[:min(len(out), openingsShown)], nil
}

// candidate is somebody licensed with the service that is offered.
type candidate struct {
	who     catalog.Practitioner
	service catalog.Service
}

func (c candidate) ask(now time.Time) schedule.Ask {
	return schedule.Ask{Offering: schedule.OfferingFrom(c.service, c.who.Zone), From: now, To: now.Add(openingsAhead), Now: now}
}

func (c candidate) at(start time.Time) Opening {
	return Opening{PractitionerID: c.who.ID, Slug: c.who.Slug, Name: c.who.DisplayName, ServiceID: c.service.ID, Service: c.service.Name,
		Minutes: c.service.DurationMin, Price: c.service.Price, Start: start}
}

// referrals remember for a moment who could be offered in which country: many cards ask the same in a row.
type referrals struct {
	mu    sync.Mutex
	known map[string]*referral
}

type referral struct {
	at   time.Time
	done chan struct{} // closed when list is there
	list []candidate
}

// referralsFor are the candidates in a country. Finding them goes on for the next card when this one cannot wait.
func (s *Service) referralsFor(ctx context.Context, country string) []candidate {
	now := s.Clock.Now()
	s.referrals.mu.Lock()
	r := s.referrals.known[country]
	if r == nil || now.Sub(r.at) >= candidatesFor {
		r = &referral{at: now, done: make(chan struct{})}
		s.referrals.known[country] = r
		go s.refer(context.WithoutCancel(ctx), country, r)
	}
	s.referrals.mu.Unlock()
	select {
	case <-r.done:
		return r.list
	case <-ctx.Done():
		return nil
	}
}

// refer finds the candidates. After a failure the next card asks again.
func (s *Service) refer(ctx context.Context, country string, r *referral) {
	ctx, cancel := context.WithTimeout(ctx, findLimit)
	defer cancel()
	defer close(r.done)
	list, err := s.candidates(ctx, country)
	if err == nil && len(list) == 0 && country != "" {
		list, err = s.candidates(ctx, "")
	}
	r.list = list
	if err == nil {
		return
	}
	s.Log.WarnContext(ctx, "nobody is found whom a card could offer", "country", country, "error", err)
	s.referrals.mu.Lock()
	defer s.referrals.mu.Unlock()
	delete(s.referrals.known, country)
}

// candidates are those licensed who have the soonest times.
func (s *Service) candidates(ctx context.Context, country string) ([]candidate, error) {
	found := map[uuid.UUID]candidate{}
	res, err := s.Search.Search(ctx, search.Query{Country: country, Modes: []catalog.Mode{catalog.Online}, Sort: search.BySoonest, PerPage: candidates, OnlyOpen: true, Openings: s.soonest(found)})
	if err != nil {
		return nil, err
	}
	out := make([]candidate, len(res.Hits))
	for i, hit := range res.Hits {
		out[i] = found[hit.PractitionerID]
	}
	return out, nil
}

// soonest answers search's question for those who may be offered, and keeps in found who they are.
func (s *Service) soonest(found map[uuid.UUID]candidate) search.Openings {
	return func(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]time.Time, error) {
		people, err := s.Catalog.PractitionersByIDs(ctx, ids)
		if err != nil {
			return nil, err
		}
		now, asks := s.Clock.Now(), []schedule.Ask{}
		for _, p := range people {
			if c, ok := s.offered(p); ok {
				found[p.ID] = c
				asks = append(asks, c.ask(now))
			}
		}
		lists, err := s.Schedule.SlotsOfMany(ctx, s.DB, asks)
		if err != nil {
			return nil, err
		}
		first := map[uuid.UUID]time.Time{}
		for i, list := range lists {
			if len(list) > 0 {
				first[asks[i].Offering.PractitionerID] = list[0].Start
			}
		}
		return first, nil
	}
}

// offered is the cheapest private online session, confirmed at once, of somebody whose profession was checked.
func (s *Service) offered(p catalog.Practitioner) (candidate, bool) {
	if !p.Visible() || !p.Registration.OfProfession() || p.Confirmation != catalog.Instant {
		return candidate{}, false
	}
	fit := slices.DeleteFunc(slices.Clone(p.Services), func(x catalog.Service) bool {
		return !x.Active || x.Capacity != 1 || !x.Has(catalog.Online) || !slices.Contains(s.Brand.Now().Referral, x.CategorySlug)
	})
	if len(fit) == 0 {
		return candidate{}, false
	}
	return candidate{p, slices.MinFunc(fit, func(a, b catalog.Service) int { return cmp.Compare(a.Price.Minor, b.Price.Minor) })}, true
}
