package find_test

import (
	"net/url"
	"slices"
	"testing"

	"golang.org/x/net/html"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/web/webtest"
)

// marked are the times of the page that it proposes.
func marked(p *webtest.Page) (out []string) {
	for _, n := range p.All("input", "name", "at") {
		if slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "checked" }) {
			out = append(out, webtest.Attr(n, "value"))
		}
	}
	return out
}

// TestATimeChosenElsewhere is marked when somebody comes from a site that shows the practitioner's times; one that is not
// free, or that nobody could mean, changes nothing.
func TestATimeChosenElsewhere(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	s.Practitioner(catalogtest.PractitionerSpec{Slug: "asha"}, catalogtest.ServiceSpec{})
	b := s.Browser()
	page := b.Get("/p/asha?on=2026-11-23").Want(200, "/p/asha")
	first, times := marked(page), page.All("input", "name", "at")
	last := webtest.Attr(times[len(times)-1], "value")
	if len(first) != 1 || first[0] == last {
		t.Fatalf("marked %v of %d times", first, len(times))
	}
	if got := marked(b.Get("/p/asha?on=2026-11-23&at=" + url.QueryEscape(last))); !slices.Equal(got, []string{last}) {
		t.Errorf("%s was chosen, %v is marked", last, got)
	}
	for _, nothing := range []string{"2026-11-23T00:01:00Z", "soon", "'><script>"} {
		if got := marked(b.Get("/p/asha?on=2026-11-23&at=" + url.QueryEscape(nothing))); !slices.Equal(got, first) {
			t.Errorf("%q marks %v", nothing, got)
		}
	}
}
