package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"klear/internal/modules/payment/sandbox"
	"klear/internal/modules/payment/simulator"
	"klear/internal/platform/clock"
	"klear/internal/platform/config"
	"klear/internal/platform/db"
	"klear/internal/platform/httpx"
	"klear/internal/platform/ids"
	"klear/internal/platform/postgres"
	"klear/internal/platform/secret"
)

// Simulator is the simulated gateway as a process of its own: flags of klear gateway-simulator.
type Simulator struct {
	Addr        string        `help:"Address to listen on; whoever reaches it controls the gateway." default:"127.0.0.1:8090" env:"GATEWAY_SIMULATOR_ADDR" placeholder:"HOST:PORT"`
	PublicURL   string        `help:"Address that payers and practitioners are sent to. Default: derived from --addr." env:"GATEWAY_SIMULATOR_PUBLIC_URL" placeholder:"URL"`
	WebhookURL  string        `help:"Where webhooks go." default:"http://127.0.0.1:8080/api/v1/webhooks/simulator" env:"GATEWAY_SIMULATOR_WEBHOOK_URL" placeholder:"URL"`
	Secrets     secret.Text   `help:"What webhooks are signed with; of two with a comma between the first signs." required:"" env:"GATEWAY_SIMULATOR_SECRETS" placeholder:"SECRET"`
	Data        string        `help:"Folder of its private PostgreSQL." default:"./gateway-data" env:"GATEWAY_SIMULATOR_DATA" placeholder:"DIR"`
	DatabaseURL secret.Text   `help:"PostgreSQL, in place of the private one. A database of its own: it is another company's." env:"GATEWAY_SIMULATOR_DATABASE_URL" placeholder:"URL"`
	Every       time.Duration `help:"How often it does what is due and delivers webhooks." default:"200ms" env:"GATEWAY_SIMULATOR_EVERY"`
}

// Limits of the simulator.
const (
	simulatorConns = 16
	simulatorGrace = 5 * time.Second
)

// Run serves until ctx ends. out is told where.
func (s *Simulator) Run(ctx context.Context, out io.Writer) (err error) {
	secrets, err := config.WebhookSecrets(s.Secrets)
	if err != nil {
		return fmt.Errorf("--secrets: %w", err)
	}
	if s.Every < time.Millisecond {
		return errors.New("--every: at least a millisecond")
	}
	ln, err := httpx.Listen(ctx, s.Addr, "--addr")
	if err != nil {
		return err
	}
	defer ln.Close()
	pool, closeDB, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeDB(context.WithoutCancel(ctx))) }()
	base := s.PublicURL
	if base == "" {
		base = "http://" + ln.Addr().String()
	}
	g := sandbox.New(sandbox.Options{DB: pool, Clock: clock.System{}, IDs: ids.NewSource(nil), Secrets: secrets, Deliver: simulator.Post(s.WebhookURL), BaseURL: base})
	return s.serve(ctx, g, ln, out)
}

func (s *Simulator) serve(ctx context.Context, g *sandbox.Gateway, ln net.Listener, out io.Writer) error {
	work, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		g.Run(work, s.Every, func(err error) { slog.Warn("the gateway simulator could not deliver", "error", err) })
	}()
	srv := &http.Server{Handler: simulator.NewServer(g), ReadHeaderTimeout: simulatorGrace, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelInfo)}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(ln) }()
	fmt.Fprintf(out, "\nThe gateway simulator is ready at http://%s\nIts webhooks go to %s\n\n", ln.Addr(), s.WebhookURL)
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), simulatorGrace)
		defer cancel()
		if err = srv.Shutdown(grace); errors.Is(err, context.DeadlineExceeded) {
			err = srv.Close()
		}
	}
	stop()
	<-done // the clockwork lets go of the database before it is closed
	return err
}

// open starts the private server unless another database is named, and migrates.
func (s *Simulator) open(ctx context.Context) (*db.DB, func(context.Context) error, error) {
	url, stop := s.DatabaseURL.Reveal(), func(context.Context) error { return nil }
	if url == "" {
		const name = "gateway"
		if err := makeFolder(s.Data); err != nil {
			return nil, nil, err
		}
		server, err := postgres.Start(ctx, postgres.Options{Dir: filepath.Join(s.Data, "postgres")})
		if err != nil {
			return nil, nil, err
		}
		url, stop = server.URL(name), server.Stop
		if err := server.CreateDatabase(ctx, name); err != nil {
			return nil, nil, errors.Join(err, stop(context.WithoutCancel(ctx)))
		}
	}
	pool, err := openMigrated(ctx, url)
	if err != nil {
		return nil, nil, errors.Join(err, stop(context.WithoutCancel(ctx)))
	}
	return pool, func(ctx context.Context) error { pool.Close(); return stop(ctx) }, nil
}

func openMigrated(ctx context.Context, url string) (*db.DB, error) {
	if err := db.Migrate(ctx, url, migrationFiles); err != nil {
		return nil, err
	}
	return db.Open(ctx, url, db.Options{MaxConns: simulatorConns})
}
