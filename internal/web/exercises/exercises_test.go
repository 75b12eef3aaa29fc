package exercises_test

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"klear/internal/modules/companion"
	"klear/internal/modules/companion/exercise"
	"klear/internal/modules/companion/guide"
	"klear/internal/modules/identity"
	"klear/internal/platform/brand"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/ids"
	"klear/internal/web/exercises"
	"klear/internal/web/layout"
	"klear/internal/web/page/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const (
	kavya = "kavya@example.org"
	other = "other@example.org"
)

// ears stands for the safety module and keeps what it was asked to judge.
type ears struct{ heard []string }

func (e *ears) Judge(_ context.Context, _ identity.Principal, words string) companion.Judgement {
	e.heard = append(e.heard, words)
	return companion.Judgement{Level: companion.None}
}

// Declare and JudgePlan stand for what the safety module does for a plan.
func (e *ears) Declare(context.Context, identity.Principal) companion.Judgement {
	e.heard = append(e.heard, "in danger")
	return companion.Judgement{Level: companion.High, Words: "Please call."}
}

func (e *ears) JudgePlan(_ context.Context, _ identity.Principal, words string, signs bool) companion.Judgement {
	e.heard = append(e.heard, fmt.Sprint("plan ", signs))
	return companion.Judgement{Level: companion.None}
}

// lines are those of a country.
func lines(layout.Page, identity.Principal) []layout.CarePack {
	return []layout.CarePack{{Country: "IN", CrisisPack: brand.CrisisPack{Emergency: "112", Lines: []brand.CrisisLine{{Name: "Tele-MANAS", Call: "14416"}}}}}
}

func setup(t *testing.T) (*pagetest.Site, *ears) {
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
	e := &ears{}
	s := pagetest.New(t, func(s *pagetest.Site) {
		service := companion.New(companion.Deps{DB: s.DB, Clock: s.Clock, IDs: ids.NewSource(nil), People: s.People.Service, Safety: e, Plan: e, Guide: words, Exercises: library, SlotKey: bytes.Repeat([]byte{1}, 32)})
		exercises.Handler{Kit: s.Kit, Companion: service, Lines: lines}.Mount(s.Mux)
	})
	s.People.Account(t, kavya, identity.Seeker)
	s.People.Account(t, other, identity.Seeker)
	return s, e
}

func begin(t *testing.T, b *pagetest.Browser, slug string) string {
	t.Helper()
	return b.Get("/exercises/"+slug).Submit("/exercises/"+slug, nil).Want(303, "").Location
}

// An exercise from its first step to its last, one page at a time, with a step taken back, on two devices.
func TestAnExercise(t *testing.T) {
	s, e := setup(t)
	b := s.As(t, kavya)
	b.Get("/exercises").Want(200, "").Has("Put it on paper", "Longer out than in")
	b.Get("/exercises/nothing").Want(404, "")
	at := begin(t, b, "thought-record")
	next := func(b *pagetest.Browser, values ...string) *pagetest.Answer {
		t.Helper()
		return b.Get(at).Submit(at, url.Values{"do": {"next"}, "answer": values})
	}
	if a := next(b, " ").Want(422, ""); !a.Wrong("answer") {
		t.Error("the empty step is not marked")
	}
	next(b, "In the review, on Thursday.").Want(303, at)
	next(b, "sad", "ashamed").Want(303, at)
	if a := next(b, "200").Want(422, ""); !a.Wrong("answer") {
		t.Error("the wrong figure is not marked")
	}
	next(b, "80").Want(303, at)
	b.Get("/exercises").Has("Begun")
	second := s.As(t, kavya) // another device goes on where this one is
	if again := begin(t, second, "thought-record"); again != at {
		t.Errorf("another run is begun: %s", again)
	}
	stale := b.Get(at).Fields(at, url.Values{"do": {"next"}, "answer": {"They saw that I know nothing."}})
	next(second, "I am not good enough.").Want(303, at)
	b.Post(at, stale).Want(409, "").Has("went on elsewhere")
	back := b.Get(at).Submit(at, url.Values{"do": {"back"}}).Want(200, "")
	if back.Value("answer") != "I am not good enough." {
		t.Errorf("the answer to change is %q", back.Value("answer"))
	}
	back.Submit(at, url.Values{"do": {"next"}, "answer": {"I know too little."}}).Want(303, at)
	b.Get(at).Has("I know too little.")
	for _, words := range []string{"One question stayed open.", "Five were answered.", "I know a good part."} {
		next(b, words).Want(303, at)
	}
	next(b, "50").Want(303, at)
	next(b).Want(303, at)
	b.Get(at).Has("You are at the end.", "Before: 80. Afterwards: 50.", "I know a good part.")
	b.Get("/exercises").Has("Done before")
	if all := strings.Join(e.heard, "\n"); !strings.Contains(all, "not good enough") || !strings.Contains(all, "In the review") {
		t.Errorf("judged was only %q", all)
	}
	b.Get(at).Submit(at+"/delete", nil).Want(303, "/exercises")
	b.Get(at).Want(404, "")
}

// The safety plan asks whether somebody is in danger: yes is danger, and the numbers stand on that page. It asks for words of
// danger: what is not under way is not held against the person. At its end stand the numbers, and it is kept on the device.
func TestTheSafetyPlan(t *testing.T) {
	s, e := setup(t)
	b := s.As(t, kavya)
	b.Get("/safety-plan").Want(303, "/exercises/safety-plan")
	at := begin(t, b, "safety-plan")
	if a := b.Get(at); strings.Contains(a.Text(), "14416") {
		t.Error("the numbers stand on every step")
	}
	b.Get(at).Submit(at, url.Values{"do": {"next"}, "answer": {"yes"}}).Want(303, at)
	b.Get(at).Has("call one of the numbers", "Tele-MANAS", "14416", "112")
	b.Get(at).Submit(at, url.Values{"do": {"next"}}).Want(303, at)
	for range 4 {
		b.Get(at).Submit(at, url.Values{"do": {"next"}, "answer": {"one\ntwo"}}).Want(303, at)
	}
	if a := b.Get(at).Submit(at, url.Values{"do": {"skip"}}).Want(303, at).Follow(); strings.Contains(a.Text(), "Which professionals") {
		t.Error("the step stays")
	}
	b.Get(at).Submit(at, url.Values{"do": {"next"}, "answer": {"My sister has the key"}}).Want(303, at)
	b.Get(at).Submit(at, url.Values{"do": {"skip"}}).Want(303, at)
	if a := b.Get(at); a.Header.Get("Klear-Keep") != "" {
		t.Error("an open plan is kept")
	}
	b.Get(at).Submit(at, url.Values{"do": {"next"}}).Want(303, at)
	if a := b.Get(at).Has("You are at the end.", "14416", "My sister has the key"); a.Header.Get("Klear-Keep") == "" {
		t.Error("the finished plan is not kept")
	}
	if all := strings.Join(e.heard, ", "); all != "in danger, plan true, plan false, plan false, plan false, plan true" {
		t.Errorf("judged: %q", all)
	}
	calm := begin(t, b, "safety-plan")
	e.heard = nil
	b.Get(calm).Submit(calm, url.Values{"do": {"next"}, "answer": {"no"}}).Want(303, calm)
	if len(e.heard) != 0 {
		t.Errorf("who prepares is %q", e.heard)
	}
}

func TestOthersRunsDoNotExist(t *testing.T) {
	s, _ := setup(t)
	at := begin(t, s.As(t, kavya), "paced-breathing")
	them := s.As(t, other)
	them.Get(at).Want(404, "")
	form := them.Get("/exercises/paced-breathing").Fields("/exercises/paced-breathing", url.Values{"version": {"1"}, "do": {"next"}})
	them.Post(at, form).Want(404, "")
	them.Post(at+"/delete", form).Want(404, "")
	s.Browser(t).Get("/exercises").Want(303, "/sign-in?next=%2Fexercises")
}
