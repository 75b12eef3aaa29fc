package care_test

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/safety"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
	"klear/internal/web/care"
	"klear/internal/web/page"
	"klear/internal/web/webtest"

	"github.com/google/uuid"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const seeker = "kavya@example.org"

type site struct {
	*webtest.Stage
	safety *safety.Service
}

// open is the site of a brand with the companion, with the card on its pages.
func open(t *testing.T) *site {
	t.Helper()
	t.Parallel()
	s, src := webtest.New(t), ids.NewSource(nil)
	queue := jobs.New(s.DB, jobs.Options{})
	svc := safety.New(safety.Deps{DB: s.DB, Clock: s.Clock, IDs: src, Events: events.NewBus(queue, src), Jobs: queue, People: s.People, Brand: s.Kit.Live,
		Catalog: s.Catalog, Search: s.Search, Schedule: s.Schedule, BaseURL: s.URL, ZoneCountry: page.CountryOf, Log: slog.New(slog.DiscardHandler)})
	if err := queue.Open(); err != nil {
		t.Fatal(err)
	}
	h := care.Handler{Kit: s.Kit, Safety: svc, Log: slog.New(slog.DiscardHandler)}
	s.Kit.Care = h.Card
	h.Mount(s.Mux)
	return &site{s, svc}
}

// licensed adds somebody whose profession was checked, who can be seen online.
func (s *site) licensed(slug string, noticeMin int) webtest.Pro {
	s.T.Helper()
	pro := s.Practitioner(catalogtest.PractitionerSpec{Slug: slug, Name: "Dr " + slug}, catalogtest.ServiceSpec{Category: "clinical-psychology", Name: "Session", Minutes: 50, NoticeMin: noticeMin})
	s.checked(pro.ID, "public_register")
	return pro
}

func (s *site) checked(id uuid.UUID, method string) {
	s.T.Helper()
	_, err := s.DB.Exec(s.T.Context(), `update catalog.practitioner set registration = jsonb_build_object('body', 'RCI', 'number', 'A1', 'checked_on', '2026-05-02', 'method', $2::text) where id = $1`, id, method)
	if err != nil {
		s.T.Fatal(err)
	}
}

// inDanger is somebody who wrote of it, at their browser.
func (s *site) inDanger() (*webtest.Browser, identity.Principal) {
	s.T.Helper()
	p := s.Account(seeker, identity.Seeker)
	who := identity.Principal{PersonID: p.ID, SessionID: uuid.New(), Role: identity.Seeker, Verified: true}
	s.safety.Judge(s.T.Context(), who, "I am going to kill myself tonight")
	return s.SignedIn(seeker), who
}

// TestTheCardIsOnEveryPage of who wrote of danger, and of nobody else; for a day.
func TestTheCardIsOnEveryPage(t *testing.T) {
	s := open(t)
	pro := s.licensed("asha", 0)
	b, _ := s.inDanger()
	pages := []string{"/", "/search", "/bookings", "/p/" + pro.Slug, "/nowhere"}
	for _, path := range pages {
		p := b.Get(path)
		if !p.Has("These lines stay here for a day") || len(p.All("a", "href", "tel:14416")) == 0 || len(p.All("a", "href", "tel:112")) == 0 {
			t.Errorf("%s has no card\n%s", path, p.Text())
		}
	}
	s.Account("other@example.org", identity.Seeker)
	for _, other := range []*webtest.Browser{s.Browser(), s.SignedIn("other@example.org")} {
		if p := other.Get("/search"); p.Has("These lines stay here") {
			t.Errorf("somebody else has the card\n%s", p.Text())
		}
	}
	s.Clock.Advance(safety.CardFor - time.Minute)
	if p := b.Get("/"); len(p.All("a", "href", "tel:14416")) == 0 {
		t.Error("the card went early")
	}
	s.Clock.Advance(2 * time.Minute)
	if p := s.SignedIn(seeker).Get("/"); len(p.All("a", "href", "tel:14416")) != 0 {
		t.Error("the card stays for ever")
	}
}

// TestThreeTimesTwoTaps: the soonest three, each of somebody else who is licensed. One press holds it, the next books it.
func TestThreeTimesTwoTaps(t *testing.T) {
	s := open(t)
	for i, slug := range []string{"fourth", "second", "first", "third"} {
		s.licensed(slug, []int{600, 180, 60, 300}[i])
	}
	s.checked(s.Practitioner(catalogtest.PractitionerSpec{Slug: "known"}, catalogtest.ServiceSpec{Category: "counselling"}).ID, "identity")
	s.Practitioner(catalogtest.PractitionerSpec{Slug: "unchecked"}, catalogtest.ServiceSpec{Category: "counselling"})
	s.checked(s.Practitioner(catalogtest.PractitionerSpec{Slug: "asks-first", Confirmation: "approval"}, catalogtest.ServiceSpec{Category: "counselling"}).ID, "public_register")
	s.checked(s.Practitioner(catalogtest.PractitionerSpec{Slug: "teacher"}, catalogtest.ServiceSpec{Category: "yoga"}).ID, "public_register")
	s.checked(s.Practitioner(catalogtest.PractitionerSpec{Slug: "group"}, catalogtest.ServiceSpec{Category: "counselling", Capacity: 8}).ID, "public_register")
	b, _ := s.inDanger()
	p := b.Get("/bookings")
	var got []string
	taps := p.Forms("/holds")
	for _, f := range taps {
		got = append(got, f.Values.Get("with"))
	}
	if fmt.Sprint(got) != "[first second third]" {
		t.Fatalf("offered: %v\n%s", got, p.Text())
	}
	b.Send(taps[0], "at", taps[0].Buttons["at"][0]).Want(200, "/book/")
	next := b.Get("/bookings").Forms("/holds")
	if len(next) != 3 || next[0].Values.Get("with") == "first" && next[0].Buttons["at"][0] == taps[0].Buttons["at"][0] {
		t.Errorf("a time that is held is offered again: %v", next)
	}
}

// TestTimesNeverDelayTheLines (C21): while nobody can be found the lines are there without them.
func TestTimesNeverDelayTheLines(t *testing.T) {
	s := open(t)
	s.licensed("asha", 0)
	b, _ := s.inDanger()
	tx, err := s.DB.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(t.Context()) }()
	if _, err := tx.Exec(t.Context(), "lock table schedule.weekly_window in access exclusive mode"); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	p := b.Get("/account")
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("waited %s", took)
	}
	if len(p.All("a", "href", "tel:14416")) == 0 || len(p.Forms("/holds")) != 0 {
		t.Errorf("no lines, or times out of nothing\n%s", p.Text())
	}
}

// TestTheNextVisitAsks once, on whichever page it begins; the answer leads back there and the card stays.
func TestTheNextVisitAsks(t *testing.T) {
	s := open(t)
	b, who := s.inDanger()
	if p := b.Get("/bookings"); p.Has("Are you in danger right now?") {
		t.Error("it asks within the same visit")
	}
	s.Clock.Advance(2 * time.Hour)
	b = s.SignedIn(seeker)
	p := b.Get("/bookings")
	if !p.Has("Are you in danger right now?") {
		t.Fatalf("nobody asks\n%s", p.Text())
	}
	if p = b.Send(p.Form("/care/safe")).Want(200, "/bookings"); p.Has("Are you in danger right now?") || !p.Has("These lines stay here for a day") {
		t.Errorf("afterwards\n%s", p.Text())
	}
	if c, err := s.safety.CardOf(t.Context(), who); err != nil || c.CheckIn {
		t.Errorf("%+v, %v", c, err)
	}
}
