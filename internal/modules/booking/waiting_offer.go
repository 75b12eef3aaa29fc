package booking

import (
	"context"
	"errors"
	"slices"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/schedule"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

const (
	// FreedFor is how long a time that came free is held for who waits.
	FreedFor = 30 * time.Minute
	// Nobody is written to between quietFrom and quietTo on their own clock: the time goes to the next who is awake, and is
	// for everybody when there is none. It is not kept till morning: an empty hour helps nobody, and who sleeps keeps
	// their place for the next one.
	quietFrom, quietTo = 22, 7
	offersAtOnce       = 50 // of one practitioner in one go; the periodic job comes back for the rest
)

func quiet(now time.Time, zone string) bool {
	h := now.In(load(zone)).Hour()
	return h >= quietFrom || h < quietTo
}

// OfferFreed offers what is free with a practitioner to those who wait, first in line first, each at most one time. Each is
// held for FreedFor as a booking of who waits, so that nobody else can take it, and mailed to them by the event. Safe to
// repeat, and at once: a line is worked on by one at a time.
func (s *Service) OfferFreed(ctx context.Context, practitioner uuid.UUID) error {
	if s.Lines != nil && !s.Lines(ctx) {
		return nil
	}
	for range offersAtOnce {
		made, err := s.offerNext(ctx, practitioner)
		if err != nil || !made {
			return err
		}
	}
	return nil
}

// offerNext makes one offer, if there is anybody to make one to.
func (s *Service) offerNext(ctx context.Context, practitioner uuid.UUID) (made bool, err error) {
	err = s.DB.InTx(ctx, func(tx db.Tx) error {
		made = false
		now, q := s.Clock.Now(), bookingdb.New(tx)
		if err := q.LockWaiting(ctx, practitioner.String()); err != nil {
			return err
		}
		rows, err := q.Line(ctx, bookingdb.LineParams{PractitionerID: practitioner, Today: day(now.Add(-24 * time.Hour))})
		if err != nil {
			return err
		}
		rows = slices.DeleteFunc(rows, func(r bookingdb.LineRow) bool { return quiet(now, r.BookingWaiting.Zone) })
		fits, services, err := s.fitting(ctx, tx, rows, now)
		if err != nil {
			return err
		}
		for i := range rows {
			if made, err = s.offerOneOf(ctx, tx, &rows[i], services[rows[i].BookingWaiting.ServiceID], fits[i], now); made || err != nil {
				return err
			}
		}
		return nil
	})
	return made, err
}

// fitting lists, for each entry, what is free of what it waits for: soonest first, without what it let pass. One round
// trip for the services, one for the times.
func (s *Service) fitting(ctx context.Context, tx db.Tx, rows []bookingdb.LineRow, now time.Time) ([][]time.Time, map[uuid.UUID]catalog.Bookable, error) {
	list := make([]Waiting, len(rows))
	for i := range rows {
		list[i] = waitingOf(&rows[i].BookingWaiting)
	}
	services, err := s.servicesOf(ctx, tx, list)
	if err != nil {
		return nil, nil, err
	}
	var asks []schedule.Ask
	var of []int
	for i, w := range list {
		svc, ok := services[w.ServiceID]
		if from, to := w.between(now); ok && svc.Open(now) && svc.Has(catalog.Mode(w.Mode)) && from.Before(to) {
			asks = append(asks, schedule.Ask{Offering: schedule.OfferingOf(svc), From: from, To: to, Now: now})
			of = append(of, i)
		}
	}
	found, err := s.Schedule.SlotsOfMany(ctx, tx, asks)
	if err != nil {
		return nil, nil, err
	}
	out := make([][]time.Time, len(rows))
	for k, slots := range found {
		i := of[k]
		zone := load(list[i].PlaceZone)
		for _, slot := range slots {
			passed := slices.ContainsFunc(rows[i].Passed, slot.Start.Equal)
			if !passed && list[i].Part.has(slot.Start.In(zone)) {
				out[i] = append(out[i], slot.Start)
			}
		}
	}
	return out, services, nil
}

// between are the instants of the days that are waited for, as far as an offer made now still has time.
func (w Waiting) between(now time.Time) (from, to time.Time) {
	zone := load(w.PlaceZone)
	at := func(d time.Time, plus int) time.Time {
		return time.Date(d.Year(), d.Month(), d.Day()+plus, 0, 0, 0, 0, zone)
	}
	from, to = at(w.First, 0), at(w.Last, 1)
	if soonest := now.Add(FreedFor); from.Before(soonest) {
		from = soonest
	}
	return from, to
}

func (s *Service) servicesOf(ctx context.Context, q db.Querier, list []Waiting) (map[uuid.UUID]catalog.Bookable, error) {
	var ids []uuid.UUID
	for _, w := range list {
		if !slices.Contains(ids, w.ServiceID) {
			ids = append(ids, w.ServiceID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	found, err := s.Catalog.ServicesForBooking(ctx, q, ids)
	return byService(found), err
}

// triesPerEntry bounds how many starts are tried for one person: those that fail went in this very moment.
const triesPerEntry = 5

// offerOneOf holds the first of the starts that can be had.
func (s *Service) offerOneOf(ctx context.Context, tx db.Tx, r *bookingdb.LineRow, svc catalog.Bookable, starts []time.Time, now time.Time) (bool, error) {
	for _, start := range starts[:min(len(starts), triesPerEntry)] {
		err := s.offerAt(ctx, tx, &r.BookingWaiting, svc, start, now)
		switch {
		case err == nil:
			return true, nil
		case !errors.Is(err, schedule.ErrTaken) && !errors.Is(err, schedule.ErrNotOffered) && !errors.Is(err, ErrServiceClosed) && !errors.Is(err, ErrOverlap):
			return false, err
		}
	}
	return false, nil
}

// offerAt holds one start for who waits; a refusal leaves nothing behind. Errors: schedule.ErrTaken,
// schedule.ErrNotOffered, ErrServiceClosed, ErrOverlap when they have something else at that time.
func (s *Service) offerAt(ctx context.Context, tx db.Tx, w *bookingdb.BookingWaiting, svc catalog.Bookable, start, now time.Time) error {
	point, err := tx.Begin(ctx)
	if err != nil {
		return err
	}
	if err := s.holdFreedTx(ctx, point, w, svc, start, now); err != nil {
		return errors.Join(err, point.Rollback(ctx))
	}
	return point.Commit(ctx)
}

func (s *Service) holdFreedTx(ctx context.Context, tx db.Tx, w *bookingdb.BookingWaiting, svc catalog.Bookable, start, now time.Time) error {
	q := bookingdb.New(tx)
	// The holds of an offer do not count among those that a person may make: the zero byte keeps the name apart from theirs.
	c := Caller{Principal: identity.Principal{PersonID: w.PersonID, Role: identity.Seeker, Verified: true}, Access: "waiting\x00" + w.ID.String()}
	h := held{svc: svc, mode: catalog.Mode(w.Mode), zone: w.Zone, hold: s.newHold(HoldRequest{Start: start}, now)}
	h.hold.Offering, h.hold.ExpiresAt = schedule.OfferingOf(svc), now.Add(FreedFor)
	var err error
	if h.taken, err = s.Schedule.HoldTx(ctx, tx, h.hold); err != nil {
		return err
	}
	b, err := s.insertHeld(ctx, tx, c, h)
	if err != nil {
		return err
	}
	if err := s.checkOverlap(ctx, q, c, b, false); err != nil {
		return err
	}
	err = q.MakeOffer(ctx, bookingdb.MakeOfferParams{BookingID: b.ID, EntryID: w.ID, PractitionerID: b.PractitionerID, StartsAt: b.Start, CreatedAt: now})
	if err != nil {
		return err
	}
	return s.Events.PublishTx(ctx, tx, s.event(b, "booking.freed", Caller{}, now))
}
