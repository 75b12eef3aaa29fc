package earnings_test

import (
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/ledger"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/modules/payout"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"
	"klear/internal/platform/i18n"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
	"klear/internal/web/earnings"
	"klear/internal/web/webtest"
	"klear/locales"

	"github.com/google/uuid"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// earner is a practitioner with 600 rupees ready to be paid out and 400 that are young, and a browser of theirs.
func earner(t *testing.T) (*webtest.Stage, webtest.Pro, *webtest.Browser) {
	t.Helper()
	s := webtest.New(t)
	src := ids.NewSource(nil)
	queue := jobs.New(s.DB, jobs.Options{})
	svc := payout.New(payout.Deps{DB: s.DB, Clock: s.Clock, IDs: src, Events: events.NewBus(queue, src), Jobs: queue, Catalog: s.Catalog, People: s.People, Chooser: s.Payments, Payments: s.Payments, Letters: letters{l: english(t)},
		Policy: payout.Policy{Every: payout.Weekly, After: 48 * time.Hour, MinimumMinor: 50_000, Currency: "INR", OnlyVerified: true, Zone: time.UTC}})
	if err := queue.Open(); err != nil {
		t.Fatal(err)
	}
	earnings.Handler{Kit: s.Kit, Payouts: svc}.Mount(s.Mux)
	pro := s.Practitioner(catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	earn(t, s, pro, 60_000, -3*24*time.Hour)
	earn(t, s, pro, 40_000, -time.Hour)
	b := s.SignedIn(pro.Person.Email)
	return s, pro, b
}

func earn(t *testing.T, s *webtest.Stage, pro webtest.Pro, minor int64, ago time.Duration) {
	t.Helper()
	err := s.DB.InTx(t.Context(), func(tx db.Tx) error {
		_, err := ledger.PostTx(t.Context(), tx, ledger.Posting{ID: uuid.New(), EventKey: "earn:" + uuid.NewString(), Event: "earn", BookingID: uuid.New(), At: s.Clock.Now().Add(ago), Lines: []ledger.Line{
			ledger.Debit(ledger.Account{Kind: ledger.PSPClearing, Owner: "sandbox", Currency: "INR"}, minor),
			ledger.Credit(ledger.Account{Kind: ledger.PractitionerPayable, Owner: pro.ID.String(), Currency: "INR"}, minor)}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func exec(t *testing.T, s *webtest.Stage, sql string, args ...any) {
	t.Helper()
	if _, err := s.DB.Exec(t.Context(), sql, args...); err != nil {
		t.Fatal(err)
	}
}

// account lets a payment service be ready to pay somebody.
func account(t *testing.T, s *webtest.Stage, pro webtest.Pro) {
	t.Helper()
	exec(t, s, `insert into payout.account (practitioner_id, person_id, gateway, payee_ref, ready, bank, cadence, next_on, created_at)
		values ($1, $2, 'bank', 'payee', true, 'Bank account ending 6789', 'weekly', '2026-01-01', now())`, pro.ID, pro.Person.ID)
}

// letters are the words of a file; nothing is written to anybody.
type letters struct {
	payout.Letters
	l *i18n.Localizer
}

func (x letters) Localizer(string) *i18n.Localizer { return x.l }

func english(t *testing.T) *i18n.Localizer {
	t.Helper()
	bundle, err := i18n.Load(locales.FS, i18n.Voice{})
	if err != nil {
		t.Fatal(err)
	}
	return bundle.Localizer("en", "IN")
}

// TestEveryNumberOpensItsLines: from the sums to the postings, and why nothing goes out.
func TestEveryNumberOpensItsLines(t *testing.T) {
	t.Parallel()
	_, _, b := earner(t)
	p := b.Get("/pro/earnings").Want(200, "/pro/earnings")
	if !p.Has("₹600.00") || !p.Has("₹400.00") || !p.Has("There is no account yet") {
		t.Errorf("the sums\n%s", p.Text())
	}
	for part, want := range map[string]string{"available": "₹600.00", "pending": "₹400.00"} {
		open := b.Get("/pro/earnings?show=" + part + "&currency=INR")
		if n := strings.Count(open.Text(), want); n != 3 { // the number, its one line, and the sum below
			t.Errorf("%s: %s is there %d times\n%s", part, want, n, open.Text())
		}
	}
}

func TestTheStatementAsAFile(t *testing.T) {
	t.Parallel()
	s, _, b := earner(t)
	month := s.Clock.Now().Format("2006-01")
	b.Get("/pro/earnings/statement?month="+month+"&currency=INR").Want(200, "/pro/earnings/statement")
	rows, err := csv.NewReader(strings.NewReader(b.Get("/pro/earnings.csv?month=" + month + "&currency=INR").Body)).ReadAll()
	if err != nil || len(rows) != 5 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	first := b.Get("/pro/earnings.pdf?month="+month+"&currency=INR").Want(200, "/pro/earnings.pdf").Body
	if again := b.Get("/pro/earnings.pdf?month=" + month + "&currency=INR").Body; !strings.HasPrefix(first, "%PDF-") || first != again {
		t.Error("no file, or another one the second time")
	}
	if rows[1][3] != "0.00" || rows[2][3] != "600.00" || rows[4][1] != "after" || rows[4][3] != "1000.00" {
		t.Errorf("%v", rows)
	}
}

// TestScheduleAndPayout: a wrong amount is said and kept, a right one is saved, and the money is sent at a wish.
func TestScheduleAndPayout(t *testing.T) {
	t.Parallel()
	s, pro, b := earner(t)
	account(t, s, pro)
	p := b.Get("/pro/payouts").Want(200, "/pro/payouts")
	wrong := b.Send(p.Form("/pro/payouts/schedule"), "cadence", "monthly", "minimum", "much")
	if wrong.Status != 422 || !wrong.Has("Give an amount, like 1000.") {
		t.Errorf("a wrong amount: %d\n%s", wrong.Status, wrong.Text())
	}
	saved := b.Send(wrong.Form("/pro/payouts/schedule"), "cadence", "monthly", "minimum", "550").Want(200, "/pro/payouts")
	if !saved.Has("Saved.") || !saved.Has("Send ₹600.00 now") {
		t.Errorf("saved\n%s", saved.Text())
	}
	sent := b.Send(saved.Form("/pro/payouts")).Want(200, "/pro/payouts")
	if !sent.Has("Your payout is on its way.") || !sent.Has("Being sent") {
		t.Errorf("sent\n%s", sent.Text())
	}
	again := b.Send(saved.Form("/pro/payouts"))
	if again.Status != 409 || !again.Has("Nothing can be paid out at the moment") {
		t.Errorf("sent again: %d\n%s", again.Status, again.Text())
	}
	var id string
	if err := s.DB.QueryRow(t.Context(), "select id::text from payout.payout").Scan(&id); err != nil {
		t.Fatal(err)
	}
	if one := b.Get("/pro/payouts/" + id); !one.Has("Bank account ending 6789") || strings.Count(one.Text(), "₹600.00") != 3 {
		t.Errorf("one payout\n%s", one.Text())
	}
}

// TestWhatIsOwedIsPaidFromThePage: with the amount that is shown, and a declined card changes nothing. Of odd fils, what a card
// needs on top is named before it is taken, and stays theirs.
func TestWhatIsOwedIsPaidFromThePage(t *testing.T) {
	t.Parallel()
	s, pro, b := earner(t)
	if p := b.Get("/pro/earnings/pay"); p.Path != "/pro/earnings" {
		t.Errorf("nothing is owed, and it leads to %s", p.Path)
	}
	owe := func(currency string, minor int64) {
		t.Helper()
		err := s.DB.InTx(t.Context(), func(tx db.Tx) error {
			_, err := ledger.PostTx(t.Context(), tx, ledger.Posting{ID: uuid.New(), EventKey: "cash:" + uuid.NewString(), Event: "venue", At: s.Clock.Now(), Lines: []ledger.Line{
				ledger.Debit(ledger.Account{Kind: ledger.PractitionerReceivable, Owner: pro.ID.String(), Currency: currency}, minor),
				ledger.Credit(ledger.Account{Kind: ledger.PlatformRevenue, Owner: "commission", Currency: currency}, minor)}})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	owe("INR", 150_000) // 1,000 of it is repaid by what was earned
	all := b.Get("/pro/earnings")
	if !all.Has("What you owe") || !all.Has("Pay ₹500.00") {
		t.Fatalf("not asked for\n%s", all.Text())
	}
	pay := b.Get("/pro/earnings/pay?currency=INR").Want(200, "/pro/earnings/pay")
	no := b.Send(pay.Form("/pro/earnings/pay?currency=INR"), "card", sandbox.CardDeclined)
	if no.Status != 402 || !no.Has("₹500.00") {
		t.Fatalf("declined: %d\n%s", no.Status, no.Text())
	}
	owe("INR", 100)
	changed := b.Send(no.Form("/pro/earnings/pay?currency=INR"), "card", sandbox.CardSucceeds)
	if changed.Status != 409 || !changed.Has("₹501.00") {
		t.Fatalf("another amount than shown: %d\n%s", changed.Status, changed.Text())
	}
	done := b.Send(changed.Form("/pro/earnings/pay?currency=INR"), "card", sandbox.CardSucceeds).Want(200, "/pro/earnings")
	if !done.Has("You owe nothing more") || done.Has("What you owe") {
		t.Errorf("paid\n%s", done.Text())
	}
	owe("KWD", 1_234)
	fils := b.Get("/pro/earnings/pay?currency=KWD").Want(200, "/pro/earnings/pay")
	for _, amount := range []string{"1.234", "0.006", "Pay KWD 1.240"} {
		if !fils.Has(amount) {
			t.Errorf("%s is not named\n%s", amount, fils.Text())
		}
	}
	if done := b.Send(fils.Form("/pro/earnings/pay?currency=KWD"), "card", sandbox.CardSucceeds).Want(200, "/pro/earnings"); done.Has("What you owe") {
		t.Errorf("paid\n%s", done.Text())
	}
}
