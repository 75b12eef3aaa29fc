package payout

import (
	"context"
	"errors"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/ledger"
	"klear/internal/modules/notify"
	"klear/internal/modules/payout/internal/payoutdb"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Debts is the periodic job that asks for what is owed, reminds, and stops bookings that are paid at the venue.
type Debts struct{}

// Kind names the job.
func (Debts) Kind() string { return "payout_debts" }

const debtsEvery = time.Hour

// SweepDebts does all that is due now. It may run any number of times and in several places at once.
func (s *Service) SweepDebts(ctx context.Context) error {
	now, q := s.Clock.Now(), on(s.DB)
	debtors, err := q.Debtors(ctx, payoutdb.DebtorsParams{Currency: s.Policy.Currency, LeastMinor: s.Policy.MinimumMinor, Month: s.Policy.month(now), MaxRows: sweepRows})
	if err != nil {
		return err
	}
	asked, err := q.AskedDebts(ctx, 10*sweepRows)
	if err != nil {
		return err
	}
	var faults []error
	for _, d := range debtors {
		faults = append(faults, s.askDebt(ctx, d))
	}
	for _, id := range asked {
		faults = append(faults, s.followDebt(ctx, id))
	}
	return errors.Join(faults...)
}

// askDebt sends the statement of a month, once.
func (s *Service) askDebt(ctx context.Context, d payoutdb.DebtorsRow) error {
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		row, owed, err := s.lockDebtTx(ctx, tx, d.PractitionerID, d.PersonID, d.Currency)
		if err != nil || row.AskedAt != nil || owed < s.leastDebt(d.Currency) {
			return err
		}
		now := s.Clock.Now()
		row.Month, row.AskedAt, row.AskedMinor = s.Policy.month(now), &now, owed
		return s.saveDebtTx(ctx, tx, row, EventDebtAsked, events.System, owed)
	})
}

// leastDebt is what is asked for: as much as the smallest payout.
func (s *Service) leastDebt(currency string) int64 {
	if currency == s.Policy.Currency {
		return max(s.Policy.MinimumMinor, 1)
	}
	return 1
}

// followDebt closes what earnings repaid, reminds of what is still owed, and stops bookings at the venue.
func (s *Service) followDebt(ctx context.Context, id uuid.UUID) error {
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		row, err := on(tx).LockDebt(ctx, id)
		if err != nil || row.ClosedAt != nil {
			return err
		}
		b, err := ledger.LockPractitionerTx(ctx, tx, row.PractitionerID, row.Currency)
		if err != nil {
			return err
		}
		now, owed := s.Clock.Now(), owes(b)
		since := now.Sub(*row.AskedAt)
		switch n := int(row.Reminded); {
		case owed < s.leastDebt(row.Currency):
			row.ClosedAt = &now
			return s.saveDebtTx(ctx, tx, row, EventDebtSettled, events.System, owed)
		case since >= debtStops && row.StoppedAt == nil:
			row.StoppedAt, row.Reminded = &now, int16(len(reminders))
			return s.saveDebtTx(ctx, tx, row, EventDebtStopped, events.System, owed)
		case n < len(reminders) && since >= reminders[n]:
			row.Reminded++
			return s.saveDebtTx(ctx, tx, row, EventDebtReminded, events.System, owed)
		}
		return nil
	})
}

// debtLetters name the letters that events are told by.
var debtLetters = map[string]string{EventDebtAsked: "debt_asked", EventDebtReminded: "debt_reminded", EventDebtStopped: "debt_stopped"}

// OnDebt is the subscriber behind the letters. What was paid meanwhile is not asked for.
func (s *Service) OnDebt(ctx context.Context, d events.Delivery) error {
	f, err := events.Decode[DebtFact](d)
	if err != nil {
		return err
	}
	row, err := on(s.DB).Debt(ctx, f.DebtID)
	if err != nil || row.ClosedAt != nil || row.AskedAt == nil {
		return err
	}
	who, err := s.People.PersonByID(ctx, s.DB, f.PersonID)
	if err != nil || who.Status != identity.Active {
		return err
	}
	zone, err := clock.Zone(who.Zone)
	if err != nil {
		zone = time.UTC
	}
	l, name := s.Letters.Localizer(who.Locale), debtLetters[d.Type]
	return s.Letters.Send(ctx, notify.Letter{Name: name, To: who.Email, ToName: who.Name, Locale: who.Locale,
		Fields: notify.Fields{Name: who.Name, Price: l.MoneyExact(money.Amount{Minor: f.AmountMinor, Currency: f.Currency}), AnswerBy: l.DateYear(row.AskedAt.Add(debtDue), zone),
			When: l.DateYear(row.AskedAt.Add(debtStops), zone), Link: s.BaseURL + "/pro/earnings/pay?currency=" + f.Currency, Practitioner: true},
		Key: name + ":" + d.EventID.String()})
}
