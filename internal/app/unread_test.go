package app

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// unreadable is a gateway that gives reports, but not today.
type unreadable struct{}

// Report fails.
func (unreadable) Report(context.Context, time.Time) ([]payment.ReportRow, error) {
	return nil, errors.New("the gateway is down")
}

// TestAReportThatWasNotReadDoesNotLookSound: neither to the command, nor on the page, nor in the metric.
func TestAReportThatWasNotReadDoesNotLookSound(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.reconciled.Reporters["sandbox"] = unreadable{}
	yesterday := a.clock.Now().UTC().Add(-48 * time.Hour)
	err := a.db.InTx(t.Context(), func(tx db.Tx) error {
		_, err := ledger.PostTx(t.Context(), tx, ledger.Posting{ID: a.ids.ID(), EventKey: "cap:test", Event: "subscription", At: yesterday, Lines: []ledger.Line{
			ledger.Debit(ledger.Account{Kind: ledger.PSPClearing, Owner: "sandbox", Currency: "INR"}, 500), ledger.Credit(ledger.Account{Kind: ledger.PlatformRevenue, Owner: uuid.NewString(), Currency: "INR"}, 500)}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.reconciled.ReadDay(t.Context(), "sandbox", yesterday); err == nil {
		t.Fatal("it was read")
	}
	want := "sandbox " + yesterday.Format(time.DateOnly) + " was not compared: its report has not been read"
	if found, err := a.books.Audited(t.Context(), nil); err != nil || found.Sound() || !slices.Contains(found.Findings(), want) {
		t.Errorf("%q, %v", found.Findings(), err)
	}
	if got := a.scrape(t); got[`klear_reconcile_unread_days{gateway="sandbox"}`] == "0" || got[`klear_reconcile_unread_days{gateway="sandbox"}`] == "" {
		t.Errorf("the metric: %q", got[`klear_reconcile_unread_days{gateway="sandbox"}`])
	}
	if _, err := a.db.Exec(t.Context(), "insert into reconcile.day (gateway, day, fetched_at) select 'sandbox', d, $2 from generate_series($1::date, $2::date, interval '1 day') d", yesterday, a.clock.Now()); err != nil {
		t.Fatal(err)
	}
	if found, err := a.books.Audited(t.Context(), nil); err != nil || !found.Sound() {
		t.Errorf("after it was read: %q, %v", found.Findings(), err)
	}
	if got := a.scrape(t); got[`klear_reconcile_unread_days{gateway="sandbox"}`] != "0" {
		t.Errorf("the metric afterwards: %q", got[`klear_reconcile_unread_days{gateway="sandbox"}`])
	}
}
