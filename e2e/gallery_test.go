package e2e_test

import (
	"context"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"klear/assets"
	"klear/e2e/axe"
	"klear/e2e/browser"
	"klear/internal/platform/i18n"
	"klear/internal/web/gallery"
)

// look is one way of looking at a page. Rules limits axe to what can differ from the looks before it; none is all.
type look struct {
	vp     browser.Viewport
	scheme browser.Scheme
	rules  []string
}

func galleryServer(t *testing.T) string {
	t.Helper()
	a, err := assets.New()
	if err != nil {
		t.Fatal(err)
	}
	g, err := gallery.New(a)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(g.Mux())
	t.Cleanup(srv.Close)
	return srv.URL
}

func tab(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel, err := browser.New(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cancel)
	return ctx
}

// Every page in every state, in every brand, has no violation of WCAG 2.2 AA or best practice, does not scroll sideways,
// and raises no script error: on a phone and a desktop, light and dark, and the whole set of rules on both sizes.
func TestGalleryIsAccessible(t *testing.T) {
	t.Parallel()
	base := galleryServer(t)
	colour := []string{axe.Colour}
	for n, brandID := range gallery.BrandIDs() {
		t.Run(brandID, func(t *testing.T) {
			t.Parallel()
			ctx := tab(t)
			looks := []look{{browser.Phone, browser.Light, nil}, {browser.Phone, browser.Dark, colour}, {browser.Desktop, browser.Dark, nil}, {browser.Desktop, browser.Light, colour}}
			for i, e := range gallery.Entries() {
				some := looks
				if n != 0 && !thorough {
					// Another brand has other colours and words on the same structure: by turns light on a phone, dark on a desktop.
					some = [][]look{{{browser.Phone, browser.Light, colour}}, {{browser.Desktop, browser.Dark, colour}}}[(i+n)%2]
				}
				visit(t, ctx, base+e.URL(brandID, "en"), e.ID, some)
			}
		})
	}
}

// Hindi on the smallest screen, and Windows high contrast, mirrored and with wide text. The structure is the one that
// TestGalleryIsAccessible saw: here only sizes can differ (the thorough run sees every rule again).
func TestGalleryIsAccessibleElsewhere(t *testing.T) {
	t.Parallel()
	base, ctx := galleryServer(t), tab(t)
	for _, e := range gallery.Entries() {
		visit(t, ctx, base+e.URL("klearkarma", "hi"), e.ID, []look{{browser.Small, browser.Light, []string{axe.Size}}, {browser.Small, browser.Forced, []string{axe.Size}}})
		for name, change := range stresses {
			if err := chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](change)); err != nil {
				t.Fatalf("%s %s: %v", e.ID, name, err)
			}
			fits(t, ctx, e.ID+" "+name)
		}
	}
}

// Every page in Arabic runs from right to left, on the smallest screen, a phone and a desktop, nothing too small or too close
// to touch (every rule again in the thorough run), without sideways scroll.
func TestGalleryIsAccessibleFromRightToLeft(t *testing.T) {
	t.Parallel()
	base, ctx := galleryServer(t), tab(t)
	for _, e := range gallery.Entries() {
		visit(t, ctx, base+e.URL("klearkarma", "ar"), e.ID+" in Arabic", []look{
			{browser.Small, browser.Light, []string{axe.Size}}, {browser.Phone, browser.Light, []string{axe.Size}}, {browser.Desktop, browser.Light, []string{axe.Size}},
		})
		dir, err := chromedp.Run(ctx, chromedp.Evaluate[string](`getComputedStyle(document.body).direction`))
		if err != nil {
			t.Fatal(err)
		}
		if dir == "rtl" {
			counted.rightToLeft.Add(1)
		} else {
			t.Errorf("%s in Arabic: runs %s", e.ID, dir)
		}
	}
}

// Every page bears texts 40 % longer than English on the smallest screen without scrolling sideways.
func TestGalleryInPseudoLanguage(t *testing.T) {
	t.Parallel()
	base, ctx := galleryServer(t), tab(t)
	for _, e := range gallery.Entries() {
		if err := browser.Open(ctx, base+e.URL("klearkarma", gallery.Pseudo), browser.Small, browser.Light); err != nil {
			t.Fatalf("%s: %v", e.ID, err)
		}
		fits(t, ctx, e.ID+" in pseudo-language")
	}
}

// stresses are changes a page must bear at 320 pixels without scrolling sideways: the other writing direction, and the
// text spacing of WCAG 1.4.12.
var stresses = map[string]string{
	"right to left": `document.documentElement.dir = 'rtl'`,
	"text spacing": `(() => { const s = new CSSStyleSheet();
		s.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }');
		document.adoptedStyleSheets = [s]; })()`,
}

// visit opens a page once and looks at it in several ways.
func visit(t *testing.T, ctx context.Context, url, id string, looks []look) {
	t.Helper()
	if err := browser.Open(ctx, url, looks[0].vp, looks[0].scheme); err != nil {
		t.Fatalf("%s: %v", id, err)
	}
	counted.pages.Add(1)
	for _, k := range looks {
		where := id + " " + k.vp.Name + "/" + string(k.scheme)
		if err := browser.Emulate(ctx, k.vp, k.scheme); err != nil {
			t.Fatalf("%s: %v", where, err)
		}
		rules := k.rules
		if thorough {
			rules = nil
		}
		found, err := axe.Check(ctx, k.scheme, rules...)
		if err != nil {
			t.Fatalf("%s: %v", where, err)
		}
		counted.axeRuns.Add(1)
		counted.violations.Add(int64(len(found)))
		for _, v := range found {
			t.Errorf("%s: %s", where, v)
		}
		fits(t, ctx, where)
		if thorough {
			photograph(t, ctx, url, k)
		}
	}
	faults, err := browser.Faults(ctx)
	if err != nil {
		t.Fatalf("%s: %v", id, err)
	}
	counted.faults.Add(int64(len(faults)))
	if len(faults) > 0 {
		t.Errorf("%s: %s", id, strings.Join(faults, "\n\t"))
	}
}

// fits fails when the open page scrolls sideways.
func fits(t *testing.T, ctx context.Context, where string) {
	t.Helper()
	over, err := browser.Overflow(ctx)
	if err != nil {
		t.Fatalf("%s: %v", where, err)
	}
	counted.widths.Add(1)
	if over > 0 {
		counted.sideways.Add(1)
		t.Errorf("%s: scrolls sideways by %d px", where, over)
	}
}

// photograph keeps a picture of a gallery page under its brand, language and entry.
func photograph(t *testing.T, ctx context.Context, url string, k look) {
	t.Helper()
	_, path, _ := strings.Cut(url, gallery.Prefix)
	file := filepath.Join("screenshots", "gallery", filepath.FromSlash(path)+"-"+k.vp.Name+"-"+string(k.scheme)+".png")
	png, err := browser.Screenshot(ctx, true)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(file), 0o755)
	}
	if err == nil {
		err = os.WriteFile(file, png, 0o644)
	}
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	counted.pictures.Add(1)
}

// The content security policy holds on its own: axe runs with it switched off, this does not. A first visit carries its
// styles inline under the nonce.
func TestPagesObeyTheirContentSecurityPolicy(t *testing.T) {
	t.Parallel()
	base, ctx := galleryServer(t), tab(t)
	for _, e := range gallery.Entries() {
		url := base + e.URL("klearkarma", i18n.Fallback) + "?inline=1"
		if err := browser.Open(ctx, url, browser.Phone, browser.Light); err != nil {
			t.Fatalf("%s: %v", e.ID, err)
		}
		faults, err := browser.Faults(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if len(faults) > 0 {
			t.Errorf("%s: %s", e.ID, strings.Join(faults, "\n\t"))
		}
		styled, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`getComputedStyle(document.body).display === 'flex'`))
		if err != nil {
			t.Fatal(err)
		}
		if !styled {
			t.Errorf("%s: the inline style sheet was not applied", e.ID)
		}
	}
}
