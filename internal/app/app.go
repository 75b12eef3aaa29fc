// Package app is the composition root: New builds everything top to bottom, in the order of the module graph. Read it
// first, then routes.go (who answers what), subscribe.go (who listens to what) and jobs.go (what runs by itself).
package app

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"klear/assets"
	"klear/brands"
	"klear/internal/modules/booking"
	"klear/internal/modules/books"
	"klear/internal/modules/business"
	"klear/internal/modules/catalog"
	"klear/internal/modules/client"
	"klear/internal/modules/companion"
	"klear/internal/modules/credit"
	"klear/internal/modules/desk"
	"klear/internal/modules/dispute"
	"klear/internal/modules/goal"
	"klear/internal/modules/identity"
	"klear/internal/modules/insight"
	"klear/internal/modules/invoice"
	"klear/internal/modules/mood"
	"klear/internal/modules/notify"
	"klear/internal/modules/pack"
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/razorpay"
	"klear/internal/modules/payment/sandbox"
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
	"klear/internal/platform/blob"
	"klear/internal/platform/brand"
	"klear/internal/platform/clock"
	"klear/internal/platform/config"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/flags"
	"klear/internal/platform/httpx"
	"klear/internal/platform/i18n"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
	"klear/internal/platform/jurisdiction"
	"klear/internal/platform/mail"
	"klear/internal/platform/password"
	"klear/internal/platform/postgres"
	"klear/internal/platform/telemetry"
	"klear/internal/platform/theme"
	"klear/internal/realtime"
	"klear/locales"
)

// Options are what main and tests decide beside the configuration.
type Options struct {
	Version string
	Out     io.Writer   // what a person reads at start; nil: nothing
	Clock   clock.Clock // nil: the system's
	Brands  fs.FS       // nil: those of the binary
	Serve   bool        // Run will follow: listen before any other work
	Beside  bool        // a klear that runs on the same data folder may go on: its private database is used
}

// App is one running Klear.
type App struct {
	cfg   *config.Config
	opt   Options
	log   *slog.Logger
	clock clock.Clock
	ids   ids.Source

	brand   *brand.Brand // its file: what no operator changes
	live    *brand.Live  // with what operators changed
	theme   *theme.Theme
	bundle  *i18n.Bundle
	assets  *assets.Assets
	master  *crypto.Master
	metrics *telemetry.Metrics
	counts  *counts
	tracing *telemetry.Tracing
	health  *httpx.Health

	postgres  *postgres.Server // nil when DATABASE_URL is set
	db        *db.DB
	queueDB   *db.DB // the queue's bookkeeping, forgetful
	gatewayDB *db.DB // the sandbox gateway's own connections: another company, as far as we are concerned
	jobs      *jobs.Client
	events    *events.Bus
	mailbox   *mail.Mailbox // nil when SMTP_URL is set
	files     blob.Store
	links     crypto.LinkSigner
	flags     *flags.Flags
	laws      *jurisdiction.Book

	passwords  *password.Hasher
	people     *identity.Service
	businesses *business.Service
	catalog    *catalog.Catalog
	schedule   *schedule.Service
	payments   *payment.Service
	payouts    *payout.Service
	disputes   *dispute.Service
	tariff     *tariff.Service
	promos     *promo.Service
	invoices   *invoice.Service
	credits    *credit.Service
	packs      *pack.Service
	plans      *subscription.Service
	sandbox    *sandbox.Gateway
	razorpay   *razorpay.Gateway // nil without its keys
	gateways   []payment.Gateway
	bookings   *booking.Service
	clients    *client.Service
	companion  *companion.Service
	devices    realtime.Hub
	moods      *mood.Service
	goals      *goal.Service
	insights   *insight.Service
	shares     *share.Service
	search     *search.Service
	notify     *notify.Service
	saved      *saved.Service
	desk       *desk.Service
	reconciled *reconcile.Service
	books      *books.Service
	settings   *settings.Service
	safety     *safety.Service

	handler  http.Handler
	listener net.Listener // nil unless Options.Serve
	internal net.Listener // of /metrics; nil unless Options.Serve and KLEAR_METRICS_ADDR
	madeKey  bool
	closers  []func(context.Context) error
}

// New builds and migrates, and leaves everything ready to Run. On error whatever was started is stopped again.
func New(ctx context.Context, cfg *config.Config, opt Options) (*App, error) {
	a := &App{cfg: cfg, opt: opt, clock: opt.Clock, ids: ids.NewSource(nil), health: &httpx.Health{}}
	if a.clock == nil {
		a.clock = clock.System{}
	}
	if a.opt.Out == nil {
		a.opt.Out = io.Discard
	}
	if a.opt.Brands == nil {
		a.opt.Brands = brands.FS
	}
	for _, step := range []func(context.Context) error{
		a.observe, a.listen, a.openFolder, a.loadBrand, a.openKeys, a.openDatabase, a.openServices, a.buildModules, a.subscribe, a.schedulePeriodic, a.openQueue, a.loadData, a.loadSettings, a.buildHandler, a.tellKey,
	} {
		if err := step(ctx); err != nil {
			stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
			defer cancel()
			_ = a.Close(stop)
			return nil, err
		}
	}
	return a, nil
}

// observe sets up logs, metrics and traces.
func (a *App) observe(ctx context.Context) (err error) {
	a.log = telemetry.NewLogger(os.Stderr, telemetry.LogOptions{Level: a.cfg.SlogLevel(), JSON: a.cfg.LogJSON(), Context: []telemetry.FromContext{httpx.LogContext, jobs.LogContext}})
	slog.SetDefault(a.log)
	a.health.OnFailure = func(name string, err error) { a.log.Warn("not ready", "check", name, "error", err) }
	a.metrics = telemetry.NewMetrics(a.opt.Version, "")
	a.tracing, err = telemetry.NewTracing(ctx, telemetry.TraceOptions{Endpoint: a.cfg.OTLPEndpoint, Service: "klear", Version: a.opt.Version})
	if err == nil {
		a.onClose(a.tracing.Shutdown)
	}
	return err
}

// listen takes the port first: that it is in use must not be found after seconds of other work.
func (a *App) listen(ctx context.Context) (err error) {
	if !a.opt.Serve {
		return nil
	}
	if a.listener, err = a.open(ctx, a.cfg.Addr, "--addr"); err != nil || a.cfg.MetricsAddr == "" {
		return err
	}
	a.internal, err = a.open(ctx, a.cfg.MetricsAddr, "--metrics-addr")
	return err
}

func (a *App) open(ctx context.Context, addr, flag string) (net.Listener, error) {
	ln, err := httpx.Listen(ctx, addr, flag)
	if err != nil {
		return nil, err
	}
	a.onClose(func(context.Context) error {
		if err := ln.Close(); !errors.Is(err, net.ErrClosed) { // closed already by the server that used it
			return err
		}
		return nil
	})
	return ln, nil
}

// openFolder makes the data folder. Others may enter it, because the database server inside runs as its own user; the
// folders of keys, files and mail in it are closed.
func (a *App) openFolder(context.Context) error { return makeFolder(a.cfg.Data) }

func makeFolder(dir string) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("the data folder %s cannot be made: %w", dir, err)
	}
	return os.Chmod(dir, 0o755)
}

// loadBrand reads the one brand this deployment serves, its words and its looks.
func (a *App) loadBrand(context.Context) (err error) {
	if a.brand, err = brand.Load(a.opt.Brands, a.cfg.Brand); err != nil {
		return err
	}
	if a.bundle, err = i18n.Load(locales.FS, i18n.Voice{Words: a.brand.Words, Messages: a.brand.Messages}); err != nil {
		return err
	}
	if a.theme, err = theme.Read(assets.Tokens(), a.brand.Theme); err != nil {
		return err
	}
	a.live = brand.NewLive(a.brand)
	a.assets, err = assets.New()
	return err
}

func (a *App) openKeys(context.Context) error {
	master, made, err := crypto.OpenMaster(a.cfg.MasterKeyPath())
	if err != nil {
		return err
	}
	a.madeKey = made
	a.master, a.links = master, crypto.NewLinkSigner(master.SubKey("links"))
	return nil
}

// tellKey comes last, so that a start which fails says only why.
func (a *App) tellKey(context.Context) error {
	if a.madeKey {
		a.log.Info("made a master key: back it up, without it sealed data cannot be read", "file", a.cfg.MasterKeyPath())
	}
	return nil
}

// queueConns serve the queue's producers, its completer, its elections and its ear for news.
const queueConns = 6

// openDatabase starts the private server unless DATABASE_URL names another, migrates, and opens the pools.
func (a *App) openDatabase(ctx context.Context) error {
	url, err := a.startPostgres(ctx)
	if err != nil {
		return err
	}
	if err := db.Migrate(ctx, url, migrationFiles); err != nil {
		return err
	}
	if a.db, err = db.Open(ctx, url, db.Options{MaxConns: a.cfg.PoolSize, Trace: a.cfg.OTLPEndpoint != ""}); err != nil {
		return err
	}
	a.onClose(func(context.Context) error { a.db.Close(); return nil })
	if a.queueDB, err = db.Open(ctx, url, db.Options{MaxConns: queueConns, Forgetful: true}); err != nil {
		return err
	}
	a.onClose(func(context.Context) error { a.queueDB.Close(); return nil })
	if a.gatewayDB, err = db.Open(ctx, url, db.Options{MaxConns: max(4, a.cfg.PoolSize/2)}); err != nil {
		return err
	}
	a.onClose(func(context.Context) error { a.gatewayDB.Close(); return nil })
	a.health.Register("database", 2*time.Second, a.db.Ping)
	if err := events.EnsurePartitions(ctx, a.db, a.clock.Now()); err != nil {
		return err
	}
	return a.claimDatabase(ctx)
}

func (a *App) startPostgres(ctx context.Context) (url string, err error) {
	if a.cfg.DatabaseURL.IsSet() {
		return a.cfg.DatabaseURL.Reveal(), nil
	}
	const name = "klear"
	opt := postgres.Options{Dir: a.cfg.Path("postgres"), Log: a.log}
	a.postgres, err = postgres.Start(ctx, opt)
	if errors.Is(err, postgres.ErrInUse) && a.opt.Beside {
		if a.postgres, err = postgres.Join(ctx, opt); err == nil {
			return a.postgres.URL(name), nil
		}
	}
	if err != nil {
		return "", err
	}
	a.onClose(a.postgres.Stop)
	return a.postgres.URL(name), a.postgres.CreateDatabase(ctx, name)
}

// claimDatabase refuses a database that belongs to another brand, since one deployment serves one brand on one database,
// and one whose sealed data another master key opens: a restored database without its key file.
func (a *App) claimDatabase(ctx context.Context) error {
	owner, err := a.claim(ctx, "brand", a.brand.ID)
	if err == nil && owner != a.brand.ID {
		err = fmt.Errorf("this database belongs to the brand %s: start %s with another --data folder or DATABASE_URL", owner, a.brand.ID)
	}
	if err != nil {
		return err
	}
	mark := hex.EncodeToString(a.master.SubKey("fingerprint")[:8])
	known, err := a.claim(ctx, "master_key", mark)
	if err == nil && known != mark {
		err = fmt.Errorf("this database was written with another master key than %s: put back the file from your backup, or name it with --key-file", a.cfg.MasterKeyPath())
	}
	return err
}

// claim notes a value with the database, once and for all, and returns the one that stands.
func (a *App) claim(ctx context.Context, key, value string) (stands string, err error) {
	err = a.db.QueryRow(ctx, `insert into platform.setting (key, value) values ($1, to_jsonb($2::text))
		on conflict (key) do update set key = excluded.key returning value #>> '{}'`, key, value).Scan(&stands)
	return stands, err
}

// openServices opens queue, event log, mail and files; nothing here knows a module yet.
func (a *App) openServices(ctx context.Context) (err error) {
	a.counts = newCounts(a.metrics)
	if a.flags, err = flags.New(ctx); err != nil {
		return err
	}
	a.onClose(a.flags.Close)
	a.jobs = jobs.New(a.queueDB, jobs.Options{Log: a.log.With("part", "queue"), Workers: a.cfg.Workers, GivenUp: a.counts.jobGivenUp})
	a.events = events.NewBus(a.jobs, a.ids)
	a.events.RequestID, a.events.Committed = httpx.RequestID, a.counts.event
	a.metrics.Register(&gauges{a.db, a.jobs, a.log, a.countStuck})
	store, err := blob.OpenFiles(a.cfg.BlobDir(), a.clock)
	if err != nil {
		return err
	}
	a.files = store
	a.onClose(func(context.Context) error { return store.Close() })
	sender, err := a.openMail()
	if err != nil {
		return err
	}
	from, err := mail.ParseAddress(a.cfg.MailFrom)
	if err != nil {
		return err
	}
	a.notify, err = notify.New(notify.Deps{Sender: a.counts.mail(sender), Brand: a.live, Bundle: a.bundle, From: from,
		Override: func(lang, name string) (notify.Words, bool) { return a.settings.Override(lang, name) }, Broken: a.letterBroken})
	return err
}

// Handler is the whole HTTP surface, for tests.
func (a *App) Handler() http.Handler { return a.handler }

func (a *App) onClose(fn func(context.Context) error) { a.closers = append(a.closers, fn) }

// Close stops what New started, in reverse order.
func (a *App) Close(ctx context.Context) error {
	var faults []error
	for i := len(a.closers) - 1; i >= 0; i-- {
		faults = append(faults, a.closers[i](ctx))
	}
	a.closers = nil
	return errors.Join(faults...)
}
