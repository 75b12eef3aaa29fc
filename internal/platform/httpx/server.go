package httpx

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"syscall"
	"time"
)

// ServerConfig configures Serve.
type ServerConfig struct {
	Addr       string        // where to listen, unless Listener is set
	Listener   net.Listener  // one that Listen opened before; may be nil
	DrainDelay time.Duration // between "not ready" and closing the door: the load balancer's check interval
	Grace      time.Duration // for running requests
	Health     *Health       // may be nil
	Logger     *slog.Logger  // nil: slog.Default
	// Listening is told the address once connections are accepted; may be nil.
	Listening func(net.Addr)
}

// The limits against slow clients. Requests that may take longer than 30 s, and streams, move the last two for
// themselves.
const (
	readHeaderTimeout = 5 * time.Second
	idleTimeout       = 2 * time.Minute
	maxHeaderBytes    = 64 << 10
	readTimeout       = time.Minute
	writeTimeout      = 90 * time.Second
)

// ListenError says why an address cannot be listened on, and what to do.
type ListenError struct {
	Addr  string
	flag  string // by which another address is chosen
	cause error
}

// Error is one line for a person.
func (e *ListenError) Error() string {
	switch {
	case errors.Is(e.cause, syscall.EADDRINUSE):
		return e.Addr + " is already in use: stop the other program, or choose another address with " + e.flag
	case errors.Is(e.cause, syscall.EACCES):
		return e.Addr + " needs more rights: ports below 1024 belong to the administrator; choose another address with " + e.flag
	case errors.Is(e.cause, syscall.EADDRNOTAVAIL):
		return e.Addr + " is not an address of this machine: choose another with " + e.flag
	}
	return "cannot listen on " + e.Addr + ": " + e.cause.Error()
}

// Unwrap returns the system's error.
func (e *ListenError) Unwrap() error { return e.cause }

// ErrGraceOver means that requests were still running when the grace period ended; their contexts were cancelled and
// their connections closed.
var ErrGraceOver = errors.New("requests were still running when the shutdown grace ended")

// Listen opens the door before there is anybody to answer: a port that is taken is found before any other work is done,
// and who connects waits for Serve. flag is the setting that chose addr. Errors: *ListenError.
func Listen(ctx context.Context, addr, flag string) (net.Listener, error) {
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, &ListenError{Addr: addr, flag: flag, cause: err}
	}
	return ln, nil
}

// Serve answers requests until ctx ends, then stops without losing one:
//
//  1. /readyz says stopping, and every answer asks its client to close the connection;
//  2. for DrainDelay new connections are still served, while the load balancer looks away;
//  3. the listener closes, and running requests get Grace to finish;
//  4. only then the context of those that remain is cancelled.
//
// It returns nil, a *ListenError, ErrGraceOver, or the error of the listener.
func Serve(ctx context.Context, cfg ServerConfig, h http.Handler) error {
	log := cfg.Logger
	if log == nil {
		log = slog.Default()
	}
	ln := cfg.Listener
	if ln == nil {
		var err error
		if ln, err = Listen(ctx, cfg.Addr, "--addr"); err != nil {
			return err
		}
	}
	base, cancel := context.WithCancel(context.WithValue(context.WithoutCancel(ctx), stoppingKey{}, ctx.Done()))
	defer cancel()
	var draining atomic.Bool
	srv := &http.Server{
		Handler:           closeWhenDraining(h, &draining),
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		BaseContext:       func(net.Listener) context.Context { return base },
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(ln) }()
	setServing(cfg.Health, true)
	if cfg.Listening != nil {
		cfg.Listening(ln.Addr())
	}

	select {
	case err := <-failed:
		setServing(cfg.Health, false)
		return fmt.Errorf("the server stopped: %w", err)
	case <-ctx.Done():
	}
	setServing(cfg.Health, false)
	draining.Store(true)
	time.Sleep(cfg.DrainDelay)
	return shutdown(base, srv, cfg.Grace, cancel)
}

type stoppingKey struct{}

// Stopping is closed when the server that runs the request in ctx begins to stop. Streams watch it and say goodbye;
// they would otherwise hold the stop for the whole grace period. It is nil, which blocks, outside Serve.
func Stopping(ctx context.Context) <-chan struct{} {
	c, _ := ctx.Value(stoppingKey{}).(<-chan struct{})
	return c
}

func shutdown(base context.Context, srv *http.Server, grace time.Duration, cancel context.CancelFunc) error {
	limit, stop := context.WithTimeout(base, grace)
	defer stop()
	err := srv.Shutdown(limit)
	cancel()
	if err == nil {
		return nil
	}
	_ = srv.Close()
	if errors.Is(err, context.DeadlineExceeded) {
		return ErrGraceOver
	}
	return err
}

func setServing(h *Health, on bool) {
	if h != nil {
		h.SetServing(on)
	}
}

// closeWhenDraining asks clients to open no further request on a connection that is about to go. Closing idle
// connections from our side instead would race with the request a client is just sending.
func closeWhenDraining(h http.Handler, draining *atomic.Bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if draining.Load() {
			w.Header().Set("Connection", "close")
		}
		h.ServeHTTP(w, r)
	})
}
