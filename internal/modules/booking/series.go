package booking

import (
	"context"
	"errors"
	"slices"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/catalog"
	"klear/internal/modules/schedule"
	"klear/internal/modules/schedule/slots"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// Bounds of a series.
const (
	MinSeries = 2
	MaxSeries = 52
	MaxWeeks  = 4 // between two occurrences

	nearClash = 3                  // openings offered instead of a date that clashes
	nearReach = 3 * 24 * time.Hour // and how far from it
)

// SeriesPlan asks for "every Tuesday, eight times".
type SeriesPlan struct {
	ServiceID uuid.UUID
	Start     time.Time
	Weeks     int // between two occurrences, 1 to MaxWeeks
	Count     int // MinSeries to MaxSeries
}

// Occurrence is one date of a planned series. Instants are UTC.
type Occurrence struct {
	Date  slots.Date // in the practitioner's zone
	Start time.Time  // zero when the wall time does not exist on that date
	// Clash names the rule that refuses the date, in the slot engine's words; "" when it can be booked.
	Clash string
	Near  []time.Time // of a clash: the nearest openings, soonest first
}

// PlanSeries says for every date of a series whether it can be booked, and what is free near those that cannot. Nothing is
// held. Errors: ErrServiceClosed, catalog.ErrNoService; validation.
func (s *Service) PlanSeries(ctx context.Context, p SeriesPlan) ([]Occurrence, error) {
	var v apperr.Validation
	v.Check(p.Weeks >= 1 && p.Weeks <= MaxWeeks, "weeks", "range", "Choose every 1 to %d weeks.", MaxWeeks)
	v.Check(p.Count >= MinSeries && p.Count <= MaxSeries, "count", "range", "A series has %d to %d dates.", MinSeries, MaxSeries)
	if err := v.Err(); err != nil {
		return nil, err
	}
	svc, err := s.Catalog.ServiceForBooking(ctx, s.DB, p.ServiceID)
	if err != nil {
		return nil, err
	}
	if !svc.Open(s.Clock.Now()) {
		return nil, ErrServiceClosed
	}
	o := schedule.OfferingOf(svc)
	list, err := s.Schedule.Occurrences(ctx, s.DB, o, p.Start.UTC(), slots.Series{Interval: p.Weeks, Count: p.Count})
	if err != nil {
		return nil, err
	}
	out := make([]Occurrence, len(list))
	for i, it := range list {
		out[i] = Occurrence{Date: it.Date, Start: it.Start, Clash: it.Rule.String()}
	}
	return out, s.nearClashes(ctx, o, out)
}

// nearClashes finds openings around the dates that clash, all in one round trip.
func (s *Service) nearClashes(ctx context.Context, o schedule.Offering, list []Occurrence) error {
	now := s.Clock.Now()
	o.Window = slots.BookingWindow{} // a series reaches further than a single booking may
	var asks []schedule.Ask
	var of []int
	for i, it := range list {
		if it.Clash != "" && !it.Start.IsZero() {
			asks = append(asks, schedule.Ask{Offering: o, From: it.Start.Add(-nearReach), To: it.Start.Add(nearReach), Now: now})
			of = append(of, i)
		}
	}
	lists, err := s.Schedule.SlotsOfMany(ctx, s.DB, asks)
	if err != nil {
		return err
	}
	for k, found := range lists {
		it := &list[of[k]]
		slices.SortStableFunc(found, func(a, b slots.Slot) int {
			return int(a.Start.Sub(it.Start).Abs()/time.Second - b.Start.Sub(it.Start).Abs()/time.Second)
		})
		for _, slot := range found[:min(nearClash, len(found))] {
			it.Near = append(it.Near, slot.Start)
		}
		slices.SortFunc(it.Near, time.Time.Compare)
	}
	return nil
}

// SeriesHold asks to keep all of these times, or none.
type SeriesHold struct {
	ServiceID uuid.UUID
	Starts    []time.Time // MinSeries to MaxSeries, of a plan: its dates without the clashing ones, or others instead
	Mode      string
	Zone      string
}

// HoldSeries keeps every time in one transaction: each is a booking of its own, to be paid, moved and cancelled alone, and
// they end together when nobody pays. If one cannot be had, none is: ErrSeriesClash lists in its details which, and why.
// One series is held at a time. Only dates of a series are, or others near those of it that clash. Errors: those of Hold, ErrSeriesClash; validation.
func (s *Service) HoldSeries(ctx context.Context, c Caller, r SeriesHold, key idem.Key) ([]*Booking, error) {
	if c.SignedIn() && !c.Verified {
		return nil, ErrEmailUnverified
	}
	r.Starts = inOrder(r.Starts)
	var v apperr.Validation
	v.Check(len(r.Starts) >= MinSeries && len(r.Starts) <= MaxSeries, "starts", "range", "A series has %d to %d dates.", MinSeries, MaxSeries)
	if err := errors.Join(v.Err(), checkZone(r.Zone)); err != nil {
		return nil, err
	}
	var out []*Booking
	err := s.DB.InTx(ctx, func(tx db.Tx) (err error) {
		out, _, err = idem.Run(ctx, tx, key, s.Clock.Now(), func() ([]*Booking, error) { return s.holdSeriesTx(ctx, tx, c, r) })
		return err
	})
	return out, err
}

func (s *Service) holdSeriesTx(ctx context.Context, tx db.Tx, c Caller, r SeriesHold) ([]*Booking, error) {
	now := s.Clock.Now()
	svc, mode, err := s.bookable(ctx, tx, c, r.ServiceID, r.Mode)
	if err != nil {
		return nil, err
	}
	if err := s.checkRhythm(ctx, tx, svc, r.Starts); err != nil {
		return nil, err
	}
	q := bookingdb.New(tx)
	if busy, err := q.HeldSeries(ctx, bookingdb.HeldSeriesParams{AccessHash: accessHash(c), Now: now}); err != nil {
		return nil, err
	} else if busy {
		return nil, ErrTooManyHolds
	}
	series := s.IDs.ID()
	err = q.MakeSeries(ctx, bookingdb.MakeSeriesParams{ID: series, PractitionerID: svc.PractitionerID, ServiceID: svc.ID, Size: int16(len(r.Starts)), CreatedAt: now})
	if err != nil {
		return nil, err
	}
	var out []*Booking
	var clashes []Clash
	o := schedule.OfferingOf(svc)
	// In the order of time, which all series keep: two that meet wait for one another in one direction only.
	for i, start := range r.Starts {
		h := held{svc: svc, mode: mode, zone: r.Zone, hold: s.newHold(HoldRequest{Start: start}, now), series: &series, no: new(int16)}
		*h.no, h.hold.Offering = int16(i+1), o
		h.taken, err = s.Schedule.HoldTx(ctx, tx, h.hold)
		o.Window = slots.BookingWindow{} // asked of the first date only
		if clash, ok := clashOf(err, start); ok {
			clashes = append(clashes, clash)
			continue
		} else if err != nil {
			return nil, err
		}
		b, err := s.keepHeld(ctx, tx, c, h)
		if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	if len(clashes) > 0 {
		return nil, ErrSeriesClash.WithDetails(map[string][]Clash{"clashes": clashes})
	}
	return out, nil
}

// Clash is a date that a series could not have.
type Clash struct {
	Start time.Time `json:"start"`
	Rule  string    `json:"rule"` // "taken", or the slot engine's word
}

func clashOf(err error, start time.Time) (Clash, bool) {
	e, ok := apperr.As(err)
	if !ok || (e.Code != schedule.ErrTaken.Code && e.Code != schedule.ErrNotOffered.Code) {
		return Clash{}, false
	}
	rule := "taken"
	if d, ok := e.Details.(map[string]string); ok && d["rule"] != "" {
		rule = d["rule"]
	}
	return Clash{Start: start, Rule: rule}, true
}

// bookable is a service as the caller may book it, and where. Errors: those of Hold about the service.
func (s *Service) bookable(ctx context.Context, tx db.Tx, c Caller, id uuid.UUID, wish string) (catalog.Bookable, catalog.Mode, error) {
	svc, err := s.Catalog.ServiceForBooking(ctx, tx, id)
	if err != nil {
		return svc, "", err
	}
	mode, err := chooseMode(svc, wish)
	switch {
	case err != nil:
	case !svc.Open(s.Clock.Now()):
		err = ErrServiceClosed
	case c.SignedIn() && c.PersonID == svc.PersonID:
		err = ErrOwnService
	}
	return svc, mode, err
}

// SeriesSizes say of how many the bookings of series are, by series: "3 of 8" in one query.
func (s *Service) SeriesSizes(ctx context.Context, list []*Booking) (map[uuid.UUID]int, error) {
	var ids []uuid.UUID
	for _, b := range list {
		if b.SeriesID != uuid.Nil {
			ids = append(ids, b.SeriesID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := bookingdb.New(s.DB).SizesOf(ctx, ids)
	out := make(map[uuid.UUID]int, len(rows))
	for _, r := range rows {
		out[r.ID] = int(r.Size)
	}
	return out, err
}
