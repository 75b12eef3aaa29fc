package goalpages_test

import (
	"net/url"
	"testing"
	"time"

	"klear/internal/modules/goal"
	"klear/internal/modules/identity"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/ids"
	"klear/internal/web/goalpages"
	"klear/internal/web/page/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const (
	kavya = "kavya@example.org"
	other = "other@example.org"
)

func setup(t *testing.T) (*pagetest.Site, *goal.Service, identity.Principal) {
	t.Helper()
	t.Parallel()
	var goals *goal.Service
	s := pagetest.New(t, func(s *pagetest.Site) {
		goals = goal.New(goal.Deps{DB: s.DB, Clock: s.Clock, IDs: ids.NewSource(nil), Events: s.People.Bus, People: s.People.Service})
		goalpages.Handler{Kit: s.Kit, Goals: goals}.Mount(s.Mux)
	})
	p := identity.Principal{PersonID: s.People.Account(t, kavya, identity.Seeker).ID, Role: identity.Seeker}
	s.People.Account(t, other, identity.Seeker)
	return s, goals, p
}

// TestAGoalFromSettingOutToDone over the pages, without script.
func TestAGoalFromSettingOutToDone(t *testing.T) {
	s, goals, p := setup(t)
	who := s.As(t, kavya)
	who.Get("/goals").Want(200, "").Has("No goals yet")
	who.Get("/goals/new").Submit("/goals", url.Values{"title": {"Lights out by 11:30"}, "why": {"Mornings are easier."}, "measure": {"days"}, "target": {"5"}}).
		Want(303, "/goals").Follow().Has("Your goal is kept.", "Lights out by 11:30", "0 of the last 7 days", "5 days a week")
	list, err := goals.List(t.Context(), p, time.UTC)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	at := "/goals/" + list[0].ID.String()
	who.Get("/goals").Submit(at+"/progress", nil).Want(303, "/goals").Follow().Has("1 of the last 7 days", "Done today")
	yesterday := s.Clock.Now().AddDate(0, 0, -1).Format(time.DateOnly)
	who.Get(at).Submit(at+"/progress", url.Values{"day": {yesterday}, "note": {"Read until eleven."}}).Want(303, at).Follow().Has("2 of the last 7 days", "Read until eleven.")
	steps, n, err := goals.Steps(t.Context(), p, list[0].ID, 1, 10)
	if err != nil || n != 2 {
		t.Fatal(steps, err)
	}
	who.Get(at).Submit(at+"/progress/"+steps[0].ID.String()+"/remove", nil).Want(303, at).Follow().Has("1 of the last 7 days")
	who.Get(at).Submit(at, url.Values{"title": {"Lights out by 11"}, "target": {"4"}}).Want(303, at).Follow().Has("Lights out by 11", "4 days a week")
	form := who.Get(at).Fields(at+"/state", nil)
	form.Set("state", "done")
	who.Post(at+"/state", form).Want(303, at).Follow().Has("Take up again", "Put away")
	who.Get("/goals").Has("Not at the moment", "Done")
	who.Get(at).Submit(at+"/remove", nil).Want(303, "/goals").Follow().Has("No goals yet")
	who.Get(at).Want(404, "")
}

// TestWrongFieldsKeepWhatWasTyped, of a new goal, of one that is changed, and of progress.
func TestWrongFieldsKeepWhatWasTyped(t *testing.T) {
	s, goals, p := setup(t)
	who := s.As(t, kavya)
	a := who.Get("/goals/new").Submit("/goals", url.Values{"title": {" "}, "why": {"kept words"}, "measure": {"days"}, "target": {"9"}}).Want(422, "").
		Has("Say what you set out to do.", "1 to 7 days", "kept words")
	if !a.Wrong("title") || !a.Wrong("target") || a.Value("target") != "9" {
		t.Error("the fields are not marked, or lost")
	}
	g, err := goals.Add(t.Context(), p, goal.Draft{Title: "Walk", Measure: goal.Count, Target: 10})
	if err != nil {
		t.Fatal(err)
	}
	at := "/goals/" + g.ID.String()
	if a := who.Get(at).Submit(at+"/progress", url.Values{"amount": {"many"}, "note": {"kept"}}).Want(422, "").Has("from 1 to"); !a.Wrong("amount") || a.Value("amount") != "many" {
		t.Error("the amount is not marked, or lost")
	}
	if a := who.Get(at).Submit(at, url.Values{"title": {""}}).Want(422, ""); !a.Wrong("title") {
		t.Error("the title is not marked")
	}
	if _, err := goals.Move(t.Context(), p, g.ID, 1, goal.Paused); err != nil {
		t.Fatal(err)
	}
	form := who.Get("/goals/new").Fields("/goals", url.Values{"amount": {"1"}})
	who.Post(at+"/progress", form).Want(409, "").Has("not active")
}

func TestOthersGoalsDoNotExist(t *testing.T) {
	s, goals, p := setup(t)
	g, err := goals.Add(t.Context(), p, goal.Draft{Title: "mine alone", Measure: goal.Days, Target: 3})
	if err != nil {
		t.Fatal(err)
	}
	at := "/goals/" + g.ID.String()
	who := s.As(t, other)
	who.Get(at).Want(404, "")
	form := who.Get("/goals/new").Fields("/goals", url.Values{"version": {"1"}, "state": {"done"}, "title": {"theirs"}, "target": {"2"}})
	for _, to := range []string{at, at + "/state", at + "/progress", at + "/remove"} {
		who.Post(to, form).Want(404, "")
	}
	s.Browser(t).Get("/goals").Want(303, "/sign-in?next=%2Fgoals")
}
