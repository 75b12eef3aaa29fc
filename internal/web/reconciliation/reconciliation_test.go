package reconciliation_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/ledger"
	"klear/internal/modules/payment"
	"klear/internal/modules/reconcile"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
	"klear/internal/platform/money"
	"klear/internal/web/reconciliation"
	"klear/internal/web/webtest"

	"github.com/google/uuid"
	"golang.org/x/net/html"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const (
	operator = "operator@example.org"
	dayPage  = "/admin/reconciliation/stripe/2026-11-19"
)

var noon = time.Date(2026, 11, 19, 12, 0, 0, 0, time.UTC)

// report is a gateway that tells of one payment that the books do not know.
type report struct{}

// Report gives it on its day.
func (report) Report(_ context.Context, day time.Time) ([]payment.ReportRow, error) {
	if !day.UTC().Truncate(24 * time.Hour).Equal(noon.Truncate(24 * time.Hour)) {
		return nil, nil
	}
	return []payment.ReportRow{{Ref: "txn_theirs", Kind: payment.ReportCapture, Reference: uuid.New(), Amount: money.Amount{Minor: 2_500, Currency: "INR"}, At: noon}}, nil
}

// open is the site with one day read, and an operator, who is signed in.
func open(t *testing.T) (*webtest.Stage, *webtest.Browser) {
	t.Helper()
	t.Parallel()
	s, src := webtest.New(t), ids.NewSource(nil)
	queue := jobs.New(s.DB, jobs.Options{})
	svc := reconcile.New(reconcile.Deps{DB: s.DB, Clock: s.Clock, IDs: src, Events: events.NewBus(queue, src), Jobs: queue, People: s.People,
		Reporters: map[string]payment.Reporter{"stripe": report{}}, Bank: "house", BaseURL: s.URL})
	if err := queue.Open(); err != nil {
		t.Fatal(err)
	}
	reconciliation.Handler{Kit: s.Kit, Reconcile: svc}.Mount(s.Mux)
	s.Account(operator, identity.Admin)
	b := s.SignedIn(operator)
	if p := b.Get("/admin/reconciliation"); !p.Has("No day was reconciled yet") {
		t.Errorf("before\n%s", p.Text())
	}
	for _, day := range []time.Time{noon.AddDate(0, 0, -1), noon} {
		if err := svc.ReadDay(t.Context(), "stripe", day); err != nil {
			t.Fatal(err)
		}
	}
	return s, b
}

// gift is what the books have as goodwill, with the sign of a debit.
func gift(t *testing.T, s *webtest.Stage) int64 {
	t.Helper()
	n, err := ledger.ReadBalance(t.Context(), s.DB, ledger.Account{Kind: ledger.Goodwill, Currency: "INR"})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// theDifference is the page that asks what it was.
func theDifference(t *testing.T, b *webtest.Browser) *webtest.Page {
	t.Helper()
	links := b.Get(dayPage).All("a", "href", "/admin/reconciliation/explain?")
	if len(links) != 1 {
		t.Fatalf("%d differences", len(links))
	}
	return b.Get(webtest.Attr(links[0], "href"))
}

// TestADifferenceIsExplained: the posting is shown, then made; after it nothing is open, and the words stay.
func TestADifferenceIsExplained(t *testing.T) {
	s, b := open(t)
	p := b.Get("/admin/reconciliation")
	if !p.Has("stripe") || len(p.All("a", "href", dayPage)) == 0 {
		t.Fatalf("the days\n%s", p.Text())
	}
	if p = b.Get(dayPage); !p.Has("Payment") || !p.Has("₹25.00") {
		t.Fatalf("the day\n%s", p.Text())
	}
	look := b.Send(theDifference(t, b).Form("/admin/reconciliation/explain"), "against", string(reconcile.ToGoodwill), "words", "A gift of theirs")
	if !look.Has("This would be posted") || !look.Has("A gift of theirs") || gift(t, s) != 0 {
		t.Fatalf("the second look\n%s", look.Text())
	}
	b.Send(look.Form("/admin/reconciliation/explain")).Want(200, "/admin/reconciliation")
	if n := gift(t, s); n != -2_500 {
		t.Errorf("%d posted", n)
	}
	if p := b.Get(dayPage); !p.Has("A gift of theirs") || !p.Has("explain:") || len(p.All("a", "href", "/admin/reconciliation/explain?")) != 0 {
		t.Errorf("afterwards\n%s", p.Text())
	}
	b.Send(look.Form("/admin/reconciliation/explain"))
	if n := gift(t, s); n != -2_500 {
		t.Errorf("sent twice: %d", n)
	}
}

// TestAnExplanationWithoutWords is asked for again, with what was chosen.
func TestAnExplanationWithoutWords(t *testing.T) {
	s, b := open(t)
	p := b.Send(theDifference(t, b).Form("/admin/reconciliation/explain"), "against", string(reconcile.ToGoodwill)).Want(422, "/admin/reconciliation/explain")
	chosen := p.All("option", "value", string(reconcile.ToGoodwill))
	if len(chosen) != 1 || !slices.ContainsFunc(chosen[0].Attr, func(a html.Attribute) bool { return a.Key == "selected" }) || !p.Has("Say what it was") || p.Has("This would be posted") {
		t.Errorf("asked again\n%s", p.Text())
	}
	if n := gift(t, s); n != 0 {
		t.Errorf("%d posted", n)
	}
}

// TestWhatIsLateIsAnAlarm on the first page, after a day without a counterpart and not before.
func TestWhatIsLateIsAnAlarm(t *testing.T) {
	s, b := open(t)
	if p := b.Get("/admin/reconciliation"); p.Has("To be explained") {
		t.Errorf("at once\n%s", p.Text())
	}
	s.Clock.Advance(7 * 24 * time.Hour)
	if p := s.SignedIn(operator).Get("/admin/reconciliation"); !p.Has("To be explained, the oldest first") || len(p.All("a", "href", "/admin/reconciliation/explain?")) != 1 {
		t.Errorf("a week later\n%s", p.Text())
	}
}

// TestDaysThatWereNotReadAreNamed: without their reports nobody knows what is open on them.
func TestDaysThatWereNotReadAreNamed(t *testing.T) {
	s, b := open(t)
	moved(t, s, noon)
	if p := b.Get("/admin/reconciliation"); p.Has("not been compared") {
		t.Errorf("at once\n%s", p.Text())
	}
	s.Clock.Advance(3 * 24 * time.Hour)
	if p := s.SignedIn(operator).Get("/admin/reconciliation"); !p.Has("days have not been compared") || !p.Has("Not compared so far") || !p.Has("stripe") {
		t.Errorf("days later\n%s", p.Text())
	}
}

// moved posts a payment through the gateway.
func moved(t *testing.T, s *webtest.Stage, at time.Time) {
	t.Helper()
	err := s.DB.InTx(t.Context(), func(tx db.Tx) error {
		_, err := ledger.PostTx(t.Context(), tx, ledger.Posting{ID: ids.NewSource(nil).ID(), EventKey: "cap:web", Event: "capture", At: at, Lines: []ledger.Line{
			ledger.Debit(ledger.Account{Kind: ledger.PSPClearing, Owner: "stripe", Currency: "INR"}, 500), ledger.Credit(ledger.Account{Kind: ledger.Goodwill, Currency: "INR"}, 500)}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestDaysThatAreQuietOrNone(t *testing.T) {
	s, b := open(t)
	if p := b.Get("/admin/reconciliation/stripe/2026-11-18"); !p.Has("Nothing moved on this day") {
		t.Errorf("a quiet day\n%s", p.Text())
	}
	for _, path := range []string{"/admin/reconciliation/stripe/2026-11-01", "/admin/reconciliation/stripe/today", "/admin/reconciliation/none/2026-11-19", "/admin/reconciliation/explain?side=row&gateway=stripe&subject=none"} {
		b.Get(path).Want(404, "")
	}
	s.Account("seeker@example.org", identity.Seeker)
	seeker := s.SignedIn("seeker@example.org")
	for _, path := range []string{"/admin/reconciliation", dayPage, "/admin/reconciliation/explain?side=row&gateway=stripe&subject=txn_theirs"} {
		if p := seeker.Get(path); p.Status < 400 || p.Has("₹25.00") {
			t.Errorf("%s: %d\n%s", path, p.Status, p.Text())
		}
	}
}
