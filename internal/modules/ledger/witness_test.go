package ledger_test

import (
	"errors"
	"path/filepath"
	"testing"

	"klear/internal/modules/ledger"
	"klear/internal/platform/dbtest"
)

// TestWhoCanWriteTheDatabaseCannotForgeTheChain: everything in it may be changed, sealed again and its signatures removed; the
// end that was seen before is not there any more. It is named, and the forged chain is neither taken over nor forgiven later.
func TestWhoCanWriteTheDatabaseCannotForgeTheChain(t *testing.T) {
	t.Parallel()
	for name, forgery := range map[string]string{
		"changed and sealed again": "update ledger.entry set amount_minor = amount_minor * 3; delete from ledger.statement; delete from ledger.seal; insert into ledger.unsealed select id, lines from ledger.transaction",
		"cut off":                  "delete from ledger.seal where n = 2; delete from ledger.entry where transaction_id = (select id from ledger.transaction where event_key = 'cap:2'); delete from ledger.transaction where event_key = 'cap:2'",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, url := dbtest.NewWithURL(t, 4)
			w := ledger.Witness{Path: filepath.Join(t.TempDir(), "seen")}
			post(t, d, capture("cap:1", 500))
			post(t, d, capture("cap:2", 700))
			for range 2 {
				if _, err := w.Seal(t.Context(), d, at); err != nil {
					t.Fatal(err)
				}
			}
			if b, err := w.Break(t.Context(), d); b != nil || err != nil {
				t.Fatalf("a sound chain: %+v, %v", b, err)
			}
			behind(t, url, forgery)
			for range 2 {
				if _, err := w.Seal(t.Context(), d, at); !errors.Is(err, ledger.ErrRewritten) {
					t.Errorf("sealing goes on: %v", err)
				}
			}
			if b, err := w.Break(t.Context(), d); err != nil || b == nil || b.N != 2 || b.Why != ledger.BrokenSeen {
				t.Errorf("%+v, %v", b, err)
			}
		})
	}
}

// TestNothingSeenIsNoFault: a new machine takes the chain over as it finds it, and grows with it.
func TestNothingSeenIsNoFault(t *testing.T) {
	t.Parallel()
	d, _ := dbtest.NewWithURL(t, 4)
	w := ledger.Witness{Path: filepath.Join(t.TempDir(), "seen")}
	if _, err := w.Seal(t.Context(), d, at); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"cap:1", "cap:2", "cap:3"} {
		post(t, d, capture(key, 500))
		if n, err := w.Seal(t.Context(), d, at); n != 1 || err != nil {
			t.Errorf("%d sealed, %v", n, err)
		}
	}
	if n, err := (ledger.Witness{}).Seal(t.Context(), d, at); n != 0 || err != nil {
		t.Errorf("without a witness: %d, %v", n, err)
	}
}
