package payoutruns_test

import (
	"testing"
	"time"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/ledger"
	"klear/internal/modules/payout"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
	"klear/internal/web/payoutruns"
	"klear/internal/web/webtest"

	"github.com/google/uuid"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// due is a stage on which one practitioner has 600 rupees ready and an account for them.
func due(t *testing.T) *webtest.Stage {
	t.Helper()
	s, src := webtest.New(t), ids.NewSource(nil)
	queue := jobs.New(s.DB, jobs.Options{})
	svc := payout.New(payout.Deps{DB: s.DB, Clock: s.Clock, IDs: src, Events: events.NewBus(queue, src), Jobs: queue, Catalog: s.Catalog, People: s.People, Chooser: s.Payments,
		Policy: payout.Policy{Every: payout.Weekly, After: 48 * time.Hour, MinimumMinor: 50_000, Currency: "INR", OnlyVerified: true, Zone: time.UTC}})
	if err := queue.Open(); err != nil {
		t.Fatal(err)
	}
	payoutruns.Handler{Kit: s.Kit, Payouts: svc}.Mount(s.Mux)
	pro := s.Practitioner(catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	err := s.DB.InTx(t.Context(), func(tx db.Tx) error {
		_, err := ledger.PostTx(t.Context(), tx, ledger.Posting{ID: uuid.New(), EventKey: "earn:1", Event: "earn", BookingID: uuid.New(), At: s.Clock.Now().AddDate(0, 0, -3), Lines: []ledger.Line{
			ledger.Debit(ledger.Account{Kind: ledger.PSPClearing, Owner: "sandbox", Currency: "INR"}, 60_000),
			ledger.Credit(ledger.Account{Kind: ledger.PractitionerPayable, Owner: pro.ID.String(), Currency: "INR"}, 60_000)}})
		if err != nil {
			return err
		}
		_, err = tx.Exec(t.Context(), `insert into payout.account (practitioner_id, person_id, gateway, payee_ref, ready, bank, cadence, next_on, created_at)
			values ($1, $2, 'bank', 'payee', true, 'Bank account ending 6789', 'weekly', '2026-01-01', now())`, pro.ID, pro.Person.ID)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestOperatorsLookBeforeTheyPay: the dry run, the run, and what came back.
func TestOperatorsLookBeforeTheyPay(t *testing.T) {
	t.Parallel()
	s := due(t)
	s.Account("operator@example.org", identity.Admin)
	b := s.SignedIn("operator@example.org")
	if p := b.Get("/admin/payouts"); !p.Has("No runs yet") {
		t.Errorf("before\n%s", p.Text())
	}
	dry := b.Get("/admin/payouts/preview")
	if !dry.Has("1 decision") || !dry.Has("₹600.00") || !dry.Has("Paid out") {
		t.Errorf("the dry run\n%s", dry.Text())
	}
	run := b.Send(dry.Form("/admin/payouts")).Want(200, "/admin/payouts/runs/")
	if !run.Has("0 of 1 decided") {
		t.Errorf("the run\n%s", run.Text())
	}
	if p := b.Get("/admin/payouts/returned"); !p.Has("None came back") {
		t.Errorf("returned\n%s", p.Text())
	}
}
