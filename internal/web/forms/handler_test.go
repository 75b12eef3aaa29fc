package forms_test

import (
	"net/url"
	"strings"
	"testing"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/platform/dbtest"
	"klear/internal/web/forms"
	"klear/internal/web/page/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const meera = "meera@example.org"

type stage struct {
	*pagetest.Site
	practice pagetest.Practice
}

func newStage(t *testing.T) stage {
	t.Helper()
	t.Parallel()
	s := stage{Site: pagetest.New(t, func(s *pagetest.Site) { forms.Handler{Kit: s.Kit, Catalog: s.Catalog}.Mount(s.Mux) })}
	s.practice = s.Practice(t, meera, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{Name: "Yoga"})
	return s
}

func (s stage) all(t *testing.T) []catalog.Form {
	t.Helper()
	list, err := s.Catalog.FormsOf(t.Context(), s.practice.Caller().Principal, s.practice.ID)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestAFormIsWrittenWithoutScript: fields are added, moved and removed by buttons, and only saving stores anything.
func TestAFormIsWrittenWithoutScript(t *testing.T) {
	s := newStage(t)
	browser := s.As(t, meera)
	a := browser.Get("/pro/forms/new").Want(200, "")
	press := func(do string, more url.Values) {
		t.Helper()
		form := a.Fields("/pro/forms/new", more)
		form.Set("do", do)
		a = browser.Post("/pro/forms/new", form).Want(200, "")
	}
	press("add", url.Values{"form_title": {"About you"}, "fields.0.label": {"What brings you?"}, "fields.0.required": {"yes"}, "add_kind": {"choice"}})
	press("add", url.Values{"fields.1.label": {"Sleep"}, "fields.1.options": {"Good\nBad\n"}, "add_kind": {"date"}})
	press("up.2", url.Values{"fields.2.label": {"Last visit"}})
	if a.Value("fields.1.label") != "Last visit" || a.Value("fields.2.label") != "Sleep" || !strings.Contains(a.Value("fields.2.options"), "Bad") {
		t.Fatalf("moved to %q, %q", a.Value("fields.1.label"), a.Value("fields.2.label"))
	}
	press("add", url.Values{"add_kind": {"number"}})
	press("drop.3", nil)
	press("down.9", nil) // there is none
	if len(s.all(t)) != 0 {
		t.Error("a step of editing stored something")
	}
	a.Submit("/pro/forms/new", url.Values{"services": {s.practice.Service.String()}}).Want(303, "/pro/forms").Follow().Has("The form is saved.", "About you", "3 fields", "version 1", "Asked for Yoga")
	f := s.all(t)[0]
	if f.Document.Fields[0].Label != "What brings you?" || !f.Document.Fields[0].Required || f.Document.Fields[2].Options[1] != "Bad" || len(f.Services) != 1 {
		t.Errorf("stored %+v", f)
	}
	path := "/pro/forms/" + f.FormID.String()
	one, two := browser.Get(path).Want(200, ""), browser.Get(path)
	one.Submit(path, url.Values{"form_title": {"About your sleep"}}).Want(303, "/pro/forms").Follow().Has("version 2")
	if again := two.Submit(path, url.Values{"form_title": {"Other"}}).Want(409, ""); again.Value("form_title") != "Other" {
		t.Error("what was typed is lost")
	}
	browser.Get("/pro/forms").Submit(path+"/retire", nil).Want(303, "/pro/forms").Follow().Has("Not asked any more")
}

func TestWrongForms(t *testing.T) {
	s := newStage(t)
	browser := s.As(t, meera)
	a := browser.Get("/pro/forms/new?kind=waiver").Want(200, "").Submit("/pro/forms/new", url.Values{"intro": {"Kept"}}).Want(422, "")
	if !a.Wrong("form_title") || !a.Wrong("fields.0.label") || a.Value("intro") != "Kept" {
		t.Errorf("not said, or lost: %s", a.Text())
	}
	a.Has("Field 1: ")
	a.Submit("/pro/forms/new", url.Values{"form_title": {"x"}, "fields.0.label": {"x"}, "services": {"11111111-1111-4111-8111-111111111111"}}).Want(404, "")
}

func TestWhoMayWorkHere(t *testing.T) {
	s := newStage(t)
	browser := s.As(t, meera)
	browser.Get("/pro/forms/new").Submit("/pro/forms/new", url.Values{"form_title": {"Mine"}, "fields.0.label": {"x"}}).Want(303, "")
	path := "/pro/forms/" + s.all(t)[0].FormID.String()
	s.Practice(t, "other@example.org", catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	s.People.Account(t, "op@example.org", identity.Admin)
	other := s.As(t, "other@example.org")
	token := other.Get("/pro/forms/new").Fields("/pro/forms/new", url.Values{"form_title": {"Theirs"}, "fields.0.label": {"x"}, "version": {"1"}})
	other.Get(path).Want(404, "")
	other.Post(path, token).Want(404, "")
	other.Post(path+"/retire", token).Want(404, "")
	other.Get("/pro/forms/nonsense").Want(404, "")
	s.As(t, "op@example.org").Get(path).Want(403, "")
	s.Browser(t).Get(path).Want(303, "/sign-in?next="+url.QueryEscape(path))
	if f := s.all(t)[0]; f.Document.Title != "Mine" || !f.Active {
		t.Errorf("somebody else made it %+v", f)
	}
}

func TestHostileWordsStayWords(t *testing.T) {
	s := newStage(t)
	browser := s.As(t, meera)
	browser.SetCookie("lang", "hi")
	for _, words := range pagetest.Hostile {
		browser.Get("/pro/forms/new?kind=waiver").Submit("/pro/forms/new", url.Values{"form_title": {words}, "intro": {words}, "fields.0.label": {words}}).Want(303, "/pro/forms").Follow().Want(200, "")
	}
	for _, f := range s.all(t) {
		browser.Get("/pro/forms/"+f.FormID.String()).Want(200, "")
	}
}
