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
	"klear/internal/platform/money"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

// owed gives a client credit; a negative amount takes it away again.
func owed(person uuid.UUID, key string, minor int64) ledger.Posting {
	return ledger.Posting{ID: src.ID(), EventKey: key, Event: "goodwill", At: at,
		Lines: []ledger.Line{{Account: clearing("INR"), Minor: minor}, {Account: ledger.CreditOf(person, "INR"), Minor: -minor}}}
}

func creditsOf(t *testing.T, d *db.DB, person uuid.UUID) []money.Amount {
	t.Helper()
	got, err := ledger.Credits(t.Context(), d, person)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// TestCreditIsNeverSpentTwice: many postings at once want more than is there; the rest is refused by the database.
func TestCreditIsNeverSpentTwice(t *testing.T) {
	t.Parallel()
	d, url := dbtest.NewWithURL(t, 8)
	who := src.ID()
	post(t, d, owed(who, "give:1", 1000))
	spend := func(round string) int64 {
		var fitted atomic.Int64
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() {
				err := d.InTx(context.Background(), func(tx db.Tx) error {
					_, err := ledger.PostTx(context.Background(), tx, owed(who, fmt.Sprintf("spend:%s:%d", round, i), -300))
					return err
				})
				switch {
				case err == nil:
					fitted.Add(1)
				case !db.Violates(err, ledger.ConstraintCredit):
					t.Error(err)
				}
			})
		}
		wg.Wait()
		return fitted.Load()
	}
	if n := spend("kept"); n != 3 || creditsOf(t, d, who)[0].Minor != 100 {
		t.Errorf("%d fitted, credit %v; want 3 and 100", n, creditsOf(t, d, who))
	}
	if faults, err := ledger.VerifyCredits(t.Context(), d); err != nil || len(faults) != 0 {
		t.Errorf("sound books: %v, %v", faults, err)
	}
	if _, err := d.Exec(t.Context(), "update ledger.credit_balance set minor = 1"); db.Code(err) != codeNoGrant {
		t.Errorf("the application wrote a credit: %v", err)
	}
	behind(t, url, "alter table ledger.credit_balance drop constraint client_credit_not_negative")
	if n := spend("dropped"); n != 20 {
		t.Errorf("without the constraint %d fitted: something else refuses, and this test proves nothing", n)
	}
}

func TestAnEditedCreditIsNamed(t *testing.T) {
	t.Parallel()
	d, url := dbtest.NewWithURL(t, 4)
	who := src.ID()
	post(t, d, owed(who, "give:1", 1000))
	behind(t, url, "update ledger.credit_balance set minor = minor + 1")
	got, err := ledger.VerifyCredits(t.Context(), d)
	want := []ledger.CreditFault{{Owner: who.String(), Off: money.Amount{Minor: 1, Currency: "INR"}}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}
