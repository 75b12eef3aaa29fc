package desk

import (
	"context"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/booking"
	"klear/internal/modules/credit"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
)

// Sessions are what clients say did not take place; booking.Service is.
type Sessions interface {
	DecideContestTx(ctx context.Context, tx db.Tx, by identity.Principal, now time.Time, id uuid.UUID, tookPlace bool) (*booking.Booking, booking.Contest, error)
}

// Credits is what the desk gives beside what goes back; credit.Service does.
type Credits interface {
	GoodwillTx(ctx context.Context, tx db.Tx, by identity.Principal, now time.Time, b *booking.Booking, minor int64, why credit.Reason) (credit.Grant, error)
}

// Verdict is what an operator decides about a session that its client contests.
type Verdict struct {
	Status   booking.ContestStatus // booking.ContestTookPlace or booking.ContestNotHeld
	Reason   string                // for the record, at most MaxReason characters
	Goodwill int64                 // credit beside what goes back, in minor units of the booking's currency; 0: none
}

func (v *Verdict) check() error {
	reason, err := checkReason(v.Reason)
	v.Reason = reason
	switch {
	case v.Status != booking.ContestTookPlace && v.Status != booking.ContestNotHeld:
		return withField(err, apperr.Field{Path: "decision", Code: "required", Message: "Choose a decision."})
	case v.Goodwill < 0, v.Goodwill > 0 && v.Status != booking.ContestNotHeld:
		return withField(err, apperr.Field{Path: "goodwill", Code: "not_held_only", Message: "Credit is given only when the session did not take place."})
	}
	return err
}

// goodwillFor is the reason under which credit is given for what a client said.
var goodwillFor = map[booking.ContestReason]credit.Reason{booking.Absent: credit.PractitionerAbsent, booking.CutShort: credit.SessionCut, booking.NotAsBooked: credit.OtherReason}

// DecideContest decides whether a session took place that its client says did not, in one transaction with the record of it:
// its money goes on its way, or all of it goes back, with credit on top if so decided. One operator wins. Errors: identity's,
// apperr.ErrValidation, those of booking.DecideContestTx and of credit.GoodwillTx.
func (s *Service) DecideContest(ctx context.Context, by identity.Principal, id uuid.UUID, v Verdict) error {
	if err := may(by, identity.Update); err != nil {
		return err
	}
	if err := v.check(); err != nil {
		return err
	}
	now := s.Clock.Now()
	var none struct{}
	return idem.InTx(ctx, s.DB, now, &none, func(tx db.Tx) error {
		b, k, err := s.Sessions.DecideContestTx(ctx, tx, by, now, id, v.Status == booking.ContestTookPlace)
		if err != nil {
			return err
		}
		if v.Goodwill > 0 {
			if _, err := s.Credits.GoodwillTx(ctx, tx, by, now, b, v.Goodwill, goodwillFor[k.Reason]); err != nil {
				return err
			}
		}
		_, err = s.actTx(ctx, tx, by, now, "contest_"+string(v.Status), id.String(), v.Reason)
		return err
	})
}
