package app

import (
	"context"
	"net/http"

	"klear/internal/api"
	"klear/internal/platform/brand"
	"klear/internal/platform/httpx"
	"klear/internal/platform/i18n"
	"klear/internal/platform/ratelimit"
	"klear/internal/platform/telemetry"
	"klear/internal/web/account"
	"klear/internal/web/adminpages"
	"klear/internal/web/apidocs"
	"klear/internal/web/availability"
	"klear/internal/web/bank"
	"klear/internal/web/bookings"
	bookpages "klear/internal/web/books"
	"klear/internal/web/brandpages"
	"klear/internal/web/businesspage"
	"klear/internal/web/card"
	"klear/internal/web/care"
	"klear/internal/web/categories"
	"klear/internal/web/checkout"
	"klear/internal/web/clients"
	"klear/internal/web/commissionpages"
	"klear/internal/web/contact"
	"klear/internal/web/content"
	deskpages "klear/internal/web/desk"
	"klear/internal/web/devmail"
	"klear/internal/web/disputes"
	"klear/internal/web/earnings"
	"klear/internal/web/embed"
	"klear/internal/web/errorpage"
	"klear/internal/web/find"
	"klear/internal/web/flagpages"
	"klear/internal/web/forms"
	"klear/internal/web/gallery"
	"klear/internal/web/gifts"
	"klear/internal/web/goalpages"
	"klear/internal/web/handover"
	"klear/internal/web/help"
	"klear/internal/web/home"
	"klear/internal/web/insightpages"
	"klear/internal/web/invoices"
	"klear/internal/web/letterpages"
	"klear/internal/web/listing"
	"klear/internal/web/moodpages"
	"klear/internal/web/offline"
	"klear/internal/web/oncall"
	"klear/internal/web/operatebookings"
	"klear/internal/web/packages"
	"klear/internal/web/page"
	"klear/internal/web/payoutruns"
	"klear/internal/web/planadmin"
	"klear/internal/web/plans"
	"klear/internal/web/pro"
	"klear/internal/web/promopages"
	"klear/internal/web/reconciliation"
	"klear/internal/web/report"
	"klear/internal/web/savedpages"
	"klear/internal/web/series"
	"klear/internal/web/services"
	"klear/internal/web/sharing"
	"klear/internal/web/shell"
	"klear/internal/web/signin"
	"klear/internal/web/team"
	"klear/internal/web/today"
	"klear/internal/web/transfer"
	"klear/internal/web/waiting"
	"klear/internal/web/wallet"
	"klear/internal/web/welcome"
)

// buildHandler puts the whole HTTP surface together: every route of the product starts here.
func (a *App) buildHandler(context.Context) error {
	kit := page.New(page.Deps{
		Live: a.live, Bundle: a.bundle, Assets: a.assets, CSRF: httpx.NewCSRF(a.master.SubKey("csrf")), Clock: a.clock, IDs: a.ids,
		Sessions: a.people, BaseURL: a.cfg.BaseURL(), ErrorView: errorpage.ErrorPage, Flags: a.flags, Secure: a.cfg.SecureURL(),
		Development: !a.cfg.IsProduction(), Sandbox: a.simulated(), DrawPortraits: a.cfg.LoadDemo(),
	})
	helped := care.Handler{Kit: kit, Safety: a.safety, Log: a.log.With("part", "care")}
	kit.Care = helped.Card
	mux := http.NewServeMux()
	helped.Mount(mux)
	a.mountOperations(mux)
	a.mountAPI(mux, kit)
	if err := a.mountPages(mux, kit); err != nil {
		return err
	}
	stack, err := httpx.New(httpx.Options{
		Logger: a.log, Clock: a.clock, IDs: a.ids, PublicURL: a.cfg.BaseURL(), TrustedProxies: a.cfg.ProxyNetworks(), CORSOrigins: a.cfg.CORSOrigins,
		CSP: httpx.CSP{Form: a.checkoutSites()}, Rules: rules(), MaxBody: a.cfg.MaxRequestBytes, Timeout: a.cfg.RequestTimeout, Limiter: a.limiter(), Limits: httpx.DefaultLimits(),
		ErrorPage: kit.ErrorPage, Metrics: a.metrics, Tracer: a.tracing.Tracer("klear/http"),
	})
	if err != nil {
		return err
	}
	a.handler = stack.Wrap(kit.Languages(kit.Session(httpx.Routes(mux))))
	return nil
}

// rules are the requests that differ from the default limits. Help in a crisis is never limited.
func rules() []httpx.Rule {
	const upload, importBody = 16 << 20, 32 << 20 // a file as a JSON string is longer
	const evidence = 2 << 20
	var help []httpx.Rule
	for _, l := range i18n.Languages {
		help = append(help, httpx.Rule{Match: page.LocalPath(l.Code, "/help-now"), Class: httpx.ClassUnlimited})
	}
	return append(help, []httpx.Rule{
		{Match: api.Prefix + "/safety/resources", Class: httpx.ClassUnlimited}, {Match: "/healthz", Class: httpx.ClassUnlimited}, {Match: "/readyz", Class: httpx.ClassUnlimited}, {Match: "/metrics", Class: httpx.ClassUnlimited},
		{Match: "/static", Class: httpx.ClassUnlimited}, {Match: "/live", Timeout: httpx.NoTimeout, Class: httpx.ClassUnlimited},
		// What somebody writes there is judged before it is refused for being too much: the module limits it.
		{Match: "POST /talk", Class: httpx.ClassUnlimited}, {Match: "POST /talk/*"}, {Match: "POST /api/v1/conversations/*/messages", Class: httpx.ClassUnlimited},
		{Match: "POST /sign-in", Class: httpx.ClassAuth}, {Match: "POST /sign-up", Class: httpx.ClassAuth}, {Match: "POST /recover", Class: httpx.ClassAuth},
		{Match: "POST /verify", Class: httpx.ClassAuth}, {Match: "POST /api/v1/auth", Class: httpx.ClassAuth},
		{Match: "POST /p/*/report", Class: httpx.ClassAuth}, {Match: "POST /api/v1/practitioners/*/reports", Class: httpx.ClassAuth}, // no account is asked for
		{Match: "POST /holds", Class: httpx.ClassHold}, {Match: "POST /book/*/renew", Class: httpx.ClassHold}, {Match: "POST /b/*/hold", Class: httpx.ClassHold}, {Match: "POST /series", Class: httpx.ClassHold},
		{Match: "POST /api/v1/bookings", Class: httpx.ClassHold}, {Match: "POST /api/v1/bookings/series", Class: httpx.ClassHold},
		{Match: "POST /api/v1/bookings/*"}, // what is done with a booking is no hold
		{Match: "POST /pro/clients/import", MaxBody: upload}, {Match: "POST /api/v1/clients/import", MaxBody: upload},
		{Match: "POST /admin/import", MaxBody: upload}, {Match: "POST /api/v1/admin/imports", MaxBody: importBody},
		{Match: "POST /talk/voice", MaxBody: upload}, {Match: "POST /api/v1/transcripts", MaxBody: upload},
		{Match: "POST /account/avatar", MaxBody: upload}, {Match: "POST /pro/page/photo", MaxBody: upload},
		{Match: "POST /pro/documents", MaxBody: upload}, {Match: "POST /pro/disputes/*/files", MaxBody: evidence}, {Match: "POST /api/v1/disputes/*/files", MaxBody: evidence}, {Match: "POST /pro/start/documents", MaxBody: upload}, {Match: "POST /api/v1/users/upload-avatar", MaxBody: upload},
		{Match: "POST /api/v1/practitioners/*/documents", MaxBody: upload}, {Match: "POST /api/v1/practitioners/*/photo", MaxBody: upload},
		{Match: "POST /api/v1/practitioners/*/calendars", MaxBody: upload}, {Match: "POST /pro/calendars", MaxBody: upload},
		{Match: "POST /api/v1/webhooks", CrossSite: true}, {Match: "POST /saved/stop", CrossSite: true},
		{Match: "POST /razorpay/back", CrossSite: true}, // from their page; nothing of it is believed
	}...)
}

// maxLimitKeys bounds the memory of the rate limiter: about 100,000 addresses and people at once.
const maxLimitKeys = 100_000

func (a *App) limiter() *ratelimit.Limiter {
	if !a.cfg.RateLimit {
		return nil
	}
	return ratelimit.New(a.clock, maxLimitKeys)
}

// mountOperations serves the operator: health, and metrics for this machine only unless they have an address of their
// own (metrics_server.go).
func (a *App) mountOperations(mux *http.ServeMux) {
	mux.HandleFunc("GET /healthz", a.health.Live)
	mux.HandleFunc("GET /readyz", a.health.Ready)
	if a.cfg.MetricsAddr == "" {
		mux.Handle("GET /metrics", telemetry.LocalOnly(a.metrics.Handler()))
	}
}

// mountAPI serves REST v1 as far as the brand has the modules, its OpenAPI document and the reference page. A path of a
// module that is switched off is a 404 like any other.
func (a *App) mountAPI(mux *http.ServeMux, kit *page.Kit) {
	rest := api.New(mux, a.cfg.BaseURL(), a.flags)
	api.Auth(rest, a.people)
	api.Users(rest, a.people, pictureURL)
	api.Catalogue(rest, a.catalog)
	if a.brand.Has(brand.Find) || a.brand.Has(brand.Booking) {
		api.Practitioners(rest, a.catalog, a.tariff)
	}
	if a.brand.Has(brand.Find) {
		api.Search(rest, a.search, a.openings, a.catalog, a.tariff)
		api.Saved(rest, a.saved)
	}
	if a.brand.Has(brand.Booking) {
		api.Availability(rest, a.schedule, a.catalog, a.clock)
		api.Taken(rest, a.schedule, a.catalog, a.clock)
		api.Teams(rest, a.businesses, a.catalog, a.bookings)
		api.Bookings(rest, a.bookings)
		api.Contests(rest, a.bookings, a.desk)
		api.Payouts(rest, a.payouts)
		api.Disputes(rest, a.disputes)
		api.Packages(rest, a.packs, a.catalog, a.bookings)
		api.Credit(rest, a.credits)
		api.Clients(rest, a.clients, a.bookings)
		api.Payments(rest, a.payments, a.bookings, api.Keys{DB: a.db, Clock: a.clock})
		api.OperateBookings(rest, a.bookings, api.Keys{DB: a.db, Clock: a.clock})
		mux.HandleFunc("GET /calendar/{file}", a.calendarFeed)
	}
	if a.brand.Has(brand.Companion) {
		api.Companion(rest, a.companion)
		api.Mood(rest, a.moods)
		api.Goals(rest, a.goals)
		api.Insights(rest, a.insights)
		api.Sharing(rest, a.shares)
	}
	api.Plans(rest, a.plans)
	api.People(rest, a.people, a.bookings)
	api.Desk(rest, a.desk)
	api.Safety(rest, a.safety)
	api.Books(rest, a.books, a.reconciled)
	api.Transfer(rest, a.catalog)
	api.Settings(rest, a.settings)
	api.Commission(rest, a.tariff)
	api.Promotions(rest, a.promos)
	api.Taxes(rest, a.tariff)
	api.Invoices(rest, a.invoices)
	apidocs.Handler{Kit: kit, Doc: rest.OpenAPI()}.Mount(mux)
}

// mountPages serves the areas of the site that the brand has.
func (a *App) mountPages(mux *http.ServeMux, kit *page.Kit) error {
	finder := &find.Finder{Kit: kit, DB: a.db, Catalog: a.catalog, Schedule: a.schedule, Search: a.search, Saved: a.saved, Tariff: a.tariff}
	(&shell.Handler{Kit: kit, Files: shellFiles{a.files}}).Mount(mux)
	(&help.Handler{Kit: kit}).Mount(mux)
	if err := (offline.Handler{Kit: kit}).Mount(mux); err != nil {
		return err
	}
	content.Handler{Kit: kit}.Mount(mux)
	(&card.Handler{Kit: kit, Catalog: a.catalog, Pictures: files{a.files}}).Mount(mux)
	(&home.Handler{Finder: finder, Bookings: a.bookings}).Mount(mux)
	(&find.Handler{Finder: finder, Bookings: a.bookings}).Mount(mux)
	if a.brand.Has(brand.Booking) {
		a.mountBooking(mux, kit)
	}
	if a.brand.Has(brand.Find) {
		welcome.Handler{Kit: kit, People: a.people, Catalog: a.catalog}.Mount(mux)
		savedpages.Handler{Kit: kit, Saved: a.saved, Catalog: a.catalog, Links: a.links}.Mount(mux)
	}
	if a.brand.Has(brand.Companion) {
		a.mountBetween(mux, kit)
		a.mountCompanion(mux, kit)
	}
	signin.Handler{Kit: kit, People: a.people}.Mount(mux)
	account.Handler{Kit: kit, People: a.people, Places: a.laws.Places(), Bookings: a.bookings, Payments: a.payments, Packs: a.packs, Credit: a.credits, Saved: a.saved, Invoices: a.invoices, Tariff: a.tariff, Plans: a.plans,
		Moods: a.moods, Goals: a.goals, Insights: a.insights, Shares: a.shares, Safety: a.safety, Companion: a.companion,
		Catalog: a.catalog, Schedule: a.schedule, Businesses: a.businesses, Clients: a.clients, Desk: a.desk, PictureURL: pictureURL}.Mount(mux)
	plans.Handler{Kit: kit, Plans: a.plans}.Mount(mux)
	planadmin.Handler{Kit: kit, Plans: a.plans}.Mount(mux)
	adminpages.Handler{Kit: kit, People: a.people, Catalog: a.catalog, Bookings: a.bookings}.Mount(mux)
	deskpages.Handler{Kit: kit, Desk: a.desk, Bookings: a.bookings}.Mount(mux)
	contact.Handler{Kit: kit, Safety: a.safety, Links: a.links}.Mount(mux)
	oncall.Handler{Kit: kit, Safety: a.safety}.Mount(mux)
	reconciliation.Handler{Kit: kit, Reconcile: a.reconciled}.Mount(mux)
	bookpages.Handler{Kit: kit, Books: a.books}.Mount(mux)
	categories.Handler{Kit: kit, Catalog: a.catalog}.Mount(mux)
	transfer.Handler{Kit: kit, Catalog: a.catalog}.Mount(mux)
	flagpages.Handler{Kit: kit, Settings: a.settings}.Mount(mux)
	letterpages.Handler{Kit: kit, Settings: a.settings}.Mount(mux)
	brandpages.Handler{Kit: kit, Settings: a.settings}.Mount(mux)
	promopages.Handler{Kit: kit, Promos: a.promos, Catalog: a.catalog, People: a.people}.Mount(mux)
	invoices.Handler{Kit: kit, Bookings: a.bookings, Invoices: a.invoices, Tariff: a.tariff}.Mount(mux)
	commissionpages.Handler{Kit: kit, Tariff: a.tariff, Catalog: a.catalog, People: a.people}.Mount(mux)
	report.Handler{Kit: kit, Catalog: a.catalog, Desk: a.desk}.Mount(mux)
	devmail.Handler{Kit: kit, Box: a.mailbox}.Mount(mux)
	if a.cfg.IsProduction() {
		return nil
	}
	pictures, err := gallery.New(a.assets)
	if err != nil {
		return err
	}
	mux.Handle(gallery.Prefix, pictures.Handler())
	return nil
}

// mountBooking serves everything around a booking: paying, one's own bookings, and the practitioner's side.
func (a *App) mountBooking(mux *http.ServeMux, kit *page.Kit) {
	(&checkout.Handler{Kit: kit, DB: a.db, Bookings: a.bookings, Payments: a.payments, Packs: a.packs, Catalog: a.catalog, Schedule: a.schedule, People: a.people}).Mount(mux)
	wallet.Handler{Kit: kit, DB: a.db, Payments: a.payments, Bookings: a.bookings}.Mount(mux)
	series.Handler{Kit: kit, Catalog: a.catalog, Bookings: a.bookings, Tariff: a.tariff}.Mount(mux)
	waiting.Handler{Kit: kit, Catalog: a.catalog, Bookings: a.bookings}.Mount(mux)
	(&bank.Handler{Kit: kit, Gateway: a.sandbox}).Mount(mux)
	if a.razorpay != nil {
		(&handover.Handler{Kit: kit, Gateway: a.razorpay}).Mount(mux)
	}
	(&bookings.Handler{Kit: kit, DB: a.db, Bookings: a.bookings, Payments: a.payments, Invoices: a.invoices, Catalog: a.catalog, Saved: a.saved, Links: a.links}).Mount(mux)
	operatebookings.Handler{Kit: kit, People: a.people, Bookings: a.bookings, Payments: a.payments, Credit: a.credits}.Mount(mux)
	clients.Handler{Kit: kit, People: a.people, Clients: a.clients, Catalog: a.catalog, Schedule: a.schedule, Bookings: a.bookings, Payments: a.payments, Tariff: a.tariff}.Mount(mux)
	embed.Handler{Kit: kit, Catalog: a.catalog, Schedule: a.schedule, Tariff: a.tariff}.Mount(mux)
	availability.Handler{Kit: kit, People: a.people, Catalog: a.catalog, Schedule: a.schedule, Bookings: a.bookings}.Mount(mux)
	listing.Handler{Kit: kit, People: a.people, Catalog: a.catalog, Schedule: a.schedule}.Mount(mux)
	services.Handler{Kit: kit, Catalog: a.catalog, Tariff: a.tariff}.Mount(mux)
	earnings.Handler{Kit: kit, Payouts: a.payouts}.Mount(mux)
	payoutruns.Handler{Kit: kit, Payouts: a.payouts}.Mount(mux)
	disputes.Handler{Kit: kit, Disputes: a.disputes}.Mount(mux)
	packages.Handler{Kit: kit, Catalog: a.catalog, Packs: a.packs, Payments: a.payments, Tariff: a.tariff}.Mount(mux)
	gifts.Handler{Kit: kit, Credit: a.credits, Payments: a.payments, Bookings: a.bookings}.Mount(mux)
	forms.Handler{Kit: kit, Catalog: a.catalog}.Mount(mux)
	businesspage.Handler{Kit: kit, Catalog: a.catalog, Businesses: a.businesses, Bookings: a.bookings, Tariff: a.tariff}.Mount(mux)
	team.Handler{Kit: kit, DB: a.db, People: a.people, Catalog: a.catalog, Businesses: a.businesses, Bookings: a.bookings}.Mount(mux)
	pro.Handler{Kit: kit, People: a.people, Catalog: a.catalog, Businesses: a.businesses, Schedule: a.schedule, Bookings: a.bookings, Payments: a.payments, Invoices: a.invoices}.Mount(mux)
}

// mountBetween serves what looks after people between sessions.
func (a *App) mountBetween(mux *http.ServeMux, kit *page.Kit) {
	helped := care.Handler{Kit: kit, Safety: a.safety, Log: a.log.With("part", "care")}
	moodpages.Handler{Kit: kit, Moods: a.moods, Lines: helped.Lines, Spoken: a.safety.Spoken}.Mount(mux)
	goalpages.Handler{Kit: kit, Goals: a.goals}.Mount(mux)
	insightpages.Handler{Kit: kit, Insights: a.insights}.Mount(mux)
	sharing.Handler{Kit: kit, Shares: a.shares, Clients: a.clients}.Mount(mux)
	today.Handler{Kit: kit, Bookings: a.bookings, Catalog: a.catalog, Moods: a.moods, Goals: a.goals}.Mount(mux)
}

// pictureURL is where an account's picture is served.
func pictureURL(key string) string { return "/" + key }
