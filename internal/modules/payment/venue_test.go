package payment_test

import (
	"errors"
	"testing"

	"klear/internal/modules/payment"
	"klear/internal/modules/tariff"
	"klear/internal/platform/db"
	"klear/internal/platform/money"

	"github.com/google/go-cmp/cmp"
)

// TestACodeAtTheVenue: the client hands over less, and the platform adds it by what the practitioner owes of the money, and no
// more than that: nothing becomes payable on their word. Given back, nothing of either is left.
func TestACodeAtTheVenue(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		borne, owes int64 // the promotion; what the practitioner owed before
		want, after balances
	}{
		"less than the commission": {10_000, 0, balances{Receivable: 12_500, Commission: -22_500, Promotion: 10_000}, balances{}},
		"as much":                  {22_500, 0, balances{Commission: -22_500, Promotion: 22_500}, balances{}},
		"by who owes":              {10_000, 5_000, balances{Receivable: 17_500, Commission: -27_500, Promotion: 10_000}, balances{Receivable: 5_000, Commission: -5_000}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t)
			if tt.owes > 0 {
				h.atVenue(tariff.Quote{ListMinor: 150_000, FeeMinor: tt.owes})
			}
			p := h.atVenue(tariff.Quote{ListMinor: 150_000, FeeMinor: 22_500, OffMinor: tt.borne, BorneMinor: tt.borne})
			if diff := cmp.Diff(tt.want, h.balances(p)); diff != "" {
				t.Errorf("received (-want +got):\n%s", diff)
			}
			h.sound()
			h.refund(payment.Refund{PaymentID: p.ID, AmountMinor: p.CapturedMinor, EventKey: "ref:" + p.ID.String(), Reason: "given_back_at_venue"})
			if diff := cmp.Diff(tt.after, h.balances(p)); diff != "" {
				t.Errorf("given back (-want +got):\n%s", diff)
			}
			h.sound()
		})
	}
}

// TestACodeWorthMoreThanIsOwedIsNotForTheVenue: neither the service nor the table (payment_venue_owes) take it.
func TestACodeWorthMoreThanIsOwedIsNotForTheVenue(t *testing.T) {
	t.Parallel()
	h := open(t)
	q := tariff.Quote{ListMinor: 150_000, FeeMinor: 22_500, OffMinor: 22_501, BorneMinor: 22_501}
	err := h.db.InTx(ctx, func(tx db.Tx) error {
		_, err := h.svc.ReceiveTx(ctx, tx, h.clock.Now(), payment.VenueReceipt{BookingID: src.ID(), PayerID: h.payer, PractitionerID: h.practitioner,
			PractitionerPersonID: h.practitionerPerson, Method: "cash", Amount: money.Amount{Minor: q.PayinMinor(), Currency: "INR"}, Quote: q})
		return err
	})
	if !errors.Is(err, payment.ErrCodeAtVenue) {
		t.Errorf("got %v", err)
	}
	p := h.atVenue(tariff.Quote{ListMinor: 150_000, FeeMinor: 22_500, OffMinor: 22_500, BorneMinor: 22_500})
	_, err = h.db.Exec(ctx, "update payment.payment set borne_minor = borne_minor + 1 where id = $1", p.ID)
	if !db.Violates(err, "payment_venue_owes") {
		t.Errorf("the table took it: %v", err)
	}
	h.sound()
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
