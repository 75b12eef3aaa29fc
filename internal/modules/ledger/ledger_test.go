package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"klear/internal/modules/ledger"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/ids"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var (
	src = ids.NewSource(nil)
	at  = time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC)
)

// The SQLSTATEs that the migration raises, and that of a missing grant.
const (
	codeAppendOnly = "KL001"
	codeUnbalanced = "KL002"
	codeNoGrant    = "42501"
)

func clearing(currency string) ledger.Account {
	return ledger.Account{Kind: ledger.PSPClearing, Owner: "sandbox", Currency: currency}
}

func escrow(booking uuid.UUID, currency string) ledger.Account {
	return ledger.Account{Kind: ledger.BookingEscrow, Owner: booking.String(), Currency: currency}
}

func capture(key string, minor int64) ledger.Posting {
	booking := src.ID()
	return ledger.Posting{ID: src.ID(), EventKey: key, Event: "capture", BookingID: booking, PaymentID: src.ID(), At: at,
		Lines: []ledger.Line{ledger.Debit(clearing("INR"), minor), ledger.Credit(escrow(booking, "INR"), minor)}}
}

func post(t testing.TB, d *db.DB, p ledger.Posting) bool {
	t.Helper()
	var posted bool
	err := d.InTx(context.Background(), func(tx db.Tx) (err error) {
		posted, err = ledger.PostTx(context.Background(), tx, p)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return posted
}

func TestPostingIsReadBackAndBalances(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t)
	ctx := context.Background()
	p := capture("cap:1", 150_000)
	if !post(t, d, p) {
		t.Fatal("the first posting of a key must post")
	}
	got, err := ledger.BookingEntries(ctx, d, p.BookingID)
	if err != nil {
		t.Fatal(err)
	}
	want := []ledger.Entry{
		{EventKey: "cap:1", Event: "capture", At: at, Line: 1, Account: clearing("INR"), Minor: 150_000},
		{EventKey: "cap:1", Event: "capture", At: at, Line: 2, Account: escrow(p.BookingID, "INR"), Minor: -150_000},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
	tb, err := ledger.ReadTrialBalance(ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]int64{"INR": 0}, tb.Sums); diff != "" {
		t.Errorf("sums (-want +got):\n%s", diff)
	}
	if b, err := ledger.ReadBalance(ctx, d, clearing("INR")); err != nil || b != 150_000 {
		t.Errorf("clearing %d, %v; want 150000", b, err)
	}
}

func TestOneEventKeyPostsOnce(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t)
	ctx := context.Background()
	booking := src.ID()
	var posted atomic.Int64
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			err := d.InTx(ctx, func(tx db.Tx) error {
				p := capture("cap:race", 999)
				p.BookingID = booking
				ok, err := ledger.PostTx(ctx, tx, p)
				if ok {
					posted.Add(1)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	entries, err := ledger.BookingEntries(ctx, d, booking)
	if err != nil || len(entries) != 2 || posted.Load() != 1 {
		t.Fatalf("%d entries, %d posted, %v; want 2 entries of 1 posting", len(entries), posted.Load(), err)
	}
}

func TestUnbalancedPostingIsRefusedBeforeTheDatabase(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t)
	for name, lines := range map[string][]ledger.Line{
		"off by one":     {ledger.Debit(clearing("INR"), 100), ledger.Credit(escrow(src.ID(), "INR"), 99)},
		"two currencies": {ledger.Debit(clearing("INR"), 100), ledger.Credit(escrow(src.ID(), "JPY"), 100)},
		"one line":       {ledger.Debit(clearing("INR"), 100)},
		"beyond 64 bits": {ledger.Debit(clearing("INR"), 1<<62), ledger.Debit(escrow(src.ID(), "INR"), 1<<62)},
		"wraps to zero":  {ledger.Credit(clearing("INR"), 1<<62), ledger.Credit(clearing("INR"), 1<<62), ledger.Credit(clearing("INR"), 1<<62), ledger.Credit(clearing("INR"), 1<<62)},
	} {
		p := capture("bad:"+name, 1)
		p.Lines = lines
		err := d.InTx(context.Background(), func(tx db.Tx) error {
			_, err := ledger.PostTx(context.Background(), tx, p)
			return err
		})
		if !errors.Is(err, ledger.ErrUnbalanced) {
			t.Errorf("%s: got %v, want ErrUnbalanced", name, err)
		}
	}
}

func TestEmptyPostingPostsNothing(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t)
	p := capture("none:1", 0)
	if post(t, d, p) {
		t.Fatal("a posting of zeros must not post")
	}
}

// raw writes past the package, with the rights of the application: what is left is what the database holds.
type raw struct {
	t  *testing.T
	tx pgx.Tx
}

func (r raw) exec(sql string, args ...any) error {
	_, err := r.tx.Exec(context.Background(), sql, args...)
	return err
}

func (r raw) must(sql string, args ...any) {
	r.t.Helper()
	if err := r.exec(sql, args...); err != nil {
		r.t.Fatalf("%s: %v", sql, err)
	}
}

func (r raw) transaction(lines int) uuid.UUID {
	r.t.Helper()
	id := src.ID()
	r.must("insert into ledger.transaction (id, lines, event_key, kind, occurred_at) values ($1, $2, $3, 'raw', now())", id, lines, "raw:"+id.String())
	return id
}

func (r raw) account(kind, currency string) uuid.UUID {
	r.t.Helper()
	id := src.ID()
	r.must("insert into ledger.account (id, kind, owner, currency) values ($1, $2, $3, $4)", id, kind, id.String(), currency)
	return id
}

const insertEntry = "insert into ledger.entry (transaction_id, lines, line, account_id, currency, amount_minor) values ($1, $2, $3, $4, $5, $6)"

func TestDatabaseRefusesWhatDoesNotBalance(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t)
	ctx := context.Background()
	for _, tt := range []struct {
		name string
		do   func(r raw)
		code string // at commit
	}{
		{"no entries", func(r raw) { r.transaction(2) }, codeUnbalanced},
		{"off by one", func(r raw) {
			id := r.transaction(2)
			r.must(insertEntry, id, 2, 1, r.account("bank", "INR"), "INR", 100)
			r.must(insertEntry, id, 2, 2, r.account("bank", "INR"), "INR", -99)
		}, codeUnbalanced},
		{"fewer entries than declared", func(r raw) {
			id := r.transaction(3)
			r.must(insertEntry, id, 3, 1, r.account("bank", "INR"), "INR", 100)
			r.must(insertEntry, id, 3, 2, r.account("bank", "INR"), "INR", -100)
		}, codeUnbalanced},
		{"balanced across currencies only", func(r raw) {
			id := r.transaction(2)
			r.must(insertEntry, id, 2, 1, r.account("bank", "INR"), "INR", 100)
			r.must(insertEntry, id, 2, 2, r.account("bank", "JPY"), "JPY", -100)
		}, codeUnbalanced},
		{"two currencies without a conversion", func(r raw) {
			id := r.transaction(4)
			for i, currency := range []string{"INR", "JPY"} {
				r.must(insertEntry, id, 4, 2*i+1, r.account("bank", currency), currency, 100)
				r.must(insertEntry, id, 4, 2*i+2, r.account("goodwill", currency), currency, -100)
			}
		}, codeUnbalanced},
		{"balanced", func(r raw) {
			id := r.transaction(2)
			r.must(insertEntry, id, 2, 1, r.account("bank", "INR"), "INR", 100)
			r.must(insertEntry, id, 2, 2, r.account("bank", "INR"), "INR", -100)
		}, ""},
	} {
		tx, err := d.Begin(ctx)
		if err != nil {
			t.Fatal(err)
		}
		tt.do(raw{t, tx})
		if err := tx.Commit(ctx); db.Code(err) != tt.code {
			t.Errorf("%s: commit gave %v, want code %q", tt.name, err, tt.code)
		}
	}
}

func TestDatabaseRefusesEntriesThatDoNotBelong(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t)
	ctx := context.Background()
	posted := capture("cap:old", 500)
	post(t, d, posted)
	for _, tt := range []struct {
		name string
		do   func(r raw) error
		code string
	}{
		{"a third entry of an old transaction", func(r raw) error {
			return r.exec(insertEntry, posted.ID, 2, 3, clearing("INR").ID(), "INR", 5)
		}, db.CodeCheckViolation},
		{"a third entry that claims more lines", func(r raw) error {
			return r.exec(insertEntry, posted.ID, 3, 3, clearing("INR").ID(), "INR", 5)
		}, db.CodeForeignKeyViolation},
		{"another entry under a taken number", func(r raw) error {
			return r.exec(insertEntry, posted.ID, 2, 2, clearing("INR").ID(), "INR", 5)
		}, db.CodeUniqueViolation},
		{"a second transaction of the same id", func(r raw) error {
			r.must("insert into ledger.transaction (id, lines, event_key, kind, occurred_at) values ($1, 3, 'raw:twin', 'raw', now())", posted.ID)
			return r.exec(insertEntry, posted.ID, 3, 1, clearing("INR").ID(), "INR", 5)
		}, db.CodeUniqueViolation},
		{"an entry in another currency than its account's", func(r raw) error {
			return r.exec(insertEntry, r.transaction(2), 2, 1, clearing("INR").ID(), "JPY", 5)
		}, db.CodeForeignKeyViolation},
		{"an entry of zero", func(r raw) error {
			return r.exec(insertEntry, r.transaction(2), 2, 1, clearing("INR").ID(), "INR", 0)
		}, db.CodeCheckViolation},
	} {
		tx, err := d.Begin(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if err := tt.do(raw{t, tx}); db.Code(err) != tt.code {
			t.Errorf("%s: got %v, want code %s", tt.name, err, tt.code)
		}
		if err := tx.Rollback(ctx); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNothingInTheLedgerCanBeChanged(t *testing.T) {
	t.Parallel()
	d, url := dbtest.NewWithURL(t, 4)
	ctx := context.Background()
	post(t, d, capture("cap:fixed", 500))
	owner, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Close(ctx)
	for _, sql := range []string{
		"update ledger.entry set amount_minor = amount_minor + 1", "delete from ledger.entry", "truncate ledger.entry cascade",
		"update ledger.transaction set event_key = 'other'", "delete from ledger.transaction", "truncate ledger.transaction cascade",
		"update ledger.account set owner = 'x'", "delete from ledger.account",
	} {
		if _, err := d.Exec(ctx, sql); db.Code(err) != codeNoGrant {
			t.Errorf("application: %s: got %v, want code %s", sql, err, codeNoGrant)
		}
		if _, err := owner.Exec(ctx, sql); db.Code(err) != codeAppendOnly {
			t.Errorf("owner: %s: got %v, want code %s", sql, err, codeAppendOnly)
		}
	}
}

// Without the trigger the unbalanced posting is taken, so the trigger is what refuses it; and Verify names the damage.
func TestVerifyNamesWhatWasTamperedWith(t *testing.T) {
	t.Parallel()
	d, url := dbtest.NewWithURL(t, 4)
	ctx := context.Background()
	post(t, d, capture("cap:sound", 500))
	post(t, d, capture("cap:edited", 700))
	owner, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Close(ctx)
	if faults, err := ledger.Verify(ctx, d); err != nil || len(faults) != 0 {
		t.Fatalf("sound books: %v, %v", faults, err)
	}
	tx, err := owner.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	r := raw{t, tx}
	r.must("alter table ledger.transaction disable trigger transaction_balanced")
	r.must("alter table ledger.entry disable trigger entry_append_only")
	r.must("update ledger.entry e set amount_minor = 701 from ledger.transaction t where t.id = e.transaction_id and t.event_key = 'cap:edited' and line = 1")
	id := r.transaction(3)
	r.must(insertEntry, id, 3, 1, clearing("INR").ID(), "INR", 9)
	if err := tx.Commit(ctx); err != nil {
		t.Fatalf("with the triggers off the owner can do anything, but: %v", err)
	}
	got, err := ledger.Verify(ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	want := []ledger.Fault{
		{EventKey: "cap:edited", Currency: "INR", OffMinor: 1},
		{EventKey: fmt.Sprintf("raw:%s", id), Currency: "INR", OffMinor: 9, Missing: 2},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

func TestManyPostingsAreOneStatement(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t)
	ctx := context.Background()
	booking := src.ID()
	post(t, d, capture("many:7", 500))
	list := make([]ledger.Posting, 2_500)
	for i := range list {
		list[i] = capture(fmt.Sprintf("many:%d", i), int64(i)) // the first is empty, the eighth was posted before
		list[i].BookingID = booking
	}
	postAll := func() (n int, err error) {
		err = d.InTx(ctx, func(tx db.Tx) (err error) { n, err = ledger.PostAllTx(ctx, tx, list); return err })
		return n, err
	}
	if n, err := postAll(); err != nil || n != 2_498 {
		t.Errorf("posted %d, %v; want 2498", n, err)
	}
	if n, err := postAll(); err != nil || n != 0 {
		t.Errorf("again: posted %d, %v", n, err)
	}
	entries, err := ledger.BookingEntries(ctx, d, booking)
	if err != nil || len(entries) != 2*2_498 {
		t.Errorf("%d entries, %v", len(entries), err)
	}
	list[2_400].Lines = list[2_400].Lines[:1]
	list[2_400].EventKey = "many:torn"
	if _, err := postAll(); !errors.Is(err, ledger.ErrUnbalanced) {
		t.Errorf("a torn posting: %v", err)
	}
}

// TestABalanceIsTheSumOfItsEntries at any instant, while others post and seal.
func TestABalanceIsTheSumOfItsEntries(t *testing.T) {
	t.Parallel()
	d, url := dbtest.NewWithURL(t, 12)
	ctx := context.Background()
	var writers, readers sync.WaitGroup
	done := make(chan struct{})
	for i := range 4 {
		writers.Go(func() {
			for j := range 60 {
				post(t, d, capture(fmt.Sprintf("bal:%d:%d", i, j), int64(1+j)))
				if j%7 == 0 {
					seal(t, d)
				}
			}
		})
	}
	for range 2 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
					compareBalance(t, d)
				}
			}
		})
	}
	writers.Wait()
	close(done)
	readers.Wait()
	seal(t, d)
	if off, err := ledger.VerifyBalances(ctx, d); err != nil || len(off) != 0 {
		t.Errorf("sound books: %+v, %v", off, err)
	}
	behind(t, url, "update ledger.balance set minor = minor + 1 where minor > 0")
	want := []ledger.BalanceFault{{Account: clearing("INR"), KeptMinor: 4*1830 + 1, EntriesMinor: 4 * 1830}}
	got, err := ledger.VerifyBalances(ctx, d)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("an edited balance (-want +got): %v\n%s", err, diff)
	}
}

// compareBalance reads a balance and the sum of all entries at one instant.
func compareBalance(t *testing.T, d *db.DB) {
	t.Helper()
	ctx := context.Background()
	err := d.InTx(ctx, func(tx db.Tx) error {
		if _, err := tx.Exec(ctx, "set transaction isolation level repeatable read, read only"); err != nil {
			return err
		}
		got, err := ledger.ReadBalance(ctx, tx, clearing("INR"))
		if err != nil {
			return err
		}
		var want int64
		err = tx.QueryRow(ctx, "select coalesce(sum(amount_minor), 0)::bigint from ledger.entry where account_id = $1", clearing("INR").ID()).Scan(&want)
		if got != want {
			t.Errorf("balance %d, entries sum to %d", got, want)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func BenchmarkPost(b *testing.B) {
	d := dbtest.New(b)
	ctx := context.Background()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			err := d.InTx(ctx, func(tx db.Tx) error {
				_, err := ledger.PostTx(ctx, tx, capture("cap:"+src.ID().String(), 150_000))
				return err
			})
			if err != nil {
				b.Fatal(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "postings/s")
}
