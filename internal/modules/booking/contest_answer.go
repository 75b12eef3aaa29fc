package booking

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// ContestReply is what a practitioner answers.
type ContestReply struct {
	Says  string // SaysTookPlace or SaysNotThere
	Words string // one sentence, at most 500 characters; needed to say that it took place
}

func (r *ContestReply) check() error {
	r.Words = strings.TrimSpace(r.Words)
	var v apperr.Validation
	v.Check(r.Says == SaysTookPlace || r.Says == SaysNotThere, "says", "required", "Choose what happened.")
	v.Check(r.Says != SaysTookPlace || r.Words != "", "words", "required", "Say in one sentence how it was.")
	v.Check(utf8.RuneCountInString(r.Words) <= maxSentence, "words", "too_long", "At most %d characters.", maxSentence)
	return v.Err()
}

// AnswerContest is the practitioner's word. That it took place leaves the decision to an operator; that they were not there
// ends it, and everything goes back at once. Who said that it took place may still say that they were not there. Errors:
// ErrNotFound, identity.ErrForbidden, ErrContestOver, ErrContestAnswered, validation.
func (s *Service) AnswerContest(ctx context.Context, c Caller, id uuid.UUID, r ContestReply) (Contest, error) {
	if err := r.check(); err != nil {
		return Contest{}, err
	}
	var out Contest
	now := s.Clock.Now()
	err := idem.InTx(ctx, s.DB, now, &out, func(tx db.Tx) error {
		b, err := s.lockFor(ctx, tx, c, id, identity.Conduct)
		if err == nil && c.side(b) != byPractitioner {
			err = identity.ErrForbidden
		}
		if err != nil {
			return err
		}
		row, err := lockContest(ctx, tx, b.ID)
		if err != nil {
			return err
		}
		if row.Answer != nil && r.Says == SaysTookPlace {
			return ErrContestAnswered
		}
		out, err = s.answerContestTx(ctx, tx, c, b, row, r, now)
		return err
	})
	return out, err
}

func (s *Service) answerContestTx(ctx context.Context, tx db.Tx, c Caller, b *Booking, row bookingdb.BookingContest, r ContestReply, now time.Time) (Contest, error) {
	sealed, err := s.seal(ctx, tx, c.PersonID, said("answer_sealed", row.ID), r.Words)
	if err != nil {
		return Contest{}, err
	}
	err = bookingdb.New(tx).AnswerContest(ctx, bookingdb.AnswerContestParams{ID: row.ID, Answer: &r.Says, AnsweredBy: &c.PersonID, AnswerSealed: sealed, Now: now})
	if err != nil {
		return Contest{}, err
	}
	row.Answer, row.AnsweredAt = &r.Says, &now
	if r.Says == SaysTookPlace {
		return contestOf(row), s.sayTx(ctx, tx, c, b, "booking.contest_answered", now)
	}
	out, err := closeContestTx(ctx, tx, row, ContestAdmitted, now)
	if err != nil {
		return Contest{}, err
	}
	return out, s.notHeldTx(ctx, tx, c, b, now)
}

// maxAnswers is how many of their answers somebody takes along.
const maxAnswers = 1000

// Answered is a contest that somebody answered, with the code of its booking.
type Answered struct {
	Contest
	Code string
}

// Answers are the contests that the caller answered as a practitioner, oldest first, at most 1,000, with the words of both.
// Errors: identity.ErrUnauthenticated.
func (s *Service) Answers(ctx context.Context, c Caller) ([]Answered, error) {
	if !c.SignedIn() {
		return nil, identity.ErrUnauthenticated
	}
	rows, err := bookingdb.New(s.DB).ContestsAnsweredBy(ctx, bookingdb.ContestsAnsweredByParams{PersonID: &c.PersonID, MaxRows: maxAnswers})
	out := make([]Answered, len(rows))
	for i, r := range rows {
		out[i].Code = r.Code
		if out[i].Contest, err = s.openContest(ctx, s.DB, r.BookingContest); err != nil {
			return nil, err
		}
	}
	return out, err
}

// notHeldTx ends a booking whose session did not take place like one that its practitioner cancelled: everything goes back, by
// the way it came, and then the time is released.
func (s *Service) notHeldTx(ctx context.Context, tx db.Tx, c Caller, b *Booking, now time.Time) error {
	back, waits, err := s.allBackTx(ctx, tx, b, now)
	if err != nil {
		return err
	}
	return s.endTx(ctx, tx, b, end{to: Cancelled, by: byPractitioner, event: "booking.cancelled", caller: c, now: now, fact: func(f *Fact) {
		f.Contested, f.RefundMinor, f.WaitsMinor = true, back.Minor, waits
	}})
}

// allBackTx gives back all that is left of what was paid, earned or not, and says what goes and how much of it waits for the
// payer's bank. What was paid at the venue is between the two: that it goes back is noted, so that nothing is owed of it.
func (s *Service) allBackTx(ctx context.Context, tx db.Tx, b *Booking, now time.Time) (back money.Amount, waits int64, err error) {
	back.Currency = b.Price.Currency
	p, paid, err := s.livePayment(ctx, tx, b.ID)
	if err != nil || !paid {
		return back, 0, err
	}
	if p.Status != payment.Captured {
		return back, 0, s.giveBackTx(ctx, tx, b, p, now, string(Cancelled))
	}
	left, err := s.Payments.LeftTx(ctx, tx, p.ID)
	if err == nil && left == 0 && p.KeptMinor() > 0 { // all of it is lost to the bank, and the platform bore that
		_, err = s.Payments.EarnTx(ctx, tx, now, p.ID)
	}
	if err != nil || left == 0 {
		return back, 0, err
	}
	back.Minor = left
	if b.PackID != uuid.Nil {
		return back, 0, s.Packs.ReturnTx(ctx, tx, now, b.ID, true)
	}
	r, err := s.Payments.RefundTx(ctx, tx, now, payment.Refund{PaymentID: p.ID, AmountMinor: left, EventKey: "ref:" + b.ID.String() + ":not_held", Reason: "not_held",
		KeepSplit: true, Waits: true})
	switch {
	case b.AtVenue:
		back.Minor = 0
	case r.Waits:
		back.Minor, waits = r.CreditMinor, r.AmountMinor
	}
	return back, waits, err
}
