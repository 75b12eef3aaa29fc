package desk_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/desk"
	"klear/internal/modules/identity"
	"klear/internal/modules/identity/identitytest"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

type bundle struct {
	*desk.Service
	db     *db.DB
	url    string // the superuser's
	people *identitytest.Kit
	admin  identity.Principal
}

func setup(t *testing.T) *bundle {
	t.Helper()
	t.Parallel()
	pool, url := dbtest.NewWithURL(t, 0)
	now := clock.NewFake(time.Now().Truncate(time.Microsecond))
	queue := jobs.New(pool, jobs.Options{})
	bus := events.NewBus(queue, ids.NewSource(nil))
	jobs.Handle(queue, func(context.Context, poison) error {
		return errors.New("anna@example.org does not exist: SQLSTATE 23503")
	})
	people := &identitytest.Kit{DB: pool, Bus: bus, Jobs: queue, Clock: now, Passwords: &identitytest.Passwords{}, Mail: &identitytest.Mailbox{}, Blobs: &identitytest.Blobs{}}
	people.Service = identitytest.NewNode(t, people)
	cat := catalog.New(catalog.Deps{DB: pool, Clock: now, IDs: ids.NewSource(nil), Bus: bus, Accounts: people, Sealer: people})
	b := &bundle{db: pool, url: url, people: people}
	b.Service = desk.New(desk.Deps{DB: pool, Clock: now, IDs: ids.NewSource(nil), Events: bus, Jobs: queue, People: people, Catalog: cat})
	if err := queue.Open(); err != nil {
		t.Fatal(err)
	}
	b.admin = b.principal(t, "op@example.org", identity.Admin)
	return b
}

func (b *bundle) principal(t *testing.T, email string, role identity.Role) identity.Principal {
	t.Helper()
	p := b.people.Account(t, email, role)
	return identity.Principal{PersonID: p.ID, SessionID: uuid.New(), Role: role, Verified: true}
}

// page is a page that is shown, and whose it is.
func (b *bundle) page(t *testing.T, email string) (practitioner, person uuid.UUID) {
	t.Helper()
	person = b.people.Account(t, email, identity.Practitioner).ID
	practitioner = catalogtest.Practitioner(t, b.db, catalogtest.PractitionerSpec{PersonID: person})
	catalogtest.Service(t, b.db, catalogtest.ServiceSpec{Practitioner: practitioner})
	return practitioner, person
}

// value is one value of the database.
func value[T any](t *testing.T, b *bundle, sql string, args ...any) (v T) {
	t.Helper()
	if err := b.db.QueryRow(t.Context(), sql, args...).Scan(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// race runs fn many times at once and counts the outcomes by whether they succeeded, were refused with want, or neither.
func race(n int, want error, fn func(i int) error) (won, refused, other int) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			err := fn(i)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				won++
			case errors.Is(err, want):
				refused++
			default:
				other++
			}
		})
	}
	wg.Wait()
	return won, refused, other
}
