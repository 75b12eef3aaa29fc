package booking

import (
	"context"
	"errors"
	"klear/internal/platform/crypto"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/modules/schedule"
	"klear/internal/modules/schedule/slots"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/fault"
	"klear/internal/platform/idem"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// StartEarly is how long before its time a session may be opened, and paid at the venue.
const StartEarly = 15 * time.Minute

// completeAfter is when a session that nobody closed is taken to have happened.
const (
	completeAfter = 48 * time.Hour
	maxNoteBytes  = 60_000
)

// Start opens the session. Errors: ErrTooEarly, ErrState, ErrVersion, ErrNotFound.
func (s *Service) Start(ctx context.Context, c Caller, id uuid.UUID, version int64) (*Booking, error) {
	return s.conduct(ctx, c, id, version, InSession, func(tx db.Tx, b *Booking, now time.Time) error {
		if now.Before(b.Start.Add(-StartEarly)) {
			return ErrTooEarly
		}
		return s.conductTx(ctx, tx, c, b, bookingdb.SetStatusParams{StartedAt: &now}, InSession, "booking.started", now)
	})
}

// Finish closes the session and starts the practitioner's earnings on their way. note, if not empty, is private to its author.
func (s *Service) Finish(ctx context.Context, c Caller, id uuid.UUID, version int64, note string) (*Booking, error) {
	return s.conduct(ctx, c, id, version, Completed, func(tx db.Tx, b *Booking, now time.Time) error {
		if now.Before(b.Start) {
			return ErrTooEarly
		}
		if note != "" {
			if err := s.saveNoteTx(ctx, tx, c, b, note, now); err != nil {
				return err
			}
		}
		return s.completeTx(ctx, tx, c, b, now)
	})
}

// NoShow notes that the client did not come. What late cancelling would have cost is kept, the rest goes back; of a booking
// that is paid at the venue nothing was taken.
func (s *Service) NoShow(ctx context.Context, c Caller, id uuid.UUID, version int64) (*Booking, error) {
	return s.conduct(ctx, c, id, version, NoShow, func(tx db.Tx, b *Booking, now time.Time) error {
		if now.Before(b.Start) {
			return ErrTooEarly
		}
		if _, _, err := s.refundTx(ctx, tx, c, b, noShowRefund(b), now); err != nil {
			return err
		}
		by := c.side(b)
		return s.conductTx(ctx, tx, c, b, bookingdb.SetStatusParams{FinishedAt: &now, EndedBy: &by}, NoShow, "booking.no_show", now)
	})
}

func noShowRefund(b *Booking) money.Amount { return TermsOf(b).Refund }

// conduct is the frame of what a practitioner does with a session.
func (s *Service) conduct(ctx context.Context, c Caller, id uuid.UUID, version int64, to Status, act func(tx db.Tx, b *Booking, now time.Time) error) (*Booking, error) {
	var b *Booking
	err := idem.InTx(ctx, s.DB, s.Clock.Now(), &b, func(tx db.Tx) (err error) {
		if b, err = s.lockFor(ctx, tx, c, id, identity.Conduct); err != nil {
			return err
		}
		if err := errors.Join(seen(b, version), check(b, to, c.side(b))); err != nil {
			return err
		}
		if b.Owes() {
			return ErrOwes
		}
		if err := s.uncontestedTx(ctx, tx, b); err != nil {
			return err
		}
		return act(tx, b, s.Clock.Now())
	})
	return b, err
}

// conductTx sets the status, keeps the occupied time in step, and publishes.
func (s *Service) conductTx(ctx context.Context, tx db.Tx, c Caller, b *Booking, set bookingdb.SetStatusParams, to Status, kind string, now time.Time) (err error) {
	set.ID, set.Status = b.ID, string(to)
	if b.Version, err = bookingdb.New(tx).SetStatus(ctx, set); err != nil {
		return err
	}
	b.Status = to
	if to == Completed || to == NoShow {
		status := slots.Completed
		if to == NoShow {
			status = slots.NoShow
		}
		if _, _, err := s.Schedule.KeepTx(ctx, tx, schedule.Keep{Place: b.place(), Status: status}); err != nil && !errors.Is(err, schedule.ErrNotOffered) {
			return err
		}
	}
	return s.Events.PublishTx(ctx, tx, s.event(b, kind, c, now))
}

// completeTx ends a session that took place; the escrow becomes the practitioner's earning and the platform's commission.
func (s *Service) completeTx(ctx context.Context, tx db.Tx, c Caller, b *Booking, now time.Time) error {
	if err := s.conductTx(ctx, tx, c, b, bookingdb.SetStatusParams{FinishedAt: &now}, Completed, "booking.completed", now); err != nil {
		return err
	}
	fault.Point("completed")
	p, paid, err := s.livePayment(ctx, tx, b.ID)
	if err != nil || !paid {
		return err
	}
	defer fault.Point("earned")
	return s.earnTx(ctx, tx, p, now)
}

// earnTx releases the money of a completed session; money that is not there yet is released when it comes, and that of a
// contested session when that is over.
func (s *Service) earnTx(ctx context.Context, tx db.Tx, p payment.Payment, now time.Time) error {
	if p.Status != payment.Captured {
		return nil
	}
	contested, err := bookingdb.New(tx).Contested(ctx, p.BookingID)
	if err != nil || contested {
		return err
	}
	_, err = s.Payments.EarnTx(ctx, tx, now, p.ID)
	return err
}

// SaveNote keeps a private note about a session, sealed with its author's key. Only the author ever reads it.
func (s *Service) SaveNote(ctx context.Context, c Caller, id uuid.UUID, note string) error {
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		b, err := s.lock(ctx, bookingdb.New(tx), id)
		if err != nil {
			return err
		}
		if err := c.authorize(b, identity.Conduct); err != nil {
			return err
		}
		return s.saveNoteTx(ctx, tx, c, b, note, s.Clock.Now())
	})
}

func (s *Service) saveNoteTx(ctx context.Context, tx db.Tx, c Caller, b *Booking, note string, now time.Time) error {
	if len(note) > maxNoteBytes {
		return apperr.ErrValidation.WithFields(apperr.Field{Path: "note", Code: "length", Message: "A note has at most 60,000 bytes."})
	}
	// An emptied note is sealed too: how much somebody wrote is nobody else's business.
	sealed, err := s.People.SealTx(ctx, tx, c.PersonID, crypto.AAD{Table: tableNote, Column: "note_sealed", Row: b.ID}, []byte(note))
	if err != nil {
		return err
	}
	return bookingdb.New(tx).SaveNote(ctx, bookingdb.SaveNoteParams{BookingID: b.ID, AuthorID: c.PersonID, NoteSealed: sealed, WrittenAt: now})
}

// Note reads the caller's own note about a session; "" when there is none.
func (s *Service) Note(ctx context.Context, c Caller, id uuid.UUID) (string, error) {
	b, err := s.ByID(ctx, c, id)
	if err != nil {
		return "", err
	}
	if err := identity.Authorize(c.Principal, identity.Read, identity.ResNote, b.subjectFor(c.Principal)); err != nil {
		return "", err
	}
	sealed, err := bookingdb.New(s.DB).Note(ctx, bookingdb.NoteParams{BookingID: id, AuthorID: c.PersonID})
	if db.IsNoRows(err) {
		return "", nil
	} else if err != nil {
		return "", err
	}
	return s.open(ctx, s.DB, c.PersonID, crypto.AAD{Table: tableNote, Column: "note_sealed", Row: id}, sealed)
}
