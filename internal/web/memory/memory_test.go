package memory_test

import (
	"bytes"
	"context"
	"net/url"
	"strings"
	"testing"

	"klear/internal/modules/companion"
	"klear/internal/modules/companion/exercise"
	"klear/internal/modules/companion/guide"
	"klear/internal/modules/identity"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/ids"
	"klear/internal/web/memory"
	"klear/internal/web/page/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const (
	kavya = "kavya@example.org"
	other = "other@example.org"
)

// calm stands for the safety module and finds nothing.
type calm struct{}

func (calm) Judge(context.Context, identity.Principal, string) companion.Judgement {
	return companion.Judgement{Level: companion.None}
}

func setup(t *testing.T) (*pagetest.Site, *companion.Service, identity.Principal) {
	t.Helper()
	t.Parallel()
	library, err := exercise.Load()
	if err != nil {
		t.Fatal(err)
	}
	words, err := guide.New(library)
	if err != nil {
		t.Fatal(err)
	}
	var service *companion.Service
	s := pagetest.New(t, func(s *pagetest.Site) {
		service = companion.New(companion.Deps{DB: s.DB, Clock: s.Clock, IDs: ids.NewSource(nil), People: s.People.Service, Safety: calm{}, Guide: words, Exercises: library, SlotKey: bytes.Repeat([]byte{1}, 32)})
		memory.Handler{Kit: s.Kit, Companion: service}.Mount(s.Mux)
	})
	me := identity.Principal{PersonID: s.People.Account(t, kavya, identity.Seeker).ID, Role: identity.Seeker}
	s.People.Account(t, other, identity.Seeker)
	return s, service, me
}

// idOf is the first remembered thing of a page.
func idOf(t *testing.T, a *pagetest.Answer) string {
	t.Helper()
	_, rest, _ := strings.Cut(a.Body, `id="words-`)
	id, _, found := strings.Cut(rest, `"`)
	if !found {
		t.Fatal("nothing is listed")
	}
	return id
}

// What is remembered is read, added to, corrected, deleted, and switched off.
func TestMemory(t *testing.T) {
	s, service, me := setup(t)
	b := s.As(t, kavya)
	b.Get("/memory").Want(200, "").Has("Nothing is remembered")
	if a := b.Get("/memory").Submit("/memory", url.Values{"words": {strings.Repeat("x", 501)}}).Want(422, ""); !a.Wrong("words") || len(a.Value("words")) != 501 {
		t.Error("the field is not marked, or its words are lost")
	}
	b.Get("/memory").Submit("/memory", url.Values{"words": {"My sister lives in Pune."}}).Want(303, "/memory")
	page := b.Get("/memory").Has("My sister lives in Pune.", "One thing is remembered", "In your own words")
	at := "/memory/" + idOf(t, page)
	if a := page.Submit(at, url.Values{"words": {""}}).Want(422, ""); !a.Wrong("words-" + idOf(t, page)) {
		t.Error("the field of the item is not marked")
	}
	page.Submit(at, url.Values{"words": {"My sister lives in Goa."}}).Want(303, "/memory")
	b.Get("/memory").Has("My sister lives in Goa.")
	form := page.Fields(at, nil)
	b.Post(at+"/delete", form).Want(303, "/memory")
	b.Post(at+"/delete", form).Want(404, "")
	for _, words := range []string{"One.", "Two."} {
		b.Get("/memory").Submit("/memory", url.Values{"words": {words}}).Want(303, "/memory")
	}
	b.Get("/memory").Submit("/memory/forget", nil).Want(303, "/memory")
	b.Get("/memory").Has("Nothing is remembered")
	b.Post("/memory/choice", form).Want(409, "") // nobody agrees here to a page that they did not read
	if err := service.Accept(t.Context(), me, true); err != nil {
		t.Fatal(err)
	}
	choice := b.Get("/memory").Fields("/memory/choice", nil)
	delete(choice, "remember")
	b.Post("/memory/choice", choice).Want(303, "/memory")
	if w, err := service.Welcomed(t.Context(), me); err != nil || w.Remember {
		t.Errorf("%+v, %v", w, err)
	}
}

func TestOthersMemoriesDoNotExist(t *testing.T) {
	s, service, me := setup(t)
	m, err := service.Remember(t.Context(), me, "A private thing.")
	if err != nil {
		t.Fatal(err)
	}
	them := s.As(t, other)
	if a := them.Get("/memory"); strings.Contains(a.Text(), "private") {
		t.Error("it is shown to somebody else")
	}
	form := them.Get("/memory").Fields("/memory", url.Values{"words": {"mine now"}})
	them.Post("/memory/"+m.ID.String(), form).Want(404, "")
	them.Post("/memory/"+m.ID.String()+"/delete", form).Want(404, "")
	them.Post("/memory/forget", form).Want(303, "/memory")
	if all, err := service.Memories(t.Context(), me); err != nil || len(all) != 1 || all[0].Words != "A private thing." {
		t.Errorf("%+v, %v", all, err)
	}
	s.Browser(t).Get("/memory").Want(303, "/sign-in?next=%2Fmemory")
}
