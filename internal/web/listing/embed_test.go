package listing_test

import (
	"net/url"
	"slices"
	"testing"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
)

// TestNamedSites: the page keeps what it was told, in one form, and shows the tag to copy.
func TestNamedSites(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{Name: "Meera"})
	b := s.As(t, meera)
	page := b.Get("/pro/page/embed").Want(200, "")
	if tag := page.Value("tag"); tag != `<a href="https://klear.test/p/meera">Book with Meera</a>`+"\n"+`<script async src="https://klear.test/embed.js" data-practitioner="meera"></script>` {
		t.Errorf("the tag is %s", tag)
	}
	page.Submit("/pro/page/embed", url.Values{"origins": {"https://A.example/about\n\n b.example:8443 https://a.example"}}).Want(303, "/pro/page/embed").Follow().Has("saved")
	want := []string{"https://a.example", "https://b.example:8443"}
	if got, err := s.Catalog.EmbedOrigins(t.Context(), s.practice.ID); err != nil || !slices.Equal(got, want) {
		t.Errorf("kept %v, %v", got, err)
	}
	if shown := b.Get("/pro/page/embed").Value("origins"); shown != "https://a.example\nhttps://b.example:8443" {
		t.Errorf("shown %q", shown)
	}
	b.Get("/pro/page/embed").Submit("/pro/page/embed", url.Values{"origins": {""}}).Want(303, "")
	if got, _ := s.Catalog.EmbedOrigins(t.Context(), s.practice.ID); len(got) > 0 {
		t.Errorf("still allowed: %v", got)
	}
}

func TestWrongSitesStayInTheField(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{})
	b := s.As(t, meera)
	for _, wrong := range []string{"http://a.example", "https://*.example", "javascript:alert(1)", "https://a.example https://1.example https://2.example https://3.example https://4.example https://5.example https://6.example https://7.example https://8.example https://9.example https://10.example"} {
		a := b.Get("/pro/page/embed").Submit("/pro/page/embed", url.Values{"origins": {wrong}}).Want(422, "")
		if !a.Wrong("origins") || a.Value("origins") != wrong {
			t.Errorf("%s: wrong %v, kept %q", wrong, a.Wrong("origins"), a.Value("origins"))
		}
	}
	if got, _ := s.Catalog.EmbedOrigins(t.Context(), s.practice.ID); len(got) > 0 {
		t.Errorf("kept %v", got)
	}
}

func TestWhoMayNameSites(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{})
	s.People.Account(t, "seeker@example.org", identity.Seeker)
	s.Browser(t).Get("/pro/page/embed").Want(303, "/sign-in?next=%2Fpro%2Fpage%2Fembed")
	s.As(t, "seeker@example.org").Get("/pro/page/embed").Want(403, "")
	s.As(t, meera).Post("/pro/page/embed", url.Values{"origins": {"https://a.example"}}).Want(403, "") // no token of ours
}
