package booking

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// ContestRequest is what a client says about a session.
type ContestRequest struct {
	Reason ContestReason
	Words  string // one sentence, at most 500 characters; may be ""
}

func (r *ContestRequest) check() error {
	r.Words = strings.TrimSpace(r.Words)
	var v apperr.Validation
	v.Check(slices.Contains(ContestReasons, r.Reason), "reason", "required", "Choose what happened.")
	v.Check(utf8.RuneCountInString(r.Words) <= maxSentence, "words", "too_long", "At most %d characters.", maxSentence)
	return v.Err()
}

// BeginContest notes that the client says the session did not take place. From then on the booking stays as it is, its money
// stays in escrow, and what was earned with it is not paid out. Each seat and each date of a series by itself. Errors:
// ErrNotFound, identity.ErrForbidden, those of Contestable, ErrContestOpen, ErrContestBefore, validation.
func (s *Service) BeginContest(ctx context.Context, c Caller, id uuid.UUID, r ContestRequest) (Contest, error) {
	if err := r.check(); err != nil {
		return Contest{}, err
	}
	var out Contest
	now := s.Clock.Now()
	err := idem.InTx(ctx, s.DB, now, &out, func(tx db.Tx) error {
		b, err := s.lockClient(ctx, tx, c, id)
		if err != nil {
			return err
		}
		if err := Contestable(b, now); err != nil {
			return err
		}
		out, err = s.beginContestTx(ctx, tx, c, b, r, now)
		return err
	})
	switch {
	case db.Violates(err, "contest_open"):
		return Contest{}, ErrContestOpen
	case db.Violates(err, "contest_once_per_reason"):
		return Contest{}, ErrContestBefore
	}
	return out, err
}

// lockClient locks a booking for its client: nobody else says for them how it was.
func (s *Service) lockClient(ctx context.Context, tx db.Tx, c Caller, id uuid.UUID) (*Booking, error) {
	b, err := s.lockFor(ctx, tx, c, id, identity.Update)
	if err == nil && (c.side(b) != bySeeker || b.SeekerID == uuid.Nil) {
		err = identity.ErrForbidden
	}
	return b, err
}

// beginContestTx takes the locks of the booking's money, which an earning and a payout take too: either they come first,
// or they find the contest.
func (s *Service) beginContestTx(ctx context.Context, tx db.Tx, c Caller, b *Booking, r ContestRequest, now time.Time) (Contest, error) {
	p, paid, err := s.livePayment(ctx, tx, b.ID)
	if err != nil {
		return Contest{}, err
	}
	if paid {
		if err := s.Payments.FreezeTx(ctx, tx, p.ID); err != nil {
			return Contest{}, err
		}
	}
	k := Contest{ID: s.IDs.ID(), BookingID: b.ID, Reason: r.Reason, Status: ContestOpen, Words: r.Words, At: now, AnswerBy: now.Add(ContestAnswer)}
	sealed, err := s.seal(ctx, tx, b.SeekerID, said("words_sealed", k.ID), r.Words)
	if err != nil {
		return Contest{}, err
	}
	err = bookingdb.New(tx).InsertContest(ctx, bookingdb.InsertContestParams{ID: k.ID, BookingID: b.ID, ClientID: b.SeekerID, Reason: string(k.Reason), WordsSealed: sealed,
		AnswerBy: k.AnswerBy, CreatedAt: now})
	if err != nil {
		return Contest{}, err
	}
	return k, s.sayTx(ctx, tx, c, b, "booking.contested", now)
}

// WithdrawContest takes back what the client said, while nothing was decided: everything goes on as if it had not been said.
// Errors: ErrNotFound, identity.ErrForbidden, ErrContestOver.
func (s *Service) WithdrawContest(ctx context.Context, c Caller, id uuid.UUID) (Contest, error) {
	var out Contest
	now := s.Clock.Now()
	err := idem.InTx(ctx, s.DB, now, &out, func(tx db.Tx) error {
		b, err := s.lockClient(ctx, tx, c, id)
		if err != nil {
			return err
		}
		row, err := lockContest(ctx, tx, b.ID)
		if err != nil {
			return err
		}
		if out, err = closeContestTx(ctx, tx, row, ContestWithdrawn, now); err != nil {
			return err
		}
		if err := s.goesOnTx(ctx, tx, b, now); err != nil {
			return err
		}
		return s.sayTx(ctx, tx, c, b, "booking.contest_withdrawn", now)
	})
	return out, err
}

// lockContest reads the open contest of a locked booking. Errors: ErrContestOver.
func lockContest(ctx context.Context, tx db.Tx, booking uuid.UUID) (bookingdb.BookingContest, error) {
	row, err := bookingdb.New(tx).LockContest(ctx, booking)
	if db.IsNoRows(err) {
		err = ErrContestOver
	}
	return row, err
}

func closeContestTx(ctx context.Context, tx db.Tx, row bookingdb.BookingContest, to ContestStatus, now time.Time) (Contest, error) {
	k := contestOf(row)
	k.Status, k.ClosedAt = to, now
	return k, bookingdb.New(tx).CloseContest(ctx, bookingdb.CloseContestParams{ID: row.ID, Status: string(to), Now: now})
}

// goesOnTx earns what came while the booking was contested. One that nobody closed yet is left to its practitioner, or to the sweep.
func (s *Service) goesOnTx(ctx context.Context, tx db.Tx, b *Booking, now time.Time) error {
	if b.Status != Completed {
		return nil
	}
	p, paid, err := s.livePayment(ctx, tx, b.ID)
	if err != nil || !paid {
		return err
	}
	return s.earnTx(ctx, tx, p, now)
}
