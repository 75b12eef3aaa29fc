package payment_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment"
	"klear/internal/platform/events"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

// elsewhere is a gateway at which somebody gave back without us, and which then refuses more than was taken.
type elsewhere struct {
	payment.Gateway
	sent []payment.GatewayRefund
	met  *sync.WaitGroup // who is refused waits for the others; nil: for nobody
}

func (g *elsewhere) Find(ctx context.Context, reference uuid.UUID) (payment.Intent, error) {
	i, err := g.Gateway.Find(ctx, reference)
	for _, r := range g.sent {
		i.RefundedMinor += r.AmountMinor
	}
	i.Refunds = append(i.Refunds, g.sent...)
	return i, err
}

func (g *elsewhere) Refund(ctx context.Context, r payment.RefundRequest) (payment.GatewayRefund, error) {
	if i, err := g.Find(ctx, r.Reference); err != nil || i.RefundedMinor+r.AmountMinor > i.CapturedMinor {
		if g.met != nil {
			g.met.Done()
			g.met.Wait()
		}
		return payment.GatewayRefund{}, payment.ErrGatewayRefused
	}
	return g.Gateway.Refund(ctx, r)
}

// TestARefundSentElsewhereIsNotOwedAgain: what was given back on the gateway's own pages, or after the backup that was restored, is
// the refund that is decided here later. What leaves room, failed, was claimed before or is less is not.
func TestARefundSentElsewhereIsNotOwedAgain(t *testing.T) {
	t.Parallel()
	whole := payment.GatewayRefund{Ref: "re_elsewhere", AmountMinor: 150_000, Status: payment.RefundSucceeded}
	less, failed := whole, whole
	less.AmountMinor, failed.Status = 40_000, payment.RefundFailed
	for name, tt := range map[string]struct {
		sent    payment.GatewayRefund
		decided []int64
		credit  int64
		ref     string
	}{
		"all of it":                  {whole, []int64{150_000}, 0, "re_elsewhere"},
		"more than is due":           {whole, []int64{75_000}, 0, "re_elsewhere"},
		"once only":                  {whole, []int64{75_000, 75_000}, 75_000, "re_elsewhere"},
		"less than is due":           {less, []int64{150_000}, 150_000, ""},
		"less, and there was room":   {less, []int64{40_000}, 0, ""},
		"it failed, and counts less": {failed, []int64{150_000}, 150_000, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t)
			g := &elsewhere{Gateway: h.sandbox}
			queue := jobs.New(h.db, jobs.Options{})
			h.svc = payment.New(payment.Options{DB: h.db, Clock: h.clock, IDs: src, Jobs: queue, Bus: events.NewBus(queue, src), Gateways: []payment.Gateway{g}})
			h.ok(queue.Open())
			p := h.captured(h.offer())
			g.sent = []payment.GatewayRefund{tt.sent}
			for i, minor := range tt.decided {
				r := h.refund(payment.Refund{PaymentID: p.ID, AmountMinor: minor, EventKey: fmt.Sprintf("ref:%s:%d", p.ID, i), Reason: "cancelled"})
				h.ok(h.svc.SendRefund(ctx, r.ID))
			}
			credit, err := ledger.ReadBalance(ctx, h.db, ledger.Account{Kind: ledger.ClientCredit, Owner: p.PayerID.String(), Currency: p.Currency})
			if err != nil || -credit != tt.credit {
				t.Errorf("%d is owed as credit, %v; want %d", -credit, err, tt.credit)
			}
			if n := h.count("select count(*) from payment.refund where gateway_ref = $1", "re_elsewhere"); n != len(tt.ref)/len("re_elsewhere") {
				t.Errorf("%d of our refunds are the one sent elsewhere", n)
			}
			if n := h.count("select count(*) from payment.refund where status = 'pending'"); n != 0 {
				t.Errorf("%d wait", n)
			}
			h.ok(h.svc.VerifyBalanced(ctx, h.db))
		})
	}
}

// TestOneRefundOfTheGatewayIsOneOfOurs: many that find the same at once have it once (refund_ref_once).
func TestOneRefundOfTheGatewayIsOneOfOurs(t *testing.T) {
	t.Parallel()
	h := open(t)
	g := &elsewhere{Gateway: h.sandbox}
	queue := jobs.New(h.db, jobs.Options{})
	h.svc = payment.New(payment.Options{DB: h.db, Clock: h.clock, IDs: src, Jobs: queue, Bus: events.NewBus(queue, src), Gateways: []payment.Gateway{g}})
	h.ok(queue.Open())
	p := h.captured(h.offer())
	g.sent = []payment.GatewayRefund{{Ref: "re_elsewhere", AmountMinor: 150_000, Status: payment.RefundSucceeded}}
	ids, all := make(chan uuid.UUID, 10), []uuid.UUID{}
	for i := range cap(ids) {
		all = append(all, h.refund(payment.Refund{PaymentID: p.ID, AmountMinor: 15_000, EventKey: fmt.Sprintf("ref:%s:%d", p.ID, i), Reason: "goodwill"}).ID)
		ids <- all[i]
	}
	g.met = &sync.WaitGroup{}
	g.met.Add(cap(ids))
	var refused atomic.Int64
	race(t, cap(ids), func() error {
		if err := h.svc.SendRefund(ctx, <-ids); err != nil {
			refused.Add(1)
		}
		return nil
	})
	g.met = nil
	for _, id := range all { // as their jobs do: who was refused by the index looks again
		h.ok(h.svc.SendRefund(ctx, id))
	}
	if refused.Load() == 0 {
		t.Error("nobody met anybody")
	}
	if n := h.count("select count(*) from payment.refund where gateway_ref = 're_elsewhere'"); n != 1 {
		t.Errorf("%d of our refunds are the same one", n)
	}
	h.ok(h.svc.VerifyBalanced(ctx, h.db))
}
