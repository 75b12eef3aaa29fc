package app

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"
)

// serveMetrics answers /metrics, and nothing else, on KLEAR_METRICS_ADDR, to whoever can reach that address. The returned
// function lets a running scrape finish and stops; it is called when the last request is answered.
func (a *App) serveMetrics(ctx context.Context) (stop func() error) {
	if a.internal == nil {
		return func() error { return nil }
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", a.metrics.Handler())
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10, ErrorLog: slog.NewLogLogger(a.log.Handler(), slog.LevelWarn)}
	go func() {
		if err := srv.Serve(a.internal); !errors.Is(err, http.ErrServerClosed) {
			a.log.Error("metrics are not served any more", "error", err)
		}
	}()
	return func() error {
		limit, cancel := context.WithTimeout(ctx, 2*time.Second)
		defer cancel()
		return srv.Shutdown(limit)
	}
}
