package e2e_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"klear/e2e/browser"
)

// host is somebody's site with the tag that a practitioner copies.
func host(t *testing.T, base, slug string) string {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><html lang="en"><title>A studio</title><body><main><h1>A studio</h1><div><a href="%s/p/%s">Book a session</a>
			<script async src="%[1]s/embed.js" data-practitioner="%[2]s"></script></div></main></body></html>`, base, slug)
	}))
	t.Cleanup(srv.Close)
	return srv.URL
}

// framed is the one frame of the page, once it has come or was refused.
func (v *visitor) framed() *cdp.Frame {
	v.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		tree, err := chromedp.Call(v.ctx, page.GetFrameTree, cdp.Empty{})
		v.must(tree, err)
		if list := tree.FrameTree.ChildFrames; len(list) == 1 && (list[0].Frame.UnreachableURL != "" || strings.Contains(list[0].Frame.URL, "/embed/p/")) {
			return list[0].Frame
		}
	}
	v.t.Fatalf("%s at %s: no frame", v.name, v.path())
	return nil
}

// inFrame is what JavaScript says as JSON in a frame of another origin.
func (v *visitor) inFrame(f *cdp.Frame, js string) string {
	v.t.Helper()
	world, err := chromedp.Call(v.ctx, page.CreateIsolatedWorld, page.CreateIsolatedWorldParams{FrameID: f.ID})
	v.must(world, err)
	got, err := chromedp.Call(v.ctx, runtime.Evaluate, runtime.EvaluateParams{Expression: `String(` + js + `)`, ContextID: world.ExecutionContextID})
	v.must(got, err)
	return string(got.Result.Value)
}

// TestEmbedOnANamedSite: times appear in a frame as high as they are, the link makes way for it, and no cookie is set.
func TestEmbedOnANamedSite(t *testing.T) {
	t.Parallel()
	base, slug := klearURL(t), "ananya-rao"
	site := host(t, base, slug)
	allowsFrames(t, base, "ananya.rao@klearkarma.example", site)
	v := newVisitor(t, "embed", browser.Desktop, browser.Light, true)
	v.open(site + "/")
	const height = `document.querySelector('iframe').offsetHeight`
	v.until(height + ` > 100 && document.querySelector('a').hidden`)
	f := v.framed()
	if n := v.inFrame(f, `document.querySelectorAll("a.chip time").length > 0`); n != `"true"` {
		t.Errorf("times in the frame: %s", n)
	}
	wide := eval[int](t, v.ctx, height)
	v.must(nil, browser.Emulate(v.ctx, browser.Viewport{Name: "narrow", Width: 200, Height: 800}, browser.Light))
	v.until(fmt.Sprintf(height+" > %d", wide))
	cookies, err := chromedp.Call(v.ctx, network.GetCookies, network.GetCookiesParams{URLs: []string{base, site}})
	if err != nil || len(cookies.Cookies) > 0 {
		t.Errorf("cookies %v, %v", cookies, err)
	}
	for _, vp := range []browser.Viewport{browser.Phone, browser.Desktop} {
		v.vp = vp
		v.open(f.URL)
		v.arrives("/embed/p/" + slug)
	}
}

// TestEmbedElsewhere: a site that was not named gets nothing of ours; its own link stays.
func TestEmbedElsewhere(t *testing.T) {
	t.Parallel()
	base := klearURL(t)
	v := newVisitor(t, "refused", browser.Desktop, browser.Light, true)
	v.open(host(t, base, "ananya-rao") + "/")
	if f := v.framed(); !strings.Contains(f.UnreachableURL, "/embed/p/ananya-rao") {
		t.Errorf("the frame shows %s", f.URL)
	}
	if shown := eval[bool](t, v.ctx, `document.querySelector('iframe').offsetHeight > 0 || !document.querySelector('a').checkVisibility()`); shown {
		t.Error("the frame takes room, or the link is gone")
	}
}

// allowsFrames names the one site that may show a practitioner's times.
func allowsFrames(t *testing.T, base, email, site string) {
	t.Helper()
	token := tokenOf(t, base, email)
	var me struct{ Data struct{ ID string } }
	callAPI(t, base, "GET", "/practitioners/me", token, nil, &me)
	callAPI(t, base, "PUT", "/practitioners/"+me.Data.ID+"/embed", token, map[string]any{"origins": []string{site}}, new(any))
}
