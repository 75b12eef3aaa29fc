package booking

import (
	"context"
	"errors"
	"slices"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/catalog"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

// checkOpen asks anew whether a hold may still become a booking: what was true when it was made may not be any more. An
// operator's no counts for everybody. After the end of a licence the minutes of a hold may be used up, and nothing that is
// kept for longer: offers to clients and to who waits. Errors: ErrClosed.
func (s *Service) checkOpen(ctx context.Context, q db.Querier, b *Booking, now time.Time) error {
	list, err := s.servicesOfOne(ctx, q, b)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(list, func(v catalog.Bookable) bool { return v.Barred }) {
		return ErrClosed
	}
	if !slices.ContainsFunc(list, func(v catalog.Bookable) bool { return !v.Licensed(now) }) {
		return nil
	}
	kept := b.Offered
	if !kept {
		kept, err = bookingdb.New(q).IsFreedOffer(ctx, b.ID)
	}
	if err == nil && kept {
		err = ErrClosed
	}
	return err
}

// checkMoves keeps a client from a new time with somebody who may not be booked. Errors: ErrMoveClosed.
func (s *Service) checkMoves(ctx context.Context, q db.Querier, b *Booking, now time.Time) error {
	list, err := s.servicesOfOne(ctx, q, b)
	if err == nil && slices.ContainsFunc(list, func(v catalog.Bookable) bool { return v.Barred || !v.Licensed(now) }) {
		err = ErrMoveClosed
	}
	return err
}

// ReleaseOffers is the job that gives up what is kept for clients of a practitioner who may not be booked any more.
type ReleaseOffers struct {
	PractitionerID uuid.UUID `json:"practitioner_id"`
}

// Kind names the job.
func (ReleaseOffers) Kind() string { return "booking_release_offers" }

// OnClosed leaves the job behind, if anything is kept. Subscribe it to catalog.EventsClosing.
func (s *Service) OnClosed(ctx context.Context, d events.Delivery) error {
	about, err := events.Decode[ReleaseOffers](d)
	if err != nil {
		return err
	}
	now := s.Clock.Now()
	kept, err := bookingdb.New(s.DB).OffersOf(ctx, bookingdb.OffersOfParams{PractitionerID: about.PractitionerID, Now: now})
	if err != nil || len(kept) == 0 {
		return err
	}
	return s.DB.InTx(ctx, func(tx db.Tx) error { return s.Jobs.AddTx(ctx, tx, jobs.Job{Args: about, At: now}) })
}

// ReleaseClosed gives up the offers of a practitioner that could not be paid any more; those of one who may be booked stay.
func (s *Service) ReleaseClosed(ctx context.Context, j ReleaseOffers) error {
	kept, err := bookingdb.New(s.DB).OffersOf(ctx, bookingdb.OffersOfParams{PractitionerID: j.PractitionerID, Now: s.Clock.Now()})
	faults := []error{err}
	for _, id := range kept {
		faults = append(faults, s.DB.InTx(ctx, func(tx db.Tx) error { return s.releaseClosedTx(ctx, tx, id) }))
	}
	return errors.Join(faults...) // one stuck offer does not hold up the others
}

func (s *Service) releaseClosedTx(ctx context.Context, tx db.Tx, id uuid.UUID) error {
	now := s.Clock.Now()
	b, err := s.lock(ctx, bookingdb.New(tx), id)
	if err != nil || b.Status != Held {
		return err
	}
	if err := s.checkOpen(ctx, tx, b, now); !errors.Is(err, ErrClosed) {
		return err
	}
	return s.giveUpTx(ctx, tx, b, now)
}
