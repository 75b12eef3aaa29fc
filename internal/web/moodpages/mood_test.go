package moodpages_test

import (
	"net/url"
	"testing"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/mood"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/ids"
	"klear/internal/web/moodpages"
	"klear/internal/web/page/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const (
	kavya = "kavya@example.org"
	other = "other@example.org"
)

func setup(t *testing.T) (*pagetest.Site, *mood.Service, identity.Principal) {
	t.Helper()
	t.Parallel()
	var moods *mood.Service
	s := pagetest.New(t, func(s *pagetest.Site) {
		moods = mood.New(mood.Deps{DB: s.DB, Clock: s.Clock, IDs: ids.NewSource(nil), Events: s.People.Bus, People: s.People.Service, Ninth: ninth})
		moodpages.Handler{Kit: s.Kit, Moods: moods, Lines: lines, Spoken: func(words string) []string { return []string{words} }}.Mount(s.Mux)
	})
	p := identity.Principal{PersonID: s.People.Account(t, kavya, identity.Seeker).ID, Role: identity.Seeker}
	s.People.Account(t, other, identity.Seeker)
	return s, moods, p
}

// TestTwoTaps without script, and then everything there is to say, to change and to delete.
func TestTwoTaps(t *testing.T) {
	s, moods, p := setup(t)
	who := s.As(t, kavya)
	who.Get("/journal").Want(303, "/mood")
	who.Get("/mood").Want(200, "").Has("Nothing yet", "Nothing was entered")
	who.Get("/mood").Submit("/mood", url.Values{"mood": {"8"}}).Want(303, "/mood").Follow().Has("Saved.", "Good")
	yesterday := s.Clock.Now().AddDate(0, 0, -1).Format(time.DateOnly)
	who.Get("/mood").Submit("/mood", url.Values{"mood": {"2"}, "stress": {"9"}, "trigger": {"Work"}, "words": {"rain, Work"}, "note": {"A long day."}, "day": {yesterday}, "time": {"21:30"}}).
		Want(303, "/mood").Follow().Has("Very low", "Stress 9", "Work", "rain", "A long day.", "9:30")
	list, n, err := moods.List(t.Context(), p, 1, 10)
	if err != nil || n != 2 {
		t.Fatalf("%d entries, %v", n, err)
	}
	entry := "/mood/" + list[1].ID.String()
	page := who.Get(entry).Want(200, "").Has("A long day.")
	page.Submit(entry, url.Values{"mood": {"6"}, "note": {"Better in hindsight."}}).Want(303, "/mood").Follow().Has("In between", "Better in hindsight.")
	who.Get(entry).Submit(entry+"/remove", nil).Want(303, "/mood")
	who.Get(entry).Want(404, "")
	who.Get("/mood/words").Has("Work", "rain").Submit("/mood/words/"+list[1].Triggers[0].ID.String()+"/remove", nil).Want(303, "/mood/words")
}

// TestWrongFieldsKeepWhatWasTyped.
func TestWrongFieldsKeepWhatWasTyped(t *testing.T) {
	s, _, _ := setup(t)
	who := s.As(t, kavya)
	tomorrow := s.Clock.Now().AddDate(0, 0, 3).Format(time.DateOnly)
	a := who.Get("/mood").Submit("/mood", url.Values{"day": {tomorrow}, "note": {"kept words"}}).Want(422, "").Has("Choose how you are.", "still to come", "kept words")
	if !a.Wrong("day") || a.Value("day") != tomorrow {
		t.Error("the day is not marked, or lost")
	}
	who.Get("/mood").Submit("/mood", url.Values{"mood": {"x"}}).Want(422, "")
}

// TestATapIsOneEntry: what the outbox sends twice, hours later, is one entry of the time at which it was tapped.
func TestATapIsOneEntry(t *testing.T) {
	s, moods, p := setup(t)
	who := s.As(t, kavya)
	tapped := s.Clock.Now().Add(-5 * time.Hour).Truncate(time.Second)
	form := url.Values{"mood": {"4"}, "key": {uuid.NewString()}, "at": {tapped.Format(time.RFC3339)}, "back": {"/today"}}
	who.Get("/mood").Submit("/mood", form).Want(303, "/today")
	who.Get("/mood").Submit("/mood", form).Want(303, "/today")
	list, n, err := moods.List(t.Context(), p, 1, 10)
	if err != nil || n != 1 || !list[0].At.Equal(tapped) {
		t.Errorf("%d entries, %v, %v", n, list, err)
	}
}

func TestOthersEntriesDoNotExist(t *testing.T) {
	s, moods, p := setup(t)
	e, err := moods.Keep(t.Context(), p, mood.Draft{Figures: mood.Figures{Mood: 4}, Note: "mine"})
	if err != nil {
		t.Fatal(err)
	}
	at := "/mood/" + e.ID.String()
	who := s.As(t, other)
	who.Get(at).Want(404, "")
	form := who.Get("/mood").Fields("/mood", url.Values{"mood": {"2"}, "version": {"1"}})
	who.Post(at, form).Want(404, "")
	who.Post(at+"/remove", form).Want(404, "")
	s.Browser(t).Get("/mood").Want(303, "/sign-in?next=%2Fmood")
}
