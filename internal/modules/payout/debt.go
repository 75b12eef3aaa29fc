package payout

import (
	"context"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/ledger"
	"klear/internal/modules/payout/internal/payoutdb"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/money"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"
)

// When what somebody owes is due, and what follows.
const (
	debtDue   = 14 * 24 * time.Hour // after the statement
	debtStops = 30 * 24 * time.Hour // after the statement: bookings that are paid at the venue stop
)

// reminders are when somebody who was asked is reminded, after the statement.
var reminders = [...]time.Duration{7 * 24 * time.Hour, 21 * 24 * time.Hour}

// Debt is what a practitioner owes the platform in one currency, less what they have earned and were not sent.
type Debt struct {
	ID      uuid.UUID // zero: they were not asked, and have not begun to pay
	Owed    money.Amount
	AskedAt time.Time // of the statement; zero: they were not asked. Like the next two
	DueAt   time.Time
	StopsAt time.Time
	Stopped bool // nobody books them for payment at the venue until they paid
}

// ToPay is what is charged for it: Owed, rounded up to the step in which gateways take the currency. What is more than they owe is
// theirs, like earnings.
func (d Debt) ToPay() money.Amount {
	return money.Amount{Minor: money.Up(d.Owed.Minor, d.Owed.Currency), Currency: d.Owed.Currency}
}

// Debts are what the caller owes, by currency; none when nothing. Errors: those of own.
func (s *Service) Debts(ctx context.Context, who identity.Principal) ([]Debt, error) {
	p, err := s.own(ctx, who, identity.Read)
	if err != nil {
		return nil, err
	}
	balances, err := ledger.PractitionerBalances(ctx, s.DB, p.ID)
	if err != nil {
		return nil, err
	}
	var out []Debt
	for _, b := range balances {
		if owes(b) == 0 {
			continue
		}
		row, err := on(s.DB).OpenDebt(ctx, payoutdb.OpenDebtParams{PractitionerID: p.ID, Currency: b.Currency})
		if err != nil && !db.IsNoRows(err) {
			return nil, err
		}
		out = append(out, debtOf(row, b))
	}
	return out, nil
}

// VenueStopped reports that a practitioner left what they owe unpaid for so long that nobody books them for payment at the venue.
func (s *Service) VenueStopped(ctx context.Context, q db.Querier, practitioner uuid.UUID) (bool, error) {
	return on(q).VenueStopped(ctx, practitioner)
}

// owes is what the next earnings would not repay.
func owes(b ledger.PractitionerBalance) int64 { return max(b.Receivable-b.Payable, 0) }

func debtOf(r payoutdb.PayoutDebt, b ledger.PractitionerBalance) Debt {
	d := Debt{ID: r.ID, Owed: money.Amount{Minor: owes(b), Currency: b.Currency}, Stopped: r.StoppedAt != nil}
	if r.AskedAt != nil {
		d.AskedAt = r.AskedAt.UTC()
		d.DueAt, d.StopsAt = d.AskedAt.Add(debtDue), d.AskedAt.Add(debtStops)
	}
	return d
}

// The events of a debt. All carry DebtFact.
const (
	EventDebtAsked    = "payout.debt_asked"
	EventDebtReminded = "payout.debt_reminded"
	EventDebtStopped  = "payout.debt_stopped"
	EventDebtSettled  = "payout.debt_settled" // paid, or repaid by earnings
)

// DebtEvents are those that letters tell of.
var DebtEvents = []string{EventDebtAsked, EventDebtReminded, EventDebtStopped}

// DebtFact is the payload of the events of a debt, version 1.
type DebtFact struct {
	V              int       `json:"v"`
	DebtID         uuid.UUID `json:"debt_id"`
	PractitionerID uuid.UUID `json:"practitioner_id"`
	PersonID       uuid.UUID `json:"person_id"`
	AmountMinor    int64     `json:"amount_minor"` // owed then
	Currency       string    `json:"currency"`
}

// saveDebtTx writes what was decided under the row's lock, with its event.
func (s *Service) saveDebtTx(ctx context.Context, tx db.Tx, r payoutdb.PayoutDebt, kind string, by events.Actor, minor int64) error {
	row, err := on(tx).SaveDebt(ctx, payoutdb.SaveDebtParams{ID: r.ID, Month: r.Month, AskedAt: r.AskedAt, AskedMinor: r.AskedMinor, Reminded: r.Reminded,
		StoppedAt: r.StoppedAt, PaidMinor: r.PaidMinor, ClosedAt: r.ClosedAt})
	if err != nil {
		return err
	}
	return s.Events.PublishTx(ctx, tx, events.Event{Type: kind, AggregateType: "debt", AggregateID: r.ID, Seq: row.Version - 1, Actor: by, At: s.Clock.Now(),
		Data: DebtFact{V: 1, DebtID: r.ID, PractitionerID: r.PractitionerID, PersonID: r.PersonID, AmountMinor: minor, Currency: r.Currency}})
}

// lockDebtTx locks the open debt of a practitioner, which it makes when there is none, and says what they owe now. The row of the
// debt is locked before the balance.
func (s *Service) lockDebtTx(ctx context.Context, tx db.Tx, practitioner, person uuid.UUID, currency string) (payoutdb.PayoutDebt, int64, error) {
	q := on(tx)
	for {
		err := q.BeginDebt(ctx, payoutdb.BeginDebtParams{ID: s.IDs.ID(), PractitionerID: practitioner, PersonID: person, Currency: currency, Now: s.Clock.Now()})
		if err != nil {
			return payoutdb.PayoutDebt{}, 0, err
		}
		row, err := q.LockOpenDebt(ctx, payoutdb.LockOpenDebtParams{PractitionerID: practitioner, Currency: currency})
		if db.IsNoRows(err) {
			continue // it was paid while we waited for its lock: another begins
		}
		if err != nil {
			return row, 0, err
		}
		b, err := ledger.LockPractitionerTx(ctx, tx, practitioner, currency)
		return row, owes(b), err
	}
}

// month is the first day of an instant's month where payouts are counted.
func (p Policy) month(at time.Time) pgtype.Date {
	d := p.today(at)
	return pgtype.Date{Time: d.AddDate(0, 0, 1-d.Day()), Valid: true}
}
