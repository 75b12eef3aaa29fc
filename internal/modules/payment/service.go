package payment

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"log/slog"
	"slices"
	"time"

	"klear/internal/modules/invoice"
	"klear/internal/modules/ledger"
	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

// Limits on waiting for a gateway.
const (
	DefaultGatewayTimeout = 20 * time.Second
	readTimeout           = 5 * time.Second // of the read that follows a call without an answer
)

// Options of New. DB, Clock, Jobs, Bus and one gateway are required.
type Options struct {
	DB        *db.DB
	Clock     clock.Clock
	IDs       ids.Source
	Jobs      *jobs.Client
	Bus       *events.Bus
	Gateways  []Gateway          // all that have payments
	Rules     []Rule             // which of them takes a new payment; none: the first one takes all
	CountryOf CountryOf          // needed where rules name countries
	BaseURL   string             // of this site, without a slash at the end: gateways send payers back to whole addresses
	Disputes  Bearer             // who bears a lost dispute; "": the practitioner
	Timeout   time.Duration      // of one call to a gateway; 0: DefaultGatewayTimeout
	Signer    ed25519.PrivateKey // signs the books once a day; nil: nobody does
	Witness   ledger.Witness     // remembers the chain outside the database
	TryKey    []byte             // makes the hashes under which attempts to pay are counted; nil: they are not limited
	Refused   func(of string)    // hears of an attempt beyond its number: of a "person" or an "address"; nil: nobody does
	Papers    Papers             // writes what is earned and taken back on documents; nil: nobody does
	Log       *slog.Logger
}

// Papers documents money in the transaction that moves it; invoice.Service does.
type Papers interface {
	SettleTx(ctx context.Context, tx db.Tx, now time.Time, x invoice.Supply) error
}

// Service takes payments, gives refunds and keeps the books. Safe for concurrent use.
type Service struct {
	db        *db.DB
	clock     clock.Clock
	ids       ids.Source
	jobs      *jobs.Client
	bus       *events.Bus
	gateways  map[string]Gateway
	rules     []Rule
	countryOf CountryOf
	baseURL   string
	timeout   time.Duration
	disputes  Bearer
	signer    ed25519.PrivateKey
	witness   ledger.Witness
	papers    Papers
	tryKey    []byte
	stopped   func(of string)
	log       *slog.Logger
	notices   map[Subject][]func(context.Context, Notice) error
}

// New makes the service and registers its workers with the queue; call it before Jobs is opened.
func New(o Options) *Service {
	s := &Service{db: o.DB, clock: o.Clock, ids: o.IDs, jobs: o.Jobs, bus: o.Bus, gateways: map[string]Gateway{}, rules: o.Rules,
		countryOf: o.CountryOf, baseURL: o.BaseURL, timeout: o.Timeout, disputes: o.Disputes, signer: o.Signer, witness: o.Witness, papers: o.Papers, tryKey: o.TryKey, stopped: o.Refused, log: o.Log, notices: map[Subject][]func(context.Context, Notice) error{}}
	for _, g := range o.Gateways {
		s.gateways[g.Name()] = g
	}
	if s.rules == nil {
		s.rules = []Rule{{Gateway: o.Gateways[0].Name()}}
	}
	if s.disputes == "" {
		s.disputes = Practitioner
	}
	if s.stopped == nil {
		s.stopped = func(string) {}
	}
	if s.timeout == 0 {
		s.timeout = DefaultGatewayTimeout
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.registerJobs()
	return s
}

// Get reads a payment. Errors: ErrNotFound.
func (s *Service) Get(ctx context.Context, q db.Querier, id uuid.UUID) (Payment, error) {
	return found(paymentdb.New(q).Payment(ctx, id))
}

// ByBooking lists a booking's attempts, newest first; at most one is live.
func (s *Service) ByBooking(ctx context.Context, q db.Querier, booking uuid.UUID) ([]Payment, error) {
	rows, err := paymentdb.New(q).PaymentsOfBooking(ctx, booking)
	return payments(rows), err
}

// LiveOf reads the attempts of bookings that are not over, by booking, in one query.
func (s *Service) LiveOf(ctx context.Context, q db.Querier, bookings []uuid.UUID) (map[uuid.UUID]Payment, error) {
	rows, err := paymentdb.New(q).LivePaymentsOf(ctx, bookings)
	out := make(map[uuid.UUID]Payment, len(rows))
	for _, p := range payments(rows) {
		out[p.BookingID] = p
	}
	return out, err
}

// Refunds lists a payment's refunds, oldest first.
func (s *Service) Refunds(ctx context.Context, q db.Querier, payment uuid.UUID) ([]RefundRecord, error) {
	rows, err := paymentdb.New(q).RefundsOfPayment(ctx, payment)
	if err != nil {
		return nil, err
	}
	out := make([]RefundRecord, len(rows))
	for i, r := range rows {
		out[i] = refundOf(r)
	}
	return out, s.waiting(ctx, q, payment, out)
}

// waiting marks the refunds that wait for the payer's bank.
func (s *Service) waiting(ctx context.Context, q db.Querier, payment uuid.UUID, list []RefundRecord) error {
	if !slices.ContainsFunc(list, func(r RefundRecord) bool { return r.Status == RefundPending }) {
		return nil
	}
	state, err := paymentdb.New(q).DisputeState(ctx, payment)
	for i := range list {
		list[i].Waits = state.Open && list[i].Status == RefundPending
	}
	return err
}

func (s *Service) gateway(name string) (Gateway, error) {
	g, ok := s.gateways[name]
	if !ok {
		return nil, ErrGateway
	}
	return g, nil
}

func found(row paymentdb.PaymentPayment, err error) (Payment, error) {
	if db.IsNoRows(err) {
		return Payment{}, ErrNotFound
	}
	if err != nil {
		return Payment{}, err
	}
	return paymentOf(row), nil
}

func paymentOf(r paymentdb.PaymentPayment) Payment {
	p := Payment{
		ID: r.ID, BookingID: r.BookingID, Purpose: Purpose(r.Purpose), PrepaidBy: orNil(r.PrepaidBy), PayerID: r.PayerID, PractitionerID: orNil(r.PractitionerID), PractitionerPersonID: orNil(r.PractitionerPersonID),
		Gateway: r.Gateway, GatewayRef: text(r.GatewayRef), Status: Status(r.Status),
		AmountMinor: r.AmountMinor, CapturedMinor: r.CapturedMinor, RefundedMinor: r.RefundedMinor,
		CommissionMinor: r.CommissionMinor, CommissionReversedMinor: r.CommissionReversedMinor, TaxMinor: r.TaxMinor, TaxReversedMinor: r.TaxReversedMinor,
		WithheldMinor: r.WithheldMinor, WithheldReversedMinor: r.WithheldReversedMinor, BorneMinor: r.BorneMinor, BorneReversedMinor: r.BorneReversedMinor, CreditMinor: r.CreditMinor, CreditReversedMinor: r.CreditReversedMinor, Currency: r.Currency,
		Method: r.Method, ActionURL: r.ActionUrl, DeclineCode: r.DeclineCode, MethodID: orNil(r.MethodID), ChargeAt: utc(r.ChargeAt), ChargeAskedAt: utc(r.ChargeAskedAt), CaptureAskedAt: utc(r.CaptureAskedAt), VoidAskedAt: utc(r.VoidAskedAt), EarnedAt: utc(r.EarnedAt), Version: r.Version, CreatedAt: r.CreatedAt.UTC(),
	}
	if err := json.Unmarshal(r.Quote, &p.Quote); err != nil {
		panic(err) // written by Begin or Draw, and the column holds objects only
	}
	return p
}

func payments(rows []paymentdb.PaymentPayment) []Payment {
	out := make([]Payment, len(rows))
	for i, r := range rows {
		out[i] = paymentOf(r)
	}
	return out
}

func refundOf(r paymentdb.PaymentRefund) RefundRecord {
	return RefundRecord{ID: r.ID, PaymentID: r.PaymentID, EventKey: r.EventKey, AmountMinor: r.AmountMinor, CreditMinor: r.CreditMinor, Currency: r.Currency,
		Status: RefundStatus(r.Status), GatewayRef: text(r.GatewayRef), Reason: r.Reason, CreatedAt: r.CreatedAt.UTC(), SettledAt: utc(r.SettledAt), SetOffMinor: r.SetOffMinor}
}

func orNil(id *uuid.UUID) uuid.UUID {
	if id == nil {
		return uuid.Nil
	}
	return *id
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func utc(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	u := t.UTC()
	return &u
}
