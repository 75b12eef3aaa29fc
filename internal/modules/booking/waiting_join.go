package booking

import (
	"context"
	"slices"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// WaitingWish asks to be told when a time is free.
type WaitingWish struct {
	ServiceID   uuid.UUID
	Mode        string    // "" when the service has one
	Part        Part      // "" is AnyPart
	First, Last time.Time // days; the clock is not looked at
	Zone        string    // IANA zone in which the caller reads times and sleeps; "" is the practitioner's
}

// WaitingDays are the days for which somebody waits, as 2006-01-02, and the part of them.
type WaitingDays struct {
	First string `json:"first"`
	Last  string `json:"last"`
	Part  Part   `json:"part"`
}

// JoinedWaiting is a place in a line. Changed says that the entry was there and waits for other days now.
type JoinedWaiting struct {
	ID      uuid.UUID
	Changed bool
}

// JoinWaiting puts the caller at the end of the line of a service's practitioner. Who stands there for this service already
// keeps their place, and waits for what they say now. A person's lines end by themselves with their last day. Errors:
// identity.ErrUnauthenticated, ErrEmailUnverified, ErrServiceClosed, ErrMode, ErrOwnService, ErrWaitingLimit,
// ErrWaitingOffered; validation (first, last, part, zone).
func (s *Service) JoinWaiting(ctx context.Context, c Caller, r WaitingWish) (JoinedWaiting, error) {
	if !c.SignedIn() {
		return JoinedWaiting{}, identity.ErrUnauthenticated
	}
	if !c.Verified {
		return JoinedWaiting{}, ErrEmailUnverified
	}
	if r.Part == "" {
		r.Part = AnyPart
	}
	if err := checkZone(r.Zone); err != nil {
		return JoinedWaiting{}, err
	}
	var out JoinedWaiting
	id := s.IDs.ID()
	err := idem.InTx(ctx, s.DB, s.Clock.Now(), &out, func(tx db.Tx) (err error) {
		out, err = s.joinWaitingTx(ctx, tx, c, r, id)
		return err
	})
	return out, err
}

func (s *Service) joinWaitingTx(ctx context.Context, tx db.Tx, c Caller, r WaitingWish, id uuid.UUID) (JoinedWaiting, error) {
	now := s.Clock.Now()
	svc, mode, err := s.bookable(ctx, tx, c, r.ServiceID, r.Mode)
	if err != nil {
		return JoinedWaiting{}, err
	}
	p := bookingdb.JoinWaitingParams{ID: id, PersonID: c.PersonID, PractitionerID: svc.PractitionerID, ServiceID: svc.ID, Mode: string(mode), Part: string(r.Part),
		FirstDay: day(r.First), LastDay: day(r.Last), Zone: r.Zone, PlaceZone: svc.Zone, CreatedAt: now}
	if p.Zone == "" {
		p.Zone = svc.Zone
	}
	if mode == "online" {
		p.PlaceZone = p.Zone // in person, the clock on the wall there counts
	}
	if err := checkWish(r, p.PlaceZone, now); err != nil {
		return JoinedWaiting{}, err
	}
	q := bookingdb.New(tx)
	if err := q.LockWaiting(ctx, c.PersonID.String()); err != nil {
		return JoinedWaiting{}, err
	}
	mine, err := q.WaitingOf(ctx, c.PersonID)
	if err != nil {
		return JoinedWaiting{}, err
	}
	for _, m := range mine {
		if m.BookingWaiting.ServiceID == svc.ID {
			return s.rejoinTx(ctx, tx, m.BookingWaiting, p)
		}
	}
	if len(mine) >= MaxWaiting {
		return JoinedWaiting{}, ErrWaitingLimit
	}
	if _, err = q.JoinWaiting(ctx, p); err != nil {
		return JoinedWaiting{}, err
	}
	return JoinedWaiting{ID: id}, s.lookTx(ctx, tx, svc.PractitionerID, now)
}

// rejoinTx lets who stands in a line wait for other days. While a time is held for them there is nothing to change: it was
// found for the days they said. The same wish again changes nothing.
func (s *Service) rejoinTx(ctx context.Context, tx db.Tx, is bookingdb.BookingWaiting, p bookingdb.JoinWaitingParams) (JoinedWaiting, error) {
	wish := bookingdb.ChangeWaitingParams{ID: is.ID, Mode: p.Mode, Part: p.Part, FirstDay: p.FirstDay, LastDay: p.LastDay, Zone: p.Zone, PlaceZone: p.PlaceZone}
	if wish == (bookingdb.ChangeWaitingParams{ID: is.ID, Mode: is.Mode, Part: is.Part, FirstDay: is.FirstDay, LastDay: is.LastDay, Zone: is.Zone, PlaceZone: is.PlaceZone}) {
		return JoinedWaiting{ID: is.ID}, nil
	}
	q := bookingdb.New(tx)
	if err := q.LockWaiting(ctx, p.PractitionerID.String()); err != nil { // offers are made under this lock
		return JoinedWaiting{}, err
	}
	if _, err := q.LiveOffer(ctx, is.ID); err == nil {
		w := waitingOf(&is)
		return JoinedWaiting{}, ErrWaitingOffered.WithDetails(WaitingDays{First: w.First.Format(time.DateOnly), Last: w.Last.Format(time.DateOnly), Part: w.Part})
	} else if !db.IsNoRows(err) {
		return JoinedWaiting{}, err
	}
	if err := q.ChangeWaiting(ctx, wish); err != nil {
		return JoinedWaiting{}, err
	}
	return JoinedWaiting{ID: is.ID, Changed: true}, s.lookTx(ctx, tx, p.PractitionerID, p.CreatedAt)
}

// checkWish bounds the days: not in the past, in order, and at most MaxWaitingDays.
func checkWish(r WaitingWish, zone string, now time.Time) error {
	at, err := clock.Zone(zone)
	if err != nil {
		return err
	}
	first, last, today := day(r.First).Time, day(r.Last).Time, day(now.In(at)).Time
	var v apperr.Validation
	v.Check(slices.Contains(Parts, r.Part), "part", "choice", "Choose a part of the day.")
	v.Check(!first.Before(today), "first", "past", "Choose a first day that is not over.")
	v.Check(!last.Before(first), "last", "order", "Choose a last day that is not before the first.")
	v.Check(!last.After(first.AddDate(0, 0, MaxWaitingDays)), "last", "range", "Choose at most %d days.", MaxWaitingDays)
	v.Check(!first.After(today.AddDate(1, 0, 0)), "first", "range", "Choose a first day within a year.")
	return v.Err()
}

// LeaveWaiting takes the caller out of a line; a time that is offered to them just then goes to the next. Leaving twice is
// leaving once. An offer that is being paid
// goes on. Errors: identity.ErrUnauthenticated, ErrNoWaiting, also for entries of others.
func (s *Service) LeaveWaiting(ctx context.Context, c Caller, id uuid.UUID) error {
	if !c.SignedIn() {
		return identity.ErrUnauthenticated
	}
	return idem.InTx(ctx, s.DB, s.Clock.Now(), &id, func(tx db.Tx) error {
		q := bookingdb.New(tx)
		w, err := q.WaitingByID(ctx, id)
		if db.IsNoRows(err) || err == nil && w.PersonID != c.PersonID {
			return ErrNoWaiting
		} else if err != nil {
			return err
		}
		if err := q.LeaveWaiting(ctx, id); err != nil {
			return err
		}
		offered, err := q.LiveOffer(ctx, id)
		if db.IsNoRows(err) {
			return nil
		} else if err != nil {
			return err
		}
		_, err = s.releaseOwnTx(ctx, tx, c, offered)
		return err
	})
}
