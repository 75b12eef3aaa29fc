package find

import (
	"bytes"
	"context"
	"encoding/xml"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"klear/internal/modules/search"
	"klear/internal/platform/brand"
	"klear/internal/platform/httpx"
	"klear/internal/platform/i18n"
	"klear/internal/web/page"
)

// perSitemap is how many people one file lists; each has one address per language, and a file may have 50,000.
const perSitemap = 1000

// sitemapFor is how long a file is kept: shorter than any search engine comes back.
const sitemapFor = 30 * time.Minute

const maxPeople = search.MaxPage * search.MaxPerPage

// sitemapCache keeps the files by number; 0 is the index.
type sitemapCache struct {
	mu    sync.Mutex
	files map[int]seen[[]byte]
}

func (c *sitemapCache) get(n int, now time.Time, build func() ([]byte, error)) ([]byte, error) {
	c.mu.Lock()
	defer c.mu.Unlock() // one builds, the others wait for it
	if f, ok := c.files[n]; ok && now.Sub(f.at) >= 0 && now.Sub(f.at) < sitemapFor {
		return f.value, nil
	}
	body, err := build()
	if err != nil || body == nil {
		return nil, err
	}
	if c.files == nil {
		c.files = map[int]seen[[]byte]{}
	}
	c.files[n] = seen[[]byte]{body, now}
	return body, nil
}

func (h *Handler) sitemapIndex(w http.ResponseWriter, r *http.Request) {
	h.writeSitemap(w, r, 0, func() ([]byte, error) {
		found, err := h.Search.Search(r.Context(), search.Query{PerPage: 1})
		if err != nil {
			return nil, err
		}
		files := 1 + (min(found.Total, maxPeople)+perSitemap-1)/perSitemap
		var b bytes.Buffer
		b.WriteString(xml.Header + `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`)
		for i := 1; i <= files; i++ {
			b.WriteString("<sitemap><loc>")
			text(&b, h.BaseURL+"/sitemaps/"+strconv.Itoa(i)+".xml")
			b.WriteString("</loc></sitemap>")
		}
		b.WriteString("</sitemapindex>\n")
		return b.Bytes(), nil
	})
}

// sitemap 1 holds the pages that are not people, the others perSitemap people each.
func (h *Handler) sitemap(w http.ResponseWriter, r *http.Request) {
	name, ok := strings.CutSuffix(r.PathValue("n"), ".xml")
	n, err := strconv.Atoi(name)
	if !ok || err != nil || n < 1 || n > 1+maxPeople/perSitemap {
		h.Error(w, r, httpx.ErrNotFound)
		return
	}
	h.writeSitemap(w, r, n, func() ([]byte, error) {
		paths, err := h.landingPaths(r.Context())
		if n > 1 {
			paths, err = h.peoplePaths(r.Context(), n-2)
		}
		if err != nil || len(paths) == 0 {
			return nil, err
		}
		return h.urlset(paths), nil
	})
}

func (h *Handler) landingPaths(ctx context.Context) ([]string, error) {
	tree, err := h.Catalog.Categories(ctx)
	if err != nil {
		return nil, err
	}
	paths := []string{"/"}
	for _, c := range tree.All() {
		if c.Active {
			paths = append(paths, "/c/"+c.Slug)
		}
	}
	return paths, nil
}

func (h *Handler) peoplePaths(ctx context.Context, file int) ([]string, error) {
	var paths []string
	const pages = perSitemap / search.MaxPerPage
	for i := range pages {
		found, err := h.Search.Search(ctx, search.Query{Page: file*pages + i + 1, PerPage: search.MaxPerPage})
		if err != nil {
			return nil, err
		}
		for _, hit := range found.Hits {
			paths = append(paths, "/p/"+hit.Slug)
		}
		if len(found.Hits) < search.MaxPerPage {
			break
		}
	}
	return paths, nil
}

// urlset lists each path in each language, every one naming the others.
func (h *Handler) urlset(paths []string) []byte {
	var b bytes.Buffer
	b.WriteString(xml.Header + `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">`)
	for _, p := range paths {
		for _, l := range i18n.Languages {
			b.WriteString("<url><loc>")
			text(&b, h.BaseURL+page.LocalPath(l.Code, p))
			b.WriteString("</loc>")
			for _, other := range i18n.Languages {
				b.WriteString(`<xhtml:link rel="alternate" hreflang="` + other.Code + `" href="`)
				text(&b, h.BaseURL+page.LocalPath(other.Code, p))
				b.WriteString(`"/>`)
			}
			b.WriteString("</url>")
		}
	}
	b.WriteString("</urlset>\n")
	return b.Bytes()
}

func text(b *bytes.Buffer, s string) { _ = xml.EscapeText(b, []byte(s)) } // a buffer takes everything

func (h *Handler) writeSitemap(w http.ResponseWriter, r *http.Request, n int, build func() ([]byte, error)) {
	body, err := h.sitemaps.get(n, h.Clock.Now(), build)
	if err == nil && body == nil {
		err = httpx.ErrNotFound
	}
	if err != nil {
		h.Error(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=1800")
	_, _ = w.Write(body) // the client may have gone
}

// private are the paths that no search engine should ask for.
var private = []string{"/account", "/admin", "/api/", "/book/", "/bookings", "/holds", "/meet/", "/messages", "/preferences", "/pro/",
	"/recover", "/razorpay/", "/sandbox/", "/saved", "/sign-", "/verify", "/welcome"}

func (h *Handler) robots(w http.ResponseWriter, _ *http.Request) {
	var b strings.Builder
	b.WriteString("User-agent: *\n")
	for _, p := range private {
		b.WriteString("Disallow: " + p + "\n")
	}
	b.WriteString("Disallow: /search?\n")
	if h.Brand().Has(brand.Find) {
		b.WriteString("\nSitemap: " + h.BaseURL + "/sitemap.xml\n")
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=3600")
	_, _ = w.Write([]byte(b.String())) // the client may have gone
}
