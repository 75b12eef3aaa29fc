package webtest_test

import (
	"encoding/json"
	"image/png"
	"strings"
	"testing"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/web/webtest"
)

// TestHelpAnswersWhenNothingElseDoes: without a database, with a session cookie, as often as one likes.
func TestHelpAnswersWhenNothingElseDoes(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	b := s.Browser()
	b.Cookie("klear_session", "whoever")
	s.DB.Close()
	if p := b.Get("/search"); p.Status < 500 {
		t.Fatalf("the database is still there: %d", p.Status)
	}
	for range 50 {
		b.Get("/help-now").Want(200, "/help-now")
	}
	india := b.Get("/help-now")
	if len(india.All("a", "href", "tel:112")) == 0 {
		t.Errorf("no emergency number:\n%s", india.Text())
	}
	us := b.Get("/help-now?country=US").Want(200, "/help-now")
	if len(us.All("a", "href", "tel:911")) == 0 || len(us.All("a", "href", "tel:112")) == 0 {
		t.Errorf("the chosen country first, then where the clock says one is:\n%s", us.Text())
	}
	if again := b.Get("/help-now"); len(again.All("a", "href", "tel:911")) == 0 {
		t.Error("the chosen country is forgotten")
	}
	b.Get("/help-now?country=%3Cscript%3E").Want(200, "/help-now")
	b.Get("/hi/help-now").Want(200, "/hi/help-now")
	b.Get("/ar/help-now").Want(200, "/ar/help-now")
}

func TestShell(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	b := s.Browser()
	m := b.Get("/manifest.webmanifest")
	var manifest struct {
		Name  string
		Icons []struct{ Src, Sizes, Purpose string }
	}
	if err := json.Unmarshal([]byte(m.Body), &manifest); err != nil || manifest.Name != "Klear Karma" || len(manifest.Icons) != 5 {
		t.Fatalf("manifest %v: %s", err, m.Body)
	}
	for _, icon := range manifest.Icons {
		got := b.Get(icon.Src).Want(200, "/icon")
		if !strings.HasSuffix(icon.Src, ".png") {
			continue
		}
		img, err := png.Decode(strings.NewReader(got.Body))
		if err != nil {
			t.Errorf("%s: %v", icon.Src, err)
			continue
		}
		if side := img.Bounds().Dx(); !strings.HasPrefix(icon.Sizes, strings.TrimSuffix(icon.Sizes, "x")) || side != 192 && side != 512 {
			t.Errorf("%s is %d wide", icon.Src, side)
		}
	}
	b.Get("/favicon.ico").Want(200, "/icon.svg")
	b.Get("/portraits/f-12.svg").Want(200, "/portraits/")
	for _, path := range []string{"/icons/64.png", "/icons/192.gif", "/photos/../secret", "/photos/00000000-0000-0000-0000-000000000000/x", "/photos/-0000000-0000-0000-0000-000000000000/x", "/avatars/..%2f..%2fetc", "/avatars/-1", "/nothing"} {
		if got := b.Get(path); got.Status != 404 {
			t.Errorf("%s: %d", path, got.Status)
		}
	}
}

// TestEveryPageCarriesItsPolicy: a nonce for its scripts, nothing stored by others, no sniffing.
func TestEveryPageCarriesItsPolicy(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	pro := s.Practitioner(catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	b := s.Browser()
	hold := b.Send(b.Get("/p/" + pro.Slug).Form("/holds"))
	for _, path := range []string{"/", "/search", "/p/" + pro.Slug, "/help-now", hold.Path, "/missing"} {
		p := b.Get(path)
		csp := p.Header.Get("Content-Security-Policy")
		for _, script := range p.All("script", "", "") {
			if n := webtest.Attr(script, "nonce"); n == "" || !strings.Contains(csp, "'nonce-"+n+"'") {
				t.Errorf("%s: a script without the page's nonce", path)
			}
		}
		if p.Header.Get("Cache-Control") != "no-store" || p.Header.Get("X-Content-Type-Options") != "nosniff" || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: %v", path, p.Header)
		}
	}
}

// TestSecondVisitLinksTheStyleSheet: the first carries it inside.
func TestSecondVisitLinksTheStyleSheet(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	b := s.Browser()
	first, second := b.Get("/help-now"), b.Get("/help-now")
	if len(first.All("style", "", "")) != 1 || len(second.All("style", "", "")) != 0 || len(second.All("link", "rel", "stylesheet")) != 1 {
		t.Error("the style sheet travels the wrong way")
	}
	sheet := second.All("link", "rel", "stylesheet")[0]
	if css := b.Get(webtest.Attr(sheet, "href")); css.Status != 200 || !strings.Contains(css.Header.Get("Cache-Control"), "immutable") {
		t.Errorf("style sheet: %d %v", css.Status, css.Header)
	}
}

// TestAMissingPageHasATitle, in words.
func TestAMissingPageHasATitle(t *testing.T) {
	t.Parallel()
	p := webtest.New(t).Browser().Get("/nowhere").Want(404, "/nowhere")
	titles := p.All("title", "", "")
	if len(titles) == 0 || !strings.Contains(webtest.TextOf(titles[0]), "This page is not here") {
		t.Errorf("its title: %d, %s", len(titles), p.Text())
	}
}
