package account_test

import (
	"encoding/json"
	"testing"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/goal"
	"klear/internal/modules/identity"
	"klear/internal/modules/insight"
	"klear/internal/modules/mood"
	"klear/internal/modules/safety"
	"klear/internal/modules/share"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
	"klear/internal/web/page/pagetest"
)

func moods(s *pagetest.Site) *mood.Service {
	return mood.New(mood.Deps{DB: s.DB, Clock: s.Clock, IDs: ids.NewSource(nil), Events: s.People.Bus, People: s.People.Service})
}

func goals(s *pagetest.Site) *goal.Service {
	return goal.New(goal.Deps{DB: s.DB, Clock: s.Clock, IDs: ids.NewSource(nil), Events: s.People.Bus, People: s.People.Service})
}

func insights(s *pagetest.Site) *insight.Service {
	return &insight.Service{Deps: insight.Deps{DB: s.DB, Clock: s.Clock, IDs: ids.NewSource(nil), Moods: moods(s)}}
}

func shares(s *pagetest.Site) *share.Service {
	return share.New(share.Deps{DB: s.DB, Clock: s.Clock, IDs: ids.NewSource(nil), Moods: moods(s), Goals: goals(s), Insights: insights(s)})
}

func watch(t *testing.T, s *pagetest.Site) *safety.Service {
	t.Helper()
	queue := jobs.New(s.DB, jobs.Options{})
	w := safety.New(safety.Deps{DB: s.DB, Clock: s.Clock, IDs: ids.NewSource(nil), Events: s.People.Bus, Jobs: queue, People: s.People.Service, Brand: s.Kit.Live})
	if err := queue.Open(); err != nil {
		t.Fatal(err)
	}
	return w
}

// sharedAndRead lets kavya share her goals with somebody whom she booked, and them read it.
func sharedAndRead(t *testing.T, s *pagetest.Site) {
	t.Helper()
	me := s.People.SignIn(t, "kavya@example.org", identity.PageSession).Principal
	practice := s.Practice(t, "imran@example.org", catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	s.BookAs(t, booking.Caller{Principal: me}, practice, s.Tomorrow(10), pagetest.Client{})
	id, err := shares(s).Give(t.Context(), me, share.Terms{Practitioner: practice.ID, Kinds: []share.Kind{share.Goals}, Days: 30})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := shares(s).ReadGoals(t.Context(), identity.Principal{PersonID: practice.Account.ID, Role: identity.Practitioner}, id); err != nil {
		t.Fatal(err)
	}
}

// TestWhatIsKeptBetweenSessionsIsTakenAlong, with every word of it, and nobody else's.
func TestWhatIsKeptBetweenSessionsIsTakenAlong(t *testing.T) {
	s := newSite(t)
	who := func(email string) identity.Principal {
		return identity.Principal{PersonID: s.People.Account(t, email, identity.Seeker).ID, Role: identity.Seeker}
	}
	var me identity.Principal
	for _, email := range []string{"other@example.org", "kavya@example.org"} {
		p := who(email)
		me = p
		if _, err := moods(s).Keep(t.Context(), p, mood.Draft{Figures: mood.Figures{Mood: 4, Stress: 8}, Note: "note of " + email, Triggers: []string{"word of " + email}}); err != nil {
			t.Fatal(err)
		}
		if _, _, err := moods(s).Answer(t.Context(), p, mood.Filled{Answers: []int{1, 0, 2, 1, 0, 1, 0, 0, 0}}); err != nil {
			t.Fatal(err)
		}
		g, err := goals(s).Add(t.Context(), p, goal.Draft{Title: "goal of " + email, Why: "why", Measure: goal.Days, Target: 5})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := goals(s).Step(t.Context(), p, g.ID, goal.Advance{Note: "step of " + email}); err != nil {
			t.Fatal(err)
		}
		if _, err := goals(s).Move(t.Context(), p, g.ID, 1, goal.Paused); err != nil {
			t.Fatal(err)
		}
	}
	for i := 1; i < 40; i++ { // rain and a low mood, so that something is said
		d := mood.Draft{Figures: mood.Figures{Mood: 7 + i%2}, At: s.Clock.Now().AddDate(0, 0, -i)}
		if i%5 < 2 {
			d.Mood, d.Triggers = 3, []string{"Rain"}
		}
		if _, err := moods(s).Keep(t.Context(), me, d); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := insights(s).Look(t.Context(), me); err != nil {
		t.Fatal(err)
	}
	sharedAndRead(t, s)
	if err := watch(t, s).NameContact(t.Context(), me, safety.NewContact{Name: "Ravi Menon", Email: "ravi@example.org", Agree: true}); err != nil {
		t.Fatal(err)
	}
	var own struct {
		Contact struct{ Name, Email string }
		Moods   []struct {
			Mood, Stress int
			Note         string
			Words        []string
		}
		MoodWords []string `json:"mood_words"`
		TwoWeeks  []struct {
			Answers []int
			Sum     int
		} `json:"two_weeks"`
		Insights []struct{ Kind, Word string }
		Shared   []struct {
			With  string
			Kinds []string
			Reads []struct{ Kind string }
		}
		Goals []struct {
			Title, Why, State string
			Progress          []struct{ Note string }
			History           []struct{ To string }
		}
	}
	body := s.As(t, "kavya@example.org").Get("/account/privacy").Submit("/account/export", nil).Want(200, "").Body
	if err := json.Unmarshal([]byte(body), &own); err != nil || len(own.Moods) != 40 || len(own.MoodWords) != 2 || len(own.Goals) != 1 {
		t.Fatalf("%+v, %v", own, err)
	}
	if m := own.Moods[0]; m.Mood != 4 || m.Stress != 8 || m.Note != "note of kavya@example.org" || len(m.Words) != 1 || m.Words[0] != "word of kavya@example.org" {
		t.Errorf("%+v", m)
	}
	if len(own.TwoWeeks) != 1 || len(own.TwoWeeks[0].Answers) != mood.Questions || own.TwoWeeks[0].Sum != 5 {
		t.Errorf("%+v", own.TwoWeeks)
	}
	if len(own.Shared) != 1 || own.Shared[0].With == "" || len(own.Shared[0].Kinds) != 1 || len(own.Shared[0].Reads) != 1 || own.Shared[0].Reads[0].Kind != "goals" {
		t.Errorf("%+v", own.Shared)
	}
	if own.Contact.Name != "Ravi Menon" || own.Contact.Email != "ravi@example.org" {
		t.Errorf("%+v", own.Contact)
	}
	if len(own.Insights) == 0 || own.Insights[0].Kind != "trigger" || own.Insights[0].Word != "Rain" {
		t.Errorf("%+v", own.Insights)
	}
	if g := own.Goals[0]; g.Title != "goal of kavya@example.org" || g.Why != "why" || g.State != "paused" || len(g.Progress) != 1 || g.Progress[0].Note != "step of kavya@example.org" || len(g.History) != 1 {
		t.Errorf("%+v", g)
	}
}
