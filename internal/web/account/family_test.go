package account_test

import (
	"net/url"
	"strings"
	"testing"

	"klear/internal/modules/identity"
)

func TestSomebodysFamily(t *testing.T) {
	s := newSite(t)
	who := identity.Principal{PersonID: s.People.Account(t, "kavya@example.org", identity.Seeker).ID, Role: identity.Seeker, Verified: true}
	b, stranger := s.As(t, "kavya@example.org"), s.As(t, anna)
	only := func() string {
		t.Helper()
		list, err := s.People.Family(t.Context(), who)
		if err != nil || len(list) != 1 {
			t.Fatalf("%v, %v", list, err)
		}
		return list[0].ID.String()
	}
	const path = "/account/family"
	form := b.Get(path).Want(200, "").Has("Nobody is entered yet")
	wrong := form.Submit(path, url.Values{"name": {" "}, "born_day": {"31"}, "born_month": {"2"}, "born_year": {"2017"}}).Want(422, "")
	for _, field := range []string{"name", "relation", "born_day"} {
		if !wrong.Wrong(field) {
			t.Errorf("%s is not said to be wrong", field)
		}
	}
	if wrong.Value("born_day") != "31" {
		t.Error("what was typed is lost")
	}
	asha := url.Values{"name": {"Asha"}, "relation": {"child"}, "born_day": {"21"}, "born_month": {"4"}, "born_year": {"2017"}, "note": {"Shy at first"}}
	list := form.Submit(path, asha).Want(303, path).Follow().Has("Asha", "child, 9", "Shy at first")
	id := only()
	one := path + "/" + id
	if !list.Link(one) {
		t.Fatal("the entry does not lead to its form")
	}
	edit := b.Get(one)
	if edit.Value("name") != "Asha" || edit.Value("born_year") != "2017" {
		t.Error("the form is not filled in")
	}
	edit.Submit(one, url.Values{"name": {"Asha B"}, "born_day": {""}, "born_month": {""}, "born_year": {""}}).Want(303, path).Follow().Has("Asha B")
	edit.Submit(one, url.Values{"name": {"Asha B"}, "born_month": {""}}).Want(422, "")
	stranger.Get(one).Want(404, "")
	theirs := stranger.Get(path).Fields(path, nil)
	theirs.Set("name", "Mine")
	theirs.Set("relation", "child")
	stranger.Post(one, theirs).Want(404, "")
	stranger.Post(one+"/remove", theirs).Want(303, path) // as if it had been removed before
	if got := only(); got != id {
		t.Error("somebody else removed it")
	}
	if file := b.Get("/account/privacy").Submit("/account/export", nil).Want(200, ""); !strings.Contains(file.Body, "Asha B") {
		t.Error("the export does not tell of the family")
	}
	b.Get(path).Submit(one+"/remove", nil).Want(303, path).Follow().Has("Nobody is entered yet")
	b.Get(path+"/nonsense").Want(404, "")
}
