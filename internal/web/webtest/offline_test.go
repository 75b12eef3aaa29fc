package webtest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/web/webtest"
)

// TestTheShellIsTheSameForEverybody: what is kept in the clear on a device names nobody and spends nobody's messages.
func TestTheShellIsTheSameForEverybody(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	b := s.Browser()
	script := b.Get("/sw.js").Want(200, "/sw.js")
	first, _, _ := strings.Cut(strings.TrimPrefix(script.Body, "const CONFIG = "), ";\n")
	var config struct{ Shell []string }
	if err := json.Unmarshal([]byte(first), &config); err != nil || len(config.Shell) < 8 {
		t.Fatalf("the worker's addresses: %v, %q", err, first)
	}
	if script.Header.Get("Cache-Control") != "no-cache" {
		t.Error("an old worker would stay")
	}
	s.Account("asha@example.org", identity.Seeker)
	b.SignIn("asha@example.org")
	for _, path := range config.Shell {
		p := b.Get(path).Want(200, path)
		if strings.Contains(p.Body, "asha@example.org") || strings.Contains(p.Body, `class="me"`) || p.Header.Get("Klear-Viewer") != "" {
			t.Errorf("%s says who reads it", path)
		}
	}
}

// TestAPageNamesItsViewer: the same name at every visit of a person, another for the next one, and none of theirs.
func TestAPageNamesItsViewer(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	s.Account("asha@example.org", identity.Seeker)
	s.Account("ravi@example.org", identity.Seeker)
	visitor, one, two := s.Browser(), s.SignedIn("asha@example.org"), s.SignedIn("ravi@example.org")
	of := func(b *webtest.Browser, path string) string { return b.Get(path).Header.Get("Klear-Viewer") }
	a := of(one, "/")
	if of(visitor, "/") != "visitor" || a == "visitor" || a == "" || of(one, "/search") != a || of(two, "/") == a {
		t.Errorf("visitor %q, one %q then %q, two %q", of(visitor, "/"), a, of(one, "/search"), of(two, "/"))
	}
}

// TestFormsAnswerTheOutbox: what a page would lead to, and for a time that is gone the nearest that are free.
func TestFormsAnswerTheOutbox(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	pro := s.Practitioner(catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	one, two := s.Browser(), s.Browser()
	formOne, formTwo := one.Get("/p/"+pro.Slug).Form("/holds"), two.Get("/p/"+pro.Slug).Form("/holds")
	one.Accept, two.Accept = "application/json", "application/json"
	var held struct{ Data struct{ URL, Pay string } }
	got := one.Send(formOne).Want(200, "/holds")
	if err := json.Unmarshal([]byte(got.Body), &held); err != nil || !strings.HasPrefix(held.Data.URL, "/book/") || held.Data.Pay != "" {
		t.Errorf("held: %s, %v", got.Body, err)
	}
	again := one.Send(formOne).Want(200, "/holds")
	if again.Body[:80] != got.Body[:80] {
		t.Errorf("sent again: %s, first %s", again.Body, got.Body)
	}
	refused := two.Send(formTwo).Want(409, "/holds")
	var gone struct {
		Error struct {
			Code    string
			Details struct {
				Alternatives []struct{ Start, Label string }
			}
		}
	}
	if err := json.Unmarshal([]byte(refused.Body), &gone); err != nil || len(gone.Error.Details.Alternatives) != 3 || gone.Error.Code == "" {
		t.Errorf("gone: %s, %v", refused.Body, err)
	}
}
