package gallery_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"klear/assets"
	"klear/internal/platform/i18n"
	"klear/internal/web/gallery"
)

// htmlBudget is the largest page, gzip (ux.md §15).
const htmlBudget = 30 << 10

func mux(t *testing.T) http.Handler {
	t.Helper()
	a, err := assets.New()
	if err != nil {
		t.Fatal(err)
	}
	g, err := gallery.New(a)
	if err != nil {
		t.Fatal(err)
	}
	return g.Mux()
}

// Every page, in every brand and language, keeps the rules of the house: no style attribute and no inline handler (the
// content security policy refuses both), unique ids, references that lead somewhere, CSRF in every changing form, and
// nothing left unfilled in a message.
func TestPagesKeepTheRules(t *testing.T) {
	t.Parallel()
	h := mux(t)
	for _, brandID := range gallery.BrandIDs() {
		for _, lang := range i18n.Languages {
			for _, e := range gallery.Entries() {
				t.Run(brandID+"/"+lang.Code+"/"+e.ID, func(t *testing.T) {
					t.Parallel()
					w := httptest.NewRecorder()
					h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, e.URL(brandID, lang.Code), nil))
					if want := max(e.Status, http.StatusOK); w.Code != want && e.Status != 0 || w.Code >= 400 && e.Status == 0 {
						t.Fatalf("status %d, want %d: %s", w.Code, want, w.Body)
					}
					checkPage(t, w.Body.Bytes(), e.Places)
				})
			}
		}
	}
}

func checkPage(t *testing.T, body []byte, places bool) {
	t.Helper()
	if bytes.Contains(body, []byte("&lt;no value&gt;")) || bytes.Contains(body, []byte("{{")) && !places {
		t.Error("a message was left with an unfilled place")
	}
	if n := gzipSize(body); n > htmlBudget {
		t.Errorf("%d bytes gzip, limit %d", n, htmlBudget)
	}
	doc, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	p := page{ids: map[string]bool{}}
	p.walk(t, doc)
	for _, ref := range p.refs {
		if !p.ids[ref] {
			t.Errorf("something refers to #%s, which is not on the page", ref)
		}
	}
	if p.h1 != 1 {
		t.Errorf("%d first-level headings, want 1", p.h1)
	}
}

// page collects what a walk over the elements finds.
type page struct {
	ids  map[string]bool
	refs []string
	h1   int
}

func (p *page) walk(t *testing.T, n *html.Node) {
	t.Helper()
	if n.Type == html.ElementNode {
		p.element(t, n)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		p.walk(t, c)
	}
}

func (p *page) element(t *testing.T, n *html.Node) {
	t.Helper()
	if n.Data == "h1" {
		p.h1++
	}
	for _, a := range n.Attr {
		switch {
		case a.Key == "style" || strings.HasPrefix(a.Key, "on"):
			t.Errorf("<%s %s=…>: refused by the content security policy", n.Data, a.Key)
		case a.Key == "id":
			if p.ids[a.Val] {
				t.Errorf("id %q is used twice", a.Val)
			}
			p.ids[a.Val] = true
		case a.Key == "for" || a.Key == "aria-labelledby" || a.Key == "aria-describedby" || a.Key == "popovertarget" || a.Key == "list" || a.Key == "form":
			p.refs = append(p.refs, strings.Fields(a.Val)...)
		case a.Key == "href" && n.Data == "use":
			p.refs = append(p.refs, strings.TrimPrefix(a.Val, "#"))
		}
	}
	elsewhere := strings.HasPrefix(attr(n, "action"), "https://") // another company must not be given the token
	if n.Data == "form" && attr(n, "method") == "post" && hasField(n, "csrf") == elsewhere {
		t.Errorf("the form to %s carries a csrf field: %t", attr(n, "action"), elsewhere)
	}
	if n.Data == "img" && (attr(n, "width") == "" || attr(n, "height") == "") {
		t.Errorf("the picture %s has no size", attr(n, "src"))
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func hasField(n *html.Node, name string) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && attr(c, "name") == name && attr(c, "value") != "" || hasField(c, name) {
			return true
		}
	}
	return false
}

func gzipSize(b []byte) int {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = io.Copy(w, bytes.NewReader(b))
	_ = w.Close()
	return out.Len()
}
