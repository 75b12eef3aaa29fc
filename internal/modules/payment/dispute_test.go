package payment_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/jobs"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

// disputing is a gateway whose payers' banks dispute what a test wants.
type disputing struct {
	payment.Gateway
	mu     sync.Mutex
	cases  map[uuid.UUID][]payment.GatewayDispute
	refuse bool // refunds
	asked  atomic.Int64
}

func (g *disputing) Refund(ctx context.Context, r payment.RefundRequest) (payment.GatewayRefund, error) {
	g.asked.Add(1)
	if g.refuse {
		return payment.GatewayRefund{}, payment.ErrGatewayRefused
	}
	return g.Gateway.Refund(ctx, r)
}

func (g *disputing) Find(ctx context.Context, reference uuid.UUID) (payment.Intent, error) {
	i, err := g.Gateway.Find(ctx, reference)
	g.mu.Lock()
	defer g.mu.Unlock()
	i.Disputes = append(i.Disputes, g.cases[reference]...)
	return i, err
}

// says sets the one dispute of a payment and lets the service read it, twice, as notices come.
func (h *disputed) says(p payment.Payment, d payment.GatewayDispute) {
	h.Helper()
	h.bank.mu.Lock()
	h.bank.cases[p.ID] = []payment.GatewayDispute{d}
	h.bank.mu.Unlock()
	for range 2 {
		h.ok(h.svc.FollowDisputes(ctx, p.ID))
	}
	h.ok(h.svc.VerifyBalanced(ctx, h.db))
}

type disputed struct {
	*house
	bank *disputing
}

func openDisputed(t *testing.T, by payment.Bearer) *disputed {
	t.Helper()
	h := open(t)
	bank := &disputing{Gateway: h.sandbox, cases: map[uuid.UUID][]payment.GatewayDispute{}}
	queue := jobs.New(h.db, jobs.Options{})
	h.svc = payment.New(payment.Options{DB: h.db, Clock: h.clock, IDs: src, Jobs: queue, Bus: events.NewBus(queue, src), Gateways: []payment.Gateway{bank}, Disputes: by})
	h.ok(queue.Open())
	return &disputed{h, bank}
}

func (h *disputed) account(kind ledger.Kind, owner string) int64 {
	h.Helper()
	n, err := ledger.ReadBalance(ctx, h.db, ledger.Account{Kind: kind, Owner: owner, Currency: "INR"})
	h.ok(err)
	return n
}

// taken are the accounts that only disputes move.
type taken struct{ Reserve, Fees, Loss int64 }

func (h *disputed) taken(p payment.Payment) taken {
	h.Helper()
	return taken{h.account(ledger.DisputeReserve, p.BookingID.String()), h.account(ledger.PSPFees, p.Gateway), h.account(ledger.DisputeLoss, "")}
}

func (h *disputed) earned(b payment.Begin) payment.Payment {
	h.Helper()
	p := h.captured(b)
	_, err := h.earn(p.ID)
	h.ok(err)
	return p
}

var fee = payment.GatewayDispute{Ref: "dp_1", Status: payment.DisputeOpen, Reason: "product_not_received", AmountMinor: 150_000, FeeMinor: 1_500}

func as(d payment.GatewayDispute, s payment.DisputeStatus) payment.GatewayDispute {
	d.Status = s
	return d
}

// Postings 11 and 12, each once however often and in whichever order the news come.
func TestDisputes(t *testing.T) {
	t.Parallel()
	full, part := fee, fee
	part.AmountMinor = 50_000
	for name, tt := range map[string]struct {
		by     payment.Bearer
		told   payment.GatewayDispute
		earned bool
		paid   int64 // paid out before
		borne  int64 // what the platform adds for a promotion
		want   balances
		taken  taken
	}{
		"open":                       {payment.Practitioner, full, true, 0, 0, balances{Clearing: -1_500, Payable: -127_500, Commission: -22_500}, taken{150_000, 1_500, 0}},
		"won":                        {payment.Practitioner, as(full, payment.DisputeWon), true, 0, 0, balances{Clearing: 148_500, Payable: -127_500, Commission: -22_500}, taken{0, 1_500, 0}},
		"lost by the practitioner":   {payment.Practitioner, as(full, payment.DisputeLost), true, 0, 0, balances{Clearing: -1_500}, taken{0, 1_500, 0}},
		"lost after the payout":      {payment.Practitioner, as(full, payment.DisputeLost), true, 127_500, 0, balances{Clearing: -1_500, InTransit: -127_500, Receivable: 127_500}, taken{0, 1_500, 0}},
		"lost in part":               {payment.Practitioner, as(part, payment.DisputeLost), true, 0, 0, balances{Clearing: 98_500, Payable: -85_000, Commission: -15_000}, taken{0, 1_500, 0}},
		"lost before it was earned":  {payment.Practitioner, as(full, payment.DisputeLost), false, 0, 0, balances{Clearing: -1_500}, taken{0, 1_500, 0}},
		"lost by the platform":       {payment.Platform, as(full, payment.DisputeLost), true, 0, 0, balances{Clearing: -1_500, Payable: -127_500, Commission: -22_500}, taken{0, 1_500, 150_000}},
		"lost with a code":           {payment.Practitioner, as(full, payment.DisputeLost), true, 0, 30_000, balances{Clearing: -1_500}, taken{0, 1_500, 0}},
		"lost in part with a code":   {payment.Practitioner, as(part, payment.DisputeLost), true, 0, 30_000, balances{Clearing: 98_500, Payable: -105_000, Commission: -15_000, Promotion: 20_000}, taken{0, 1_500, 0}},
		"lost by us with a code":     {payment.Platform, as(full, payment.DisputeLost), true, 0, 30_000, balances{Clearing: -1_500, Payable: -157_500, Commission: -22_500, Promotion: 30_000}, taken{0, 1_500, 150_000}},
		"evidence was sent, pending": {payment.Practitioner, as(full, payment.DisputeReview), true, 0, 0, balances{Clearing: -1_500, Payable: -127_500, Commission: -22_500}, taken{150_000, 1_500, 0}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := openDisputed(t, tt.by)
			b := h.offer()
			b.Quote.ListMinor, b.Quote.OffMinor, b.Quote.BorneMinor = b.Quote.ListMinor+tt.borne, tt.borne, tt.borne
			p := h.captured(b)
			if tt.earned {
				_, err := h.earn(p.ID)
				h.ok(err)
			}
			if tt.paid > 0 {
				h.paidOut(p, tt.paid)
			}
			if tt.told.Status != payment.DisputeOpen {
				h.says(p, as(tt.told, payment.DisputeOpen))
			}
			h.says(p, tt.told)
			h.says(p, as(tt.told, payment.DisputeOpen)) // old news
			if diff := cmp.Diff(tt.want, h.balances(p)); diff != "" {
				t.Errorf("balances (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.taken, h.taken(p)); diff != "" {
				t.Errorf("reserve, fees, loss (-want +got):\n%s", diff)
			}
		})
	}
}

// A dispute that we hear of only when it is over ends like one that was followed.
func TestADisputeHeardOfLate(t *testing.T) {
	t.Parallel()
	h := openDisputed(t, payment.Practitioner)
	p := h.earned(h.offer())
	h.says(p, as(fee, payment.DisputeLost))
	if diff := cmp.Diff(balances{Clearing: -1_500}, h.balances(p)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	got := h.get(p.ID)
	if got.RefundedMinor != 150_000 || got.ShareMinor() != 0 {
		t.Errorf("%+v", got)
	}
}

// While it is open nothing goes back, and afterwards no more than is left.
func TestRefundsAndDisputes(t *testing.T) {
	t.Parallel()
	for by, left := range map[payment.Bearer]int64{payment.Practitioner: 100_000, payment.Platform: 100_000} {
		h := openDisputed(t, by)
		p := h.earned(h.offer())
		part := fee
		part.AmountMinor = 50_000
		h.says(p, part)
		try := func(key string, minor int64) error {
			_, err := h.tryRefund(payment.Refund{PaymentID: p.ID, AmountMinor: minor, EventKey: key, Reason: "goodwill"})
			return err
		}
		if err := try("ref:open", 1); !errors.Is(err, payment.ErrDisputed) {
			t.Errorf("%s: while it is open: %v", by, err)
		}
		h.says(p, as(part, payment.DisputeLost))
		if err := try("ref:more", left+1); !errors.Is(err, payment.ErrRefundExceeds) {
			t.Errorf("%s: more than is left: %v", by, err)
		}
		if err := try("ref:rest", left); err != nil {
			t.Errorf("%s: what is left: %v", by, err)
		}
		h.ok(h.svc.VerifyBalanced(ctx, h.db))
	}
}

// Refunds and the news of a dispute of the whole at once: the payer never gets more than they paid.
func TestRefundsRaceTheDispute(t *testing.T) {
	t.Parallel()
	h := openDisputed(t, payment.Practitioner)
	p := h.earned(h.offer())
	h.bank.cases[p.ID] = []payment.GatewayDispute{fee}
	var n, given atomic.Int64
	race(t, 16, func() error {
		i := n.Add(1)
		if i%4 == 0 {
			return h.svc.FollowDisputes(ctx, p.ID)
		}
		_, err := h.tryRefund(payment.Refund{PaymentID: p.ID, AmountMinor: 10_000, EventKey: fmt.Sprintf("ref:%d", i), Reason: "goodwill"})
		if err == nil {
			given.Add(10_000)
		}
		if errors.Is(err, payment.ErrDisputed) {
			return nil
		}
		return err
	})
	if got := h.count("select count(*) from payment.dispute"); got != 1 {
		t.Errorf("%d disputes", got)
	}
	h.says(p, as(fee, payment.DisputeLost))
	if got := h.get(p.ID); got.RefundedMinor != 150_000 || h.taken(p).Loss != given.Load() {
		t.Errorf("%d given back before, payment %+v, lost %+v", given.Load(), got, h.taken(p))
	}
	h.ok(h.svc.VerifyBalanced(ctx, h.db))
}

func TestDisputesAreTold(t *testing.T) {
	t.Parallel()
	h := openDisputed(t, payment.Practitioner)
	p := h.captured(h.offer())
	h.says(p, fee)
	h.says(p, as(fee, payment.DisputeWon))
	want := []string{payment.EventCaptured, payment.EventDisputeOpened, payment.EventDisputeDecided}
	if diff := cmp.Diff(want, h.eventTypes(p.ID)); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	list, err := h.svc.Disputes(ctx, h.db, p.ID)
	h.ok(err)
	if len(list) != 1 || list[0].Status != payment.DisputeWon || list[0].Reason != "product_not_received" || list[0].DecidedAt == nil {
		t.Errorf("%+v", list)
	}
}

// TestNobodyIsOwedTwice: a refund and a dispute at the same moment. The gateway refuses the refund because the bank has the money;
// when the bank keeps it for the payer, no credit is left, no loss of it, and nothing for an operator to pay another way.
func TestNobodyIsOwedTwice(t *testing.T) {
	t.Parallel()
	type end struct{ Credit, Loss, Queue, Asked int64 }
	for name, tt := range map[string]struct {
		by     payment.Bearer
		known  bool // the bank was there when the gateway refused; otherwise it comes later
		won    bool
		refund int64
		want   end
	}{
		"the practitioner bears it":                 {payment.Practitioner, true, false, 150_000, end{0, 0, 0, 1}},
		"the platform bears it":                     {payment.Platform, true, false, 150_000, end{0, 0, 0, 1}},
		"the platform bears what was kept":          {payment.Platform, true, false, 100_000, end{0, 50_000, 0, 1}},
		"the bank comes after the answer":           {payment.Practitioner, false, false, 150_000, end{0, 0, 0, 1}},
		"the bank comes after the answer, in part":  {payment.Practitioner, false, false, 100_000, end{0, 0, 0, 1}},
		"won: it is sent":                           {payment.Practitioner, true, true, 150_000, end{0, 0, 0, 2}},
		"won, and the credit was given: it remains": {payment.Practitioner, false, true, 150_000, end{-150_000, 0, 1, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := openDisputed(t, tt.by)
			p := h.captured(h.offer())
			r := h.refund(payment.Refund{PaymentID: p.ID, AmountMinor: tt.refund, EventKey: "ref:" + p.ID.String(), Reason: "cancelled", KeepSplit: true})
			h.bank.refuse = true
			if tt.known {
				h.bank.cases[p.ID] = []payment.GatewayDispute{fee} // nobody told us
			}
			if err := h.svc.SendRefund(ctx, r.ID); errors.Is(err, payment.ErrDisputed) != tt.known {
				t.Fatal(err)
			}
			h.says(p, fee)
			if tt.known {
				h.waits(p, r)
			}
			decided := as(fee, payment.DisputeLost)
			if tt.won {
				decided, h.bank.refuse = as(fee, payment.DisputeWon), false
			}
			h.says(p, decided)
			h.ok(h.svc.SendRefund(ctx, r.ID))
			got := end{h.account(ledger.ClientCredit, p.PayerID.String()), h.taken(p).Loss, int64(h.count("select count(*) from payment.v_refund_failed where payment_id = $1", p.ID)), h.bank.asked.Load()}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if left := h.taken(p).Reserve; left != 0 {
				t.Errorf("%d in the reserve", left)
			}
			h.ok(h.svc.VerifyBalanced(ctx, h.db))
			h.sums(p)
		})
	}
}

// waits checks that a refund is seen to wait for the bank, and is not sent by anybody.
func (h *disputed) waits(p payment.Payment, r payment.RefundRecord) {
	h.Helper()
	list, err := h.svc.Refunds(ctx, h.db, p.ID)
	h.ok(err)
	if len(list) != 1 || !list[0].Waits || h.account(ledger.ClientCredit, p.PayerID.String()) != 0 {
		h.Errorf("%+v", list)
	}
	h.clock.Advance(time.Hour)
	asked := h.bank.asked.Load()
	h.ok(h.svc.SweepNow(ctx))
	if err := h.svc.TryStep(ctx, "refund:"+r.ID.String()); !errors.Is(err, payment.ErrDisputed) || h.bank.asked.Load() != asked {
		h.Errorf("%v, asked %d times", err, h.bank.asked.Load()-asked)
	}
	if stuck, err := h.svc.CountStuck(ctx); err != nil || stuck[payment.StepRefund] != 0 {
		h.Errorf("an alarm about %d, %v", stuck[payment.StepRefund], err)
	}
	if n := h.count("select count(*) from payment.v_open_step where disputed and error_code = 'payment_disputed'"); n != 1 {
		h.Errorf("%d steps say why they wait", n)
	}
}

// sums checks that the payer's statement adds up, and that nobody kept less than nothing.
func (h *disputed) sums(p payment.Payment) {
	h.Helper()
	_, _, sums, err := h.svc.Movements(ctx, seeker(p.PayerID), payment.MovementQuery{From: at.AddDate(0, 0, -1), To: at.AddDate(0, 0, 1)})
	h.ok(err)
	if len(sums) != 1 || sums[0].Kept < 0 || sums[0].Credit != -h.account(ledger.ClientCredit, p.PayerID.String()) {
		h.Errorf("%+v", sums)
	}
	s, err := h.svc.StatementOf(ctx, h.db, p.BookingID)
	h.ok(err)
	if s.Paid != s.Back+s.Credit+s.Kept || s.Credit != sums[0].Credit {
		h.Errorf("%+v", s)
	}
}

// TestALostDisputeRacesTheFailingRefund: whoever is first, the payer has their money once.
func TestALostDisputeRacesTheFailingRefund(t *testing.T) {
	t.Parallel()
	for range 3 {
		h := openDisputed(t, payment.Platform)
		p := h.captured(h.offer())
		var refunds [5]uuid.UUID
		for i := range refunds {
			refunds[i] = h.refund(payment.Refund{PaymentID: p.ID, AmountMinor: 30_000, EventKey: fmt.Sprintf("ref:%s:%d", p.ID, i), Reason: "goodwill"}).ID
		}
		h.bank.refuse = true
		var n atomic.Int64
		race(t, 20, func() error {
			i := n.Add(1)
			if i == 7 {
				h.bank.mu.Lock()
				h.bank.cases[p.ID] = []payment.GatewayDispute{as(fee, payment.DisputeLost)}
				h.bank.mu.Unlock()
			}
			if i%4 == 0 {
				return h.svc.FollowDisputes(ctx, p.ID)
			}
			err := h.svc.SendRefund(ctx, refunds[i%5])
			if errors.Is(err, payment.ErrDisputed) {
				return nil
			}
			return err
		})
		h.says(p, as(fee, payment.DisputeLost))
		for _, id := range refunds {
			h.ok(h.svc.SendRefund(ctx, id))
		}
		if credit, loss := h.account(ledger.ClientCredit, p.PayerID.String()), h.taken(p).Loss; credit != 0 || loss != 0 {
			t.Errorf("credit %d and loss %d of a payment of which all went back once", credit, loss)
		}
		if off := h.count("select sum(set_off_minor) from payment.refund"); off != 150_000 {
			t.Errorf("%d set off", off)
		}
		h.ok(h.svc.VerifyBalanced(ctx, h.db))
	}
}

// TestWhatAnOperatorPaidIsNotSetOff: it is not owed as credit any more, so the bank's money is a loss.
func TestWhatAnOperatorPaidIsNotSetOff(t *testing.T) {
	t.Parallel()
	h := openDisputed(t, payment.Platform)
	p := h.captured(h.offer())
	r := h.refund(payment.Refund{PaymentID: p.ID, AmountMinor: 150_000, EventKey: "ref:" + p.ID.String(), Reason: "cancelled"})
	h.bank.refuse = true
	h.ok(h.svc.SendRefund(ctx, r.ID))
	payOff := func() error {
		return h.db.InTx(ctx, func(tx db.Tx) error { return h.svc.PayOffTx(ctx, tx, h.clock.Now(), r.ID) })
	}
	h.says(p, fee)
	if err := payOff(); !errors.Is(err, payment.ErrDisputed) {
		t.Errorf("paid while the bank decides: %v", err)
	}
	h.says(p, as(fee, payment.DisputeWon))
	h.ok(payOff())
	h.ok(payOff()) // again: nothing
	again := fee
	again.Ref = "dp_2"
	h.says(p, again)
	h.says(p, as(again, payment.DisputeLost))
	if got := h.taken(p).Loss; got != 150_000 {
		t.Errorf("lost %d", got)
	}
}

// TestNothingIsSetOffTwice: the database keeps each unit of a refund and of a dispute to one.
func TestNothingIsSetOffTwice(t *testing.T) {
	t.Parallel()
	h := openDisputed(t, payment.Platform)
	p := h.captured(h.offer())
	r := h.refund(payment.Refund{PaymentID: p.ID, AmountMinor: 100_000, EventKey: "ref:" + p.ID.String(), Reason: "cancelled"})
	h.bank.refuse = true
	h.ok(h.svc.SendRefund(ctx, r.ID))
	h.says(p, as(fee, payment.DisputeLost))
	for _, sql := range []string{
		"update payment.refund set set_off_minor = set_off_minor + 1 where payment_id = $1",
		"update payment.dispute set set_off_minor = set_off_minor + 1 where payment_id = $1",
	} {
		if _, err := h.db.Exec(ctx, sql, p.ID); err == nil {
			t.Errorf("%s went through", sql)
		}
	}
}
