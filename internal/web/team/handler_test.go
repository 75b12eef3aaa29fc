package team_test

import (
	"net/url"
	"strings"
	"testing"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/platform/dbtest"
	"klear/internal/web/page/pagetest"
	"klear/internal/web/team"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const (
	meera = "meera@example.org" // the owner
	ravi  = "ravi@example.org"  // invited
	other = "other@example.org" // a practitioner of elsewhere
)

// stage is a site with a business of Meera's, "Lotus House".
type stage struct {
	*pagetest.Site
	meera, ravi, other pagetest.Practice
	url                string // of the business
}

func newStage(t *testing.T) *stage {
	t.Helper()
	t.Parallel()
	s := &stage{Site: pagetest.New(t, func(s *pagetest.Site) {
		team.Handler{Kit: s.Kit, DB: s.DB, People: s.People.Service, Catalog: s.Catalog, Businesses: s.Businesses, Bookings: s.Bookings}.Mount(s.Mux)
	})}
	at := []string{"at_practitioner"}
	s.meera = s.Practice(t, meera, catalogtest.PractitionerSpec{Slug: "meera", Name: "Meera Iyer"}, catalogtest.ServiceSpec{Name: "Yoga", Modes: at})
	s.ravi = s.Practice(t, ravi, catalogtest.PractitionerSpec{Slug: "ravi", Name: "Ravi Nair"}, catalogtest.ServiceSpec{Name: "Yoga with Ravi", Modes: at})
	s.other = s.Practice(t, other, catalogtest.PractitionerSpec{Slug: "other"}, catalogtest.ServiceSpec{})
	s.url = s.As(t, meera).Get("/pro/team").Submit("/pro/team", url.Values{"name": {"Lotus House"}}).Want(303, "").Location
	return s
}

// joins makes Ravi a member.
func (s *stage) joins(t *testing.T) {
	t.Helper()
	s.As(t, meera).Get(s.url).Submit(s.url+"/invite", url.Values{"email": {ravi}, "role": {"member"}}).Want(303, s.url)
	asked := s.As(t, ravi).Get("/pro/team").Has("Lotus House")
	_, rest, _ := strings.Cut(asked.Body, `action="/pro/invitations/`)
	id, _, _ := strings.Cut(rest, "/accept")
	asked.Submit("/pro/invitations/"+id+"/accept", nil).Want(303, "")
}

func TestABusinessIsMade(t *testing.T) {
	s := newStage(t)
	b := s.As(t, meera)
	page := b.Get(s.url).Want(200, "").Has("Lotus House", "Meera Iyer")
	if page.Value("slug") != "lotus-house" {
		t.Errorf("its address is %q", page.Value("slug"))
	}
	page.Submit(s.url, url.Values{"name": {"Lotus"}, "about": {"Quiet rooms."}}).Want(303, s.url)
	if a := page.Submit(s.url, url.Values{"name": {"Older"}}).Want(409, ""); a.Value("name") == "" {
		t.Error("nothing is left of what was typed")
	}
	b.Get("/pro/team").Submit("/pro/team", url.Values{"name": {"Second"}, "slug": {"lotus-house"}}).Want(409, "")
	wrong := b.Get("/pro/team").Submit("/pro/team", url.Values{"name": {" "}, "zone": {"Nowhere"}, "address": {"Kept"}}).Want(422, "")
	if !wrong.Wrong("name") || !wrong.Wrong("zone") || wrong.Value("address") != "Kept" {
		t.Errorf("the wrong form:\n%s", wrong.Text())
	}
}

func TestMembersComeAndGo(t *testing.T) {
	s := newStage(t)
	b := s.As(t, meera)
	if a := b.Get(s.url).Submit(s.url+"/invite", url.Values{"email": {"nobody"}}).Want(422, ""); !a.Wrong("email") || a.Value("email") != "nobody" {
		t.Errorf("a wrong address:\n%s", a.Text())
	}
	s.joins(t)
	member := s.url + "/members/" + s.ravi.Account.ID.String()
	b.Get(s.url).Has("Ravi Nair")
	b.Get(s.url).Submit(member, url.Values{"do": {"manager"}}).Want(303, s.url)
	s.As(t, ravi).Get(s.url).Want(200, "").Submit(s.url+"/rooms", url.Values{"room": {"Garden"}}).Want(303, s.url)
	for _, unclear := range []string{"", "owner", "destroy"} {
		b.Get(s.url).Submit(member, url.Values{"do": {unclear}}).Want(400, "")
	}
	b.Get(s.url).Has("Ravi Nair").Submit(member, url.Values{"do": {"remove"}}).Want(303, s.url)
	s.As(t, ravi).Get(s.url).Want(404, "")
}

func TestRooms(t *testing.T) {
	s := newStage(t)
	b := s.As(t, meera)
	b.Get(s.url).Submit(s.url+"/rooms", url.Values{"room": {"Garden"}}).Want(303, s.url)
	b.Get(s.url).Submit(s.url+"/rooms", url.Values{"room": {"Garden"}}).Want(409, "")
	if a := b.Get(s.url).Submit(s.url+"/rooms", url.Values{"room": {" "}}).Want(422, ""); !a.Wrong("room") {
		t.Error("a room without a name, and nothing is wrong")
	}
	page := b.Get(s.url)
	_, rest, _ := strings.Cut(page.Body, `action="`+s.url+"/rooms/")
	id, _, _ := strings.Cut(rest, `"`)
	place := s.url + "/places/" + s.meera.Service.String()
	page.Submit(place, url.Values{"rooms": {id}}).Want(303, s.url)
	if kept := b.Get(s.url).Fields(place, nil)["rooms"]; len(kept) != 1 || kept[0] != id {
		t.Errorf("Yoga is in %v", kept)
	}
	page.Submit(place, url.Values{"rooms": {"no id"}}).Want(404, "")
	page.Submit(s.url+"/rooms/"+id, url.Values{"room-" + id: {"Attic"}}).Want(303, s.url)
	if b.Get(s.url).Value("room-"+id) != "Attic" {
		t.Error("the room has its old name")
	}
}

func TestATeamService(t *testing.T) {
	s := newStage(t)
	s.joins(t)
	b, form := s.As(t, meera), s.url+"/services/new"
	fill := url.Values{"name": {"Yoga with the next free of us"}, "price": {"900"}, "free_cancel_hours": {"24"}, "services": {s.meera.Service.String(), s.ravi.Service.String()}}
	for field, wrong := range map[string]string{"name": " ", "price": "a lot", "free_cancel_hours": "soon"} {
		again := url.Values{}
		for k, v := range fill {
			again[k] = v
		}
		again.Set(field, wrong)
		a := b.Get(form).Submit(form, again).Want(422, "")
		if !a.Wrong(field) || len(a.Fields(form, nil)["services"]) != 2 {
			t.Errorf("%s:\n%s", field, a.Text())
		}
	}
	b.Get(form).Submit(form, url.Values{"name": {"Nobody's"}, "price": {"1"}, "services": nil}).Want(422, "")
	b.Get(form).Submit(form, fill).Want(303, s.url).Follow().Has("Yoga with the next free of us", "Ravi Nair")
	b.Get(s.url+"/agenda").Want(200, "")
}

// TestWhoMayEnter: to others the business does not exist; members see it and change nothing.
func TestWhoMayEnter(t *testing.T) {
	s := newStage(t)
	s.joins(t)
	s.People.Account(t, "seeker@example.org", identity.Seeker)
	s.Browser(t).Get(s.url).Want(303, "/sign-in?next="+url.QueryEscape(s.url))
	s.As(t, "seeker@example.org").Get(s.url).Want(403, "")
	stranger := s.As(t, other)
	list := stranger.Get("/pro/team").Want(200, "")
	token := list.Fields("/pro/team", nil).Get("csrf")
	for _, path := range []string{"", "/agenda", "/services/new"} {
		stranger.Get(s.url+path).Want(404, "")
	}
	for _, path := range []string{"", "/invite", "/rooms", "/services/new", "/members/" + s.ravi.Account.ID.String()} {
		stranger.Post(s.url+path, url.Values{"csrf": {token}, "do": {"remove"}}).Want(404, "")
	}
	member := s.As(t, ravi)
	seen := member.Get(s.url).Want(200, "").Has("Lotus House")
	if strings.Contains(seen.Body, `action="`+s.url+`/invite"`) || strings.Contains(seen.Body, `action="`+s.url+`/rooms"`) {
		t.Error("a member is offered what managers do")
	}
	token = member.Get("/pro/team").Fields("/pro/team", nil).Get("csrf")
	for _, path := range []string{"/invite", "/rooms", "/services/new"} {
		member.Post(s.url+path, url.Values{"csrf": {token}, "email": {other}, "role": {"member"}, "room": {"Mine"}}).Want(403, "")
	}
	member.Get(s.url+"/services/new").Want(403, "")
	member.Post(s.url+"/rooms", url.Values{"room": {"Mine"}}).Want(403, "") // no token of ours
}
