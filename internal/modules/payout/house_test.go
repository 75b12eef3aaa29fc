package payout_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/ledger"
	"klear/internal/modules/notify"
	"klear/internal/modules/payment"
	"klear/internal/modules/payout"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"
	"klear/internal/platform/i18n"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
	"klear/locales"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var (
	src = ids.NewSource(nil)
	ctx = context.Background()
	// A Saturday, early in the morning in India.
	at    = time.Date(2026, 3, 14, 3, 0, 0, 0, time.UTC)
	admin = identity.Principal{PersonID: src.ID(), Role: identity.Admin, Verified: true}
)

// house is the module over a bank in memory, with practitioners who earn.
type house struct {
	testing.TB
	db    *db.DB
	url   string
	clock *clock.Fake
	bank  *bank
	svc   *payout.Service

	mu   sync.Mutex
	mail []notify.Letter
}

func open(t testing.TB) *house {
	t.Helper()
	h := &house{TB: t, clock: clock.NewFake(at), bank: newBank()}
	h.db, h.url = dbtest.NewWithURL(t, 0)
	h.person(admin)
	queue := jobs.New(h.db, jobs.Options{})
	bus := events.NewBus(queue, src)
	zone, err := time.LoadLocation("Asia/Kolkata")
	h.ok(err)
	h.svc = payout.New(payout.Deps{DB: h.db, Clock: h.clock, IDs: src, Events: bus, Jobs: queue, Catalog: h, People: h, Letters: h, Gateways: []payment.Gateway{other{h.bank}, h.bank}, Chooser: h,
		BaseURL: "https://klear.test", Policy: payout.Policy{Every: payout.Weekly, After: 48 * time.Hour, MinimumMinor: 50_000, Currency: "INR", OnlyVerified: true, Zone: zone, StartsAt: 6}})
	bus.Subscribe("test", h.svc.OnEvent, payout.EventTypes...)
	h.ok(queue.Open())
	return h
}

// other is a gateway that takes none of these practitioners' payments.
type other struct{ *bank }

func (other) Name() string { return "other" }

func (h *house) GatewayFor(currency, country string) (string, error) {
	if currency+country != "INRIN" {
		return "", payment.ErrPrice
	}
	return h.bank.Name(), nil
}

func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// practitioner is somebody who earns.
type practitioner struct {
	id  uuid.UUID
	who identity.Principal
}

func (h *house) practitioner() practitioner {
	h.Helper()
	p := practitioner{src.ID(), identity.Principal{PersonID: src.ID(), Role: identity.Practitioner, Verified: true}}
	h.person(p.who)
	_, err := h.db.Exec(ctx, `insert into catalog.practitioner (id, person_id, slug, display_name, currency, country, zone, verification_status, verified_at, created_at)
		values ($1, $2, $3, 'Ravi', 'INR', 'IN', 'Asia/Kolkata', 'verified', $4, $4)`, p.id, p.who.PersonID, "p-"+p.id.String(), at)
	h.ok(err)
	return p
}

func (h *house) person(who identity.Principal) {
	h.Helper()
	_, err := h.db.Exec(ctx, "insert into identity.person (id, kind, email, name, role, created_at) values ($1, 'account', $2, 'Ravi', $3, $4)", who.PersonID, who.PersonID.String()+"@klear.example", who.Role, at)
	h.ok(err)
}

// payee is a practitioner whom the bank can pay.
func (h *house) payee() practitioner {
	h.Helper()
	p := h.practitioner()
	h.openAccount(p)
	return p
}

func (h *house) openAccount(p practitioner) {
	h.Helper()
	_, err := h.svc.OpenAccount(ctx, p.who, "/pro/payouts")
	h.ok(err)
	h.bank.ready(p.id)
	h.ok(h.svc.OnNotice(ctx, payment.Notice{About: payment.AboutPayee, Reference: p.id}))
}

// earn credits a session's share at the present moment; a negative amount takes it back.
func (h *house) earn(p practitioner, minor int64) (booking uuid.UUID) {
	h.Helper()
	booking = src.ID()
	h.post(p, ledger.PractitionerPayable, minor, booking)
	return booking
}

func (h *house) post(p practitioner, kind ledger.Kind, minor int64, booking uuid.UUID) {
	h.Helper()
	h.ok(h.db.InTx(ctx, func(tx db.Tx) error {
		_, err := ledger.PostTx(ctx, tx, ledger.Posting{ID: src.ID(), EventKey: "earn:" + src.ID().String(), Event: "earn", BookingID: booking, At: h.clock.Now(), Lines: []ledger.Line{
			{Account: ledger.Account{Kind: ledger.BookingEscrow, Owner: booking.String(), Currency: "INR"}, Minor: minor},
			{Account: ledger.Account{Kind: kind, Owner: p.id.String(), Currency: "INR"}, Minor: -minor}}})
		return err
	}))
}

func (h *house) days(n int) { h.clock.Advance(time.Duration(n) * 24 * time.Hour) }

// run lets an operator's run go through, without telling the bank yet.
func (h *house) run() payout.Run {
	h.Helper()
	r, err := h.svc.StartRun(ctx, admin)
	h.ok(err)
	h.ok(h.svc.WorkNow(ctx, r.ID))
	return r
}

// verdicts are what a run decided.
func (h *house) verdicts(r payout.Run) []payout.Outcome {
	h.Helper()
	_, list, err := h.svc.Run(ctx, admin, r.ID, payout.Page{Limit: 100})
	h.ok(err)
	out := make([]payout.Outcome, len(list))
	for i, v := range list {
		out[i] = v.Outcome
	}
	return out
}

// sent is the one payout of a practitioner who was paid, once the bank was told.
func (h *house) sent(p practitioner) payout.Payout {
	h.Helper()
	h.due(p)
	h.run()
	out := h.only(p)
	h.ok(h.svc.SendNow(ctx, out.ID))
	return h.get(p, out.ID)
}

// due lets a practitioner's payout day be today.
func (h *house) due(p practitioner) {
	h.Helper()
	_, err := h.db.Exec(ctx, "update payout.account set next_on = '2026-01-01' where practitioner_id = $1", p.id)
	h.ok(err)
}

func (h *house) only(p practitioner) payout.Payout {
	h.Helper()
	list := h.history(p)
	if len(list) != 1 {
		h.Fatalf("%d payouts, want 1", len(list))
	}
	return list[0]
}

func (h *house) history(p practitioner) []payout.Payout {
	h.Helper()
	list, total, err := h.svc.History(ctx, p.who, "", payout.Page{Limit: 100})
	h.ok(err)
	if total != len(list) {
		h.Errorf("%d of %d listed", len(list), total)
	}
	return list
}

func (h *house) get(p practitioner, id uuid.UUID) payout.Payout {
	h.Helper()
	out, _, _, err := h.svc.Payout(ctx, p.who, id, payout.Page{})
	h.ok(err)
	return out
}

// summary is a practitioner's money in rupees, checked against the books.
func (h *house) summary(p practitioner) payout.Summary {
	h.Helper()
	list, err := h.svc.Earnings(ctx, p.who)
	h.ok(err)
	if len(list) != 1 {
		h.Fatalf("%d currencies", len(list))
	}
	s := list[0]
	b, err := ledger.PractitionerBalances(ctx, h.db, p.id)
	h.ok(err)
	if s.Pending+s.Frozen+s.Available != b[0].Payable || s.InTransit != b[0].InTransit || s.Owed != b[0].Receivable {
		h.Errorf("shown %+v, in the books %+v", s, b[0])
	}
	faults, err := ledger.VerifyPractitioners(ctx, h.db)
	h.ok(err)
	if len(faults) > 0 {
		h.Errorf("the kept balances are off: %+v", faults)
	}
	h.off()
	for part, want := range map[payout.Part]int64{payout.PartPending: s.Pending, payout.PartFrozen: s.Frozen, payout.PartAvailable: s.Available, payout.PartOwed: s.Owed} {
		lines, _, err := h.svc.Lines(ctx, p.who, part, "", payout.Page{Limit: 100})
		h.ok(err)
		var sum int64
		for _, l := range lines {
			sum += l.Amount.Minor
		}
		if sum != want {
			h.Errorf("%s is %d and its lines sum to %d", part, want, sum)
		}
	}
	return s
}

// clearing is what the books say is left at the gateway.
func (h *house) clearing() int64 {
	h.Helper()
	n, err := ledger.ReadBalance(ctx, h.db, ledger.Account{Kind: ledger.PSPClearing, Owner: "bank", Currency: "INR"})
	h.ok(err)
	return n
}

// PractitionerByPerson, PersonByID, Localizer and Send are the modules that payouts lean on.
func (h *house) PractitionerByPerson(ctx context.Context, person uuid.UUID) (catalog.Practitioner, error) {
	p := catalog.Practitioner{PersonID: person}
	err := h.db.QueryRow(ctx, "select id, display_name, currency, country from catalog.practitioner where person_id = $1", person).Scan(&p.ID, &p.DisplayName, &p.Currency, &p.Country)
	if db.IsNoRows(err) {
		return p, catalog.ErrNoPractitioner
	}
	return p, err
}

func (h *house) PersonByID(_ context.Context, _ db.Querier, id uuid.UUID) (identity.Person, error) {
	return identity.Person{ID: id, Email: id.String() + "@klear.example", Name: "Ravi", Locale: "en-IN", Status: identity.Active}, nil
}

var bundle = sync.OnceValue(func() *i18n.Bundle {
	b, err := i18n.Load(locales.FS, i18n.Voice{})
	if err != nil {
		panic(err)
	}
	return b
})

func (h *house) Localizer(string) *i18n.Localizer { return bundle().Localizer("en-IN", "IN") }

func (h *house) Send(_ context.Context, l notify.Letter) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.mail = append(h.mail, l)
	return nil
}

// deliveries are what subscribers hear about a payout.
func (h *house) deliveries(id uuid.UUID) (out []events.Delivery) {
	h.Helper()
	rows, err := h.db.Query(ctx, "select type, data from events.event where aggregate_id = $1 order by aggregate_seq", id)
	h.ok(err)
	defer rows.Close()
	for rows.Next() {
		d := events.Delivery{AggregateID: id}
		h.ok(rows.Scan(&d.Type, &d.Data))
		out = append(out, d)
	}
	return out
}

// waiting returns once so many transactions of this database wait for a lock.
func (h *house) waiting(n int) {
	h.Helper()
	owner, err := pgx.Connect(ctx, h.url)
	h.ok(err)
	defer owner.Close(ctx)
	for got := 0; got < n; {
		h.ok(owner.QueryRow(ctx, "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'").Scan(&got))
	}
}
