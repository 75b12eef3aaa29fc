package insightpages_test

import (
	"net/url"
	"testing"

	"klear/internal/modules/identity"
	"klear/internal/modules/insight"
	"klear/internal/modules/mood"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/ids"
	"klear/internal/platform/jurisdiction"
	"klear/internal/web/insightpages"
	"klear/internal/web/page/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const (
	kavya = "kavya@example.org"
	other = "other@example.org"
)

type site struct {
	*pagetest.Site
	moods    *mood.Service
	insights *insight.Service
	me, they identity.Principal
}

func setup(t *testing.T) site {
	t.Helper()
	t.Parallel()
	var s site
	s.Site = pagetest.New(t, func(p *pagetest.Site) {
		s.moods = mood.New(mood.Deps{DB: p.DB, Clock: p.Clock, IDs: ids.NewSource(nil), Events: p.People.Bus, People: p.People.Service})
		s.insights = &insight.Service{Deps: insight.Deps{DB: p.DB, Clock: p.Clock, IDs: ids.NewSource(nil), Moods: s.moods}}
		insightpages.Handler{Kit: p.Kit, Insights: s.insights}.Mount(p.Mux)
	})
	s.me = identity.Principal{PersonID: s.People.Account(t, kavya, identity.Seeker).ID, Role: identity.Seeker}
	s.they = identity.Principal{PersonID: s.People.Account(t, other, identity.Seeker).ID, Role: identity.Seeker}
	return s
}

// live enters days with a low mood on each with rain.
func (s site) live(t *testing.T, who identity.Principal, days int) {
	t.Helper()
	for i := range days {
		d := mood.Draft{Figures: mood.Figures{Mood: 7 + i%2}, At: s.Clock.Now().AddDate(0, 0, -i)}
		if i%5 < 2 {
			d.Mood, d.Triggers = 3, []string{"Rain"}
		}
		if _, err := s.moods.Keep(t.Context(), who, d); err != nil {
			t.Fatal(err)
		}
	}
}

// TestAClaimIsReadAndCalledWrong over the pages: silent at first, then with its days, its entries, and what was said of it.
func TestAClaimIsReadAndCalledWrong(t *testing.T) {
	s := setup(t)
	who := s.As(t, kavya)
	who.Get("/insights").Want(200, "").Has("After 8 days with entries", "There are 0 so far")
	s.live(t, s.me, 40)
	who.Get("/insights").Has("Nobody has looked yet").Submit("/insights", nil).Want(303, "/insights").Follow().
		Has("Read from 40 days with entries", "Mood was lower on days with “Rain”", "3.0 on average", "40 days, 16 of them with it", "About 1 in 20")
	r, err := s.insights.Latest(t.Context(), s.me)
	if err != nil || len(r.Claims) == 0 {
		t.Fatal(r, err)
	}
	at := "/insights/" + r.Claims[0].ID.String()
	form := who.Get(at).Want(200, "").Has("Read from 40 entries", "q is 0.0", "comparing two averages").Fields(at, nil)
	form.Set("verdict", "acknowledged")
	who.Post(at, form).Want(303, "/insights").Follow().Has("Kept.", "Seen")
	form.Set("verdict", "wrong")
	who.Post(at, form).Want(303, "/insights").Follow().Has("It is hidden, and stays so.", "1 that you called wrong", "Nothing stands out")
	form.Set("verdict", "perhaps")
	who.Post(at, form).Want(422, "")
	them := s.As(t, other)
	them.Get(at).Want(404, "")
	s.live(t, s.they, 8)
	them.Post(at, them.Get("/insights").Fields("/insights", url.Values{"verdict": {"wrong"}})).Want(404, "")
}

// TestWhereItIsBarred the page says so, names the law, and nothing is looked for.
func TestWhereItIsBarred(t *testing.T) {
	s := setup(t)
	s.live(t, s.me, 40)
	who := s.As(t, kavya)
	form := who.Get("/insights").Fields("/insights", nil)
	var err error
	if s.insights.Laws, err = jurisdiction.Load("IN", "", func(string) string { return "" }); err != nil {
		t.Fatal(err)
	}
	s.insights.People = s.People.Service
	place := "US-IL"
	if _, err := s.People.UpdateProfile(t.Context(), s.me, identity.ProfileChange{Place: &place}, identity.Device{}); err != nil {
		t.Fatal(err)
	}
	who.Get("/insights").Want(200, "").Has("No patterns here", "Illinois", "Public Act 104-0054", "Your entries stay").Lacks("Look again", "Rain")
	who.Post("/insights", form).Want(403, "")
	who.Get("/insights/"+s.me.PersonID.String()).Want(403, "")
}
