package payment_test

import (
	"errors"
	"testing"

	"klear/internal/modules/identity"
	"klear/internal/modules/ledger"
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/platform/db"
	"klear/internal/platform/money"

	"github.com/google/go-cmp/cmp"
)

// sums are those of a statement.
type sums struct{ Paid, Back, Credit, Kept int64 }

// booked adds up what the ledger says about a booking, account by account.
func (h *house) booked(p payment.Payment) (s sums, commission, share int64) {
	h.Helper()
	entries, err := ledger.BookingEntries(ctx, h.db, p.BookingID)
	h.ok(err)
	for _, e := range entries {
		switch e.Account.Kind {
		case ledger.PSPClearing:
			if e.Event == "capture" {
				s.Paid += e.Minor
			} else {
				s.Back -= e.Minor
			}
		case ledger.ClientCredit:
			s.Credit -= e.Minor
		case ledger.BookingEscrow:
			s.Kept -= e.Minor
		case ledger.PractitionerPayable:
			s.Kept, share = s.Kept-e.Minor, share-e.Minor
		case ledger.PlatformRevenue:
			s.Kept, commission = s.Kept-e.Minor, commission-e.Minor
		}
	}
	return s, commission, share
}

func TestAStatementAddsUpToTheLedger(t *testing.T) {
	t.Parallel()
	h := open(t)
	refund := func(p payment.Payment, minor int64, key string) payment.RefundRecord {
		return h.refund(payment.Refund{PaymentID: p.ID, AmountMinor: minor, EventKey: key + p.ID.String(), Reason: "goodwill"})
	}
	for name, happens := range map[string]func(p payment.Payment){
		"paid":            func(payment.Payment) {},
		"partly refunded": func(p payment.Payment) { refund(p, 333, "a"); refund(p, 40_001, "b") },
		"fully refunded":  func(p payment.Payment) { refund(p, 50_000, "a"); refund(p, 100_000, "b") },
		"refund refused": func(p payment.Payment) {
			h.fill(p)
			h.ok(h.svc.SendRefund(ctx, refund(p, 60_000, "a").ID))
		},
	} {
		p := h.captured(h.offer())
		happens(p)
		for _, earned := range []bool{false, true} {
			if earned && name != "fully refunded" {
				_, err := h.earn(p.ID)
				h.ok(err)
			}
			s, err := h.svc.StatementOf(ctx, h.db, p.BookingID)
			h.ok(err)
			want, commission, share := h.booked(p)
			if diff := cmp.Diff(want, sums{s.Paid, s.Back, s.Credit, s.Kept}); diff != "" {
				t.Errorf("%s, earned %t: (-ledger +statement)\n%s", name, earned, diff)
			}
			if earned && (s.Commission != commission || s.Share != share) {
				t.Errorf("%s: commission %d and share %d, the ledger has %d and %d", name, s.Commission, s.Share, commission, share)
			}
			if s.Paid != s.Back+s.Credit+s.Kept || s.Kept != s.Commission+s.Share || s.Paid != 150_000 {
				t.Errorf("%s: the parts are not the whole: %+v", name, s)
			}
			if len(s.Items) != 1 || !s.Items[0].At.Equal(at) {
				t.Errorf("%s: taken %+v", name, s.Items)
			}
		}
	}
}

func TestWithoutMoneyThereIsNoStatement(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.begin(h.offer())
	if _, err := h.svc.StatementOf(ctx, h.db, p.BookingID); !errors.Is(err, payment.ErrNotFound) {
		t.Errorf("%v", err)
	}
}

// TestAGatewaysFeeIsNoMovementOfThePayer, though it is posted for their payment.
func TestAGatewaysFeeIsNoMovementOfThePayer(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.captured(h.offer())
	h.ok(h.db.InTx(ctx, func(tx db.Tx) error {
		_, err := ledger.PostTx(ctx, tx, ledger.Fee(ledger.Heading{ID: src.ID(), Key: "fee:sandbox:1", BookingID: p.BookingID, PaymentID: p.ID, At: at}, sandbox.Name, money.Amount{Minor: 7, Currency: p.Currency}))
		return err
	}))
	who := identity.Principal{PersonID: h.payer, Role: identity.Seeker}
	list, n, sums, err := h.svc.Movements(ctx, who, payment.MovementQuery{From: at.AddDate(0, 0, -1), To: at.AddDate(0, 0, 1), Page: payment.Page{Number: 1, Limit: 10}})
	h.ok(err)
	if n != 1 || len(list) != 1 || len(sums) != 1 || sums[0].Back != 0 || sums[0].Kept != p.CapturedMinor {
		t.Errorf("%d lines, %+v", n, sums)
	}
	h.ok(h.svc.VerifyBalanced(ctx, h.db))
}
