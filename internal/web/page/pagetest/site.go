// Package pagetest runs page areas as people meet them: the real services on a test database, the whole chain of
// middleware around the handlers, and a browser without script that fills in the forms it was shown.
package pagetest

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"klear/assets"
	"klear/brands"
	"klear/internal/modules/booking"
	"klear/internal/modules/business"
	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/credit"
	"klear/internal/modules/identity"
	"klear/internal/modules/identity/identitytest"
	"klear/internal/modules/invoice"
	"klear/internal/modules/notify"
	"klear/internal/modules/pack"
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/modules/promo"
	"klear/internal/modules/saved"
	"klear/internal/modules/schedule"
	"klear/internal/modules/subscription"
	"klear/internal/modules/tariff"
	"klear/internal/platform/brand"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"
	"klear/internal/platform/httpx"
	"klear/internal/platform/i18n"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
	"klear/internal/platform/mail"
	"klear/internal/platform/theme"
	"klear/internal/web/errorpage"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/locales"

	"github.com/google/uuid"
)

// Site is everything that page areas are made of. Its clock moves when told to.
type Site struct {
	DB         *db.DB
	Clock      *clock.Fake
	People     *identitytest.Kit
	Catalog    *catalog.Catalog
	Businesses *business.Service
	Schedule   *schedule.Service
	Payments   *payment.Service
	Gateway    *sandbox.Gateway // its messages arrive when it is told that time went by: Tick
	Packs      *pack.Service
	Credits    *credit.Service
	Bookings   *booking.Service
	Files      *catalogtest.Blobs
	Mailbox    *mail.Mailbox
	Letters    *Letters // what bookings wrote to people
	Kit        *page.Kit
	Mux        *http.ServeMux
	Saved      *saved.Service
	Tariff     *tariff.Service
	Promos     *promo.Service
	Invoices   *invoice.Service
	Plans      *subscription.Service
	Theme      *theme.Theme // of the brand, as it comes

	live   *brand.Live // letters and pages speak of the same
	server *httptest.Server
}

// New builds a site; mount adds the areas under test to its Mux.
func New(t *testing.T, mount func(s *Site)) *Site {
	t.Helper()
	s := &Site{DB: dbtest.New(t), Clock: clock.NewFake(time.Now().Truncate(time.Second)), Files: &catalogtest.Blobs{}, Mux: http.NewServeMux()}
	s.buildModules(t)
	s.buildKit(t)
	mount(s)
	s.Mux.HandleFunc("GET /test/form", s.form)
	// Faults of ours are worth a line in the test's output, requests are not.
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError}))
	stack, err := httpx.New(httpx.Options{Logger: log, ErrorPage: s.Kit.ErrorPage, Rules: []httpx.Rule{
		{Match: "POST /account/avatar", MaxBody: 16 << 20}, {Match: "POST /pro/page/photo", MaxBody: 16 << 20}, {Match: "POST /pro/calendars", MaxBody: 16 << 20},
		{Match: "POST /pro/documents", MaxBody: 16 << 20}, {Match: "POST /pro/start/documents", MaxBody: 16 << 20},
	}})
	if err != nil {
		t.Fatal(err)
	}
	s.server = httptest.NewServer(stack.Wrap(s.Kit.Session(s.Kit.Languages(httpx.Routes(s.Mux)))))
	t.Cleanup(s.server.Close)
	return s
}

func (s *Site) buildModules(t *testing.T) {
	t.Helper()
	b, bundle := words(t)
	s.live, s.Letters = brand.NewLive(b), &Letters{}
	letters, err := notify.New(notify.Deps{Sender: s.Letters, Brand: s.live, Bundle: bundle, From: mail.Address{Name: b.Name, Email: "hello@klear.test"}})
	if err != nil {
		t.Fatal(err)
	}
	src, queue := ids.NewSource(nil), jobs.New(s.DB, jobs.Options{Workers: 2})
	bus := events.NewBus(queue, src)
	s.People = &identitytest.Kit{DB: s.DB, Bus: bus, Jobs: queue, Clock: s.Clock, Passwords: &identitytest.Passwords{}, Mail: &identitytest.Mailbox{}, Blobs: &identitytest.Blobs{}}
	guard := func(ctx context.Context, tx db.Tx, person uuid.UUID) error {
		return errors.Join(s.Bookings.GuardErasureTx(ctx, tx, person), s.Packs.GuardErasureTx(ctx, tx, person), s.Businesses.EraseTx(ctx, tx, person))
	}
	s.People.Service = identitytest.NewNode(t, s.People, func(d *identity.Deps) { d.Guards = []identity.Guard{guard} })
	s.People.Handle(queue)
	s.Schedule = schedule.New(schedule.Deps{DB: s.DB, Clock: s.Clock, IDs: src, Events: bus, Jobs: queue, Sealer: s.People,
		Owner: func(ctx context.Context, practitioner uuid.UUID) (uuid.UUID, error) {
			p, err := s.Catalog.PractitionerByID(ctx, practitioner)
			return p.PersonID, err
		},
		Booked: func(ctx context.Context, id uuid.UUID) (schedule.Booked, error) { return s.Bookings.Elsewhere(ctx, id) },
		Ahead: func(ctx context.Context, practitioner uuid.UUID) ([]uuid.UUID, error) {
			return s.Bookings.StandingOf(ctx, practitioner)
		},
		Holders: func(ctx context.Context, q db.Querier, practitioner uuid.UUID, at []uuid.UUID) (map[uuid.UUID][]string, error) {
			return s.Bookings.CodesAt(ctx, q, practitioner, at)
		}})
	s.Businesses = business.New(business.Deps{DB: s.DB, Clock: s.Clock, IDs: src, Events: bus, Jobs: queue, People: s.People, Mailer: s.Letters})
	s.Catalog = catalog.New(catalog.Deps{DB: s.DB, Clock: s.Clock, IDs: src, Bus: bus, Accounts: s.People, Blobs: s.Files, Photos: catalogtest.Photos{}, Sealer: s.People, Businesses: s.Businesses})
	s.Gateway = sandbox.New(sandbox.Options{DB: s.DB, Clock: s.Clock, IDs: src, Secrets: [][]byte{[]byte(identitytest.Secret)},
		Deliver: func(ctx context.Context, header http.Header, body []byte) error {
			return s.Payments.ReceiveWebhook(ctx, sandbox.Name, header, body)
		}})
	s.Tariff = tariff.New(tariff.Deps{DB: s.DB, Clock: s.Clock, IDs: src, Catalog: s.Catalog, People: s.People, BrandBps: 1500})
	s.Promos = promo.New(promo.Deps{DB: s.DB, Clock: s.Clock, IDs: src, Catalog: s.Catalog, DayOf: s.Tariff.DayOf})
	s.Invoices = invoice.New(invoice.Deps{DB: s.DB, Clock: s.Clock, IDs: src, People: s.People, Tariff: s.Tariff, Country: "IN", Key: []byte("key"),
		Platform: invoice.Party{Name: "Klear (test)"}, BaseURL: "https://klear.test", English: bundle.Localizer("en", "IN")})
	s.Payments = payment.New(payment.Options{DB: s.DB, Clock: s.Clock, IDs: src, Jobs: queue, Bus: bus, Gateways: []payment.Gateway{s.Gateway}, Papers: s.Invoices})
	s.Plans = subscription.New(subscription.Deps{DB: s.DB, Clock: s.Clock, IDs: src, Events: bus, Jobs: queue, People: s.People, Payments: s.Payments})
	s.Packs = pack.New(pack.Deps{DB: s.DB, Clock: s.Clock, IDs: src, Events: bus, Jobs: queue, Catalog: s.Catalog, People: s.People.Service, Payments: s.Payments,
		Letters: letters, BaseURL: "https://klear.test", Tariff: s.Tariff})
	s.Bookings = booking.New(booking.Deps{DB: s.DB, Clock: s.Clock, IDs: src, Events: bus, Jobs: queue, Catalog: s.Catalog, Businesses: s.Businesses, People: s.People.Service,
		Schedule: s.Schedule, Payments: s.Payments, Packs: s.Packs, Tariff: s.Tariff, Promos: s.Promos,
		Notices: &booking.Notices{DB: s.DB, Clock: s.Clock, People: s.People.Service, Catalog: s.Catalog, Businesses: s.Businesses, Letters: letters, BaseURL: "https://klear.test",
			Link: func(b *booking.Booking) (string, error) { return "https://klear.test/bookings/" + b.Code, nil }},
		Policy: booking.Policy{HoldFor: 15 * time.Minute, AnswerWithin: 24 * time.Hour}})
	s.Saved = saved.New(saved.Deps{DB: s.DB, Clock: s.Clock, Jobs: queue, People: s.People.Service, Catalog: s.Catalog, Schedule: s.Schedule,
		Letters: letters, BaseURL: "https://klear.test", StopLink: func(saved.Stop) (string, error) { return "/saved/stop", nil }})
	bus.Subscribe("catalog.accounts", s.Catalog.OnIdentityEvent, catalog.AccountEvents...)
	s.Credits = credit.New(credit.Deps{DB: s.DB, Clock: s.Clock, IDs: src, Events: bus, Jobs: queue, People: s.People.Service, Bookings: s.Bookings, Payments: s.Payments,
		Country: "IN", Key: []byte("gift codes")})
	bus.Subscribe("pack.erasure", s.Packs.OnErased, catalog.EventErased)
	bus.Subscribe("schedule.calendars", s.Schedule.OnBooking, booking.EventsElsewhere...)
	bus.Subscribe("booking.letters", s.Bookings.OnBookingEvent, booking.EventTypes...)
	if err := queue.Open(); err != nil {
		t.Fatal(err)
	}
	if err := queue.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_ = queue.Stop(ctx)
	})
	if s.Mailbox, err = mail.OpenMailbox(filepath.Join(t.TempDir(), "mail"), 100, s.Clock, src); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Mailbox.Close() })
}

// form answers with a form of somebody's session, for what they send without having been shown the form of it.
func (s *Site) form(w http.ResponseWriter, r *http.Request) {
	p := s.Kit.Page(w, r)
	httpx.WritePage(w, r, http.StatusOK, layout.Preferences(p, "/"))
}

func (s *Site) buildKit(t *testing.T) {
	t.Helper()
	b, bundle := words(t)
	a, err := assets.New()
	if err != nil {
		t.Fatal(err)
	}
	if s.Theme, err = theme.Read(assets.Tokens(), b.Theme); err != nil {
		t.Fatal(err)
	}
	s.Kit = page.New(page.Deps{Live: s.live, Bundle: bundle, Assets: a, CSRF: httpx.NewCSRF(make([]byte, 32)), Clock: s.Clock, IDs: ids.NewSource(nil),
		Sessions: s.People, BaseURL: "https://klear.test", ErrorView: errorpage.ErrorPage, Sandbox: true})
}

func words(t *testing.T) (*brand.Brand, *i18n.Bundle) {
	t.Helper()
	b, err := brand.Load(brands.FS, "klearkarma")
	if err != nil {
		t.Fatal(err)
	}
	bundle, err := i18n.Load(locales.FS, i18n.Voice{Words: b.Words, Messages: b.Messages})
	if err != nil {
		t.Fatal(err)
	}
	return b, bundle
}
