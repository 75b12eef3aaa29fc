package pack

import (
	"context"
	"errors"
	"fmt"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/pack/internal/packdb"
	"klear/internal/modules/payment"
	"klear/internal/modules/tariff"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/idem"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Refund pays the owner back what the unused sessions cost, the way it was paid. shown is the amount they were told
// (Pack.Unused): exactly that goes back, or nothing. The package keeps what is booked; where nothing is or was, it is over.
// Errors: ErrNotFound, ErrEnded,
// ErrNothingLeft, ErrChanged.
func (s *Service) Refund(ctx context.Context, who identity.Principal, id uuid.UUID, shown money.Amount) (money.Amount, error) {
	var back money.Amount
	err := idem.InTx(ctx, s.DB, s.Clock.Now(), &back, func(tx db.Tx) error {
		p, err := found(packdb.New(tx).LockPack(ctx, id))
		if err != nil {
			return err
		}
		now := s.Clock.Now()
		switch {
		case !who.SignedIn() || p.OwnerID != who.PersonID || !p.Bought():
			return ErrNotFound
		case p.Status == Repaid:
			return ErrNothingLeft
		case !p.Holds(now):
			return ErrEnded
		}
		back, err = s.refundRestTx(ctx, tx, p, who.Actor(), now)
		switch {
		case err != nil:
			return err
		case back.Minor == 0:
			return ErrNothingLeft
		case back != shown:
			return ErrChanged
		}
		return nil
	})
	return back, err
}

// refundRestTx spends what is free on a refund. The package is locked.
func (s *Service) refundRestTx(ctx context.Context, tx db.Tx, p Pack, by events.Actor, now time.Time) (money.Amount, error) {
	n, rest, err := s.spendRestTx(ctx, tx, p, Refunded, now)
	back := money.Amount{Minor: rest.ListMinor, Currency: p.Price.Currency}
	if err != nil || n == 0 {
		return back, err
	}
	_, err = s.Payments.RefundTx(ctx, tx, now, payment.Refund{PaymentID: p.PaymentID, AmountMinor: rest.ListMinor,
		EventKey: eventKey("ref:pack", p), Reason: "package_unused", OddAsCredit: true})
	if err != nil {
		return back, err
	}
	return back, s.spentTx(ctx, tx, p, EventRefunded, by, n, rest)
}

// expireTx gives what is left at the end to the practitioner, split as agreed.
func (s *Service) expireTx(ctx context.Context, tx db.Tx, p Pack, now time.Time) error {
	n, rest, err := s.spendRestTx(ctx, tx, p, Expired, now)
	if err != nil || n == 0 {
		return err
	}
	err = s.Payments.BreakTx(ctx, tx, now, payment.Breakage{PackID: p.ID, EventKey: eventKey("break", p), OwnerID: p.OwnerID, PractitionerID: p.PractitionerID, PractitionerPersonID: p.PractitionerPersonID,
		Amount: money.Amount{Minor: rest.ListMinor, Currency: p.Price.Currency}, Quote: rest})
	if err != nil {
		return err
	}
	return s.spentTx(ctx, tx, p, EventExpired, events.System, n, rest)
}

// eventKey names one cause: a version sees one refund or one end.
func eventKey(kind string, p Pack) string { return fmt.Sprintf("%s:%s:%d", kind, p.ID, p.Version) }

func (s *Service) spendRestTx(ctx context.Context, tx db.Tx, p Pack, k Kind, now time.Time) (n int, sum tariff.Quote, err error) {
	parts := p.Parts()
	amounts, commissions := columns(parts)
	rows, err := packdb.New(tx).SpendRest(ctx, packdb.SpendRestParams{PackID: p.ID, Kind: string(k), Amounts: amounts, Commissions: commissions, Now: now})
	for _, r := range rows {
		sum = sum.Plus(parts[r.SessionNo-1])
	}
	return len(rows), sum, err
}

func (s *Service) spentTx(ctx context.Context, tx db.Tx, p Pack, kind string, by events.Actor, n int, sum tariff.Quote) error {
	over, err := found(packdb.New(tx).EndRefunded(ctx, p.ID))
	if errors.Is(err, ErrNotFound) { // some sessions were not paid back
		over, err = bumpTx(ctx, tx, p.ID, time.Time{})
	}
	if err != nil {
		return err
	}
	return s.publishTx(ctx, tx, over, kind, by, func(f *Fact) { f.Sessions, f.AmountMinor = n, sum.ListMinor })
}

// GuardErasureTx refunds what is unused of the packages that a person bought or sold: nobody can book or ask for a refund
// any more when one of the two accounts is gone.
func (s *Service) GuardErasureTx(ctx context.Context, tx db.Tx, person uuid.UUID) error {
	q, now := packdb.New(tx), s.Clock.Now()
	list, err := q.OfPerson(ctx, person)
	if err != nil {
		return err
	}
	for _, id := range list {
		p, err := found(q.LockPack(ctx, id))
		if err != nil {
			return err
		}
		if !p.Holds(now) {
			continue
		}
		if _, err := s.refundRestTx(ctx, tx, p, events.System, now); err != nil {
			return err
		}
	}
	return nil
}
