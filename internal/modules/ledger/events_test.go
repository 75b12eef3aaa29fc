package ledger_test

import (
	"testing"

	"klear/internal/modules/ledger"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/money"

	"github.com/google/go-cmp/cmp"
)

// TestEveryEventReadsLikeTheTable of payments.md §5, and the database takes it.
func TestEveryEventReadsLikeTheTable(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t)
	usd, inr := money.Amount{Minor: 10_000, Currency: "USD"}, money.Amount{Minor: 820_000, Currency: "INR"}
	account := func(k ledger.Kind, owner, currency string) ledger.Account {
		return ledger.Account{Kind: k, Owner: owner, Currency: currency}
	}
	bank := account(ledger.Bank, "house", "")
	fee := ledger.Fee(ledger.Heading{ID: src.ID(), Key: "fee:1", At: at}, "sandbox", inr)
	for _, tt := range []struct {
		posting ledger.Posting
		want    map[ledger.Account]int64
	}{
		{fee, map[ledger.Account]int64{account("psp_fees", "sandbox", "INR"): 820_000, account("psp_clearing", "sandbox", "INR"): -820_000}},
		{ledger.Settlement(ledger.Heading{ID: src.ID(), Key: "set:1", At: at}, "sandbox", "house", inr),
			map[ledger.Account]int64{account("bank", "house", "INR"): 820_000, account("psp_clearing", "sandbox", "INR"): -820_000}},
		{ledger.SubscriptionPaid(ledger.Heading{ID: src.ID(), Key: "sub:1:1", At: at}, "sandbox", "s1", inr),
			map[ledger.Account]int64{account("psp_clearing", "sandbox", "INR"): 820_000, account("deferred_revenue", "s1", "INR"): -820_000}},
		{ledger.SubscriptionEarned(ledger.Heading{ID: src.ID(), Key: "sub:1:1:end", At: at}, "s1", "GST:IN", inr, 125_085),
			map[ledger.Account]int64{account("deferred_revenue", "s1", "INR"): 820_000, account("platform_revenue", "subscription", "INR"): -694_915, account("tax_payable", "GST:IN", "INR"): -125_085}},
		{ledger.Conversion(ledger.Heading{ID: src.ID(), Key: "fx:1", At: at}, bank, bank, usd, inr, 5_000), map[ledger.Account]int64{
			account("bank", "house", "USD"): -10_000, account("fx", "USD:INR", "USD"): 10_000,
			account("bank", "house", "INR"): 820_000, account("psp_fees", "fx", "INR"): 5_000, account("fx", "USD:INR", "INR"): -825_000}},
		{ledger.Correction(ledger.Heading{ID: src.ID(), Key: "corr:1", At: at}, "fee:1", ledger.Mirror(fee.Lines)...),
			map[ledger.Account]int64{account("psp_fees", "sandbox", "INR"): -820_000, account("psp_clearing", "sandbox", "INR"): 820_000}},
	} {
		got := map[ledger.Account]int64{}
		for _, l := range tt.posting.Lines {
			got[l.Account] += l.Minor
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.posting.EventKey, diff)
		}
		if !post(t, d, tt.posting) {
			t.Errorf("%s was not posted", tt.posting.EventKey)
		}
	}
}
