package payment

import (
	"context"
	"errors"
	"time"

	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/db"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

// Limits of what is kept for a person.
const (
	MaxMethods   = 10
	methodWithin = time.Hour // how long somebody has to answer their bank
)

// PersonMethod is a way to pay that a gateway keeps for a person. What it is charged for is agreed each time.
type PersonMethod struct {
	ID        uuid.UUID
	Label     string // "Test card ending 4242"
	Gateway   string // keeps it; only what goes through it can be paid with it
	Preferred bool   // the one that is offered first
	Needed    bool   // a coming booking will be charged with it
	KeptAt    time.Time
}

// methodTx settles what b is paid with: a method that is kept already, or one that is to be kept. The zero method: the payer
// gives one for this payment alone. Errors: ErrNoMethod, ErrCannotKeep, ErrTooManyMethods.
func (s *Service) methodTx(ctx context.Context, tx db.Tx, now time.Time, b *Begin) (paymentdb.PaymentMethod, error) {
	q := paymentdb.New(tx)
	if b.MethodID != uuid.Nil {
		m, err := q.LockMethod(ctx, b.MethodID)
		if db.IsNoRows(err) || err == nil && (m.PersonID != b.PayerID || m.Status != "kept" || m.Gateway != b.Gateway) {
			return m, ErrNoMethod
		}
		return m, err
	}
	if b.ChargeAt.IsZero() {
		return paymentdb.PaymentMethod{}, nil
	}
	if live, err := found(q.LivePayment(ctx, b.BookingID)); err == nil { // two tabs keep one method
		b.MethodID, b.Gateway = live.MethodID, live.Gateway
		return paymentdb.PaymentMethod{}, nil
	}
	return s.askMethodTx(ctx, tx, now, b)
}

// askMethodTx makes the row of a method before the gateway hears of it.
func (s *Service) askMethodTx(ctx context.Context, tx db.Tx, now time.Time, b *Begin) (m paymentdb.PaymentMethod, err error) {
	if _, err := s.vault(b.Gateway); err != nil {
		return m, err
	}
	b.MethodID = s.ids.ID()
	return m, s.newMethodTx(ctx, tx, now, b.MethodID, b.PayerID, b.Gateway)
}

func (s *Service) newMethodTx(ctx context.Context, tx db.Tx, now time.Time, id, person uuid.UUID, gateway string) error {
	q := paymentdb.New(tx)
	if err := q.LockPerson(ctx, person); err != nil {
		return err
	}
	n, err := q.CountMethods(ctx, paymentdb.CountMethodsParams{PersonID: person, Since: now.Add(-methodWithin)})
	if err != nil {
		return err
	}
	if n >= MaxMethods {
		return ErrTooManyMethods
	}
	return q.InsertMethod(ctx, paymentdb.InsertMethodParams{ID: id, PersonID: person, Gateway: gateway, Now: now})
}

// keepTx writes what the gateway keeps now, with the payment that stands on it.
func (s *Service) keepTx(ctx context.Context, tx db.Tx, now time.Time, id uuid.UUID, o Outcome) error {
	if o.Status != Later || o.KeptRef == "" {
		return nil
	}
	p, err := s.Get(ctx, tx, id)
	if err != nil {
		return err
	}
	return keepMethodTx(ctx, tx, now, p.MethodID, o.KeptRef, o.Method)
}

func keepMethodTx(ctx context.Context, tx db.Tx, now time.Time, id uuid.UUID, ref, label string) error {
	q := paymentdb.New(tx)
	m, err := q.Method(ctx, id)
	if err != nil {
		return err
	}
	if err := q.LockPerson(ctx, m.PersonID); err != nil {
		return err
	}
	_, err = q.KeepMethod(ctx, paymentdb.KeepMethodParams{ID: id, GatewayRef: ref, Label: label, Now: now})
	if db.IsNoRows(err) {
		return nil
	}
	return err
}

// dropMethodTx gives a method up that was to be kept for a payment that is over; one that is kept stays its owner's.
func (s *Service) dropMethodTx(ctx context.Context, tx db.Tx, id uuid.UUID) error {
	n, err := paymentdb.New(tx).FailMethod(ctx, id)
	if err != nil || n == 0 {
		return err
	}
	return s.jobs.AddTx(ctx, tx, forgetJob(id))
}

// keepFor asks the gateway to keep a method for a payment that is charged later.
func (s *Service) keepFor(ctx context.Context, p Payment, r AuthoriseRequest) (Outcome, error) {
	kept, err := s.Keep(ctx, p.Gateway, SaveRequest{Reference: p.MethodID, Payer: p.PayerID, Method: r.Method, ReturnURL: r.ReturnURL})
	if err != nil {
		return Outcome{}, err
	}
	return outcomeOfKept(kept), nil
}

// readKept is read for a payment whose method is to be kept. Errors: ErrNoIntent.
func (s *Service) readKept(ctx context.Context, p Payment) (Outcome, error) {
	kept, err := s.FindKept(ctx, p.Gateway, p.MethodID)
	if err != nil {
		return Outcome{}, err
	}
	return outcomeOfKept(kept), nil
}

func outcomeOfKept(m SavedMethod) Outcome {
	o := Outcome{Status: m.Status, Method: m.Method, ActionURL: m.ActionURL, DeclineCode: m.DeclineCode}
	switch m.Status {
	case Authorised:
		o.Status, o.KeptRef = Later, m.Ref
	case Voided: // it was forgotten, which no payment asked for
		o.Status = Declined
	}
	return o
}

// keptMethod is what a payment is charged with. Errors: ErrNoMethod.
func (s *Service) keptMethod(ctx context.Context, p Payment) (Method, error) {
	m, err := paymentdb.New(s.db).Method(ctx, p.MethodID)
	if err != nil || m.Status != "kept" {
		return Method{}, ErrNoMethod.With(err)
	}
	return Method{Saved, text(m.GatewayRef)}, nil
}

// ForgetMethod is the job that makes a gateway forget a method.
type ForgetMethod struct {
	MethodID uuid.UUID `json:"method_id"`
}

// Kind names the job.
func (ForgetMethod) Kind() string { return "payment_forget_method" }

func forgetJob(method uuid.UUID) jobs.Job {
	return jobs.Job{Args: ForgetMethod{method}, Queue: jobs.QueueMoney}
}

func (s *Service) forgetMethod(ctx context.Context, j ForgetMethod) error {
	m, err := paymentdb.New(s.db).Method(ctx, j.MethodID)
	if err != nil {
		return err
	}
	kept, err := s.FindKept(ctx, m.Gateway, m.ID)
	switch {
	case errors.Is(err, ErrNoIntent):
		return nil // it never arrived there
	case err != nil:
		return err
	case kept.Status == Unknown:
		return ErrUnknown
	}
	return s.Forget(ctx, KeptMethod{m.Gateway, kept.Ref})
}

func maybe(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}

func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
