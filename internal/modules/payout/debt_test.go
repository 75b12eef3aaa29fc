package payout_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/modules/payout"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/idem"
	"klear/internal/platform/jobs"
	"klear/internal/platform/money"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// till is a house in which practitioners pay what they owe.
func till(t *testing.T) *house {
	t.Helper()
	t.Parallel()
	h := open(t)
	queue := jobs.New(h.db, jobs.Options{})
	g := sandbox.New(sandbox.Options{DB: h.db, Clock: h.clock, IDs: src, Secrets: [][]byte{[]byte("a secret of the tests, 32 bytes!")}, Deliver: func(context.Context, http.Header, []byte) error { return nil }})
	h.svc.Payments = payment.New(payment.Options{DB: h.db, Clock: h.clock, IDs: src, Jobs: queue, Bus: events.NewBus(queue, src), Gateways: []payment.Gateway{g}})
	h.ok(queue.Open())
	return h
}

// commission is what somebody owes of what they took at the venue.
func (h *house) commission(p practitioner, minor int64) {
	h.Helper()
	h.commissionIn("INR", p, minor)
}

func (h *house) commissionIn(currency string, p practitioner, minor int64) {
	h.Helper()
	h.ok(h.db.InTx(ctx, func(tx db.Tx) error {
		_, err := ledger.PostTx(ctx, tx, ledger.Posting{ID: src.ID(), EventKey: "cash:" + src.ID().String(), Event: "venue", At: h.clock.Now(), Lines: []ledger.Line{
			ledger.Debit(ledger.Account{Kind: ledger.PractitionerReceivable, Owner: p.id.String(), Currency: currency}, minor),
			ledger.Credit(ledger.Account{Kind: ledger.PlatformRevenue, Owner: "commission", Currency: currency}, minor)}})
		return err
	}))
}

func (h *house) pays(p practitioner, minor int64, card, key string) error {
	h.Helper()
	return h.paysIn("INR", p, minor, card, key)
}

func (h *house) paysIn(currency string, p practitioner, minor int64, card, key string) error {
	h.Helper()
	m, err := payment.NewMethod(payment.Card, card)
	h.ok(err)
	k, err := idem.New("pay debt:"+p.who.PersonID.String(), key, minor)
	h.ok(err)
	return h.svc.PayDebt(ctx, p.who, payout.Repayment{Shown: money.Amount{Minor: minor, Currency: currency}, Method: m, ReturnURL: "/pro/earnings/pay"}, k)
}

// debt is what somebody owes; the zero one: nothing.
func (h *house) debt(p practitioner) payout.Debt {
	h.Helper()
	list, err := h.svc.Debts(ctx, p.who)
	h.ok(err)
	if len(list) == 0 {
		return payout.Debt{}
	}
	return list[0]
}

func (h *house) swept() {
	h.Helper()
	for range 2 { // again changes nothing
		h.ok(h.svc.SweepDebts(ctx))
	}
}

// told are the kinds of what happened to debts, in order.
func (h *house) told() (kinds []string) {
	h.Helper()
	rows, err := h.db.Query(ctx, "select type from events.event where aggregate_type = 'debt' order by occurred_at, aggregate_seq")
	h.ok(err)
	defer rows.Close()
	for rows.Next() {
		var kind string
		h.ok(rows.Scan(&kind))
		kinds = append(kinds, kind)
	}
	return kinds
}

func (h *house) stopped(p practitioner) bool {
	h.Helper()
	stopped, err := h.svc.VenueStopped(ctx, h.db, p.id)
	h.ok(err)
	return stopped
}

// TestWhatIsOwedIsAskedForAndPaid: above the smallest payout, once a month, reminded twice; then bookings at the venue stop until
// it is paid.
func TestWhatIsOwedIsAskedForAndPaid(t *testing.T) {
	h := till(t)
	p := h.practitioner()
	h.commission(p, 49_999)
	h.swept()
	if d := h.debt(p); d.Owed.Minor != 49_999 || !d.AskedAt.IsZero() {
		t.Fatalf("too little to ask for: %+v", d)
	}
	h.commission(p, 10_001)
	h.swept()
	d := h.debt(p)
	if d.Owed.Minor != 60_000 || !d.AskedAt.Equal(at) || !d.StopsAt.Equal(at.AddDate(0, 0, 30)) || d.Stopped {
		t.Fatalf("asked: %+v", d)
	}
	for day := range 31 {
		if h.stopped(p) {
			t.Fatalf("stopped after %d days", day)
		}
		h.days(1)
		h.swept()
		if day == 29 {
			break
		}
	}
	if !h.stopped(p) || !h.debt(p).Stopped {
		t.Fatal("after 30 days bookings at the venue go on")
	}
	want := []string{payout.EventDebtAsked, payout.EventDebtReminded, payout.EventDebtReminded, payout.EventDebtStopped}
	if diff := cmp.Diff(want, h.told()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if err := h.pays(p, 59_999, sandbox.CardSucceeds, "less"); !errors.Is(err, payout.ErrDebtChanged) {
		t.Errorf("another amount than shown: %v", err)
	}
	if err := h.pays(p, 60_000, sandbox.CardDeclined, "no"); !errors.Is(err, payment.ErrDeclined) || !h.stopped(p) {
		t.Errorf("declined: %v", err)
	}
	for range 2 {
		h.ok(h.pays(p, 60_000, sandbox.CardSucceeds, "yes"))
	}
	if h.stopped(p) || h.debt(p).Owed.Minor != 0 || h.summary(p).Owed != 0 || h.summary(p).Available != 0 {
		t.Errorf("paid: %+v", h.summary(p))
	}
	clearing, err := ledger.ReadBalance(ctx, h.db, ledger.Account{Kind: ledger.PSPClearing, Owner: sandbox.Name, Currency: "INR"})
	if h.ok(err); clearing != 60_000 {
		t.Errorf("%d at the gateway", clearing)
	}
}

// TestEarningsRepayWhatIsAskedFor: then nobody is asked any more, and what they pay all the same is theirs.
func TestEarningsRepayWhatIsAskedFor(t *testing.T) {
	h := till(t)
	p := h.practitioner()
	h.commission(p, 60_000)
	h.swept()
	h.earn(p, 25_000)
	if d := h.debt(p); d.Owed.Minor != 35_000 {
		t.Errorf("what the next payout repays is asked for: %+v", d)
	}
	h.days(30)
	h.swept()
	if h.stopped(p) || !h.debt(p).AskedAt.IsZero() {
		t.Errorf("less than the smallest payout: %+v", h.debt(p))
	}
	if err := h.pays(p, 35_000, sandbox.CardNeedsAction, "asks"); !errors.Is(err, payment.ErrActionRequired) {
		t.Fatalf("got %v", err)
	}
	open, err := h.svc.DebtPayment(ctx, p.who, "INR")
	h.ok(err)
	h.post(p, ledger.PractitionerReceivable, 50_000, src.ID()) // an earning repays most of it while the bank asks
	h.ok(h.db.InTx(ctx, func(tx db.Tx) error {
		_, err := h.svc.Payments.RecordTx(ctx, tx, h.clock.Now(), open.ID, payment.Outcome{Status: payment.Captured, GatewayRef: "x", CapturedMinor: 35_000, Method: "Card"})
		return err
	}))
	if s := h.summary(p); s.Owed != 0 || s.Pending+s.Available != 50_000 {
		t.Errorf("10,000 were owed, 35,000 paid, 25,000 earned before: %+v", s)
	}
}

// TestManyTabsPayADebtOnce: they share the attempt, and one statement is sent (payment_one_live, debt_one_open).
func TestManyTabsPayADebtOnce(t *testing.T) {
	h := till(t)
	p := h.practitioner()
	h.commission(p, 60_000)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			h.ok(h.svc.SweepDebts(ctx))
			err := h.pays(p, 60_000, sandbox.CardSucceeds, fmt.Sprintf("tab%d", i))
			if err != nil && !errors.Is(err, payout.ErrDebtChanged) {
				t.Errorf("tab %d: %v", i, err)
			}
		})
	}
	all.Wait()
	clearing, err := ledger.ReadBalance(ctx, h.db, ledger.Account{Kind: ledger.PSPClearing, Owner: sandbox.Name, Currency: "INR"})
	if h.ok(err); clearing != 60_000 || h.debt(p).Owed.Minor != 0 {
		t.Errorf("%d at the gateway, %+v", clearing, h.debt(p))
	}
}

// TestOneDebtIsOpen, and one statement a month: each is kept by nothing but its index.
func TestOneDebtIsOpen(t *testing.T) {
	for _, c := range []struct{ index, closed, month, asked string }{{"debt_one_open", "null", "null", "null"}, {"debt_once_a_month", "now()", "date '2026-03-01'", "now()"}} {
		for _, dropped := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s dropped %t", c.index, dropped), func(t *testing.T) {
				h := open(t)
				p := h.practitioner()
				if dropped {
					owner, err := pgx.Connect(ctx, h.url)
					h.ok(err)
					defer owner.Close(ctx)
					_, err = owner.Exec(ctx, "drop index payout."+c.index)
					h.ok(err)
				}
				var stand atomic.Int64
				var all sync.WaitGroup
				for range 8 {
					all.Go(func() {
						_, err := h.db.Exec(ctx, `insert into payout.debt (id, practitioner_id, person_id, currency, opened_at, closed_at, month, asked_at, asked_minor)
							values ($1, $2, $3, 'INR', now(), `+c.closed+", "+c.month+", "+c.asked+", case when "+c.asked+`::timestamptz is null then 0 else 1 end)`, uuid.New(), p.id, p.who.PersonID)
						if err == nil {
							stand.Add(1)
						}
					})
				}
				all.Wait()
				if want := map[bool]int64{false: 1, true: 8}[dropped]; stand.Load() != want {
					t.Errorf("%d stand, want %d", stand.Load(), want)
				}
			})
		}
	}
}

// TestLettersOfDebts: one each, and none about what was paid meanwhile.
func TestLettersOfDebts(t *testing.T) {
	h := till(t)
	p := h.practitioner()
	h.commission(p, 60_000)
	h.swept()
	var d events.Delivery
	h.ok(h.db.QueryRow(ctx, "select id, type, data from events.event where type = $1", payout.EventDebtAsked).Scan(&d.EventID, &d.Type, &d.Data))
	h.ok(h.svc.OnDebt(ctx, d))
	if len(h.mail) != 1 || h.mail[0].Name != "debt_asked" || h.mail[0].Fields.Price != "₹600.00" || h.mail[0].Fields.AnswerBy == "" {
		t.Errorf("%+v", h.mail)
	}
	h.ok(h.pays(p, 60_000, sandbox.CardSucceeds, "yes"))
	h.ok(h.svc.OnDebt(ctx, d))
	if len(h.mail) != 1 {
		t.Errorf("a letter about what was paid: %+v", h.mail[1:])
	}
}
