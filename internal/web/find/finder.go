package find

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/saved"
	"klear/internal/modules/schedule"
	"klear/internal/modules/search"
	"klear/internal/modules/tariff"
	"klear/internal/platform/db"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// Finder joins what search knows with real openings; the results, the landing pages and the home page show it. All
// exported fields are required.
type Finder struct {
	*page.Kit
	DB       *db.DB
	Catalog  *catalog.Catalog
	Schedule *schedule.Service
	Search   *search.Service
	Saved    *saved.Service
	Tariff   *tariff.Service

	recent recent
}

// wish is what a time must be for: a person's first active service that fits it is the one that is offered.
type wish struct {
	mode     catalog.Mode // "": any
	category map[uuid.UUID]bool
	max      int64 // minor units; 0: any
	details  []detailWanted
}

func (w wish) fits(s catalog.Service) bool {
	return s.Active && (w.mode == "" || s.Has(w.mode)) && (w.category == nil || w.category[s.CategoryID]) && (w.max == 0 || s.Price.Minor <= w.max) && meets(w.details, s)
}

// service is the person's first service that fits; one that fits nothing offers none.
func (w wish) service(p *catalog.Practitioner) (catalog.Service, bool) {
	i := slices.IndexFunc(p.Services, w.fits)
	if i < 0 {
		return catalog.Service{}, false
	}
	return p.Services[i], true
}

// modeOf is the mode in which a time of s is held.
func (w wish) modeOf(s catalog.Service) catalog.Mode {
	if w.mode != "" || len(s.Modes) == 0 {
		return w.mode
	}
	return s.Modes[0]
}

// span is a range of starts.
type span struct{ from, to time.Time }

// recentFor is how old a first opening may be that only decides who is listed; the times that are shown are always read
// afresh, and a hold decides for itself.
const recentFor = 30 * time.Second

const maxRecent = 20_000

// recent remembers people and their first openings for recentFor: many ask the same in a row.
type recent struct {
	mu     sync.Mutex
	people map[uuid.UUID]seen[*catalog.Practitioner]
	first  map[firstKey]seen[time.Time] // zero time: none
}

type seen[T any] struct {
	value T
	at    time.Time
}

type firstKey struct {
	service  uuid.UUID
	from, to int64 // minutes: a range that begins now is asked for once a minute
}

func keyOf(service uuid.UUID, s span) firstKey {
	return firstKey{service, s.from.Unix() / 60, s.to.Unix() / 60}
}

func fresh[T any](s seen[T], ok bool, now time.Time) bool {
	age := now.Sub(s.at)
	return ok && age >= 0 && age < recentFor
}

// peopleOf reads practitioners with what clients pay, those seen a moment ago without asking again.
func (f *Finder) peopleOf(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]*catalog.Practitioner, error) {
	now := f.Clock.Now()
	out := make(map[uuid.UUID]*catalog.Practitioner, len(ids))
	var missing []uuid.UUID
	f.recent.mu.Lock()
	for _, id := range ids {
		if s, ok := f.recent.people[id]; fresh(s, ok, now) {
			out[id] = s.value
		} else {
			missing = append(missing, id)
		}
	}
	f.recent.mu.Unlock()
	list, err := f.Catalog.PractitionersByIDs(ctx, missing)
	if err != nil {
		return nil, err
	}
	shown := make([]*catalog.Practitioner, len(list))
	for i := range list {
		p := list[i].Public()
		shown[i] = &p
	}
	if err := f.Tariff.Show(ctx, shown...); err != nil {
		return nil, err
	}
	f.recent.mu.Lock()
	defer f.recent.mu.Unlock()
	if f.recent.people == nil || len(f.recent.people) > maxRecent {
		f.recent.people = map[uuid.UUID]seen[*catalog.Practitioner]{}
	}
	for _, p := range shown {
		out[p.ID] = p
		f.recent.people[p.ID] = seen[*catalog.Practitioner]{p, now}
	}
	return out, nil
}

// openings answers search's question: who has an opening for the wish in the span, and when is the first.
func (f *Finder) openings(w wish, s span) search.Openings {
	return func(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]time.Time, error) {
		people, err := f.peopleOf(ctx, ids)
		if err != nil {
			return nil, err
		}
		now := f.Clock.Now()
		out := make(map[uuid.UUID]time.Time, len(ids))
		var asks []schedule.Ask
		f.recent.mu.Lock()
		for _, id := range ids {
			p := people[id]
			if p == nil {
				continue
			}
			svc, ok := w.service(p)
			if !ok {
				continue
			}
			if first, known := f.recent.first[keyOf(svc.ID, s)]; fresh(first, known, now) {
				if !first.value.IsZero() {
					out[id] = first.value
				}
				continue
			}
			asks = append(asks, schedule.Ask{Offering: schedule.OfferingFrom(svc, p.Zone), From: s.from, To: s.to, Now: now})
		}
		f.recent.mu.Unlock()
		lists, err := f.Schedule.SlotsOfMany(ctx, f.DB, asks)
		if err != nil {
			return nil, err
		}
		f.recent.mu.Lock()
		defer f.recent.mu.Unlock()
		if f.recent.first == nil || len(f.recent.first) > maxRecent {
			f.recent.first = map[firstKey]seen[time.Time]{}
		}
		for i, list := range lists {
			var first time.Time
			if len(list) > 0 {
				first = list[0].Start
				out[asks[i].Offering.PractitionerID] = first
			}
			f.recent.first[keyOf(asks[i].Offering.ServiceID, s)] = seen[time.Time]{first, now}
		}
		return out, nil
	}
}

// perCell is how many openings of a day a timetable shows; the rest is one link.
const perCell = 2

// rows are people down and days across, with real openings read in one go.
func (f *Finder) rows(ctx context.Context, p layout.Page, hits []search.Hit, w wish, week page.Week) ([]Row, error) {
	ids := make([]uuid.UUID, len(hits))
	for i, h := range hits {
		ids[i] = h.PractitionerID
	}
	people, err := f.peopleOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	rows := make([]Row, 0, len(hits))
	var asks []schedule.Ask
	for _, hit := range hits {
		who := people[hit.PractitionerID]
		if who == nil {
			continue
		}
		svc, ok := w.service(who)
		if !ok {
			continue
		}
		rows = append(rows, f.row(p, who, svc, w.modeOf(svc), hit.DistanceKm))
		asks = append(asks, schedule.Ask{Offering: schedule.OfferingFrom(svc, who.Zone), From: week.From(), To: week.To(), Now: p.Now})
	}
	lists, err := f.Schedule.SlotsOfMany(ctx, f.DB, asks)
	if err != nil {
		return nil, err
	}
	kept, err := f.Saved.Among(ctx, identity.PrincipalFrom(ctx), ids)
	if err != nil {
		return nil, err
	}
	for i, list := range lists {
		rows[i].Saved = kept[asks[i].Offering.PractitionerID]
		starts := make([]time.Time, len(list))
		for j, s := range list {
			starts[j] = s.Start
		}
		rows[i].Cells = cells(rows[i], week, starts)
	}
	return rows, nil
}

// cells puts starts under their days and marks the soonest.
func cells(r Row, week page.Week, starts []time.Time) []Cell {
	days := week.Days()
	out := make([]Cell, len(days))
	for i, d := range days {
		out[i] = Cell{Date: d.Date, MoreURL: "/p/" + r.Person.Slug + "?service=" + r.Service + "&mode=" + string(r.Mode) + "&on=" + d.Date.Format(time.DateOnly) + "#book"}
	}
	soonest := true
	for _, t := range starts {
		i := week.Day(t)
		if i < 0 {
			continue
		}
		if len(out[i].Slots) == perCell {
			out[i].More++
			continue
		}
		out[i].Slots = append(out[i].Slots, ui.Slot{Start: t, Soonest: soonest})
		soonest = false
	}
	return out
}

func (f *Finder) row(p layout.Page, who *catalog.Practitioner, svc catalog.Service, mode catalog.Mode, km *float64) Row {
	return Row{
		Person: f.Person(who), What: what(who), Check: check(p, who), Price: ui.Price{Amount: svc.Price, Minutes: svc.DurationMin},
		Mode: page.Mode(mode), Where: where(p, who, svc, km), Service: svc.ID.String(),
	}
}
