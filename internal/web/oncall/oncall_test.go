package oncall_test

import (
	"log/slog"
	"testing"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/safety"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
	"klear/internal/web/oncall"
	"klear/internal/web/webtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const (
	list     = "/admin/on-call"
	operator = "operator@example.org"
	second   = "second@example.org"
	seeker   = "kavya@example.org"
)

// site is the pages with safety behind them.
type site struct {
	*webtest.Stage
	safety *safety.Service
}

func open(t *testing.T) *site {
	t.Helper()
	t.Parallel()
	s, src := webtest.New(t), ids.NewSource(nil)
	queue := jobs.New(s.DB, jobs.Options{})
	svc := safety.New(safety.Deps{DB: s.DB, Clock: s.Clock, IDs: src, Events: events.NewBus(queue, src), Jobs: queue, People: s.People, Brand: s.Kit.Live,
		BaseURL: s.URL, ZoneCountry: func(string) string { return "IN" }, Log: slog.New(slog.DiscardHandler)})
	if err := queue.Open(); err != nil {
		t.Fatal(err)
	}
	oncall.Handler{Kit: s.Kit, Safety: svc}.Mount(s.Mux)
	s.Account(operator, identity.Admin)
	s.Account(second, identity.Admin)
	return &site{s, svc}
}

// inDanger is somebody whose message spoke of it.
func (s *site) inDanger(words string) {
	s.T.Helper()
	p := s.Account(seeker, identity.Seeker)
	s.safety.Judge(s.T.Context(), identity.Principal{PersonID: p.ID, Role: identity.Seeker, Verified: true}, words)
}

// TestACaseIsLookedAfter: listed with whom to reach and since when, taken by one, ended by anybody; the words are nowhere.
func TestACaseIsLookedAfter(t *testing.T) {
	s := open(t)
	b, other := s.SignedIn(operator), s.SignedIn(second)
	if p := b.Get(list); !p.Has("Nobody waits") || !p.Has("Nobody is on call") {
		t.Errorf("before\n%s", p.Text())
	}
	s.inDanger("I am going to kill myself tonight")
	s.Clock.Advance(7 * time.Minute)
	p := b.Get(list)
	if !p.Has("In danger now") || !p.Has(seeker) || !p.Has("7 min") || !p.Has("Nobody yet") || p.Has("kill") {
		t.Errorf("the case\n%s", p.Text())
	}
	late := other.Get(list)
	b.Send(p.Form("/acknowledge")).Want(200, list)
	if p = other.Send(late.Form("/acknowledge")).Want(409, ""); !p.Has("Somebody else looks after this case already") {
		t.Errorf("taken twice\n%s", p.Text())
	}
	if p = other.Send(p.Form("/resolve"), "outcome", "asleep").Want(422, ""); !p.Has("Choose what came of it") {
		t.Errorf("an outcome that there is not\n%s", p.Text())
	}
	if p = other.Send(p.Form("/resolve"), "outcome", string(safety.Reached)).Want(200, list); !p.Has("Nobody waits") || !p.Has("in danger now 1") || !p.Has("Somebody spoke with them 1") {
		t.Errorf("afterwards\n%s", p.Text())
	}
	if p = other.Get(list + "?year=2025"); !p.Has("2025 in numbers") || p.Has("in danger now 1") {
		t.Errorf("the year before\n%s", p.Text())
	}
}

// TestWhoIsCalled chose it, and may choose otherwise.
func TestWhoIsCalled(t *testing.T) {
	s := open(t)
	b := s.SignedIn(operator)
	p := b.Send(b.Get(list).Form(list+"/me")).Want(200, list)
	if !p.Has("You are on call:") || p.Has("Nobody is on call") {
		t.Errorf("on call\n%s", p.Text())
	}
	if p := s.SignedIn(second).Get(list); !p.Has("You are not on call") || p.Has("Nobody is on call") {
		t.Errorf("the other\n%s", p.Text())
	}
	if p = b.Send(p.Form(list+"/me")).Want(200, list); !p.Has("Nobody is on call") {
		t.Errorf("off call\n%s", p.Text())
	}
}

// TestOthersSeeNobody: who is in danger is for operators only.
func TestOthersSeeNobody(t *testing.T) {
	s := open(t)
	s.inDanger("I want to kill myself")
	if p := s.SignedIn(seeker).Get(list); p.Status < 400 || p.Has(seeker) {
		t.Errorf("%d\n%s", p.Status, p.Text())
	}
	if p := s.SignedIn(operator).Get(list); !p.Has(seeker) {
		t.Errorf("nobody is in danger\n%s", p.Text())
	}
}
