package books_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"klear/internal/modules/books"
	"klear/internal/modules/identity"
	"klear/internal/modules/ledger"
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var (
	at  = time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC)
	src = ids.NewSource(nil)
)

// house is the module over books that payments keep.
type house struct {
	*testing.T
	*books.Service
	db       *db.DB
	url      string // the database, as its owner
	clock    *clock.Fake
	operator identity.Principal
}

func open(t *testing.T) *house {
	t.Helper()
	t.Parallel()
	h := &house{T: t, clock: clock.NewFake(at), operator: identity.Principal{PersonID: uuid.New(), Role: identity.Admin, Verified: true}}
	h.db, h.url = dbtest.NewWithURL(t, rivals)
	queue := jobs.New(h.db, jobs.Options{})
	gateway := sandbox.New(sandbox.Options{DB: h.db, Clock: h.clock, IDs: src, Secrets: [][]byte{[]byte("secret")}})
	payments := payment.New(payment.Options{DB: h.db, Clock: h.clock, IDs: src, Jobs: queue, Bus: events.NewBus(queue, src), Gateways: []payment.Gateway{gateway}})
	h.Service = books.New(books.Deps{DB: h.db, Clock: h.clock, IDs: src, Jobs: queue, Audited: replayed(payments)})
	h.ok(queue.Open())
	_, err := h.db.Exec(t.Context(), "insert into identity.person (id, kind, email, name, role, created_at) values ($1, 'account', 'o@klear.example', 'Omar', 'admin', $2)", h.operator.PersonID, at)
	h.ok(err)
	return h
}

func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// post puts n captures of a rupee each into the books, a minute apart, and gives the last.
func (h *house) post(n int) (p ledger.Posting) {
	h.Helper()
	h.ok(h.db.InTx(h.Context(), func(tx db.Tx) error {
		for i := range n {
			p = ledger.Posting{ID: src.ID(), EventKey: "cap:" + src.ID().String(), Event: "capture", BookingID: src.ID(), At: at.Add(time.Duration(i) * time.Minute), Lines: []ledger.Line{
				ledger.Debit(clearing, 100), ledger.Credit(ledger.Account{Kind: ledger.BookingEscrow, Owner: "one", Currency: "INR"}, 100)}}
			if _, err := ledger.PostTx(h.Context(), tx, p); err != nil {
				return err
			}
		}
		return nil
	}))
	return p
}

var clearing = ledger.Account{Kind: ledger.PSPClearing, Owner: "sandbox", Currency: "INR"}

// behind changes the books behind everybody's back: no trigger, no right.
func (h *house) behind(sql string, args ...any) {
	h.Helper()
	owner, err := pgx.Connect(h.Context(), h.url)
	h.ok(err)
	defer owner.Close(h.Context())
	_, err = owner.Exec(h.Context(), "set session_replication_role = replica")
	h.ok(err)
	_, err = owner.Exec(h.Context(), sql, args...)
	h.ok(err)
}

// audited asks for an audit and works it.
func (h *house) audited() books.Audit {
	h.Helper()
	a, err := h.AskAudit(h.Context(), h.operator)
	h.ok(err)
	h.ok(books.Work(h.Service, h.Context(), books.AuditJob{AuditID: a.ID}))
	a, err = h.AuditByID(h.Context(), h.operator, a.ID)
	h.ok(err)
	return a
}

func TestSoundBooksAreFoundSound(t *testing.T) {
	h := open(t)
	h.post(3)
	if a := h.audited(); a.State != books.Sound || a.Done != 3 || a.Total != 3 || a.Open() || len(a.Findings) > 0 {
		t.Errorf("%+v", a)
	}
}

// TestAnEditedRowIsNamed, by the key of its posting, with what it is off by; a kept balance that is wrong, too.
func TestAnEditedRowIsNamed(t *testing.T) {
	h := open(t)
	p := h.post(3)
	h.audited() // seals them
	h.clock.Advance(time.Minute)
	h.behind("update ledger.entry set amount_minor = amount_minor + 1 where transaction_id = $1 and line = 1", p.ID)
	a := h.audited()
	all := strings.Join(a.Findings, "\n")
	if a.State != books.Unsound || !strings.Contains(all, fmt.Sprintf("%s is off by 0.01 INR", p.EventKey)) || !strings.Contains(all, "posting "+p.EventKey) || !strings.Contains(all, "balance of psp_clearing") {
		t.Errorf("%s: %s", a.State, all)
	}
	if last, err := h.LatestAudit(t.Context(), h.operator); err != nil || last.State != books.Unsound {
		t.Errorf("%+v, %v", last, err)
	}
}

// TestOneAuditAtATime of many that are asked for at once (audit_one_open), and another when it is done.
func TestOneAuditAtATime(t *testing.T) {
	h := open(t)
	if won := h.rush(); won != 1 {
		t.Errorf("%d audits at a time", won)
	}
	last, err := h.LatestAudit(t.Context(), h.operator)
	h.ok(err)
	h.ok(books.Work(h.Service, t.Context(), books.AuditJob{AuditID: last.ID}))
	if a := h.audited(); a.State != books.Sound {
		t.Errorf("the next one: %+v", a)
	}
}

// Without the index the same race begins them all.
func TestWithoutTheIndexManyAuditsRun(t *testing.T) {
	h := open(t)
	h.behind("drop index books.audit_one_open")
	if won := h.rush(); won != rivals {
		t.Errorf("%d audits", won)
	}
}

const rivals = 12

func (h *house) rush() (won int) {
	var group sync.WaitGroup
	told := make(chan error, rivals)
	for range rivals {
		group.Go(func() { _, err := h.AskAudit(h.Context(), h.operator); told <- err })
	}
	group.Wait()
	close(told)
	for err := range told {
		switch {
		case err == nil:
			won++
		case !errors.Is(err, books.ErrRunning):
			h.Error(err)
		}
	}
	return won
}

// replayed is an audit of the postings alone.
func replayed(s *payment.Service) func(context.Context, func(int64)) (books.Found, error) {
	return func(ctx context.Context, progress func(int64)) (books.Found, error) { return s.Audit(ctx, progress) }
}

// broken cannot read the books.
func broken(context.Context, func(int64)) (books.Found, error) {
	return nil, errors.New("the disk is gone")
}

// TestAnAuditThatBreaksOffSaysSo: it is over, its job is told, and another may be asked for.
func TestAnAuditThatBreaksOffSaysSo(t *testing.T) {
	h := open(t)
	sound := h.Audited
	h.Audited = broken
	a, err := h.AskAudit(t.Context(), h.operator)
	h.ok(err)
	if err := books.Work(h.Service, t.Context(), books.AuditJob{AuditID: a.ID}); err == nil {
		t.Error("nobody was told")
	}
	if a, err = h.AuditByID(t.Context(), h.operator, a.ID); err != nil || a.State != books.Failed || a.Open() {
		t.Errorf("%+v, %v", a, err)
	}
	h.Audited = sound
	if a := h.audited(); a.State != books.Sound {
		t.Errorf("the next one: %+v", a)
	}
}

// TestAnAccountIsReadInPages, each entry once, the newest first; the balance is of all of them, whatever days are asked for.
func TestAnAccountIsReadInPages(t *testing.T) {
	h := open(t)
	h.post(7)
	q := books.EntryQuery{Account: clearing.ID(), Limit: 3}
	var seen []time.Time
	for pages := 0; ; pages++ {
		a, err := h.Account(t.Context(), h.operator, q)
		h.ok(err)
		if a.Minor != 700 || a.Owner != "sandbox" || pages > 2 {
			t.Fatalf("page %d: %+v", pages, a.Balance)
		}
		for _, e := range a.Entries {
			seen = append(seen, e.At)
		}
		if !a.More {
			break
		}
		q.After = a.Entries[len(a.Entries)-1].Place
	}
	for i, when := range seen {
		if !when.Equal(at.Add(time.Duration(6-i) * time.Minute)) {
			t.Errorf("entry %d of %d is of %s", i, len(seen), when)
		}
	}
	if len(seen) != 7 {
		t.Errorf("%d entries", len(seen))
	}
	a, err := h.Account(t.Context(), h.operator, books.EntryQuery{Account: clearing.ID(), Limit: 10, Since: at.Add(time.Minute), Until: at.Add(3 * time.Minute)})
	if err != nil || len(a.Entries) != 2 || a.Minor != 700 {
		t.Errorf("%d entries, %d, %v", len(a.Entries), a.Minor, err)
	}
}

// TestTheTrialBalanceIsZero, of what is sealed and of what waits for it alike.
func TestTheTrialBalanceIsZero(t *testing.T) {
	h := open(t)
	h.post(2)
	h.audited()
	h.post(1)
	o, err := h.Overview(t.Context(), h.operator)
	h.ok(err)
	var sum int64
	for _, k := range o.Kinds {
		sum += k.Minor
	}
	if sum != 0 || len(o.Kinds) != 2 || o.State.Sealed != 2 || o.State.Waiting != 1 {
		t.Errorf("%d, %+v", sum, o)
	}
	list, n, err := h.Accounts(t.Context(), h.operator, ledger.PSPClearing, "INR", 1, 10)
	if err != nil || n != 1 || list[0].Minor != 300 {
		t.Errorf("%d accounts %+v, %v", n, list, err)
	}
}

func TestOnlyOperatorsRead(t *testing.T) {
	h := open(t)
	p := h.post(1)
	for _, role := range []identity.Role{identity.Seeker, identity.Practitioner, ""} {
		by := identity.Principal{PersonID: uuid.New(), Role: role, Verified: true}
		_, overview := h.Overview(t.Context(), by)
		_, _, accounts := h.Accounts(t.Context(), by, ledger.PSPClearing, "INR", 1, 10)
		_, account := h.Account(t.Context(), by, books.EntryQuery{Account: clearing.ID()})
		_, posting := h.Transaction(t.Context(), by, p.ID)
		_, key := h.ByKey(t.Context(), by, p.EventKey)
		_, ask := h.AskAudit(t.Context(), by)
		_, latest := h.LatestAudit(t.Context(), by)
		_, one := h.AuditByID(t.Context(), by, uuid.New())
		for i, err := range []error{overview, accounts, account, posting, key, ask, latest, one} {
			if err == nil || errors.Is(err, books.ErrNoAudit) {
				t.Errorf("%q, call %d: %v", role, i, err)
			}
		}
	}
	if _, err := h.Account(t.Context(), h.operator, books.EntryQuery{Account: uuid.New()}); !errors.Is(err, books.ErrNotFound) {
		t.Errorf("no account: %v", err)
	}
	if _, err := h.Transaction(t.Context(), h.operator, uuid.New()); !errors.Is(err, books.ErrNotFound) {
		t.Errorf("no posting: %v", err)
	}
}
