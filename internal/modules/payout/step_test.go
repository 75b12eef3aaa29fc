package payout_test

import (
	"context"
	"net/http"
	"testing"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/modules/payout"
	"klear/internal/platform/events"
	"klear/internal/platform/jobs"
	"klear/internal/platform/money"
)

// tens is a gateway that takes dinars as card networks do.
type tens struct{ *sandbox.Gateway }

func (tens) Step(string) int64 { return 10 }

func (g tens) Authorise(ctx context.Context, r payment.AuthoriseRequest) (payment.Intent, error) {
	if r.Amount.Minor%10 != 0 {
		return payment.Intent{}, payment.PriceFault(payment.PriceStep, money.Amount{Minor: 10, Currency: r.Amount.Currency})
	}
	return g.Gateway.Authorise(ctx, r)
}

// TestADebtOfOddFilsIsPaidByCard: with as much more as the card needs, which is theirs.
func TestADebtOfOddFilsIsPaidByCard(t *testing.T) {
	t.Parallel()
	h := open(t)
	queue := jobs.New(h.db, jobs.Options{})
	g := sandbox.New(sandbox.Options{DB: h.db, Clock: h.clock, IDs: src, Secrets: [][]byte{[]byte("a secret of the tests, 32 bytes!")}, Deliver: func(context.Context, http.Header, []byte) error { return nil }})
	h.svc.Payments = payment.New(payment.Options{DB: h.db, Clock: h.clock, IDs: src, Jobs: queue, Bus: events.NewBus(queue, src), Gateways: []payment.Gateway{tens{g}}})
	h.ok(queue.Open())
	p := h.practitioner()
	h.commissionIn("KWD", p, 1_234)
	h.swept()
	h.days(31)
	h.swept()
	d := h.debt(p)
	if !d.Stopped || d.Owed != (money.Amount{Minor: 1_234, Currency: "KWD"}) {
		t.Fatalf("%+v", d)
	}
	h.ok(h.paysIn("KWD", p, 1_240, sandbox.CardSucceeds, "dinars"))
	list, err := ledger.PractitionerBalances(ctx, h.db, p.id)
	if h.ok(err); h.stopped(p) || h.debt(p) != (payout.Debt{}) || len(list) != 1 || list[0].Receivable != 0 || list[0].Payable != 6 {
		t.Errorf("paid: %+v, %+v", list, h.debt(p))
	}
}
