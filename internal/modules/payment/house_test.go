package payment_test

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/ledger"
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/gatewaytest"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/modules/tariff"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
	"klear/internal/platform/money"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var (
	at  = time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC)
	src = ids.NewSource(nil)
	ctx = context.Background()
)

// house is a payment service with the sandbox at the end of a bad wire, and people to pay and be paid.
type house struct {
	testing.TB
	db      *db.DB
	url     string // the database, as its owner
	clock   *clock.Fake
	queue   *jobs.Client
	bus     *events.Bus
	svc     *payment.Service
	sandbox *sandbox.Gateway
	payer   uuid.UUID

	practitioner, practitionerPerson uuid.UUID

	mu    sync.Mutex
	mail  []gatewaytest.Webhook // what the sandbox sent
	heard chan events.Delivery
}

func open(t testing.TB) *house {
	t.Helper()
	h := &house{TB: t, clock: clock.NewFake(at), heard: make(chan events.Delivery, 100)}
	h.db, h.url = dbtest.NewWithURL(t, 0)
	h.sandbox = sandbox.New(sandbox.Options{DB: h.db, Clock: h.clock, IDs: src, Secrets: [][]byte{[]byte("secret")}, Deliver: h.receive})
	h.queue = jobs.New(h.db, jobs.Options{})
	h.bus = events.NewBus(h.queue, src)
	h.bus.Subscribe("test", func(_ context.Context, d events.Delivery) error { h.heard <- d; return nil },
		payment.EventCaptured, payment.EventRefunded, payment.EventRefundFailed, payment.EventReturned)
	h.svc = payment.New(payment.Options{DB: h.db, Clock: h.clock, IDs: src, Jobs: h.queue, Bus: h.bus, Gateways: []payment.Gateway{h.sandbox}})
	if err := h.queue.Open(); err != nil {
		t.Fatal(err)
	}
	h.payer = h.person("seeker")
	h.practitioner, h.practitionerPerson = h.newPractitioner()
	return h
}

func (h *house) receive(_ context.Context, header http.Header, body []byte) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.mail = append(h.mail, gatewaytest.Webhook{Header: header, Body: body})
	return nil
}

// webhooks lets the sandbox send what is due, and gives everything it ever sent.
func (h *house) webhooks() []gatewaytest.Webhook {
	h.Helper()
	h.ok(h.sandbox.Tick(ctx))
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]gatewaytest.Webhook(nil), h.mail...)
}

// fill has somebody refund an offer's payment at the gateway's own console, so that it refuses 50,000 more. No part of it is so much
// that it could be that refund.
func (h *house) fill(p payment.Payment) {
	h.Helper()
	for _, key := range []string{"console:1", "console:2", "console:3"} {
		_, err := h.sandbox.Refund(ctx, payment.RefundRequest{IdempotencyKey: key, Reference: p.ID, Ref: p.GatewayRef, AmountMinor: 40_000})
		h.ok(err)
	}
}

func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) person(role string) uuid.UUID {
	h.Helper()
	id := src.ID()
	_, err := h.db.Exec(ctx, "insert into identity.person (id, kind, email, name, role, created_at) values ($1, 'account', $2, 'Asha', $3, $4)", id, id.String()+"@klear.example", role, at)
	h.ok(err)
	return id
}

func (h *house) newPractitioner() (id, person uuid.UUID) {
	h.Helper()
	id, person = src.ID(), h.person("practitioner")
	_, err := h.db.Exec(ctx, `insert into catalog.practitioner (id, person_id, slug, display_name, currency, country, zone, created_at)
		values ($1, $2, $3, 'Ravi', 'INR', 'IN', 'Asia/Kolkata', $4)`, id, person, "p-"+id.String(), at)
	h.ok(err)
	return id, person
}

// offer is a booking to pay: 1,500.00 INR, of which 225.00 is commission.
func (h *house) offer() payment.Begin {
	return payment.Begin{BookingID: src.ID(), PayerID: h.payer, PractitionerID: h.practitioner, PractitionerPersonID: h.practitionerPerson,
		Amount: money.Amount{Minor: 150_000, Currency: "INR"}, Quote: tariff.Quote{ListMinor: 150_000, FeeMinor: 22_500}}
}

func (h *house) begin(b payment.Begin) payment.Payment {
	h.Helper()
	p, err := h.tryBegin(b)
	h.ok(err)
	return p
}

func (h *house) tryBegin(b payment.Begin) (p payment.Payment, err error) {
	err = h.db.InTx(ctx, func(tx db.Tx) error {
		p, err = h.svc.BeginTx(ctx, tx, h.clock.Now(), b)
		return err
	})
	return p, err
}

func (h *house) authorise(id uuid.UUID, number string, capture bool) payment.Outcome {
	h.Helper()
	o, err := h.svc.Authorise(ctx, id, card(h, number), capture, "https://klear.example/return")
	h.ok(err)
	return o
}

func (h *house) record(id uuid.UUID, o payment.Outcome) payment.Payment {
	h.Helper()
	p, err := h.svc.Record(ctx, id, o)
	h.ok(err)
	return p
}

// captured is a payment of b that went well.
func (h *house) captured(b payment.Begin) payment.Payment {
	h.Helper()
	p := h.begin(b)
	return h.record(p.ID, h.authorise(p.ID, sandbox.CardSucceeds, true))
}

func (h *house) get(id uuid.UUID) payment.Payment {
	h.Helper()
	p, err := h.svc.Get(ctx, h.db, id)
	h.ok(err)
	return p
}

func (h *house) refund(r payment.Refund) payment.RefundRecord {
	h.Helper()
	out, err := h.tryRefund(r)
	h.ok(err)
	return out
}

func (h *house) tryRefund(r payment.Refund) (out payment.RefundRecord, err error) {
	err = h.db.InTx(ctx, func(tx db.Tx) error {
		out, err = h.svc.RefundTx(ctx, tx, h.clock.Now(), r)
		return err
	})
	return out, err
}

func (h *house) earn(id uuid.UUID) (p payment.Payment, err error) {
	err = h.db.InTx(ctx, func(tx db.Tx) error {
		p, err = h.svc.EarnTx(ctx, tx, h.clock.Now(), id)
		return err
	})
	return p, err
}

// balances are the accounts of one booking's money, as a bookkeeper names them; credit balances are negative.
type balances struct{ Clearing, Escrow, Payable, InTransit, Receivable, Commission, Tax, Withheld, Credit, Promotion int64 }

func (h *house) balances(p payment.Payment) balances {
	h.Helper()
	read := func(kind ledger.Kind, owner string) int64 {
		n, err := ledger.ReadBalance(ctx, h.db, ledger.Account{Kind: kind, Owner: owner, Currency: p.Currency})
		h.ok(err)
		return n
	}
	return balances{read(ledger.PSPClearing, sandbox.Name), read(ledger.BookingEscrow, p.BookingID.String()),
		read(ledger.PractitionerPayable, p.PractitionerID.String()), read(ledger.PractitionerInTransit, p.PractitionerID.String()),
		read(ledger.PractitionerReceivable, p.PractitionerID.String()), read(ledger.PlatformRevenue, "commission"),
		read(ledger.TaxPayable, p.Quote.TaxOwner), read(ledger.TCSPayable, p.Quote.WithheldOwner), read(ledger.ClientCredit, p.PayerID.String()), read(ledger.Goodwill, "promotion")}
}

// sound checks that the books hold and agree with the gateway's own report.
func (h *house) sound() {
	h.Helper()
	h.ok(h.svc.VerifyBalanced(ctx, h.db))
	held, err := h.sandbox.Totals(ctx)
	h.ok(err)
	tb, err := h.svc.TrialBalance(ctx, h.db)
	h.ok(err)
	ours := map[string]int64{}
	for currency := range held {
		ours[currency] = 0
	}
	for _, a := range tb.Accounts {
		if a.Kind == ledger.PSPClearing {
			ours[a.Currency] += a.Minor
		}
	}
	if diff := cmp.Diff(held, ours); diff != "" {
		h.Errorf("clearing account and gateway disagree (-gateway +ledger):\n%s", diff)
	}
}

// eventTypes lists what was published about a payment, in order.
func (h *house) eventTypes(id uuid.UUID) []string {
	h.Helper()
	rows, err := h.db.Query(ctx, "select type from events.event where aggregate_id = $1 order by aggregate_seq", id)
	h.ok(err)
	defer rows.Close()
	var out []string
	for rows.Next() {
		var typ string
		h.ok(rows.Scan(&typ))
		out = append(out, typ)
	}
	return out
}

func (h *house) count(sql string, args ...any) (n int) {
	h.Helper()
	h.ok(h.db.QueryRow(ctx, sql, args...).Scan(&n))
	return n
}

func card(t testing.TB, number string) payment.Method {
	t.Helper()
	m, err := payment.NewMethod(payment.Card, number)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func seeker(id uuid.UUID) identity.Principal {
	return identity.Principal{PersonID: id, Role: identity.Seeker}
}
