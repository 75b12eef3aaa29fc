package find_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/platform/i18n"
	"klear/internal/web/webtest"
)

func source(t *testing.T, url string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// TestALinkShowsItsPage: what others show beside a link is said on every page that is meant to be shared, in each
// language of the list, and the data for search engines is readable.
func TestALinkShowsItsPage(t *testing.T) {
	s := webtest.New(t)
	p := s.Practitioner(catalogtest.PractitionerSpec{Slug: "ananya-rao", Name: "Ananya Rao", Headline: "Ayurveda physician"}, catalogtest.ServiceSpec{Category: "yoga"})
	for path, card := range map[string]string{"/": "/card.png", "/c/yoga": "/card.png", "/p/" + p.Slug: "/cards/ananya-rao.png?v="} {
		page := source(t, s.URL+path)
		want := []string{`property="og:title"`, `property="og:description"`, `property="og:image" content="` + s.URL + card, `name="twitter:card" content="summary_large_image"`}
		for _, l := range i18n.Languages {
			want = append(want, `hreflang="`+l.Code+`"`)
		}
		for _, part := range want {
			if !strings.Contains(page, part) {
				t.Errorf("%s lacks %s", path, part)
			}
		}
	}
	if strings.Contains(source(t, s.URL+"/search?q=yoga"), "og:image") {
		t.Error("a page that is not indexed has a card")
	}
	_, after, _ := strings.Cut(source(t, s.URL+"/p/"+p.Slug), `type="application/ld+json"`)
	_, after, _ = strings.Cut(after, ">")
	raw, _, _ := strings.Cut(after, "</script>")
	var ld map[string]any
	if err := json.Unmarshal([]byte(raw), &ld); err != nil || ld["@type"] != "LocalBusiness" || !strings.HasPrefix(ld["image"].(string), s.URL+"/cards/") || len(ld["makesOffer"].([]any)) != 1 {
		t.Errorf("the data for search engines: %v, %v", ld, err)
	}
}
