package app

import (
	"context"
	"crypto/ed25519"
	"net/netip"
	"path/filepath"
	"slices"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/books"
	"klear/internal/modules/business"
	"klear/internal/modules/catalog"
	"klear/internal/modules/client"
	"klear/internal/modules/credit"
	"klear/internal/modules/desk"
	"klear/internal/modules/dispute"
	"klear/internal/modules/goal"
	"klear/internal/modules/identity"
	"klear/internal/modules/insight"
	"klear/internal/modules/invoice"
	"klear/internal/modules/ledger"
	"klear/internal/modules/mood"
	"klear/internal/modules/pack"
	"klear/internal/modules/payment"
	"klear/internal/modules/payout"
	"klear/internal/modules/promo"
	"klear/internal/modules/reconcile"
	"klear/internal/modules/safety"
	"klear/internal/modules/saved"
	"klear/internal/modules/schedule"
	"klear/internal/modules/search"
	"klear/internal/modules/settings"
	"klear/internal/modules/share"
	"klear/internal/modules/subscription"
	"klear/internal/modules/tariff"
	"klear/internal/platform/brand"
	"klear/internal/platform/db"
	"klear/internal/platform/flags"
	"klear/internal/platform/password"
	"klear/internal/platform/ssrf"
	"klear/internal/web/bookings"
	"klear/internal/web/contact"
	"klear/internal/web/page"
	"klear/internal/web/savedpages"
	"klear/migrations"

	"github.com/google/uuid"
)

var migrationFiles = migrations.FS

// buildModules follows the graph upwards; each line passes concrete services to the next.
func (a *App) buildModules(context.Context) (err error) {
	a.passwords = password.NewHasher(password.DefaultCost)
	pictures, store := newPictures(), files{a.files}
	a.people, err = identity.New(identity.Deps{
		DB: a.db, Bus: a.events, Jobs: a.jobs, Clock: a.clock, IDs: a.ids,
		Passwords: a.passwords, Keys: a.master, Images: pictures, Blobs: store, Mailer: identityMailer{a},
		Guards: []identity.Guard{a.guardErasure}, Secrets: [][]byte{a.master.SubKey("identity")},
		Options: identity.Options{BaseURL: a.cfg.BaseURL()},
	})
	if err != nil {
		return err
	}
	a.people.Handle(a.jobs)
	private := a.cfg.CalendarServers()
	guarded := ssrf.New(ssrf.Options{MaxBytes: 10 << 20, Allow: private})
	a.schedule = schedule.New(schedule.Deps{DB: a.db, Clock: a.clock, IDs: a.ids, Events: a.events, Jobs: a.jobs, Sealer: a.people,
		Fetcher: guarded, DAV: guarded.HTTP(), Owner: a.ownerOf, Holders: a.holdersOf, Booked: a.bookedElsewhere, Ahead: a.aheadOf,
		Insecure: func(host string) bool {
			at, err := netip.ParseAddrPort(host)
			return err == nil && slices.Contains(private, at)
		}})
	a.businesses = business.New(business.Deps{DB: a.db, Clock: a.clock, IDs: a.ids, Events: a.events, Jobs: a.jobs, People: a.people, Mailer: businessMailer{a}})
	a.catalog = catalog.New(catalog.Deps{DB: a.db, Clock: a.clock, IDs: a.ids, Bus: a.events, Jobs: a.jobs, Accounts: a.people, Hours: a.schedule,
		Blobs: store, Photos: pictures, Sealer: a.people, Businesses: a.businesses, Letters: a.notify, BaseURL: a.cfg.BaseURL(), NoHomeVisits: !a.brand.Has(brand.HomeVisit), Payable: a.payable})
	a.tariff = tariff.New(tariff.Deps{DB: a.db, Clock: a.clock, IDs: a.ids, Catalog: a.catalog, People: a.people, Zone: a.brand.Location(), BrandBps: a.brand.CommissionBps})
	a.search = search.New(search.Deps{DB: a.db, Clock: a.clock, Catalog: a.catalog, Places: places{}, Jobs: a.jobs, Prices: a.tariff, Openings: a.openings(time.Time{})})
	if err := a.buildGateways(); err != nil {
		return err
	}
	a.invoices = invoice.New(invoice.Deps{DB: a.db, Clock: a.clock, IDs: a.ids, People: a.people, Tariff: a.tariff, Country: a.brand.Country, Zone: a.brand.Location(),
		Platform: invoice.Party{Name: a.brand.LegalName, Address: a.brand.SupportMail}, Key: a.master.SubKey("invoice verify"), BaseURL: a.cfg.BaseURL(), English: a.bundle.Localizer("en", a.brand.Country)})
	a.payments = payment.New(payment.Options{DB: a.db, Clock: a.clock, IDs: a.ids, Jobs: a.jobs, Bus: a.events, Gateways: wire(a.gateways), Rules: a.paymentRules(),
		CountryOf: a.countryOf, BaseURL: a.cfg.BaseURL(), Disputes: payment.Bearer(a.brand.Payouts.Disputes), Papers: a.invoices, TryKey: a.tryKey(), Refused: a.counts.tryRefused, Signer: a.statementKey(), Witness: ledger.Witness{Path: filepath.Join(a.cfg.Data, "ledger-seen")}, Log: a.log})
	a.payouts = payout.New(payout.Deps{DB: a.db, Clock: a.clock, IDs: a.ids, Events: a.events, Jobs: a.jobs, Catalog: a.catalog, People: a.people, Letters: a.notify,
		Payments: a.payments, Gateways: wire(a.gateways), Chooser: a.payments, Policy: atOnce(payoutPolicy(a.brand)), BaseURL: a.cfg.BaseURL(), Log: a.log})
	a.payments.OnNotice(payment.AboutPayout, a.payouts.OnNotice)
	a.payments.OnNotice(payment.AboutPayee, a.payouts.OnNotice)
	a.reconciled = reconcile.New(reconcile.Deps{DB: a.db, Clock: a.clock, IDs: a.ids, Events: a.events, Jobs: a.jobs, People: a.people, Letters: a.notify,
		Reporters: reporters(a.gateways...), Bank: "house", BaseURL: a.cfg.BaseURL()})
	a.books = books.New(books.Deps{DB: a.db, Clock: a.clock, IDs: a.ids, Jobs: a.jobs, PublicKey: a.statementKey().Public().(ed25519.PublicKey), Audited: func(ctx context.Context, progress func(int64)) (books.Found, error) { return a.Audit(ctx, progress) }})
	a.metrics.Register(newBookGauges(a))
	a.packs = pack.New(pack.Deps{DB: a.db, Clock: a.clock, IDs: a.ids, Events: a.events, Jobs: a.jobs, Catalog: a.catalog, People: a.people,
		Payments: a.payments, Letters: a.notify, BaseURL: a.cfg.BaseURL(), Tariff: a.tariff})
	a.promos = promo.New(promo.Deps{DB: a.db, Clock: a.clock, IDs: a.ids, Catalog: a.catalog, DayOf: a.tariff.DayOf})
	a.plans = subscription.New(subscription.Deps{DB: a.db, Clock: a.clock, IDs: a.ids, Events: a.events, Jobs: a.jobs, People: a.people,
		Payments: a.payments, Letters: a.notify, BaseURL: a.cfg.BaseURL(), Taxes: a.tariff, Country: a.brand.Country, Papers: a.invoices, Commission: a.tariff})
	a.bookings = booking.New(booking.Deps{
		DB: a.db, Clock: a.clock, IDs: a.ids, Events: a.events, Jobs: a.jobs, Catalog: a.catalog, Businesses: a.businesses, People: a.people,
		Schedule: a.schedule, Payments: a.payments, Packs: a.packs, Tariff: a.tariff, Promos: a.promos,
		Refused: a.counts.holdRefused, VenueStopped: a.payouts.VenueStopped, Lines: a.while(flags.WaitingList),
		Policy:  booking.Policy{HoldFor: a.cfg.Hold(), AnswerWithin: 24 * time.Hour},
		Notices: &booking.Notices{DB: a.db, Clock: a.clock, People: a.people, Catalog: a.catalog, Businesses: a.businesses, Letters: a.notify, BaseURL: a.cfg.BaseURL(), Link: a.bookingLink},
	})
	a.credits = credit.New(credit.Deps{DB: a.db, Clock: a.clock, IDs: a.ids, Events: a.events, Jobs: a.jobs, People: a.people, Bookings: a.bookings, Payments: a.payments,
		Letters: a.notify, BaseURL: a.cfg.BaseURL(), Country: a.brand.Country, Key: a.master.SubKey("gift codes")})
	a.disputes = dispute.New(dispute.Deps{DB: a.db, Clock: a.clock, IDs: a.ids, Jobs: a.jobs, Payments: a.payments, Bookings: a.bookings, People: a.people,
		Blobs: store, Letters: a.notify, BaseURL: a.cfg.BaseURL(), Log: a.log})
	a.metrics.Register(&disputeGauges{a.disputes.CountDue, a.log})
	a.saved = saved.New(saved.Deps{
		DB: a.db, Clock: a.clock, Jobs: a.jobs, People: a.people, Catalog: a.catalog, Schedule: a.schedule, Letters: a.notify,
		BaseURL: a.cfg.BaseURL(), StopLink: a.stopLink, Kept: a.while(flags.Saved),
	})
	a.safety = safety.New(safety.Deps{DB: a.db, Clock: a.clock, IDs: a.ids, Events: a.events, Jobs: a.jobs, People: a.people, Letters: a.notify, Brand: a.live,
		Catalog: a.catalog, Search: a.search, Schedule: a.schedule, BaseURL: a.cfg.BaseURL(), RefuseLink: a.refuseLink,
		ZoneCountry: page.CountryOf, Log: a.log.With("part", "safety"), Counted: a.counts.judged})
	a.desk = desk.New(desk.Deps{DB: a.db, Clock: a.clock, IDs: a.ids, Events: a.events, Jobs: a.jobs, People: a.people, Catalog: a.catalog, Payments: a.payments, Payouts: a.payouts,
		Sessions: a.bookings, Credits: a.credits})
	a.settings = settings.New(settings.Deps{DB: a.db, Clock: a.clock, IDs: a.ids, Events: a.events, Log: a.log.With("part", "settings"), People: a.people, Live: a.live, Theme: a.theme, Flags: a.flags, Letters: a.notify})
	a.clients = client.New(client.Deps{DB: a.db, Clock: a.clock, IDs: a.ids, Events: a.events, Jobs: a.jobs, People: a.people, Owner: a.ownerOf})
	if err := a.loadLaws(); err != nil {
		return err
	}
	a.moods = mood.New(mood.Deps{DB: a.db, Clock: a.clock, IDs: a.ids, Events: a.events, People: a.people, Hear: a.hear, Ninth: a.ninth, Laws: a.laws})
	a.goals = goal.New(goal.Deps{DB: a.db, Clock: a.clock, IDs: a.ids, Events: a.events, People: a.people, Hear: a.hear})
	a.insights = insight.New(insight.Deps{DB: a.db, Clock: a.clock, IDs: a.ids, Jobs: a.jobs, Moods: a.moods, People: a.people, Laws: a.laws})
	a.shares = share.New(share.Deps{DB: a.db, Clock: a.clock, IDs: a.ids, Moods: a.moods, Goals: a.goals, Insights: a.insights})
	return a.buildCompanion()
}

// payoutHour is when the scheduled run begins on a payout day: banks are open, and somebody is there to look.
const payoutHour = 6

func payoutPolicy(b *brand.Brand) payout.Policy {
	return payout.Policy{Every: payout.Cadence(b.Payouts.Every), After: time.Duration(b.Payouts.AfterHours) * time.Hour, MinimumMinor: b.Payouts.MinimumMinor,
		Currency: b.Currency, OnlyVerified: b.Payouts.Verified, Zone: b.Location(), StartsAt: payoutHour}
}

// loadSettings puts what operators decided in place of what the files say, before the first request.
func (a *App) loadSettings(ctx context.Context) error { return a.settings.Refresh(ctx) }

// while reports whether an area is switched on, for what a module does by itself.
func (a *App) while(flag flags.Name) func(context.Context) bool {
	return func(ctx context.Context) bool { return a.flags.On(ctx, flag) }
}

// stopLink is the signed address at which letters about a saved practitioner end, without signing in.
func (a *App) stopLink(s saved.Stop) (string, error) {
	return savedpages.StopLink(a.links, s, a.clock.Now())
}

// refuseLink is the signed address at which somebody's emergency contact says that they do not want to be one.
func (a *App) refuseLink(id uuid.UUID) (string, error) {
	path, err := contact.RefuseLink(a.links, id, a.clock.Now())
	return a.cfg.BaseURL() + path, err
}

// bookingLink is the signed address by which a guest opens a booking from a letter; accounts may use it too.
func (a *App) bookingLink(b *booking.Booking) (string, error) {
	path, err := bookings.GuestLink(a.links, b)
	return a.cfg.BaseURL() + path, err
}

// holdersOf names the bookings that hold a practitioner's time: the schedule itself knows none.
func (a *App) holdersOf(ctx context.Context, q db.Querier, practitioner uuid.UUID, occupancies []uuid.UUID) (map[uuid.UUID][]string, error) {
	return a.bookings.CodesAt(ctx, q, practitioner, occupancies)
}

// bookedElsewhere and aheadOf show bookings to the calendars that follow them.
func (a *App) bookedElsewhere(ctx context.Context, id uuid.UUID) (schedule.Booked, error) {
	return a.bookings.Elsewhere(ctx, id)
}

func (a *App) aheadOf(ctx context.Context, practitioner uuid.UUID) ([]uuid.UUID, error) {
	return a.bookings.StandingOf(ctx, practitioner)
}

// ownerOf is the account behind a practitioner.
func (a *App) ownerOf(ctx context.Context, practitioner uuid.UUID) (uuid.UUID, error) {
	p, err := a.catalog.PractitionerByID(ctx, practitioner)
	return p.PersonID, err
}
