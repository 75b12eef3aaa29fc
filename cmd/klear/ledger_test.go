package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"klear/internal/modules/ledger"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
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
}
