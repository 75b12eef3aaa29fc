package dispute_test

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/dispute"
	"klear/internal/modules/identity"
	"klear/internal/modules/identity/identitytest"
	"klear/internal/modules/notify"
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
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
	ctx = context.Background()
	src = ids.NewSource(nil)
	at  = time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC)
)

// house is the module over real payments and the sandbox; bookings are as they are told.
type house struct {
	testing.TB
	*dispute.Service
	db       *db.DB
	url      string
	clock    *clock.Fake
	gateway  *sandbox.Gateway
	payments *payment.Service

	practitioner             uuid.UUID
	who, other, admin, payer identity.Principal

	mu   sync.Mutex
	mail []notify.Letter
}

func open(t testing.TB) *house {
	t.Helper()
	h := &house{TB: t, clock: clock.NewFake(at)}
	h.db, h.url = dbtest.NewWithURL(t, 0)
	queue := jobs.New(h.db, jobs.Options{})
	bus := events.NewBus(queue, src)
	people := identitytest.NewNode(t, &identitytest.Kit{DB: h.db, Bus: bus, Jobs: queue, Clock: h.clock, Passwords: &identitytest.Passwords{}, Mail: &identitytest.Mailbox{}, Blobs: &identitytest.Blobs{}})
	h.gateway = sandbox.New(sandbox.Options{DB: h.db, Clock: h.clock, IDs: src, Secrets: [][]byte{[]byte("secret")}, Deliver: func(context.Context, http.Header, []byte) error { return nil }})
	h.payments = payment.New(payment.Options{DB: h.db, Clock: h.clock, IDs: src, Jobs: queue, Bus: bus, Gateways: []payment.Gateway{h.gateway}})
	h.Service = dispute.New(dispute.Deps{DB: h.db, Clock: h.clock, IDs: src, Jobs: queue, Payments: h.payments, Bookings: h, People: people, Blobs: &catalogtest.Blobs{}, Letters: h,
		BaseURL: "https://klear.test", Log: slog.New(slog.DiscardHandler)})
	bus.Subscribe("test", h.OnEvent, dispute.EventTypes...)
	h.ok(queue.Open())
	person := func(role identity.Role) identity.Principal {
		return identity.Principal{PersonID: catalogtest.Person(t, h.db, string(role)), Role: role, Verified: true}
	}
	h.who, h.other, h.admin, h.payer = person(identity.Practitioner), person(identity.Practitioner), person(identity.Admin), person(identity.Seeker)
	h.practitioner = catalogtest.Practitioner(t, h.db, catalogtest.PractitionerSpec{PersonID: h.who.PersonID})
	return h
}

func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// disputed is a paid and earned session of 1,500 rupees whose payer called their bank.
func (h *house) disputed() uuid.UUID {
	h.Helper()
	begin := payment.Begin{BookingID: src.ID(), PayerID: h.payer.PersonID, PractitionerID: h.practitioner, PractitionerPersonID: h.who.PersonID, Amount: money.Amount{Minor: 150_000, Currency: "INR"}}
	begin.Quote.ListMinor, begin.Quote.FeeMinor = 150_000, 22_500
	var p payment.Payment
	h.ok(h.db.InTx(ctx, func(tx db.Tx) (err error) {
		p, err = h.payments.BeginTx(ctx, tx, h.clock.Now(), begin)
		return err
	}))
	card, err := payment.NewMethod(payment.Card, sandbox.CardSucceeds)
	h.ok(err)
	o, err := h.payments.Authorise(ctx, p.ID, card, true, "https://klear.test/return")
	h.ok(err)
	_, err = h.payments.Record(ctx, p.ID, o)
	h.ok(err)
	h.ok(h.db.InTx(ctx, func(tx db.Tx) error {
		_, err := h.payments.EarnTx(ctx, tx, h.clock.Now(), p.ID)
		return err
	}))
	h.ok(h.gateway.OpenDispute(ctx, p.ID, "product_not_received"))
	h.ok(h.payments.FollowDisputes(ctx, p.ID))
	list, err := h.payments.Disputes(ctx, h.db, p.ID)
	h.ok(err)
	return list[0].ID
}

// RecordOf is the session that was paid for, with a waiver that was signed.
func (h *house) RecordOf(_ context.Context, _ db.Querier, id uuid.UUID) (booking.Record, error) {
	b := &booking.Booking{ID: id, Code: "KQ7M2XAB", PractitionerName: "Ananya Rao", ServiceName: "Help with grief", Status: booking.Completed, Mode: "online", Start: at, End: at.Add(time.Hour),
		PractitionerZone: "Asia/Kolkata", Price: money.Amount{Minor: 150_000, Currency: "INR"}, FreeCancelHours: 24, LateCancelFeeBps: 5000, CreatedAt: at.Add(-48 * time.Hour)}
	return booking.Record{Booking: b, Started: at, Ended: at.Add(time.Hour), Forms: []booking.FormRecord{{Kind: catalog.Waiver, AnsweredAt: at.Add(-47 * time.Hour)}, {Kind: catalog.Intake}}}, nil
}

func (h *house) Localizer(string) *i18n.Localizer { return bundle().Localizer("en-IN", "IN") }

var bundle = sync.OnceValue(func() *i18n.Bundle {
	b, err := i18n.Load(locales.FS, i18n.Voice{})
	if err != nil {
		panic(err)
	}
	return b
})

func (h *house) Send(_ context.Context, l notify.Letter) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.mail = append(h.mail, l)
	return nil
}

func (h *house) decide(id uuid.UUID, kind dispute.Kind) error {
	_, err := h.Decide(ctx, h.admin, id, dispute.Decision{Kind: kind, Reason: "It took place.", Confirmed: true})
	return err
}

func (h *house) get(id uuid.UUID) dispute.Case {
	h.Helper()
	c, err := h.Open(ctx, h.admin, id)
	h.ok(err)
	return c
}

func (h *house) asOwner(sql string) {
	h.Helper()
	owner, err := pgx.Connect(ctx, h.url)
	h.ok(err)
	defer owner.Close(ctx)
	_, err = owner.Exec(ctx, sql)
	h.ok(err)
}
