package talk_test

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
	"klear/internal/platform/jurisdiction"
	"klear/internal/web/layout"
	"klear/internal/web/page/pagetest"
	"klear/internal/web/talk"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const (
	kavya = "kavya@example.org"
	other = "other@example.org"
	fixed = "Please call one of these numbers now."
	line  = "Tele-MANAS: 14416"
)

// safety stands for the safety module: a message with "danger" is high, and pins the card until the end of the test.
type safety struct{ pinned bool }

func (s *safety) Judge(_ context.Context, _ identity.Principal, words string) companion.Judgement {
	if !strings.Contains(words, "danger") {
		return companion.Judgement{Level: companion.None}
	}
	s.pinned = true
	return companion.Judgement{Level: companion.High, Words: fixed + "\n\n" + line}
}

func (s *safety) card(_ context.Context, p layout.Page, _ identity.Principal) *layout.CareCard {
	if !s.pinned {
		return nil
	}
	return &layout.CareCard{Packs: lines(p, identity.Principal{})}
}

// spoken is safety.Service.Spoken.
func spoken(words string) []string { return []string{strings.TrimSuffix(words, "\n\n"+line)} }

func lines(p layout.Page, _ identity.Principal) []layout.CarePack {
	return []layout.CarePack{{Country: "IN", CrisisPack: p.Brand.Crisis["IN"]}}
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
	guard := &safety{}
	s := pagetest.New(t, func(s *pagetest.Site) {
		service = companion.New(companion.Deps{DB: s.DB, Clock: s.Clock, IDs: ids.NewSource(nil), People: s.People.Service, Safety: guard, Guide: words, Exercises: library, SlotKey: bytes.Repeat([]byte{1}, 32)})
		s.Kit.Care = guard.card
		talk.Handler{Kit: s.Kit, Companion: service, Team: func(context.Context) bool { return false }, Lines: lines, Spoken: spoken}.Mount(s.Mux)
	})
	me := identity.Principal{PersonID: s.People.Account(t, kavya, identity.Seeker).ID, Role: identity.Seeker}
	s.People.Account(t, other, identity.Seeker)
	return s, service, me
}

// Words that come before the first page was read are heard and answered on it, and wait for the field.
func TestWordsBeforeTheFirstPage(t *testing.T) {
	s, _, _ := setup(t)
	first, b := welcomed(t, s), s.As(t, other)
	form := first.Get("/talk").Fields("/talk", url.Values{"words": {"I am in danger"}})
	form.Set("csrf", b.Get("/talk").Value("csrf"))
	a := b.Post("/talk", form).Want(200, "").Has(fixed)
	a.Submit("/talk/welcome", nil).Want(200, "").Has("I am in danger")
}

// welcomed is a browser of somebody who read the first page.
func welcomed(t *testing.T, s *pagetest.Site) *pagetest.Browser {
	t.Helper()
	b := s.As(t, kavya)
	b.Get("/talk").Submit("/talk/welcome", url.Values{"remember": {"yes"}}).Want(303, "/talk")
	return b
}

// Without script: the first page, a word, its answer, the end, and all of it read again.
func TestATalk(t *testing.T) {
	s, _, _ := setup(t)
	s.Browser(t).Get("/talk").Want(303, "/sign-in?next=%2Ftalk")
	b := s.As(t, kavya)
	b.Get("/talk").Want(200, "").Has("Before the first word", "software", "Nobody here reads along")
	b = welcomed(t, s)
	b.Get("/talk").Has("software", "Today was a long day").Submit("/talk", url.Values{"words": {"I am so anxious about the review"}}).Want(303, "/talk#latest")
	b.Get("/talk").Has("I am so anxious about the review", "You said:")
	if a := b.Get("/talk"); !a.Link("/help-now") || !a.Link("/talk/end") || !a.Link("/memory") {
		t.Error("a way out is missing")
	}
	b.Get("/talk/end").Submit("/talk/end", url.Values{"mood": {"8"}, "summary": {"It is only a review."}}).Want(303, "/talk/past")
	past := b.Get("/talk/past").Has("It is only a review.", "2 messages")
	b.Get("/talk/past?q=anxious").Has("One message", "I am so anxious")
	b.Get("/talk/past?q="+strings.Repeat("x", 101)).Want(422, "")
	at := talkOf(t, past)
	kept := b.Get(at).Has("I am so anxious about the review")
	kept.Submit(at, url.Values{"summary": {strings.Repeat("x", 2001)}}).Want(422, "")
	kept.Submit(at, url.Values{"summary": {"Changed."}}).Want(303, at)
	b.Get(at).Submit(at+"/delete", nil).Want(303, "/talk/past")
	b.Get(at).Want(404, "")
	b.Get("/talk/end").Want(303, "/talk")
}

func talkOf(t *testing.T, a *pagetest.Answer) string {
	t.Helper()
	_, rest, _ := strings.Cut(a.Body, `href="/talk/past/`)
	id, _, found := strings.Cut(rest, `"`)
	if !found {
		t.Fatal("no talk is listed")
	}
	return "/talk/past/" + id
}

// What cannot be sent stays in the field, and what is sent twice is one message.
func TestWordsAreNotLostOrDoubled(t *testing.T) {
	s, service, me := setup(t)
	b := welcomed(t, s)
	long := strings.Repeat("words ", 700)
	if a := b.Get("/talk").Submit("/talk", url.Values{"words": {long}}).Want(422, ""); !a.Wrong("words") || strings.TrimSpace(a.Value("words")) != strings.TrimSpace(long) {
		t.Error("the field is not marked, or its words are lost")
	}
	form := b.Get("/talk").Fields("/talk", url.Values{"words": {"hello"}})
	b.Post("/talk", form).Want(303, "/talk#latest")
	b.Post("/talk", form).Want(303, "/talk#latest")
	open, err := service.Current(t.Context(), me)
	if err != nil || open.Messages != 2 {
		t.Errorf("%d messages, %v", open.Messages, err)
	}
}

// Danger is answered with the fixed words and the card, which a denial does not take away.
func TestDanger(t *testing.T) {
	s, _, _ := setup(t)
	b := welcomed(t, s)
	b.Get("/talk").Submit("/talk", url.Values{"words": {"I am in danger"}}).Want(303, "/talk#latest")
	// The card's numbers come first, and once: its words stand below it without them.
	if a := b.Get("/talk").Has(fixed, "14416").Lacks(line); !a.Link("tel:14416") || strings.Index(a.Body, "tel:14416") > strings.Index(a.Body, fixed) {
		t.Error("the line cannot be called")
	}
	b.Get("/talk").Submit("/talk", url.Values{"words": {"no, I am fine, forget it"}}).Want(303, "/talk#latest")
	for _, at := range []string{"/talk", "/talk/end", "/talk/past"} {
		if !b.Get(at).Link("tel:14416") {
			t.Errorf("%s lacks the card", at)
		}
	}
}

func TestOthersTalksDoNotExist(t *testing.T) {
	s, _, _ := setup(t)
	b := welcomed(t, s)
	b.Get("/talk").Submit("/talk", url.Values{"words": {"a private word"}}).Want(303, "/talk#latest")
	at := talkOf(t, b.Get("/talk/past"))
	them := s.As(t, other)
	them.Get(at).Want(404, "")
	form := them.Get("/talk").Fields("/talk/welcome", url.Values{"summary": {"x"}})
	them.Post(at, form).Want(404, "")
	them.Post(at+"/delete", form).Want(404, "")
	them.Post("/talk/welcome", form).Want(303, "/talk")
	if a := them.Get("/talk/past?q=private"); strings.Contains(a.Text(), "a private word") {
		t.Error("others' words are found")
	}
}

// Where the law bars talks the pages say so and name it, what is written is kept and not answered to, and danger is answered as
// everywhere. Who says that they live elsewhere reads the other first page.
func TestWhereTalksAreBarred(t *testing.T) {
	s, service, me := setup(t)
	var err error
	if service.Laws, err = jurisdiction.Load("IN", "", func(zone string) string { return map[string]string{"America/Chicago": "US"}[zone] }); err != nil {
		t.Fatal(err)
	}
	zone := "America/Chicago"
	if _, err := s.People.UpdateProfile(t.Context(), me, identity.ProfileChange{Zone: &zone}, identity.Device{}); err != nil {
		t.Fatal(err)
	}
	b := s.As(t, kavya)
	first := b.Get("/talk").Has("Here this is a journal", "Public Act 104-0054", "Nobody told us in which part", "Where do you live?").Lacks("Remember things")
	first.Submit("/talk/welcome", url.Values{"place": {"US-IL"}}).Want(303, "/talk")
	b.Get("/talk").Has("Here this is a journal", "the law of Illinois").Lacks("Nobody told us", "Today was a long day")
	b.Get("/talk").Submit("/talk", url.Values{"words": {"I am so sad about my sister"}}).Want(303, "/talk#latest")
	b.Get("/talk").Has("It is kept in your journal.", "I am so sad about my sister").Lacks("weighs")
	b.Get("/talk").Submit("/talk", url.Values{"words": {"I am in danger"}}).Want(303, "/talk#latest")
	if a := b.Get("/talk").Has(fixed, "14416"); !a.Link("tel:14416") || strings.Count(a.Body, `href="tel:14416"`) != 1 {
		t.Error("the card is missing, or there twice")
	}
	place := "US-WI"
	if _, err := s.People.UpdateProfile(t.Context(), me, identity.ProfileChange{Place: &place}, identity.Device{}); err != nil {
		t.Fatal(err)
	}
	b.Get("/talk").Has("Before the first word", "Remember things").Lacks("Here this is a journal")
}

// Nobody agrees to a page by saying that they live where another one counts.
func TestWhereOneLivesComesFirst(t *testing.T) {
	s, service, me := setup(t)
	var err error
	if service.Laws, err = jurisdiction.Load("US", "", func(string) string { return "" }); err != nil {
		t.Fatal(err)
	}
	b := s.As(t, kavya)
	b.Get("/talk").Has("Here this is a journal").Submit("/talk/welcome", url.Values{"place": {jurisdiction.Elsewhere}}).Want(303, "/talk")
	if _, err := service.Welcomed(t.Context(), me); err == nil {
		t.Error("the journal's page stands for the talk's")
	}
	b.Get("/talk").Has("Before the first word").Lacks("Here this is a journal").Submit("/talk/welcome", nil).Want(303, "/talk")
	b.Get("/talk").Has("Today was a long day")
}

// scribe understands every recording as the same words.
type scribe struct{ words string }

func (v scribe) Transcribe(context.Context, companion.Audio) (string, error) { return v.words, nil }

// Without script: a recording becomes words in the field, judged by then, and nothing is sent before they were read. Without a
// transcriber there is nothing of it.
func TestASpokenWord(t *testing.T) {
	s, service, _ := setup(t)
	if a := welcomed(t, s).Get("/talk"); strings.Contains(a.Body, "/talk/voice") {
		t.Error("recordings are offered, and nobody writes them down")
	}
	service.Voice = scribe{"I am in danger"}
	talk.Handler{Kit: s.Kit, Companion: service, Team: func(context.Context) bool { return false }, Lines: lines, Spoken: spoken}.MountVoice(s.Mux)
	b := s.As(t, kavya)
	b.Get("/talk").Has("the recording goes to another server").Submit("/talk/welcome", nil).Want(303, "/talk")
	b.Get("/talk").Upload("/talk/voice", "audio", "x.wav", []byte("no recording at all")).Want(422, "").Has("no recording that can be read")
	a := b.Get("/talk").Upload("/talk/voice", "audio", "x.txt", []byte("OggS and more of it")).Want(200, "").Has("This is what was understood")
	if a.Value("words") != "I am in danger" || !a.Link("tel:14416") {
		t.Errorf("the field holds %q, and the card is there: %v", a.Value("words"), a.Link("tel:14416"))
	}
	b.Get("/talk/past").Has("No talks yet")
	a.Submit("/talk", url.Values{"words": {a.Value("words")}}).Want(303, "/talk#latest")
	b.Get("/talk").Has("I am in danger", fixed)
}
