package identity_test

import (
	"errors"
	"sync"
	"testing"

	"klear/internal/modules/identity"
	"klear/internal/modules/identity/identitytest"
	"klear/internal/platform/apperr"
	"klear/internal/platform/dbtest"

	"github.com/jackc/pgx/v5"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

func setup(t *testing.T, change ...func(*identity.Deps)) *identitytest.Kit {
	t.Helper()
	t.Parallel()
	return identitytest.New(t, dbtest.New(t), change...)
}

// scan reads one value past the service.
func scan[T any](t *testing.T, k *identitytest.Kit, sql string, args ...any) (v T) {
	t.Helper()
	if err := k.DB.QueryRow(t.Context(), sql, args...).Scan(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// eventsOf lists the types of a person's and their sessions' events, in order of appearance.
func eventsOf(t *testing.T, k *identitytest.Kit, person identity.Person) []string {
	t.Helper()
	rows, err := k.DB.Query(t.Context(), `select type from events.event
		where aggregate_id = $1 or data->>'person_id' = $1::text order by occurred_at, id`, person.ID)
	if err != nil {
		t.Fatal(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// atOnce runs fn n times at the same time and returns how many succeeded and the other errors.
func atOnce(n int, fn func() error) (won int, errs []error) {
	var (
		start = make(chan struct{})
		mu    sync.Mutex
		wg    sync.WaitGroup
	)
	for range n {
		wg.Go(func() {
			<-start
			err := fn()
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				won++
			} else {
				errs = append(errs, err)
			}
		})
	}
	close(start)
	wg.Wait()
	return won, errs
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func want(t *testing.T, err, target error) {
	t.Helper()
	if !errors.Is(err, target) {
		t.Fatalf("got %v, want %v", err, target)
	}
}

// wantField expects a wrong field of a code.
func wantField(t *testing.T, err error, path, code string) {
	t.Helper()
	e, ok := apperr.As(err)
	if !ok || e.Code != apperr.ErrValidation.Code {
		t.Fatalf("got %v, want a wrong field", err)
	}
	for _, f := range e.Fields {
		if f.Path == path && f.Code == code {
			return
		}
	}
	t.Fatalf("fields %+v, want %s: %s", e.Fields, path, code)
}

func codeOf(err error) string {
	if e, ok := apperr.As(err); ok {
		return e.Code
	}
	return ""
}
