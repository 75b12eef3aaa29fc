package booking

import (
	"context"
	"errors"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/catalog"
	"klear/internal/modules/schedule"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

// OfferWaiting is the job that offers what came free with a practitioner.
type OfferWaiting struct {
	PractitionerID uuid.UUID `json:"practitioner_id"`
}

// Kind names the job.
func (OfferWaiting) Kind() string { return "booking_offer_waiting" }

// WaitingSweep is the periodic job behind the lines: what no event tells (a morning begins, a day comes into reach, a
// calendar elsewhere is read anew) is offered by it.
type WaitingSweep struct{}

// Kind names the job.
func (WaitingSweep) Kind() string { return "booking_waiting_sweep" }

const waitingEvery = time.Minute

// EventsFreeing are those after which a practitioner may have time that they had not before.
var EventsFreeing = []string{"booking.declined", "booking.moved", "booking.cancelled", "booking.expired", "booking.proposal_declined", "booking.proposal_withdrawn",
	schedule.EventHoursChanged, catalog.EventServiceChanged, catalog.EventVerified, catalog.EventUpdated}

// OnTimeFreed leaves a job behind to look at the line of the event's practitioner, if anybody stands in it.
func (s *Service) OnTimeFreed(ctx context.Context, d events.Delivery) error {
	about, err := events.Decode[OfferWaiting](d)
	if err != nil {
		return err
	}
	waits, err := bookingdb.New(s.DB).AnybodyWaits(ctx, about.PractitionerID)
	if err != nil || !waits {
		return err
	}
	return s.DB.InTx(ctx, func(tx db.Tx) error { return s.lookTx(ctx, tx, about.PractitionerID, s.Clock.Now()) })
}

// lookTx leaves the job behind.
func (s *Service) lookTx(ctx context.Context, tx db.Tx, practitioner uuid.UUID, now time.Time) error {
	return s.Jobs.AddTx(ctx, tx, jobs.Job{Args: OfferWaiting{PractitionerID: practitioner}, At: now})
}

func (s *Service) offerWaiting(ctx context.Context, j OfferWaiting) error {
	return s.OfferFreed(ctx, j.PractitionerID)
}

// SweepWaiting ends the entries whose days are over and looks at every line.
func (s *Service) SweepWaiting(ctx context.Context, _ WaitingSweep) error {
	q := bookingdb.New(s.DB)
	if err := q.EndWaiting(ctx, day(s.Clock.Now().Add(-24*time.Hour))); err != nil { // over everywhere
		return err
	}
	lines, err := q.Lines(ctx)
	faults := []error{err}
	for _, practitioner := range lines {
		faults = append(faults, s.OfferFreed(ctx, practitioner))
	}
	return errors.Join(faults...) // one line that is stuck does not hold up the others
}
