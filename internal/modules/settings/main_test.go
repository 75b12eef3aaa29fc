package settings_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/identity/identitytest"
	"klear/internal/modules/notify"
	"klear/internal/modules/settings"
	"klear/internal/platform/brand"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"
	"klear/internal/platform/flags"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

type stage struct {
	*settings.Service
	db    *db.DB
	deps  settings.Deps
	admin identity.Principal
}

func setup(t *testing.T) *stage {
	t.Helper()
	t.Parallel()
	pool, now := dbtest.New(t), clock.NewFake(time.Now().Truncate(time.Microsecond))
	queue := jobs.New(pool, jobs.Options{})
	bus := events.NewBus(queue, ids.NewSource(nil))
	people := &identitytest.Kit{DB: pool, Bus: bus, Jobs: queue, Clock: now, Passwords: &identitytest.Passwords{}, Mail: &identitytest.Mailbox{}, Blobs: &identitytest.Blobs{}}
	people.Service = identitytest.NewNode(t, people)
	s := &stage{db: pool, deps: settings.Deps{DB: pool, Clock: now, IDs: ids.NewSource(nil), Events: bus, Log: slog.Default(), People: people, Brand: "klearkarma", Letters: letters(t)}}
	s.Service = s.process(t)
	if err := queue.Open(); err != nil {
		t.Fatal(err)
	}
	s.admin = identity.Principal{PersonID: people.Account(t, "op@example.org", identity.Admin).ID, SessionID: uuid.New(), Role: identity.Admin, Verified: true}
	return s
}

// letters are those of the program.
func letters(t *testing.T) *notify.Service {
	t.Helper()
	s, err := notify.New(notify.Deps{Brand: &brand.Brand{Name: "Klear Karma"}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// process is one more running program on the same database.
func (s *stage) process(t *testing.T) *settings.Service {
	t.Helper()
	d := s.deps
	var err error
	if d.Flags, err = flags.New(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Flags.Close(context.Background()) })
	out := settings.New(d)
	if err := out.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	return out
}

// race runs fn many times at once and counts who succeeded and who was told that something changed.
func race(t *testing.T, n int, fn func() error) (won, refused int) {
	t.Helper()
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			err := fn()
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				won++
			case errors.Is(err, settings.ErrChanged):
				refused++
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	return won, refused
}
