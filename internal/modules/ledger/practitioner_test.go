package ledger_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"klear/internal/modules/ledger"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

func payable(practitioner uuid.UUID) ledger.Account {
	return ledger.Account{Kind: ledger.PractitionerPayable, Owner: practitioner.String(), Currency: "INR"}
}

// earned credits a practitioner; a negative amount takes it away again.
func earned(practitioner uuid.UUID, key string, minor int64) ledger.Posting {
	return ledger.Posting{ID: src.ID(), EventKey: key, Event: "earn", At: at,
		Lines: []ledger.Line{{Account: clearing("INR"), Minor: minor}, {Account: payable(practitioner), Minor: -minor}}}
}

func balancesOf(t *testing.T, d *db.DB, practitioner uuid.UUID) []ledger.PractitionerBalance {
	t.Helper()
	got, err := ledger.PractitionerBalances(t.Context(), d, practitioner)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestThePractitionersBalanceIsKeptBesideTheEntries(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t)
	who := src.ID()
	transit := ledger.Account{Kind: ledger.PractitionerInTransit, Owner: who.String(), Currency: "INR"}
	owed := ledger.Account{Kind: ledger.PractitionerReceivable, Owner: who.String(), Currency: "INR"}
	post(t, d, earned(who, "earn:1", 900))
	post(t, d, ledger.Posting{ID: src.ID(), EventKey: "po:1:sent", Event: "payout_sent", At: at, Lines: []ledger.Line{ledger.Debit(payable(who), 700), ledger.Credit(transit, 700)}})
	post(t, d, ledger.Posting{ID: src.ID(), EventKey: "ref:1", Event: "refund", At: at, Lines: []ledger.Line{
		ledger.Debit(payable(who), 200), ledger.Debit(owed, 50), ledger.Credit(clearing("INR"), 250)}})
	want := []ledger.PractitionerBalance{{Currency: "INR", InTransit: 700, Receivable: 50}}
	if diff := cmp.Diff(want, balancesOf(t, d, who)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if faults, err := ledger.VerifyPractitioners(t.Context(), d); err != nil || len(faults) != 0 {
		t.Errorf("sound books: %v, %v", faults, err)
	}
	if _, err := d.Exec(t.Context(), "update ledger.practitioner_balance set payable_minor = 1"); db.Code(err) != codeNoGrant {
		t.Errorf("the application wrote a balance: %v", err)
	}
}

// TestNobodyIsPaidMoreThanTheyEarned: twenty at once take 300 of 1,000. Without the constraint all of them do.
func TestNobodyIsPaidMoreThanTheyEarned(t *testing.T) {
	t.Parallel()
	d, url := dbtest.NewWithURL(t, 8)
	who := src.ID()
	post(t, d, earned(who, "earn:1", 1000))
	take := func(round string) int64 {
		var fitted atomic.Int64
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() {
				err := d.InTx(context.Background(), func(tx db.Tx) error {
					_, err := ledger.PostTx(context.Background(), tx, earned(who, fmt.Sprintf("take:%s:%d", round, i), -300))
					return err
				})
				switch {
				case err == nil:
					fitted.Add(1)
				case !db.Violates(err, "practitioner_payable_not_negative"):
					t.Error(err)
				}
			})
		}
		wg.Wait()
		return fitted.Load()
	}
	if n := take("kept"); n != 3 || balancesOf(t, d, who)[0].Payable != 100 {
		t.Errorf("%d fitted, balance %+v; want 3 and 100", n, balancesOf(t, d, who))
	}
	behind(t, url, "alter table ledger.practitioner_balance drop constraint practitioner_payable_not_negative")
	if n := take("dropped"); n != 20 {
		t.Errorf("without the constraint %d fitted: something else refuses, and this test proves nothing", n)
	}
}

// TestManyPractitionersAtOnce: postings that name the same two in either order do not stop one another.
func TestManyPractitionersAtOnce(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t)
	a, b := src.ID(), src.ID()
	var wg sync.WaitGroup
	for i := range 40 {
		first, second := a, b
		if i%2 == 1 {
			first, second = b, a
		}
		wg.Go(func() {
			post(t, d, ledger.Posting{ID: src.ID(), EventKey: fmt.Sprintf("both:%d", i), Event: "earn", At: at, Lines: []ledger.Line{
				ledger.Debit(clearing("INR"), 30), ledger.Credit(payable(first), 10), ledger.Credit(payable(second), 20)}})
		})
	}
	wg.Wait()
	if got := balancesOf(t, d, a)[0].Payable + balancesOf(t, d, b)[0].Payable; got != 1200 {
		t.Errorf("%d, want 1200", got)
	}
}

func TestAnEditedBalanceIsNamed(t *testing.T) {
	t.Parallel()
	d, url := dbtest.NewWithURL(t, 4)
	who := src.ID()
	post(t, d, earned(who, "earn:1", 1000))
	behind(t, url, "update ledger.practitioner_balance set payable_minor = payable_minor + 1")
	got, err := ledger.VerifyPractitioners(t.Context(), d)
	want := []ledger.PractitionerFault{{Practitioner: who.String(), Off: ledger.PractitionerBalance{Currency: "INR", Payable: 1}}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}
