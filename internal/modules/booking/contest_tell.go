package booking

import (
	"context"
	"errors"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/notify"
	"klear/internal/platform/db"
	"klear/internal/platform/i18n"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// tellContest writes to who has to know: of a new contest to the practitioner, of an answer to the operators, of its end to
// both sides. What is no longer so is not said.
func (s *Service) tellContest(ctx context.Context, b *Booking, kind string, fact Fact, key string) error {
	rows, err := bookingdb.New(s.DB).ContestsOf(ctx, []uuid.UUID{b.ID})
	if err != nil || len(rows) == 0 {
		return err
	}
	k := contestOf(rows[0])
	switch {
	case kind == "booking.contested" && k.Open() && k.Answer == "":
		return s.Notices.send(ctx, b, toPractitioner, "contest_opened", key, func(f *notify.Fields, l *i18n.Localizer, zone *time.Location) {
			f.Reason, f.AnswerBy = l.T("contest.reason_"+string(k.Reason)), l.WhenYear(k.AnswerBy, zone)
		})
	case kind == "booking.contest_answered" && k.Open():
		return s.Notices.operators(ctx, b, k, key)
	case kind == "booking.contest_withdrawn" && k.Status == ContestWithdrawn:
		return s.Notices.send(ctx, b, toPractitioner, "contest_withdrawn", key, nil)
	case kind == "booking.contest_stands" && !k.Open():
		return s.Notices.both(ctx, b, key, letter{"contest_stands", nil}, letter{"contest_stands", nil})
	case fact.Contested:
		return s.Notices.both(ctx, b, key, letter{"contest_back", whatGoes(b, fact)}, letter{"contest_back", nil})
	}
	return nil
}

// whatGoes says what goes back, and what of it waits for the reader's bank.
func whatGoes(b *Booking, fact Fact) touch {
	return func(f *notify.Fields, l *i18n.Localizer, _ *time.Location) {
		if fact.RefundMinor > 0 {
			f.Refund = l.MoneyExact(money.Amount{Minor: fact.RefundMinor, Currency: b.Price.Currency})
		}
		if fact.WaitsMinor > 0 {
			f.Waits = l.MoneyExact(money.Amount{Minor: fact.WaitsMinor, Currency: b.Price.Currency})
		}
	}
}

// operators writes to those who decide.
func (n *Notices) operators(ctx context.Context, b *Booking, k Contest, key string) error {
	list, err := n.People.Operators(ctx, n.DB)
	faults := []error{err}
	for _, who := range list {
		f := notify.Fields{Name: who.Name, Code: b.Code, Other: b.PractitionerName, Link: n.BaseURL + "/admin/contests/" + k.ID.String()}
		faults = append(faults, n.Letters.Send(ctx, notify.Letter{Name: "contest_waiting", To: who.Email, ToName: who.Name, Locale: who.Locale, Fields: f,
			Key: key + ":contest_waiting:" + who.ID.String()}))
	}
	return errors.Join(faults...)
}

// claimContestsTx gives an account what its owner said as a guest, sealed anew with the account's key.
func (s *Service) claimContestsTx(ctx context.Context, tx db.Tx, guests []uuid.UUID, to uuid.UUID) error {
	q := bookingdb.New(tx)
	rows, err := q.SealedContests(ctx, guests)
	if err != nil {
		return err
	}
	for _, r := range rows {
		words, err := s.openSaid(ctx, tx, r.ClientID, "words_sealed", r.ID, r.WordsSealed)
		if err != nil {
			return err
		}
		sealed, err := s.seal(ctx, tx, to, said("words_sealed", r.ID), words)
		if err != nil {
			return err
		}
		if err := q.ClaimContest(ctx, bookingdb.ClaimContestParams{ID: r.ID, ClientID: to, WordsSealed: sealed}); err != nil {
			return err
		}
	}
	return nil
}
