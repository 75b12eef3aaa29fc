package desk_test

import (
	"errors"
	"testing"

	"github.com/google/uuid"

	"klear/internal/modules/desk"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/platform/db"
	"klear/internal/platform/money"
)

// refused is a refund of something that was paid for and that the gateway does not send.
func (b *bundle) refused(t *testing.T, of uuid.UUID, purpose payment.Purpose, payer, practitioner, person uuid.UUID) uuid.UUID {
	t.Helper()
	ctx := t.Context()
	var p payment.Payment
	tx := func(do func(tx db.Tx) error) {
		t.Helper()
		if err := b.db.InTx(ctx, do); err != nil {
			t.Fatal(err)
		}
	}
	begin := payment.Begin{BookingID: of, Purpose: purpose, PayerID: payer, PractitionerID: practitioner, PractitionerPersonID: person, Amount: money.Amount{Minor: 90_000, Currency: "INR"}}
	if purpose == payment.ForBooking {
		begin.Quote.ListMinor = 90_000
	}
	tx(func(tx db.Tx) (err error) { p, err = b.payments.BeginTx(ctx, tx, b.Clock.Now(), begin); return err })
	card, err := payment.NewMethod(payment.Card, sandbox.CardSucceeds)
	if err != nil {
		t.Fatal(err)
	}
	o, err := b.payments.Authorise(ctx, p.ID, card, true, "/back")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.payments.Record(ctx, p.ID, o); err != nil {
		t.Fatal(err)
	}
	var r payment.RefundRecord
	tx(func(tx db.Tx) (err error) {
		r, err = b.payments.RefundTx(ctx, tx, b.Clock.Now(), payment.Refund{PaymentID: p.ID, AmountMinor: 60_000, EventKey: "ref:" + p.ID.String(), Reason: "cancelled_in_time"})
		return err
	})
	if err := b.payments.TryStep(ctx, "refund:"+r.ID.String()); err != nil {
		t.Fatal(err)
	}
	return r.ID
}

// TestARefundThatFailedIsListedWhateverItWasFor: as many as are counted, each named by what was paid for and by whom; noted as
// handled it is owed no more.
func TestARefundThatFailedIsListedWhateverItWasFor(t *testing.T) {
	b := setup(t)
	ctx := t.Context()
	practitioner, person := b.page(t, "ananya@example.org")
	payer := b.principal(t, "kavya@example.org", identity.Seeker).PersonID
	for _, purpose := range []payment.Purpose{payment.ForBooking, payment.ForPackage, payment.ForSubscription, payment.ForDebt, payment.ForGift} {
		of, owner, who, whose := uuid.New(), payer, practitioner, person
		switch purpose {
		case payment.ForDebt:
			owner = person
		case payment.ForSubscription, payment.ForGift:
			who, whose = uuid.Nil, uuid.Nil
		}
		id := b.refused(t, of, purpose, owner, who, whose)
		counts, err := b.Counts(ctx, b.admin)
		if err != nil {
			t.Fatal(err)
		}
		waiting := 0
		for _, c := range counts {
			if c.Queue == desk.Refunds {
				waiting = c.Waiting
			}
		}
		rows, total, err := b.List(ctx, b.admin, desk.Refunds, 1, 20)
		if err != nil || waiting != 1 || total != 1 || len(rows) != 1 {
			t.Fatalf("%s: %d are counted, %d of %d listed, %v", purpose, waiting, len(rows), total, err)
		}
		one, err := b.Refund(ctx, b.admin, id)
		if err != nil || one != rows[0] || one.ID != id.String() || one.Amount.Minor != 60_000 || one.For != purpose || one.Of != of || one.Person != owner {
			t.Errorf("%s: %+v in the list, %+v by itself, %v", purpose, rows[0], one, err)
		}
		if err := b.HandleRefund(ctx, b.admin, id, "Sent to their bank account"); err != nil {
			t.Fatalf("%s: %v", purpose, err)
		}
		if err := b.HandleRefund(ctx, b.admin, id, "Again"); !errors.Is(err, desk.ErrHandled) {
			t.Errorf("%s, twice: %v", purpose, err)
		}
		if rows, total, err := b.List(ctx, b.admin, desk.Refunds, 1, 20); err != nil || total != 0 || len(rows) != 0 {
			t.Errorf("%s: %d of %d are left, %v", purpose, len(rows), total, err)
		}
		if owed := value[int64](t, b, "select -coalesce(sum(amount_minor), 0)::bigint from ledger.v_entry where account_kind = 'client_credit' and account_owner not like 'gift:%'"); owed != 0 {
			t.Errorf("%s: %d is owed twice", purpose, owed)
		}
	}
}
