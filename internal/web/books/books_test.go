package books_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"time"

	"klear/internal/modules/books"
	"klear/internal/modules/identity"
	"klear/internal/modules/ledger"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
	pages "klear/internal/web/books"
	"klear/internal/web/webtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const operator = "operator@example.org"

var (
	src      = ids.NewSource(nil)
	clearing = ledger.Account{Kind: ledger.PSPClearing, Owner: "sandbox", Currency: "INR"}
	escrow   = ledger.Account{Kind: ledger.BookingEscrow, Owner: "one", Currency: "INR"}
)

// open is the site with the books and an operator, who is signed in.
func open(t *testing.T) (*webtest.Stage, *webtest.Browser) {
	t.Helper()
	t.Parallel()
	s := webtest.New(t)
	queue := jobs.New(s.DB, jobs.Options{})
	svc := books.New(books.Deps{DB: s.DB, Clock: s.Clock, IDs: src, Jobs: queue, Audited: func(ctx context.Context, progress func(int64)) (books.Found, error) {
		return s.Payments.Audit(ctx, progress)
	}})
	if err := queue.Open(); err != nil {
		t.Fatal(err)
	}
	pages.Handler{Kit: s.Kit, Books: svc}.Mount(s.Mux)
	s.Account(operator, identity.Admin)
	return s, s.SignedIn(operator)
}

// post puts captures of 100 rupees into the books, one for each day from the first of November on, and the last one's
// correction.
func post(t *testing.T, s *webtest.Stage, days int) (last, correction ledger.Posting) {
	t.Helper()
	err := s.DB.InTx(t.Context(), func(tx db.Tx) error {
		for day := range days {
			last = ledger.Posting{ID: src.ID(), EventKey: fmt.Sprintf("cap:%d", day+1), Event: "capture", BookingID: src.ID(), At: time.Date(2026, 11, 1+day, 12, 0, 0, 0, time.UTC),
				Lines: []ledger.Line{ledger.Debit(clearing, 10_000), ledger.Credit(escrow, 10_000)}}
			if _, err := ledger.PostTx(t.Context(), tx, last); err != nil {
				return err
			}
		}
		correction = ledger.Correction(ledger.Heading{ID: src.ID(), Key: "corr:1", At: last.At.Add(time.Hour)}, last.EventKey, ledger.Mirror(last.Lines)...)
		_, err := ledger.PostTx(t.Context(), tx, correction)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return last, correction
}

func TestBooksBeforeAnything(t *testing.T) {
	_, b := open(t)
	if p := b.Get("/admin/ledger"); !p.Has("Nothing was posted yet") || !p.Has("No day is signed yet") {
		t.Errorf("the books\n%s", p.Text())
	}
	b.Get("/admin/ledger/accounts/INR/psp_clearing").Want(404, "")
	b.Get("/admin/ledger/account/"+clearing.ID().String()).Want(404, "")
	b.Get("/admin/ledger/account/nonsense").Want(404, "")
	b.Get("/admin/ledger/posting/nonsense").Want(404, "")
}

// TestFromTheBalanceToThePosting: kind, account, posting, and what corrects it, each by its link.
func TestFromTheBalanceToThePosting(t *testing.T) {
	s, b := open(t)
	last, correction := post(t, s, 3)
	p := b.Get("/admin/ledger")
	if !p.Has("At the gateway") || !p.Has("Held for bookings") || strings.Count(p.Text(), "₹200.00") != 4 { // both kinds and both sums
		t.Errorf("the trial balance\n%s", p.Text())
	}
	if len(p.All("a", "href", "/admin/ledger/accounts/INR/psp_clearing")) != 1 {
		t.Error("the kind leads nowhere")
	}
	p = b.Get("/admin/ledger/accounts/INR/psp_clearing")
	at := "/admin/ledger/account/" + clearing.ID().String()
	if !p.Has("sandbox") || len(p.All("a", "href", at)) != 1 {
		t.Errorf("the accounts\n%s", p.Text())
	}
	p = b.Get(at)
	of := "/admin/ledger/posting/" + last.ID.String()
	if !p.Has("cap:3") || !p.Has("corr:1") || len(p.All("a", "href", of)) != 1 {
		t.Errorf("the account\n%s", p.Text())
	}
	p = b.Get(of)
	by := "/admin/ledger/posting/" + correction.ID.String()
	if !p.Has("Corrected by") || !p.Has(last.BookingID.String()) || !p.Has("Not sealed yet") || len(p.All("a", "href", by)) != 1 {
		t.Errorf("the posting\n%s", p.Text())
	}
	if p = b.Get(by); !p.Has("Corrects") || len(p.All("a", "href", of)) != 1 {
		t.Errorf("its correction\n%s", p.Text())
	}
}

// TestAnAccountsEntries in pages, of some days, and as a file.
func TestAnAccountsEntries(t *testing.T) {
	s, b := open(t)
	post(t, s, 60)
	at := "/admin/ledger/account/" + clearing.ID().String()
	older := b.Get(at).All("a", "href", at+"?after=")
	if len(older) != 1 {
		t.Fatalf("%d links to what is older", len(older))
	}
	p := b.Get(webtest.Attr(older[0], "href"))
	if !p.Has("cap:11") || p.Has("cap:12") || len(p.All("a", "href", at+"?after=")) != 0 {
		t.Errorf("the second page\n%s", p.Text())
	}
	days := b.Get(at + "?from=2026-11-02&to=2026-11-03")
	if !days.Has("cap:2") || !days.Has("cap:3") || days.Has("cap:1 ") || days.Has("cap:4") || !days.Has("₹5,900.00") {
		t.Errorf("two days\n%s", days.Text())
	}
	if p := b.Get(at + "?from=2027-11-02"); !p.Has("No entry in this time") {
		t.Errorf("no days\n%s", p.Text())
	}
	file := b.Get(at + "/entries.csv?from=2026-11-02&to=2026-11-03")
	rows, err := csv.NewReader(strings.NewReader(file.Body)).ReadAll()
	if err != nil || len(rows) != 3 || rows[1][2] != "cap:3" || rows[2][2] != "cap:2" || rows[1][7] != "100.00" || rows[1][8] != "INR" {
		t.Errorf("the file %q, %v", rows, err)
	}
}

// TestAnAuditIsAskedForOnce, and shown while it waits.
func TestAnAuditIsAskedForOnce(t *testing.T) {
	s, b := open(t)
	post(t, s, 1)
	for range 2 { // the second one finds the first
		p := b.Get("/admin/ledger")
		if forms := p.Forms("/admin/ledger/audit"); len(forms) == 1 {
			p = b.Send(forms[0]).Want(200, "/admin/ledger")
		}
		if !p.Has("Waiting to begin") {
			t.Errorf("asked\n%s", p.Text())
		}
	}
	var n int
	if err := s.DB.QueryRow(t.Context(), "select count(*) from books.audit").Scan(&n); err != nil || n != 1 {
		t.Errorf("%d audits, %v", n, err)
	}
}

// TestTheBooksAreTheOperators: nobody else sees that there is such a page.
func TestTheBooksAreTheOperators(t *testing.T) {
	s, _ := open(t)
	last, _ := post(t, s, 1)
	s.Account("seeker@example.org", identity.Seeker)
	b := s.SignedIn("seeker@example.org")
	at := "/admin/ledger/account/" + clearing.ID().String()
	for _, path := range []string{"/admin/ledger", "/admin/ledger/accounts/INR/psp_clearing", at, at + "/entries.csv", "/admin/ledger/posting/" + last.ID.String()} {
		if p := b.Get(path); p.Status < 400 || p.Has("₹100.00") || p.Has("cap:1") {
			t.Errorf("%s: %d\n%s", path, p.Status, p.Text())
		}
	}
}
