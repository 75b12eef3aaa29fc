package payout

import (
	"context"
	"time"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment"
	"klear/internal/modules/payout/internal/payoutdb"
	"klear/internal/platform/db"
	"klear/internal/platform/jobs"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Outcome is what was decided about a practitioner in a run.
type Outcome string

// The outcomes. Undecided is only in a run that still works.
const (
	Undecided    Outcome = ""
	Sent         Outcome = "sent"
	Nothing      Outcome = "nothing"       // nothing is ready to be paid out
	BelowMinimum Outcome = "below_minimum" // it waits for more
	NoAccount    Outcome = "no_account"
	NotReady     Outcome = "account_not_ready" // the gateway still asks for something
	Held         Outcome = "account_held"      // the bank returned the last one
	NotVerified  Outcome = "not_verified"
	Suspended    Outcome = "suspended"
	OpenPayout   Outcome = "open_payout" // the gateway has not answered about the last one
)

// facts is what a decision looks at.
type facts struct {
	payoutdb.FactsRow
	minimum int64
	step    int64 // of the gateway's payouts in this currency; 0: any amount
}

// repaid is what goes to the platform first.
func (f facts) repaid() int64 { return min(f.ReceivableMinor, max(f.AvailableMinor, 0)) }

// amount is what could be paid out, as far as the gateway's steps reach it.
func (f facts) amount() int64 { return f.AvailableMinor - f.repaid() - f.rest() }

// rest is what the gateway's step leaves for the next payout.
func (f facts) rest() int64 {
	if f.step == 0 {
		return 0
	}
	return max(f.AvailableMinor-f.repaid(), 0) % f.step
}

// outcome is the one place where "may they be paid?" is answered.
func (p Policy) outcome(f facts) Outcome {
	switch {
	case f.Gateway == "":
		return NoAccount
	case f.Suspended:
		return Suspended
	case p.OnlyVerified && !f.Verified:
		return NotVerified
	case !f.Ready:
		return NotReady
	case f.Held != "":
		return Held
	case f.Sending:
		return OpenPayout
	case f.amount() <= 0:
		return Nothing
	case f.amount() < f.minimum:
		return BelowMinimum
	}
	return Sent
}

// factsOf reads the facts of one practitioner, by currency.
func (s *Service) factsOf(ctx context.Context, q db.Querier, practitioner uuid.UUID) ([]facts, error) {
	now := s.Clock.Now()
	return s.facts(ctx, q, payoutdb.FactsParams{PractitionerID: &practitioner, OnDay: date(s.Policy.today(now)), Matured: s.matured(now), MaxRows: 50})
}

func (s *Service) facts(ctx context.Context, q db.Querier, p payoutdb.FactsParams) ([]facts, error) {
	rows, err := on(q).Facts(ctx, p)
	out := make([]facts, len(rows))
	for i, r := range rows {
		out[i] = facts{FactsRow: r, minimum: s.Policy.minimum(r.Currency, r.MinimumMinor)}
		if g, ok := s.gateways[r.Gateway].(payment.PayoutStepper); ok {
			out[i].step = g.PayoutStep(r.Currency)
		}
	}
	return out, err
}

// item is one practitioner and currency of a run.
type item struct {
	Run, Practitioner uuid.UUID
	Currency          string
}

// decide makes one decision of a run, once; whoever comes second finds it made.
func (s *Service) decide(ctx context.Context, it item, day time.Time) error {
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		_, err := s.decideTx(ctx, tx, it, day)
		return err
	})
}

// decideTx decides under the lock of the practitioner's balance: two runs at once, or a run and a refund, see each other.
func (s *Service) decideTx(ctx context.Context, tx db.Tx, it item, day time.Time) (Outcome, error) {
	q, now := on(tx), s.Clock.Now()
	made, err := q.LockItem(ctx, payoutdb.LockItemParams{RunID: it.Run, PractitionerID: it.Practitioner, Currency: it.Currency})
	if err != nil || made != nil {
		return Undecided, err
	}
	if _, err := ledger.LockPractitionerTx(ctx, tx, it.Practitioner, it.Currency); err != nil {
		return Undecided, err
	}
	f := facts{FactsRow: payoutdb.FactsRow{PractitionerID: it.Practitioner, Currency: it.Currency}}
	list, err := s.factsOf(ctx, tx, it.Practitioner)
	if err != nil {
		return Undecided, err
	}
	for _, x := range list {
		if x.Currency == it.Currency {
			f = x
		}
	}
	verdict := s.Policy.outcome(f)
	if verdict == Sent {
		if err := s.payTx(ctx, tx, it, f, now); err != nil {
			return Undecided, err
		}
	}
	if f.Gateway != "" && !day.IsZero() && verdict != OpenPayout { // who waits for an answer is looked at again tomorrow
		if err := q.NextOn(ctx, payoutdb.NextOnParams{PractitionerID: it.Practitioner, NextOn: date(Cadence(f.Cadence).next(day))}); err != nil {
			return Undecided, err
		}
	}
	return verdict, q.DecideItem(ctx, payoutdb.DecideItemParams{RunID: it.Run, PractitionerID: it.Practitioner, Currency: it.Currency,
		Outcome: string(verdict), AvailableMinor: f.amount(), Now: now})
}

// payTx makes the payout of its lines, puts it into the books, and leaves what follows to a job. What is owed is repaid first,
// as a line of its own; so is what the gateway's step cuts off, which is open again for the next payout.
func (s *Service) payTx(ctx context.Context, tx db.Tx, it item, f facts, now time.Time) error {
	q := on(tx)
	if repaid := f.repaid(); repaid > 0 {
		if _, err := ledger.PostTx(ctx, tx, RepayPosting(s.IDs.ID(), it.Run, it.Practitioner, money.Amount{Minor: repaid, Currency: it.Currency}, now)); err != nil {
			return err
		}
	}
	row, err := q.AddPayout(ctx, payoutdb.AddPayoutParams{ID: s.IDs.ID(), RunID: it.Run, PractitionerID: it.Practitioner, PersonID: f.PersonID,
		Gateway: f.Gateway, PayeeRef: f.PayeeRef, Bank: f.Bank, AmountMinor: f.amount(), Currency: it.Currency, Now: now})
	if err != nil {
		return err
	}
	p, rest := payoutOf(row), money.Amount{Minor: f.rest(), Currency: it.Currency}
	if rest.Minor > 0 {
		if _, err := ledger.PostTx(ctx, tx, p.restPosting(s.IDs.ID(), rest, now)); err != nil {
			return err
		}
	}
	if _, err := q.AddLines(ctx, payoutdb.AddLinesParams{PayoutID: p.ID, Practitioner: it.Practitioner.String(), Currency: it.Currency, Matured: s.matured(now)}); err != nil {
		return err
	}
	if rest.Minor > 0 { // after the lines were chosen
		if _, err := ledger.PostTx(ctx, tx, p.carriedPosting(s.IDs.ID(), rest, now)); err != nil {
			return err
		}
	}
	if _, err := ledger.PostTx(ctx, tx, p.sentPosting(s.IDs.ID(), now)); err != nil {
		return err
	}
	return s.Jobs.AddTx(ctx, tx, jobs.Job{Args: Send{p.ID}, Queue: jobs.QueueMoney})
}
