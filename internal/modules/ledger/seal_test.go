package ledger_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"fmt"
	"sync"
	"testing"
	"time"

	"klear/internal/modules/ledger"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"

	"github.com/jackc/pgx/v5"
)

var signer = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))

func seal(t *testing.T, d *db.DB) int {
	t.Helper()
	n, err := ledger.Seal(t.Context(), d, at)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func chain(t *testing.T, d *db.DB) ledger.Chain {
	t.Helper()
	c, err := ledger.VerifyChain(t.Context(), d, signer.Public().(ed25519.PublicKey), nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTheChainGoesOn(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t)
	if n := seal(t, d); n != 0 {
		t.Fatalf("%d sealed of nothing", n)
	}
	post(t, d, capture("cap:1", 500))
	post(t, d, capture("cap:2", 700))
	if c := chain(t, d); c.Waiting != 2 || c.Sealed != 0 || c.Break != nil {
		t.Errorf("before sealing: %+v", c)
	}
	if n := seal(t, d); n != 2 {
		t.Errorf("%d sealed, want 2", n)
	}
	first := chain(t, d).Last
	post(t, d, capture("cap:3", 900))
	seal(t, d)
	if c := chain(t, d); c.Sealed != 3 || c.Waiting != 0 || c.Break != nil || c.Last == first {
		t.Errorf("after sealing: %+v", c)
	}
}

// TestManySealersMakeOneChain while others post: every posting has one link, and none waits for ever.
func TestManySealersMakeOneChain(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 20 {
				post(t, d, capture(fmt.Sprintf("cap:%d:%d", i, j), 100))
				if j%5 == 0 {
					seal(t, d)
				}
			}
		})
	}
	wg.Wait()
	seal(t, d)
	if c := chain(t, d); c.Sealed != 160 || c.Waiting != 0 || c.Break != nil {
		t.Errorf("%+v", c)
	}
}

// TestWhatWasEditedIsNamed: each case edits behind the triggers, as only the owner of the database can.
func TestWhatWasEditedIsNamed(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, sql string
		want      ledger.Break
	}{
		{"both sides of a posting, so that it balances", "update ledger.entry e set amount_minor = amount_minor * 2 from ledger.transaction t where t.id = e.transaction_id and t.event_key = 'cap:2'", ledger.Break{N: 2, EventKey: "cap:2", Why: ledger.BrokenContent}},
		{"the smallest unit", "update ledger.entry e set amount_minor = amount_minor + sign(amount_minor) from ledger.transaction t where t.id = e.transaction_id and t.event_key = 'cap:3'", ledger.Break{N: 3, EventKey: "cap:3", Why: ledger.BrokenContent}},
		{"whose account it is", "update ledger.account set owner = 'other' where owner = 'sandbox'", ledger.Break{N: 1, EventKey: "cap:1", Why: ledger.BrokenContent}},
		{"when it was", "update ledger.transaction set occurred_at = occurred_at + interval '1 microsecond' where event_key = 'cap:2'", ledger.Break{N: 2, EventKey: "cap:2", Why: ledger.BrokenContent}},
		{"its hash", "update ledger.seal set hash = sha256('x') where n = 2", ledger.Break{N: 2, EventKey: "cap:2", Why: ledger.BrokenContent}},
		{"a link", "delete from ledger.seal where n = 3", ledger.Break{EventKey: "cap:3", Why: ledger.BrokenStowaway}},
		{"a link in the middle", "delete from ledger.seal where n = 2", ledger.Break{N: 2, Why: ledger.BrokenNumber}},
		{"a posting", "delete from ledger.entry; delete from ledger.transaction where event_key = 'cap:1'", ledger.Break{N: 1, Why: ledger.BrokenMissing}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d, url := dbtest.NewWithURL(t, 4)
			for i := 1; i <= 3; i++ {
				post(t, d, capture(fmt.Sprintf("cap:%d", i), 500))
			}
			seal(t, d)
			behind(t, url, tt.sql)
			got := chain(t, d).Break
			if got == nil {
				t.Fatal("nobody noticed")
			}
			if got.N != tt.want.N || got.EventKey != tt.want.EventKey || got.Why != tt.want.Why {
				t.Errorf("named %+v, want %+v", *got, tt.want)
			}
		})
	}
}

// behind does what no role of the application may.
func behind(t *testing.T, url, sql string) {
	t.Helper()
	ctx := context.Background()
	owner, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Close(ctx)
	if _, err := owner.Exec(ctx, "set session_replication_role = replica; "+sql); err != nil { // no trigger, no foreign key
		t.Fatal(err)
	}
}

// TestAnybodyCanCheckASignedDay with a copy of it and the public key, without this program.
func TestAnybodyCanCheckASignedDay(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t)
	post(t, d, capture("cap:1", 500))
	if err := ledger.SignDay(t.Context(), d, signer, at); err != nil {
		t.Fatal(err)
	}
	state, err := ledger.ReadState(t.Context(), d)
	if err != nil || len(state.Statements) != 1 {
		t.Fatalf("%+v %v", state, err)
	}
	s := state.Statements[0]
	said := append(fmt.Appendf(nil, "klear ledger 2026-03-13 %x ", s.Hash), 0, 0, 0, 0, 0, 0, 0, 1)
	if !bytes.Equal(s.Message(), said) || !ed25519.Verify(signer.Public().(ed25519.PublicKey), said, s.Signature) {
		t.Errorf("%q, signed %x", s.Message(), s.Signature)
	}
}

// TestARewrittenChainIsNotTheSignedOne: whoever can edit everything in the database still lacks the key.
func TestARewrittenChainIsNotTheSignedOne(t *testing.T) {
	t.Parallel()
	d, url := dbtest.NewWithURL(t, 4)
	post(t, d, capture("cap:1", 500))
	sign := func(key ed25519.PrivateKey, now time.Time) {
		t.Helper()
		if err := ledger.SignDay(t.Context(), d, key, now); err != nil {
			t.Fatal(err)
		}
	}
	sign(signer, at)
	sign(signer, at) // again does nothing
	if c := chain(t, d); c.Statements != 1 || c.Break != nil {
		t.Fatalf("signed: %+v", c)
	}
	behind(t, url, "update ledger.entry set amount_minor = amount_minor * 3; delete from ledger.seal; insert into ledger.unsealed select id, lines from ledger.transaction")
	seal(t, d)
	if c := chain(t, d); c.Break == nil || c.Break.Why != ledger.BrokenStatement || c.Break.EventKey != "2026-03-13" {
		t.Errorf("a rewritten chain: %+v", c.Break)
	}
}

func TestNobodySignsWithAnotherKey(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t)
	post(t, d, capture("cap:1", 500))
	if err := ledger.SignDay(t.Context(), d, ed25519.NewKeyFromSeed(bytes.Repeat([]byte{8}, ed25519.SeedSize)), at); err != nil {
		t.Fatal(err)
	}
	if c := chain(t, d); c.Break == nil || c.Break.Why != ledger.BrokenStatement {
		t.Errorf("%+v", c.Break)
	}
}
