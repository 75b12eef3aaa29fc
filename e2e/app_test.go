package e2e_test

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"klear/internal/app"
	"klear/internal/platform/config"

	"github.com/alecthomas/kong"
)

// running is a Klear that journeys share: the real thing, private PostgreSQL and demo catalogue included.
type running struct {
	args []string // beside those that all have
	once sync.Once
	url  string
	err  error
	stop func()
}

var klear running

// klearURL starts Klear on first use and returns its address.
func klearURL(t *testing.T) string {
	t.Helper()
	return klear.address(t)
}

func (r *running) address(t *testing.T) string {
	t.Helper()
	r.once.Do(r.start)
	if r.err != nil {
		t.Fatal(r.err)
	}
	return r.url
}

func (r *running) start() {
	dir, err := os.MkdirTemp("", "klear-e2e-")
	if err != nil {
		r.err = err
		return
	}
	if r.err = os.Chmod(dir, 0o755); r.err != nil {
		return
	}
	var cfg config.Config
	parser, err := kong.New(&cfg)
	if err == nil {
		_, err = parser.Parse(append([]string{"--addr", "127.0.0.1:0", "--data", filepath.Join(dir, "data"), "--no-rate-limit", "--log-level", "warn"}, r.args...))
	}
	if err != nil {
		r.err = err
		return
	}
	ready, out := announced()
	ctx, cancel := context.WithCancel(context.Background())
	a, err := app.New(ctx, &cfg, app.Options{Out: out})
	if err != nil {
		cancel()
		r.err = err
		return
	}
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx) }()
	r.stop = func() { cancel(); <-done; _ = os.RemoveAll(dir) }
	select {
	case r.url = <-ready:
	case r.err = <-done:
	case <-time.After(2 * time.Minute):
		r.err = context.DeadlineExceeded
	}
}

// announced reads the address out of what Klear prints at start.
func announced() (<-chan string, io.Writer) {
	ready := make(chan string, 1)
	return ready, writerFunc(func(p []byte) {
		if _, url, ok := strings.Cut(string(p), " is ready at "); ok {
			ready <- strings.TrimSpace(url)
		}
	})
}

type writerFunc func(p []byte)

func (f writerFunc) Write(p []byte) (int, error) { f(p); return len(p), nil }

func TestMain(m *testing.M) {
	code := m.Run()
	if thorough {
		printCounts(os.Stdout)
	}
	for _, r := range []*running{&klear, &rebloom, &modelDown} {
		if r.stop != nil {
			r.stop()
		}
	}
	os.Exit(code)
}
