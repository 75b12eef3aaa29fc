package payment_test

import (
	"testing"

	"klear/internal/modules/payment/sandbox"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// TestAClaimedPaymentIsItsOwnersToRead: what somebody paid as a guest belongs to the account that proved the address.
func TestAClaimedPaymentIsItsOwnersToRead(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.begin(h.offer())
	h.record(p.ID, h.authorise(p.ID, sandbox.CardSucceeds, true))
	owner := h.person("seeker")
	h.ok(h.db.InTx(ctx, func(tx db.Tx) error { return h.svc.ClaimTx(ctx, tx, owner, []uuid.UUID{p.PayerID}) }))
	got, err := h.svc.Get(ctx, h.db, p.ID)
	h.ok(err)
	if got.PayerID != owner {
		t.Errorf("the payer is %s, want %s", got.PayerID, owner)
	}
}
