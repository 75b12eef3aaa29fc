package safety_test

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"klear/brands"
	"klear/internal/modules/identity"
	"klear/internal/modules/identity/identitytest"
	"klear/internal/modules/notify"
	"klear/internal/modules/safety"
	"klear/internal/modules/safety/assess"
	"klear/internal/platform/brand"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"
	"klear/internal/platform/i18n"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// letters keeps what was sent.
type letters struct {
	mu   sync.Mutex
	sent []notify.Letter
}

func (l *letters) Localizer(string) *i18n.Localizer { return &i18n.Localizer{} }

func (l *letters) Send(_ context.Context, x notify.Letter) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sent = append(l.sent, x)
	return nil
}

type stage struct {
	*safety.Service
	db      *db.DB
	owner   string // connection string of who owns the tables
	clock   *clock.Fake
	people  *identitytest.Kit
	letters *letters
	mu      sync.Mutex
	counted []string
	read    func(time.Time, string) assess.Said // nil: the real one
}

func setup(t *testing.T) *stage {
	t.Helper()
	t.Parallel()
	d, url := dbtest.NewWithURL(t, 0)
	s := &stage{db: d, owner: url, clock: clock.NewFake(time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)), letters: &letters{}}
	queue := jobs.New(s.db, jobs.Options{})
	bus := events.NewBus(queue, ids.NewSource(nil))
	s.people = &identitytest.Kit{DB: s.db, Bus: bus, Jobs: queue, Clock: s.clock, Passwords: &identitytest.Passwords{}, Mail: &identitytest.Mailbox{}, Blobs: &identitytest.Blobs{}}
	s.people.Service = identitytest.NewNode(t, s.people)
	b, err := brand.Load(brands.FS, "rebloom")
	if err != nil {
		t.Fatal(err)
	}
	s.Service = safety.New(safety.Deps{DB: s.db, Clock: s.clock, IDs: ids.NewSource(nil), Events: bus, Jobs: queue, People: s.people, Letters: s.letters,
		Brand: brand.NewLive(b), BaseURL: "https://klear.test", RefuseLink: func(id uuid.UUID) (string, error) { return "https://klear.test/no/" + id.String(), nil }, ZoneCountry: zones, Patience: time.Minute, Log: slog.New(slog.DiscardHandler),
		Counted: s.count, Read: func(at time.Time, words string) assess.Said {
			if s.read != nil {
				return s.read(at, words)
			}
			return assess.Say(at, words)
		}})
	if err := queue.Open(); err != nil {
		t.Fatal(err)
	}
	return s
}

func zones(zone string) string {
	return map[string]string{"Asia/Kolkata": "IN", "America/New_York": "US", "Europe/London": "GB"}[zone]
}

func (s *stage) count(what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counted = append(s.counted, what)
}

func (s *stage) hasCounted(what string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Contains(s.counted, what)
}

func (s *stage) person(t *testing.T, email string, role identity.Role) identity.Principal {
	t.Helper()
	p := s.people.Account(t, email, role)
	return identity.Principal{PersonID: p.ID, SessionID: uuid.New(), Role: role, Verified: true}
}

func value[T any](t *testing.T, s *stage, sql string, args ...any) (v T) {
	t.Helper()
	if err := s.db.QueryRow(t.Context(), sql, args...).Scan(&v); err != nil {
		t.Fatal(err)
	}
	return v
}
