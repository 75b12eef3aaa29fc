package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"klear/internal/modules/ledger"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/postgres"
	"klear/migrations"
)

// TestVerifyNamesTheEditedRow: sound books end with success; one row changed behind the constraints, by the smallest unit
// and so that everything still balances, is named and the command fails.
func TestVerifyNamesTheEditedRow(t *testing.T) {
	d, url := dbtest.NewWithURL(t, 4)
	data := t.TempDir()
	for _, key := range []string{"test:1", "test:2", "test:3"} {
		err := d.InTx(t.Context(), func(tx db.Tx) error {
			bank, rounding := ledger.Account{Kind: "bank", Owner: "house", Currency: "KWD"}, ledger.Account{Kind: "goodwill", Owner: "house", Currency: "KWD"}
			_, err := ledger.PostTx(t.Context(), tx, ledger.Posting{ID: uuid.Must(uuid.NewV7()), EventKey: key, Event: "test", At: time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC), Lines: []ledger.Line{ledger.Debit(bank, 12_500), ledger.Credit(rounding, 12_500)}})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	said, faults, err := klear(t, url, data, "ledger", "verify")
	if err != nil || !strings.Contains(said, "sealed: 3\n") || !strings.Contains(said, "sum_KWD: 0.000\n") || strings.Contains(said, "wrong: ") {
		t.Fatalf("sound books: %v\n%s%s", err, said, faults)
	}
	owner, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Close(context.WithoutCancel(t.Context()))
	if _, err := owner.Exec(t.Context(), `set session_replication_role = replica;
		update ledger.entry e set amount_minor = amount_minor + sign(amount_minor) from ledger.transaction t where t.id = e.transaction_id and t.event_key = 'test:2'`); err != nil {
		t.Fatal(err)
	}
	said, _, err = klear(t, url, data, "ledger", "verify")
	if err == nil || !strings.Contains(said, "wrong: changed: seal 2, posting test:2 ") {
		t.Errorf("an edited row: %v\n%s", err, said)
	}
	// A payout that was never posted, and a number that nobody's document has.
	if _, err := owner.Exec(t.Context(), `insert into payout.payout (id, run_id, practitioner_id, person_id, gateway, payee_ref, amount_minor, currency, status, created_at, checked_at)
			select '01980000-0000-7000-8000-000000000001', gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'sandbox', 'x', 1, 'KWD', 'in_transit', now(), now();
		insert into invoice.series (prefix, last_no) values ('INV/26-27/', 1)`); err != nil {
		t.Fatal(err)
	}
	said, _, err = klear(t, url, data, "ledger", "verify")
	if err == nil || !strings.Contains(said, "payouts_off: 1\ndocuments_off: 1\n") || !strings.Contains(said, "wrong: payout 01980000-0000-7000-8000-000000000001: ") ||
		!strings.Contains(said, "wrong: document INV/26-27/0001: missing\n") {
		t.Errorf("a payout and a document: %v\n%s", err, said)
	}
}

// TestVerifyNamesDaysThatWereNotRead: of the gateway that is always there, and of one whose keys the command does not have.
func TestVerifyNamesDaysThatWereNotRead(t *testing.T) {
	d, url := dbtest.NewWithURL(t, 4)
	data, at := t.TempDir(), time.Now().UTC().AddDate(0, 0, -3)
	for _, gateway := range []string{"sandbox", "stripe"} {
		err := d.InTx(t.Context(), func(tx db.Tx) error {
			_, err := ledger.PostTx(t.Context(), tx, ledger.Posting{ID: uuid.Must(uuid.NewV7()), EventKey: "test:" + gateway, Event: "test", At: at, Lines: []ledger.Line{
				ledger.Debit(ledger.Account{Kind: ledger.PSPClearing, Owner: gateway, Currency: "INR"}, 500), ledger.Credit(ledger.Account{Kind: ledger.Goodwill, Currency: "INR"}, 500)}})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := d.Exec(t.Context(), "insert into reconcile.gateway (gateway, reports_within, disputes_when_lost) values ('stripe', '0', false)"); err != nil { // the server has it
		t.Fatal(err)
	}
	said, _, err := klear(t, url, data, "ledger", "verify")
	for _, gateway := range []string{"sandbox", "stripe"} {
		if want := "wrong: " + gateway + " " + at.Format(time.DateOnly) + " was not compared"; err == nil || !strings.Contains(said, want) || !strings.Contains(said, "open_differences: 0\n") {
			t.Errorf("%s: %v\n%s", want, err, said)
		}
	}
	if _, err := d.Exec(t.Context(), "insert into reconcile.day (gateway, day, fetched_at) select g, d, now() from unnest(array['sandbox', 'stripe']) g, generate_series($1::date, current_date - 1, interval '1 day') d", at); err != nil {
		t.Fatal(err)
	}
	if said, faults, err := klear(t, url, data, "ledger", "verify"); err != nil || !strings.Contains(said, "unread_days: 0\n") {
		t.Errorf("after they were read: %v\n%s%s", err, said, faults)
	}
}

// TestVerifyBesideARunningServer: the private database of the data folder is in use; the books in it are read all the same, and it
// goes on.
func TestVerifyBesideARunningServer(t *testing.T) {
	data, err := os.MkdirTemp("", "klear-beside-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(data) })
	if err := os.Chmod(data, 0o755); err != nil {
		t.Fatal(err)
	}
	running, err := postgres.Start(t.Context(), postgres.Options{Dir: filepath.Join(data, "postgres"), Test: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = running.Stop(context.WithoutCancel(t.Context())) }()
	if err := running.CreateDatabase(t.Context(), "klear"); err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(t.Context(), running.URL("klear"), migrations.FS); err != nil {
		t.Fatal(err)
	}
	said, faults, err := klear(t, "", data, "ledger", "verify")
	if err != nil || !strings.Contains(said, "refunds_off: 0\nparts_off: 0\n") {
		t.Fatalf("%v\n%s%s", err, said, faults)
	}
	if _, err := postgres.Join(t.Context(), postgres.Options{Dir: filepath.Join(data, "postgres")}); err != nil {
		t.Errorf("it was stopped: %v", err)
	}
}
