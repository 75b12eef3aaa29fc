package payout

import (
	"context"
	"errors"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/modules/payout/internal/payoutdb"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/idem"
	"klear/internal/platform/jobs"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

const settleAfter = 20 * time.Second

// SettleDebt is the job that finishes a payment of what is owed whose end was not seen.
type SettleDebt struct {
	DebtID    uuid.UUID `json:"debt_id"`
	PaymentID uuid.UUID `json:"payment_id"`
}

// Kind names the job.
func (SettleDebt) Kind() string { return "payout_settle_debt" }

// PaymentNews is the subscriber that hears of payments.
const PaymentNews = "payout.payments"

var errDebtOpen = errors.New("the payment of what is owed is still undecided")

// Repayment is how the caller pays what they owe.
type Repayment struct {
	Shown     money.Amount // Debt.ToPay as they were told: exactly that is charged, or nothing
	Method    payment.Method
	MethodID  uuid.UUID // of a kept method instead
	ReturnURL string    // where a payer comes back to after their bank asked something
}

// PayDebt charges what the caller owes. The same key goes on with the same payment. Errors: those of own, ErrDebtChanged,
// payment.ErrPrice, payment.ErrNoMethod, payment.ErrAlreadyLive, payment.ErrDeclined, payment.ErrActionRequired (details.action_url),
// payment.ErrProcessing, payment.ErrUnknown, payment.ErrClosed, ErrDebtReturned, idem.ErrReused.
func (s *Service) PayDebt(ctx context.Context, who identity.Principal, r Repayment, key idem.Key) error {
	p, err := s.own(ctx, who, identity.Update)
	if err != nil {
		return err
	}
	var j SettleDebt
	err = s.DB.InTx(ctx, func(tx db.Tx) (err error) {
		j, _, err = idem.Run(ctx, tx, key, s.Clock.Now(), func() (SettleDebt, error) { return s.beginDebtTx(ctx, tx, who, p, r) })
		return err
	})
	if err != nil {
		return err
	}
	outcome, err := s.Payments.Authorise(ctx, j.PaymentID, r.Method, true, r.ReturnURL)
	if err != nil {
		return err
	}
	// The money has moved, or may have: from here on the caller's patience no longer matters.
	return s.settleDebt(context.WithoutCancel(ctx), j, outcome)
}

func (s *Service) beginDebtTx(ctx context.Context, tx db.Tx, who identity.Principal, p catalog.Practitioner, r Repayment) (SettleDebt, error) {
	row, owed, err := s.lockDebtTx(ctx, tx, p.ID, who.PersonID, r.Shown.Currency)
	if err != nil {
		return SettleDebt{}, err
	}
	if owed == 0 || money.Up(owed, r.Shown.Currency) != r.Shown.Minor {
		return SettleDebt{}, ErrDebtChanged
	}
	now := s.Clock.Now()
	paying, err := s.Payments.BeginTx(ctx, tx, now, payment.Begin{BookingID: row.ID, Purpose: payment.ForDebt, PayerID: who.PersonID, PractitionerID: p.ID,
		PractitionerPersonID: who.PersonID, Amount: r.Shown, MethodID: r.MethodID})
	if err != nil {
		return SettleDebt{}, err
	}
	j := SettleDebt{row.ID, paying.ID}
	return j, s.Jobs.AddTx(ctx, tx, jobs.Job{Args: j, At: now.Add(settleAfter), Queue: jobs.QueueMoney})
}

// SettleDebtPayment asks the gateway what became of a payment and acts on it. Also called when a webhook arrives.
func (s *Service) SettleDebtPayment(ctx context.Context, j SettleDebt) error {
	outcome, err := s.Payments.Reconcile(ctx, j.PaymentID)
	if err != nil {
		return err
	}
	err = s.settleDebt(ctx, j, outcome)
	switch {
	case errors.Is(err, payment.ErrDeclined), errors.Is(err, payment.ErrClosed), errors.Is(err, ErrDebtReturned):
		return nil // decided
	case errors.Is(err, payment.ErrActionRequired), errors.Is(err, payment.ErrProcessing), errors.Is(err, payment.ErrUnknown):
		return errDebtOpen
	}
	return err
}

// OnPayment is the subscriber behind news of a payment that came behind our back.
func (s *Service) OnPayment(ctx context.Context, d events.Delivery) error {
	data, err := events.Decode[payment.EventData](d)
	if err != nil || data.Purpose != payment.ForDebt {
		return err
	}
	return s.SettleDebtPayment(ctx, SettleDebt{data.BookingID, data.PaymentID})
}

// BackFromBank is where a payer comes back to: what became of their latest payment. Whatever goes wrong with asking, the job
// repeats. Errors: those of own.
func (s *Service) BackFromBank(ctx context.Context, who identity.Principal, currency string) error {
	p, err := s.own(ctx, who, identity.Read)
	if err != nil {
		return err
	}
	open, err := s.debtPayment(ctx, p.ID, currency)
	if err == nil && open.ID != uuid.Nil {
		_ = s.SettleDebtPayment(context.WithoutCancel(ctx), SettleDebt{open.BookingID, open.ID}) // money may have moved
	}
	return err
}

// DebtPayment is the attempt to pay that is under way; the zero one when there is none. Errors: those of own.
func (s *Service) DebtPayment(ctx context.Context, who identity.Principal, currency string) (payment.Payment, error) {
	p, err := s.own(ctx, who, identity.Read)
	if err != nil {
		return payment.Payment{}, err
	}
	return s.debtPayment(ctx, p.ID, currency)
}

func (s *Service) debtPayment(ctx context.Context, practitioner uuid.UUID, currency string) (payment.Payment, error) {
	row, err := on(s.DB).OpenDebt(ctx, payoutdb.OpenDebtParams{PractitionerID: practitioner, Currency: currency})
	if db.IsNoRows(err) {
		return payment.Payment{}, nil
	}
	if err != nil {
		return payment.Payment{}, err
	}
	list, err := s.Payments.ByBooking(ctx, s.DB, row.ID)
	if err != nil || len(list) == 0 || !list[0].Status.Live() {
		return payment.Payment{}, err
	}
	return list[0], nil
}

// settleDebt records what the gateway said together with what follows, in one transaction, any number of times: the row lock
// of the debt puts them in line.
func (s *Service) settleDebt(ctx context.Context, j SettleDebt, outcome payment.Outcome) error {
	var verdict error
	err := s.DB.InTx(ctx, func(tx db.Tx) error {
		row, err := on(tx).LockDebt(ctx, j.DebtID)
		if err != nil {
			return err
		}
		paid, err := s.Payments.RecordTx(ctx, tx, s.Clock.Now(), j.PaymentID, outcome, PaymentNews)
		if err != nil {
			return err
		}
		switch verdict = nil; {
		case paid.Status == payment.Captured:
			return s.debtPaidTx(ctx, tx, row, paid)
		case paid.Status == payment.Returned:
			verdict = ErrDebtReturned
		case paid.Status.Live():
			verdict = payment.Outcome{Status: paid.Status, ActionURL: paid.ActionURL}.Err()
		default:
			verdict = payment.Outcome{Status: paid.Status, DeclineCode: paid.DeclineCode}.Err()
		}
		return nil
	})
	return errors.Join(err, verdict)
}

// debtPaidTx closes what was paid; once. What came on top meanwhile is asked for with the next statement.
func (s *Service) debtPaidTx(ctx context.Context, tx db.Tx, row payoutdb.PayoutDebt, paid payment.Payment) error {
	if row.ClosedAt != nil {
		return nil
	}
	now := s.Clock.Now()
	row.ClosedAt, row.PaidMinor = &now, paid.CapturedMinor
	return s.saveDebtTx(ctx, tx, row, EventDebtSettled, events.Actor{Kind: "person", ID: row.PersonID}, 0)
}
