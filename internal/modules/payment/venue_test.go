package payment_test

import (
	"testing"

	"klear/internal/modules/payment"
	"klear/internal/modules/tariff"
	"klear/internal/platform/db"
	"klear/internal/platform/money"

	"github.com/google/go-cmp/cmp"
)

// TestACodeAtTheVenue: the client hands over less, and the platform adds it by what the practitioner owes of the money; what is left of it
// they are owed. Given back, nothing of either is left, and whoever was sent the promotion's part owes it.
func TestACodeAtTheVenue(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		borne, owes int64 // the promotion; what the practitioner owed before
		paidOut     bool  // what the promotion brought was sent before the client got the money back
		want, after balances
	}{
		"less than the commission": {10_000, 0, false, balances{Receivable: 12_500, Commission: -22_500, Promotion: 10_000}, balances{}},
		"as much":                  {22_500, 0, false, balances{Commission: -22_500, Promotion: 22_500}, balances{}},
		"more":                     {30_000, 0, false, balances{Payable: -7_500, Commission: -22_500, Promotion: 30_000}, balances{Payable: -7_500, Receivable: 7_500}},
		"more, and it was sent":    {30_000, 0, true, balances{InTransit: -7_500, Commission: -22_500, Promotion: 30_000}, balances{InTransit: -7_500, Receivable: 7_500}},
		"more, by who owes":        {30_000, 5_000, false, balances{Payable: -2_500, Commission: -27_500, Promotion: 30_000}, balances{Payable: -2_500, Receivable: 7_500, Commission: -5_000}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t)
			if tt.owes > 0 {
				h.atVenue(tariff.Quote{ListMinor: 150_000, FeeMinor: tt.owes})
			}
			p := h.atVenue(tariff.Quote{ListMinor: 150_000, FeeMinor: 22_500, OffMinor: tt.borne, BorneMinor: tt.borne})
			if tt.paidOut {
				h.paidOut(p, 7_500)
			}
			if diff := cmp.Diff(tt.want, h.balances(p)); diff != "" {
				t.Errorf("received (-want +got):\n%s", diff)
			}
			h.refund(payment.Refund{PaymentID: p.ID, AmountMinor: p.CapturedMinor, EventKey: "ref:" + p.ID.String(), Reason: "given_back_at_venue"})
			if diff := cmp.Diff(tt.after, h.balances(p)); diff != "" {
				t.Errorf("given back (-want +got):\n%s", diff)
			}
			h.sound()
		})
	}
}

// atVenue is a booking that was paid from hand to hand.
func (h *house) atVenue(q tariff.Quote) (p payment.Payment) {
	h.Helper()
	h.ok(h.db.InTx(ctx, func(tx db.Tx) (err error) {
		p, err = h.svc.ReceiveTx(ctx, tx, h.clock.Now(), payment.VenueReceipt{BookingID: src.ID(), PayerID: h.payer, PractitionerID: h.practitioner,
			PractitionerPersonID: h.practitionerPerson, Method: "cash", Amount: money.Amount{Minor: q.PayinMinor(), Currency: "INR"}, Quote: q})
		return err
	}))
	return p
}
