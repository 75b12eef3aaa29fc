package reconcile_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/ledger"
	"klear/internal/modules/notify"
	"klear/internal/modules/payment"
	"klear/internal/modules/reconcile"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"
	"klear/internal/platform/i18n"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
	"klear/internal/platform/money"
	"klear/locales"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var (
	src  = ids.NewSource(nil)
	noon = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)
)

// house is the module with one gateway whose reports the test writes, and two operators.
type house struct {
	*testing.T
	*reconcile.Service
	db     *db.DB
	url    string
	clock  *clock.Fake
	report *report
	post   *postbox
	queue  *jobs.Client
	admin  identity.Principal
	seeker identity.Principal
}

// report is a gateway that tells what it was given.
type report struct {
	mu   sync.Mutex
	rows []payment.ReportRow
	err  error
	lag  payment.Lag
}

// Lag is none, unless the test says so.
func (r *report) Lag() payment.Lag { return r.lag }

// Report gives the rows of the day.
func (r *report) Report(_ context.Context, day time.Time) (out []payment.ReportRow, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, row := range r.rows {
		if row.At.Truncate(24 * time.Hour).Equal(day.UTC().Truncate(24 * time.Hour)) {
			out = append(out, row)
		}
	}
	return out, r.err
}

func (r *report) add(rows ...payment.ReportRow) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.rows = append(r.rows, rows...)
}

// postbox keeps the letters.
type postbox struct {
	bundle *i18n.Bundle
	mu     sync.Mutex
	sent   []notify.Letter
}

// Localizer speaks English.
func (p *postbox) Localizer(string) *i18n.Localizer { return p.bundle.Localizer("en", "IN") }

// Send keeps the letter.
func (p *postbox) Send(_ context.Context, l notify.Letter) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent = append(p.sent, l)
	return nil
}

// staff are the operators.
type staff []identity.Person

// Operators lists them.
func (s staff) Operators(context.Context, db.Querier) ([]identity.Person, error) { return s, nil }

func open(t *testing.T) *house {
	t.Helper()
	t.Parallel()
	h := &house{T: t, clock: clock.NewFake(noon), report: &report{}, post: &postbox{}}
	h.db, h.url = dbtest.NewWithURL(t, 12)
	var err error
	h.post.bundle, err = i18n.Load(locales.FS, i18n.Voice{})
	h.ok(err)
	h.queue = jobs.New(h.db, jobs.Options{})
	var people staff
	for _, name := range []string{"Meera", "Omar"} {
		p := identity.Person{ID: src.ID(), Email: name + "@klear.example", Name: name, Zone: "UTC"}
		_, err := h.db.Exec(t.Context(), "insert into identity.person (id, kind, email, name, role, created_at) values ($1, 'account', $2, $3, 'admin', $4)", p.ID, p.Email, name, noon)
		h.ok(err)
		people = append(people, p)
	}
	h.admin = identity.Principal{PersonID: people[0].ID, Role: identity.Admin, Verified: true}
	h.seeker = identity.Principal{PersonID: src.ID(), Role: identity.Seeker, Verified: true}
	h.Service = reconcile.New(reconcile.Deps{DB: h.db, Clock: h.clock, IDs: src, Events: events.NewBus(h.queue, src), Jobs: h.queue, People: people, Letters: h.post,
		Reporters: map[string]payment.Reporter{"stripe": h.report}, Bank: "house", BaseURL: "https://klear.example"})
	h.ok(h.queue.Open())
	return h
}

func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) value(sql string, args ...any) (n int) {
	h.Helper()
	h.ok(h.db.QueryRow(h.Context(), sql, args...).Scan(&n))
	return n
}

func account(kind ledger.Kind, owner, currency string) ledger.Account {
	return ledger.Account{Kind: kind, Owner: owner, Currency: currency}
}

// moved puts a movement through the gateway into the books, as payment does.
func (h *house) moved(event string, about uuid.UUID, minor int64, at time.Time) ledger.Posting {
	h.Helper()
	p := ledger.Posting{ID: src.ID(), EventKey: event + ":" + src.ID().String(), Event: event, BookingID: src.ID(), PaymentID: about, At: at,
		Lines: []ledger.Line{ledger.Debit(account(ledger.PSPClearing, "stripe", "INR"), minor), ledger.Credit(account(ledger.BookingEscrow, about.String(), "INR"), minor)}}
	h.postTx(p)
	return p
}

func (h *house) postTx(p ledger.Posting) {
	h.Helper()
	h.ok(h.db.InTx(h.Context(), func(tx db.Tx) error { _, err := ledger.PostTx(h.Context(), tx, p); return err }))
}

// disputed makes a refund of a payment wait for the payer's bank. Only the rows that are asked for are made, by the owner.
func (h *house) disputed(about uuid.UUID, eventKey string) {
	h.Helper()
	h.asOwner(
		"set session_replication_role = replica",
		fmt.Sprintf("insert into payment.refund (id, payment_id, event_key, amount_minor, currency, status, created_at) values ('%s', '%s', '%s', 120000, 'INR', 'pending', now())", src.ID(), about, eventKey),
		fmt.Sprintf("insert into payment.dispute (id, payment_id, booking_id, gateway, gateway_ref, status, amount_minor, currency, opened_at) values ('%s', '%s', '%s', 'stripe', 'dp_1', 'open', 120000, 'INR', now())", src.ID(), about, src.ID()))
}

// asOwner does what the program may not.
func (h *house) asOwner(list ...string) {
	h.Helper()
	owner, err := pgx.Connect(h.Context(), h.url)
	h.ok(err)
	defer func() { h.ok(owner.Close(context.Background())) }()
	for _, sql := range list {
		_, err := owner.Exec(h.Context(), sql)
		h.ok(err)
	}
}

// late is what is an alarm now.
func (h *house) late() []reconcile.Item {
	h.Helper()
	list, _, err := h.Late(h.Context(), h.admin, 1, 100)
	h.ok(err)
	return list
}

// pass lets hours go by, with what the hourly job does about what is open; every other time it fails to come.
func (h *house) pass(d time.Duration) {
	h.Helper()
	for ; d > 0; d -= 2 * time.Hour {
		h.clock.Advance(min(d, 2*time.Hour))
		h.ok(h.NetNow(h.Context()))
	}
}

func row(ref string, kind payment.ReportKind, about uuid.UUID, minor int64, at time.Time) payment.ReportRow {
	return payment.ReportRow{Ref: ref, Kind: kind, Reference: about, Amount: money.Amount{Minor: minor, Currency: "INR"}, At: at}
}

// day reconciles the day of noon and says what stays open.
func (h *house) day() (items []reconcile.Item) {
	h.Helper()
	h.ok(h.ReadDay(h.Context(), "stripe", noon))
	all, _, err := h.Items(h.Context(), h.admin, "stripe", noon, 1, 100)
	h.ok(err)
	for _, i := range all {
		if !i.Paired {
			items = append(items, i)
		}
	}
	return items
}

func (h *house) balance(kind ledger.Kind, owner string) int64 {
	h.Helper()
	n, err := ledger.ReadBalance(h.Context(), h.db, account(kind, owner, "INR"))
	h.ok(err)
	return n
}

// race runs fn many times at once and counts the outcomes.
func race(n int, want error, fn func() error) (won, refused, other int) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			err := fn()
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				won++
			case errors.Is(err, want):
				refused++
			default:
				other++
			}
		})
	}
	wg.Wait()
	return won, refused, other
}

// await asks the database until it says n.
func (h *house) await(what, sql string, n int) {
	h.Helper()
	deadline := time.Now().Add(20 * time.Second)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for h.value(sql) != n {
		if time.Now().After(deadline) {
			h.Fatalf("%s: it did not happen", what)
		}
		<-tick.C
	}
}
