package webtest

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"klear/assets"
	"klear/brands"
	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/credit"
	"klear/internal/modules/identity"
	"klear/internal/modules/identity/identitytest"
	"klear/internal/modules/invoice"
	"klear/internal/modules/pack"
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/modules/promo"
	"klear/internal/modules/saved"
	"klear/internal/modules/schedule"
	"klear/internal/modules/search"
	"klear/internal/modules/subscription"
	"klear/internal/modules/tariff"
	"klear/internal/platform/blob"
	"klear/internal/platform/brand"
	"klear/internal/platform/clock"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"
	"klear/internal/platform/httpx"
	"klear/internal/platform/i18n"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
	"klear/internal/web/bank"
	"klear/internal/web/bookings"
	"klear/internal/web/checkout"
	"klear/internal/web/errorpage"
	"klear/internal/web/find"
	"klear/internal/web/gifts"
	"klear/internal/web/help"
	"klear/internal/web/home"
	"klear/internal/web/invoices"
	"klear/internal/web/offline"
	"klear/internal/web/packages"
	"klear/internal/web/page"
	"klear/internal/web/planadmin"
	"klear/internal/web/plans"
	"klear/internal/web/savedpages"
	"klear/internal/web/series"
	"klear/internal/web/shell"
	"klear/internal/web/waiting"
	"klear/internal/web/wallet"
	"klear/locales"
)

// Now is when every stage begins: Friday 20 November 2026, 11:30 am in India.
var Now = time.Date(2026, 11, 20, 6, 0, 0, 0, time.UTC)

// Stage is the site on a database of its own. Its queue does not run: tests decide when a job happens.
type Stage struct {
	T        testing.TB
	DB       *db.DB
	Clock    *clock.Fake
	Kit      *page.Kit
	People   *identity.Service
	Catalog  *catalog.Catalog
	Schedule *schedule.Service
	Search   *search.Service
	Payments *payment.Service
	Invoices *invoice.Service
	Tariff   *tariff.Service
	Packs    *pack.Service
	Credits  *credit.Service
	Gateway  *sandbox.Gateway
	Bookings *booking.Service
	Plans    *subscription.Service
	Saved    *saved.Service
	Links    crypto.LinkSigner
	Mux      *http.ServeMux // more routes may be added before the first request
	URL      string

	accounts *identitytest.Kit
}

// english are the words of files.
var english = sync.OnceValue(func() *i18n.Localizer {
	bundle, err := i18n.Load(locales.FS, i18n.Voice{})
	if err != nil {
		panic(err) // the locales are part of the program
	}
	return bundle.Localizer("en", "IN")
})

// New builds a stage for the default brand. New payments go to the first of gateways; without any, to the sandbox.
func New(t testing.TB, gateways ...payment.Gateway) *Stage {
	t.Helper()
	s := &Stage{T: t, DB: dbtest.New(t), Clock: clock.NewFake(Now), Mux: http.NewServeMux(), Links: crypto.NewLinkSigner(make([]byte, 32))}
	src := ids.NewSource(nil)
	queue := jobs.New(s.DB, jobs.Options{})
	bus := events.NewBus(queue, src)
	s.accounts = &identitytest.Kit{DB: s.DB, Bus: bus, Jobs: queue, Clock: s.Clock, Passwords: &identitytest.Passwords{}, Mail: &identitytest.Mailbox{}, Blobs: &identitytest.Blobs{}}
	s.accounts.Service = identitytest.NewNode(t, s.accounts)
	s.People = s.accounts.Service
	s.Catalog = catalog.New(catalog.Deps{DB: s.DB, Clock: s.Clock, IDs: src, Bus: bus})
	s.Schedule = schedule.New(schedule.Deps{DB: s.DB, Clock: s.Clock, IDs: src, Events: bus, Jobs: queue})
	s.Search = search.New(search.Deps{DB: s.DB, Clock: s.Clock, Catalog: s.Catalog})
	s.Gateway = sandbox.New(sandbox.Options{DB: s.DB, Clock: s.Clock, IDs: src, Secrets: [][]byte{[]byte(identitytest.Secret)},
		Deliver: func(context.Context, http.Header, []byte) error { return nil }})
	s.Tariff = tariff.New(tariff.Deps{DB: s.DB, Clock: s.Clock, IDs: src, Catalog: s.Catalog, People: s.People, BrandBps: 1500})
	s.Search.Prices = s.Tariff
	s.Invoices = invoice.New(invoice.Deps{DB: s.DB, Clock: s.Clock, IDs: src, People: s.People, Tariff: s.Tariff, Country: "IN", Key: []byte("key"), Platform: invoice.Party{Name: "Klear (test)"}, English: english()})
	s.Payments = payment.New(payment.Options{DB: s.DB, Clock: s.Clock, IDs: src, Jobs: queue, Bus: bus, Gateways: append(gateways, s.Gateway), Papers: s.Invoices})
	s.Packs = pack.New(pack.Deps{DB: s.DB, Clock: s.Clock, IDs: src, Events: bus, Jobs: queue, Catalog: s.Catalog, People: s.People, Payments: s.Payments, Tariff: s.Tariff})
	s.Bookings = booking.New(booking.Deps{DB: s.DB, Clock: s.Clock, IDs: src, Events: bus, Jobs: queue, Catalog: s.Catalog, People: s.People,
		Schedule: s.Schedule, Payments: s.Payments, Packs: s.Packs, Tariff: s.Tariff, Promos: promo.New(promo.Deps{DB: s.DB, Clock: s.Clock, IDs: src, Catalog: s.Catalog, DayOf: s.Tariff.DayOf}), Policy: booking.Policy{HoldFor: 15 * time.Minute, AnswerWithin: 24 * time.Hour}})
	s.Credits = credit.New(credit.Deps{DB: s.DB, Clock: s.Clock, IDs: src, Events: bus, Jobs: queue, People: s.People, Bookings: s.Bookings, Payments: s.Payments, Country: "IN", Key: []byte("gift codes")})
	s.Plans = subscription.New(subscription.Deps{DB: s.DB, Clock: s.Clock, IDs: src, Events: bus, Jobs: queue, People: s.People, Payments: s.Payments})
	s.Saved = saved.New(saved.Deps{DB: s.DB, Clock: s.Clock, Jobs: queue, People: s.People, Catalog: s.Catalog, Schedule: s.Schedule})
	if err := queue.Open(); err != nil {
		t.Fatal(err)
	}
	s.open(t, src)
	return s
}

// open serves the pages with the whole chain around them.
func (s *Stage) open(t testing.TB, src ids.Source) {
	b, err := brand.Load(brands.FS, "klearkarma")
	if err != nil {
		t.Fatal(err)
	}
	bundle, err := i18n.Load(locales.FS, i18n.Voice{Words: b.Words, Messages: b.Messages})
	if err != nil {
		t.Fatal(err)
	}
	built, err := assets.New()
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewUnstartedServer(nil)
	s.URL = "http://" + srv.Listener.Addr().String()
	s.Kit = page.New(page.Deps{Live: brand.NewLive(b), Bundle: bundle, Assets: built, CSRF: httpx.NewCSRF(make([]byte, 32)), Clock: s.Clock, IDs: src,
		Sessions: s.People, BaseURL: s.URL, ErrorView: errorpage.ErrorPage, Sandbox: true})
	s.mount(t)
	stack, err := httpx.New(httpx.Options{Logger: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})), Clock: s.Clock, IDs: src, PublicURL: s.URL, ErrorPage: s.Kit.ErrorPage})
	if err != nil {
		t.Fatal(err)
	}
	srv.Config.Handler = stack.Wrap(s.Kit.Languages(s.Kit.Session(httpx.Routes(s.Mux))))
	srv.Start()
	t.Cleanup(srv.Close)
}

func (s *Stage) mount(t testing.TB) {
	finder := &find.Finder{Kit: s.Kit, DB: s.DB, Catalog: s.Catalog, Schedule: s.Schedule, Search: s.Search, Saved: s.Saved, Tariff: s.Tariff}
	(&home.Handler{Finder: finder, Bookings: s.Bookings}).Mount(s.Mux)
	(&find.Handler{Finder: finder, Bookings: s.Bookings}).Mount(s.Mux)
	(&checkout.Handler{Kit: s.Kit, DB: s.DB, Bookings: s.Bookings, Payments: s.Payments, Packs: s.Packs, Catalog: s.Catalog, Schedule: s.Schedule, People: s.People}).Mount(s.Mux)
	(&bookings.Handler{Kit: s.Kit, DB: s.DB, Bookings: s.Bookings, Payments: s.Payments, Invoices: s.Invoices, Catalog: s.Catalog, Saved: s.Saved, Links: s.Links}).Mount(s.Mux)
	invoices.Handler{Kit: s.Kit, Bookings: s.Bookings, Invoices: s.Invoices, Tariff: s.Tariff}.Mount(s.Mux)
	series.Handler{Kit: s.Kit, Catalog: s.Catalog, Bookings: s.Bookings, Tariff: s.Tariff}.Mount(s.Mux)
	wallet.Handler{Kit: s.Kit, DB: s.DB, Payments: s.Payments, Bookings: s.Bookings}.Mount(s.Mux)
	waiting.Handler{Kit: s.Kit, Catalog: s.Catalog, Bookings: s.Bookings}.Mount(s.Mux)
	savedpages.Handler{Kit: s.Kit, Saved: s.Saved, Catalog: s.Catalog, Links: s.Links}.Mount(s.Mux)
	gifts.Handler{Kit: s.Kit, Credit: s.Credits, Payments: s.Payments, Bookings: s.Bookings}.Mount(s.Mux)
	packages.Handler{Kit: s.Kit, Catalog: s.Catalog, Packs: s.Packs, Payments: s.Payments, Tariff: s.Tariff}.Mount(s.Mux)
	plans.Handler{Kit: s.Kit, Plans: s.Plans}.Mount(s.Mux)
	planadmin.Handler{Kit: s.Kit, Plans: s.Plans}.Mount(s.Mux)
	(&bank.Handler{Kit: s.Kit, Gateway: s.Gateway}).Mount(s.Mux)
	(&help.Handler{Kit: s.Kit}).Mount(s.Mux)
	(&shell.Handler{Kit: s.Kit, Files: NoFiles{}}).Mount(s.Mux)
	if err := (offline.Handler{Kit: s.Kit}).Mount(s.Mux); err != nil {
		t.Fatal(err)
	}
}

// NoFiles is a store without pictures; like every store it knows what a key looks like.
type NoFiles struct{}

// Open finds nothing.
func (NoFiles) Open(_ context.Context, key string) (shell.File, error) {
	if !blob.ValidKey(key) {
		return shell.File{}, blob.ErrInvalidKey
	}
	return shell.File{}, httpx.ErrNotFound
}

// Pro is a practitioner with one service.
type Pro struct {
	ID, ServiceID uuid.UUID
	Slug          string
	Person        identity.Person
}

// Practitioner adds somebody who works every day from 9:00 to 18:00, on the wall clock of their zone, and can be found.
func (s *Stage) Practitioner(p catalogtest.PractitionerSpec, svc catalogtest.ServiceSpec) Pro {
	s.T.Helper()
	ctx := context.Background()
	if p.Slug == "" {
		p.Slug = "pro-" + uuid.NewString()[:8]
	}
	person := s.Account(p.Slug+"@pro.example", identity.Practitioner)
	p.PersonID = person.ID
	out := Pro{Slug: p.Slug, Person: person}
	out.ID = catalogtest.Practitioner(s.T, s.DB, p)
	svc.Practitioner = out.ID
	out.ServiceID = catalogtest.Service(s.T, s.DB, svc)
	zone := time.UTC
	week := schedule.Hours{}
	for day := 1; day <= 7; day++ {
		week.Weekly = append(week.Weekly, schedule.DayWindows{Day: day, Windows: []schedule.Window{{Start: "09:00", End: "18:00"}}})
	}
	if _, err := s.Schedule.SetHours(ctx, identity.Principal{}, out.ID, zone, week); err != nil {
		s.T.Fatal(err)
	}
	if err := s.Search.Reindex(ctx, out.ID); err != nil {
		s.T.Fatal(err)
	}
	if err := s.Search.Recount(ctx); err != nil {
		s.T.Fatal(err)
	}
	return out
}

// Account makes a verified account.
func (s *Stage) Account(email string, role identity.Role) identity.Person {
	s.T.Helper()
	return s.accounts.Account(s.T, email, role)
}

// Statements counts how often do went to the database: each statement, batch or transaction is one.
func (s *Stage) Statements(do func()) int64 {
	before := s.DB.Stat().AcquireCount()
	do()
	return s.DB.Stat().AcquireCount() - before
}
