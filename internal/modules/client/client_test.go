package client_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"klear/internal/modules/client"
	"klear/internal/modules/identity"
	"klear/internal/modules/identity/identitytest"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/ids"

	"github.com/google/uuid"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

type stage struct {
	*client.Service
	kit  *identitytest.Kit
	db   *db.DB
	me   identity.Principal // the practitioner
	them identity.Principal // another one
}

func newStage(t testing.TB) stage {
	t.Helper()
	d := dbtest.New(t)
	kit := identitytest.New(t, d)
	s := stage{kit: kit, db: d, me: practitioner(t, kit, "meera@example.org"), them: practitioner(t, kit, "other@example.org")}
	s.Service = &client.Service{Deps: client.Deps{DB: d, Clock: kit.Clock, IDs: ids.NewSource(nil), Events: kit.Bus, Jobs: kit.Jobs, People: kit.Service}}
	return s
}

func practitioner(t testing.TB, kit *identitytest.Kit, email string) identity.Principal {
	t.Helper()
	return identity.Principal{PersonID: kit.Account(t, email, identity.Practitioner).ID, Role: identity.Practitioner, Verified: true}
}

func (s stage) add(t testing.TB, d client.Details) client.Client {
	t.Helper()
	c, err := s.Add(t.Context(), s.me, d)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var anna = client.Details{Name: "Anna Berg", Email: "anna@example.org", Phone: "+47 22 33 44 55", Language: "nb", Birthday: "1984-05-31", ExternalID: "A-1", About: "Sleeps badly."}

func TestAddFindChangeRemove(t *testing.T) {
	t.Parallel()
	s, ctx := newStage(t), t.Context()
	c := s.add(t, anna)
	if d := cmp.Diff(anna, c.Details); d != "" || c.Version != 1 {
		t.Error(d, c.Version)
	}
	for _, words := range []string{"", "ber", "ANNA@", "22 33", "A-1"} {
		if list, n, err := s.List(ctx, s.me, words, 1, 10); err != nil || n != 1 || list[0].ID != c.ID {
			t.Errorf("%q finds %v, %v", words, list, err)
		}
	}
	for _, words := range []string{"%", "_", `\`, "zzz"} {
		if list, _, err := s.List(ctx, s.me, words, 1, 10); err != nil || len(list) != 0 {
			t.Errorf("%q finds %v, %v", words, list, err)
		}
	}
	changed := anna
	changed.Name, changed.About = "Anna  Berg-Lie", ""
	got, err := s.Update(ctx, s.me, c.ID, 1, changed)
	if err != nil || got.Name != "Anna Berg-Lie" || got.About != "" || got.Version != 2 {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := s.Update(ctx, s.me, c.ID, 1, anna); !errors.Is(err, client.ErrVersion) {
		t.Errorf("an older version: %v", err)
	}
	if got, err := s.Update(ctx, s.me, c.ID, 2, changed); err != nil || got.Version != 2 {
		t.Errorf("pressed twice: %+v, %v", got, err)
	}
	if err := s.Remove(ctx, s.me, c.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Get(ctx, s.me, c.ID); !errors.Is(err, client.ErrNotFound) {
		t.Errorf("removed: %v", err)
	}
}

// TestNobodyIsBornTomorrow, neither by hand nor from a file.
func TestNobodyIsBornTomorrow(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	tomorrow := s.kit.Clock.Now().AddDate(0, 0, 2).Format(time.DateOnly)
	for _, born := range []string{tomorrow, "1800-01-01"} {
		_, err := s.Add(t.Context(), s.me, client.Details{Name: "Anna", Birthday: born})
		if e, ok := apperr.As(err); !ok || len(e.Fields) != 1 || e.Fields[0].Path != "birthday" {
			t.Errorf("%s: %v", born, err)
		}
	}
	r, err := s.TryImport(t.Context(), s.me, strings.NewReader("name,birthday\nAnna,"+tomorrow+"\nBea,1984-05-31\n"))
	if err != nil || r.New != 1 || r.Faulty != 1 || len(r.Faults) != 1 || r.Faults[0].Line != 2 || r.Faults[0].Field != "birthday" {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestWrongDetailsAreNamed(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	_, err := s.Add(t.Context(), s.me, client.Details{Email: "x", Phone: "call me", Language: "!", Birthday: "31/05/1984", ExternalID: strings.Repeat("x", 121), About: "\x00"})
	e, ok := apperr.As(err)
	if !ok || len(e.Fields) != 7 {
		t.Errorf("%v", e)
	}
}

// TestAListIsItsOwners: for everybody else its clients do not exist, and other roles have no list.
func TestAListIsItsOwners(t *testing.T) {
	t.Parallel()
	s, ctx := newStage(t), t.Context()
	c := s.add(t, anna)
	n, err := s.AddNote(ctx, s.me, c.ID, "Mine.")
	if err != nil {
		t.Fatal(err)
	}
	for name, do := range map[string]func(who identity.Principal) error{
		"get":    func(w identity.Principal) error { _, err := s.Get(ctx, w, c.ID); return err },
		"update": func(w identity.Principal) error { _, err := s.Update(ctx, w, c.ID, 0, anna); return err },
		"remove": func(w identity.Principal) error { return s.Remove(ctx, w, c.ID) },
		"notes":  func(w identity.Principal) error { _, err := s.Notes(ctx, w, c.ID); return err },
		"note":   func(w identity.Principal) error { _, err := s.AddNote(ctx, w, c.ID, "x"); return err },
		"edit":   func(w identity.Principal) error { return s.EditNote(ctx, w, c.ID, n.ID, "x") },
	} {
		if err := do(s.them); !errors.Is(err, client.ErrNotFound) {
			t.Errorf("%s of another's: %v", name, err)
		}
		for _, role := range []identity.Role{identity.Seeker, identity.Admin} {
			if err := do(identity.Principal{PersonID: s.me.PersonID, Role: role}); !errors.Is(err, identity.ErrForbidden) {
				t.Errorf("%s by a %s: %v", name, role, err)
			}
		}
		if err := do(identity.Principal{}); !errors.Is(err, identity.ErrUnauthenticated) {
			t.Errorf("%s by nobody: %v", name, err)
		}
	}
	mine := s.add(t, client.Details{Name: "Second"})
	if err := s.EditNote(ctx, s.me, mine.ID, n.ID, "moved"); !errors.Is(err, client.ErrNotFound) {
		t.Errorf("a note of another client: %v", err)
	}
	if list, n, err := s.List(ctx, s.them, "", 1, 10); err != nil || n != 0 || len(list) != 0 {
		t.Errorf("%v, %v", list, err)
	}
}

// TestNotesAreSealedAndDated: what lies in the database says nothing.
func TestNotesAreSealedAndDated(t *testing.T) {
	t.Parallel()
	s, ctx := newStage(t), t.Context()
	c := s.add(t, anna)
	first, err := s.AddNote(ctx, s.me, c.ID, "  Sleeps at two.\r\n ")
	if err != nil || first.Words != "Sleeps at two." {
		t.Fatalf("%+v, %v", first, err)
	}
	s.kit.Clock.Advance(time.Hour)
	if _, err := s.AddNote(ctx, s.me, c.ID, "Better."); err != nil {
		t.Fatal(err)
	}
	if err := s.EditNote(ctx, s.me, c.ID, first.ID, "Sleeps at three."); err != nil {
		t.Fatal(err)
	}
	list, err := s.Notes(ctx, s.me, c.ID)
	if err != nil || len(list) != 2 || list[0].Words != "Better." || list[1].Words != "Sleeps at three." || list[1].EditedAt.IsZero() || !list[0].EditedAt.IsZero() {
		t.Errorf("%+v, %v", list, err)
	}
	var dump string
	if err := s.db.QueryRow(ctx, `select (select string_agg(n::text, ' ') from client.note n) || (select string_agg(c::text, ' ') from client.client c)`).Scan(&dump); err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"Sleeps", "Better", fmt.Sprintf("%x", "Sleeps"), fmt.Sprintf("%x", "Better")} {
		if strings.Contains(dump, words) {
			t.Errorf("%q lies open", words)
		}
	}
	for _, words := range []string{"", " \n", strings.Repeat("x", 20_001)} {
		if _, err := s.AddNote(ctx, s.me, c.ID, words); !errors.Is(err, apperr.ErrValidation) {
			t.Errorf("%.10q: %v", words, err)
		}
	}
}

// TestManyAddTheSameClient: one wins. Without the index client_match there are as many as asked.
func TestManyAddTheSameClient(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	var won, lost atomic.Int32
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			switch _, err := s.Add(t.Context(), s.me, anna); {
			case err == nil:
				won.Add(1)
			case errors.Is(err, client.ErrExists):
				lost.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if _, n, err := s.List(t.Context(), s.me, "", 1, 10); err != nil || n != 1 || won.Load() != 1 || lost.Load() != 15 {
		t.Errorf("%d rows, %d won, %d lost, %v", n, won.Load(), lost.Load(), err)
	}
}

func file(n int, change func(i int) string) string {
	var b strings.Builder
	b.WriteString("Client ID,Name,Email,Phone,DOB,Notes\n")
	for i := range n {
		fmt.Fprintf(&b, "%d,Client %d,c%d@example.org,+91 98450 %05d,1980-01-%02d,%s\n", i, i, i, i, i%28+1, change(i))
	}
	return b.String()
}

// TestImportTwiceChangesNothing, says beforehand what it does, and what it writes comes back without a change.
func TestImportTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	s, ctx := newStage(t), t.Context()
	s.add(t, client.Details{Name: "client 3", Email: "c3@example.org", About: "Known before."})
	text := file(500, func(i int) string { return []string{"=1+1", "", "\"a, b\""}[i%3] }) + "x,,nonsense,,,\n"
	counts := func(r client.Report) [4]int { return [4]int{r.New, r.Changed, r.Unchanged, r.Faulty} }
	tried, err := s.TryImport(ctx, s.me, strings.NewReader(text))
	if err != nil || counts(tried) != [4]int{499, 1, 0, 1} {
		t.Fatalf("%v, %v", counts(tried), err)
	}
	if _, n, _ := s.List(ctx, s.me, "", 1, 1); n != 1 {
		t.Errorf("trying stored %d", n)
	}
	if got, err := s.Import(ctx, s.me, strings.NewReader(text), nil); err != nil || counts(got) != counts(tried) {
		t.Fatalf("%v, %v", counts(got), err)
	}
	if got, err := s.Import(ctx, s.me, strings.NewReader(text), nil); err != nil || counts(got) != [4]int{0, 0, 500, 1} {
		t.Errorf("the second time: %v, %v", counts(got), err)
	}
	other := file(500, func(int) string { return "" })
	if got, err := s.TryImport(ctx, s.me, strings.NewReader(other)); err != nil || got.Unchanged != 500 {
		t.Errorf("empty cells change: %v, %v", counts(got), err)
	}
	var out bytes.Buffer
	if err := s.Export(ctx, s.me, &out); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Import(ctx, s.me, &out, nil); err != nil || counts(got) != [4]int{0, 0, 500, 0} {
		t.Errorf("its own file: %v, %v, %v", counts(got), got.Faults, err)
	}
	if c, _, err := s.List(ctx, s.me, "c3@", 1, 1); err != nil || c[0].ExternalID != "3" {
		t.Errorf("who was known: %+v, %v", c, err)
	}
}

// TestManyImportTheSameFile: each client is made once.
func TestManyImportTheSameFile(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	text := file(200, func(int) string { return "note" })
	var made atomic.Int32
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			r, err := s.Import(t.Context(), s.me, strings.NewReader(text), nil)
			if err != nil {
				t.Error(err)
			}
			made.Add(int32(r.New))
		})
	}
	wg.Wait()
	if _, n, err := s.List(t.Context(), s.me, "", 1, 1); err != nil || n != 200 || made.Load() != 200 {
		t.Errorf("%d rows, %d made, %v", n, made.Load(), err)
	}
}

func TestACheckedFileIsSealedAndImportedOnce(t *testing.T) {
	t.Parallel()
	s, ctx := newStage(t), t.Context()
	id, r, err := s.Check(ctx, s.me, strings.NewReader(file(3, func(int) string { return "secretword" })))
	if err != nil || r.New != 3 {
		t.Fatalf("%+v, %v", r, err)
	}
	var raw []byte
	if err := s.db.QueryRow(ctx, "select content_sealed from client.upload").Scan(&raw); err != nil || bytes.Contains(raw, []byte("secretword")) {
		t.Errorf("the file lies open, %v", err)
	}
	if _, err := s.ImportChecked(ctx, s.them, id); !errors.Is(err, client.ErrNoUpload) {
		t.Errorf("another's: %v", err)
	}
	if r, err := s.ImportChecked(ctx, s.me, id); err != nil || r.New != 3 {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := s.ImportChecked(ctx, s.me, id); !errors.Is(err, client.ErrNoUpload) {
		t.Errorf("again: %v", err)
	}
	if _, _, err := s.Check(ctx, s.me, strings.NewReader("not,a\ntable")); !errors.Is(err, client.ErrFile) {
		t.Errorf("no table: %v", err)
	}
}

// TestAClaimMakesOneClientOfTwo: what was booked as a guest is the account's, with the notes.
func TestAClaimMakesOneClientOfTwo(t *testing.T) {
	t.Parallel()
	s, ctx := newStage(t), t.Context()
	account := s.kit.Account(t, "kavya@example.org", identity.Seeker).ID
	var guests []uuid.UUID
	err := s.db.InTx(ctx, func(tx db.Tx) error {
		for _, name := range []string{"Kavya", "K. Menon"} {
			g, err := s.kit.EnsureGuestTx(ctx, tx, s.kit.Clock.Now(), "kavya@example.org", name, "", "", "")
			if err != nil {
				return err
			}
			guests = append(guests, g.ID)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var rows []uuid.UUID
	for _, p := range append([]uuid.UUID{account}, guests...) {
		id := uuid.New()
		if _, err := s.db.Exec(ctx, "insert into client.client (id, owner_id, person_id, created_at) values ($1, $2, $3, now())", id, s.me.PersonID, p); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, id)
		if _, err := s.AddNote(ctx, s.me, id, "note"); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 { // delivered twice
		if err := s.db.InTx(ctx, func(tx db.Tx) error { return s.ClaimTx(ctx, tx, account, guests) }); err != nil {
			t.Fatal(err)
		}
	}
	list, n, err := s.List(ctx, s.me, "", 1, 10)
	if err != nil || n != 1 || list[0].PersonID != account {
		t.Fatalf("%+v, %v", list, err)
	}
	if notes, err := s.Notes(ctx, s.me, rows[0]); err != nil || len(notes) != 3 {
		t.Errorf("%d notes, %v", len(notes), err)
	}
}
