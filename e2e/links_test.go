package e2e_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"klear/assets"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/web/layout"
)

// demoPassword opens the accounts of the demo.
const demoPassword = "klear-demo-2026"

// client is a browser without pictures: cookies, forms, links.
type client struct {
	t    *testing.T
	base string
	http *http.Client
}

func newClient(t *testing.T) *client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &client{t: t, base: klearURL(t), http: &http.Client{Jar: jar, Timeout: 30 * time.Second}}
}

// get answers with the status and, for a page, its nodes.
func (c *client) get(path string) (int, *html.Node, []byte) {
	c.t.Helper()
	res, err := c.http.Get(c.base + path)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	if !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		return res.StatusCode, nil, body
	}
	page, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	return res.StatusCode, page, body
}

func (c *client) signIn(email string) {
	c.t.Helper()
	_, page, _ := c.get("/sign-in")
	form := url.Values{"email": {email}, "password": {demoPassword}}
	for n := range page.Descendants() {
		if n.Data == "input" && attr(n, "type") == "hidden" && form.Get(attr(n, "name")) == "" {
			form.Set(attr(n, "name"), attr(n, "value"))
		}
	}
	res, err := c.http.PostForm(c.base+"/sign-in", form)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK || strings.HasSuffix(res.Request.URL.Path, "/sign-in") {
		c.t.Fatalf("signing in as %s: %d at %s", email, res.StatusCode, res.Request.URL)
	}
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// links are the addresses of this site that a page leads to: links, forms that ask, pictures, styles and scripts.
func links(page *html.Node, at *url.URL) []string {
	var out []string
	for n := range page.Descendants() {
		to := ""
		switch n.Data {
		case "a", "link":
			if rel := attr(n, "rel"); rel != "canonical" && rel != "alternate" {
				to = attr(n, "href")
			}
		case "img", "script":
			to = attr(n, "src")
		case "form":
			if m := attr(n, "method"); m == "" || strings.EqualFold(m, "get") {
				to = attr(n, "action")
			}
		}
		u, err := at.Parse(to)
		if to == "" || err != nil || u.Host != at.Host || u.Scheme != at.Scheme {
			continue
		}
		out = append(out, u.RequestURI())
	}
	return out
}

// shape is an address without what there is any number of: one page of a kind and set of fields is looked at twice.
var shape = regexp.MustCompile(`^/(?:p|c|in|portraits|bookings)/[^?]*|=[^&]*|[0-9a-f]{8}-[0-9a-f-]{27}|\d+`)

const (
	perShape = 2
	maxPages = 400
)

// No link leads nowhere: whatever a page of the site leads to answers.
func TestNoLinkLeadsNowhere(t *testing.T) {
	t.Parallel()
	for _, who := range []struct{ name, email string }{
		{"visitor", ""}, {"seeker", "seeker@demo.klear.example"}, {"practitioner", "ananya.rao@klearkarma.example"}, {"operator", "admin@demo.klear.example"},
	} {
		t.Run(who.name, func(t *testing.T) {
			t.Parallel()
			c := newClient(t)
			if who.email != "" {
				c.signIn(who.email)
			}
			c.crawl("/", "/search?q=sleep", "/search?q=zzzz", "/p/ananya-rao", "/help-now", "/account/profile", "/bookings", "/no-such-page")
		})
	}
}

func (c *client) crawl(from ...string) {
	c.t.Helper()
	at, err := url.Parse(c.base)
	if err != nil {
		c.t.Fatal(err)
	}
	seen, kinds, foundOn := map[string]bool{}, map[string]int{}, map[string]string{}
	queue := from
	looked := 0
	for ; len(queue) > 0 && looked < maxPages; queue = queue[1:] {
		path := queue[0]
		kind := shape.ReplaceAllString(path, "*")
		if seen[path] || kinds[kind] >= perShape {
			continue
		}
		seen[path] = true
		kinds[kind]++
		looked++
		status, page, _ := c.get(path)
		if on, linked := foundOn[path]; linked && status != http.StatusOK {
			c.t.Errorf("%s leads to %s, which answers %d", on, path, status)
		}
		if page == nil {
			continue
		}
		base, err := at.Parse(path)
		if err != nil {
			c.t.Fatal(err)
		}
		for _, to := range links(page, base) {
			if _, known := foundOn[to]; !known {
				foundOn[to] = path
			}
			queue = append(queue, to)
		}
	}
	if looked < 25 {
		c.t.Errorf("only %d pages were found", looked)
	}
}

// The budgets of the funnel, in bytes after gzip.
const (
	maxPage   = 30 << 10
	maxStyle  = 15 << 10
	maxScript = 30 << 10
)

// Every page of the way to a booking is small, even the first one of a visit, which carries the styles.
func TestBudgets(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	files, err := assets.New()
	if err != nil {
		t.Fatal(err)
	}
	c.get("/") // from here on the browser holds the styles
	_, _, style := c.get(files.URL(assets.Style))
	_, _, script := c.get(files.URL("app.js"))
	if n := zipped(t, style); n > maxStyle {
		t.Errorf("styles: %d bytes", n)
	}
	if n := zipped(t, script); n > maxScript {
		t.Errorf("script: %d bytes", n)
	}
	t.Logf("styles %d, script %d", zipped(t, style), zipped(t, script))
	for _, path := range []string{"/", "/search", "/search?q=sleep", "/c/ayurveda", "/p/ananya-rao", "/sign-in", "/trust", "/help-now"} {
		_, _, first := newClient(t).get(path)
		_, _, later := c.get(path)
		c.measured(path, zipped(t, first), zipped(t, later))
	}
	for _, path := range c.booked() {
		_, _, first := c.withoutStyles().get(path)
		_, _, later := c.get(path)
		c.measured(path, zipped(t, first), zipped(t, later))
	}
}

// booked holds a time, measures the checkout on the way, pays, and gives the pages of the booking: confirmation, move,
// cancel, receipt.
func (c *client) booked() []string {
	c.t.Helper()
	_, profile, _ := c.get("/p/ananya-rao?on=" + herDay(time.Saturday).Format(time.DateOnly))
	hold := c.send(profile, "/holds", nil)
	status, checkout, later := c.get(hold)
	if status != http.StatusOK || !strings.HasPrefix(hold, "/book/") {
		c.t.Fatalf("holding leads to %s, which answers %d", hold, status)
	}
	_, _, first := c.withoutStyles().get(hold)
	c.measured("/book/…", zipped(c.t, first), zipped(c.t, later))
	done := c.send(checkout, hold+"/pay", url.Values{"name": {"Kavya Menon"}, "email": {"kavya@example.org"}, "method": {"card"}, "card": {sandbox.CardSucceeds}})
	booking := strings.TrimSuffix(done, "?new")
	if !strings.HasPrefix(booking, "/bookings/") || booking == done {
		c.t.Fatalf("paying leads to %s", done)
	}
	return []string{done, booking, booking + "/move", booking + "/cancel", booking + "/receipt"}
}

// herDay is a day ahead on which Ananya Rao works. Tests that run at once take different ones, or one would take the time that
// the other was shown.
func herDay(weekday time.Weekday) time.Time {
	day := time.Now().AddDate(0, 0, 8)
	for day.Weekday() != weekday {
		day = day.AddDate(0, 0, 1)
	}
	return day
}

// send fills in a page's form as it was shown, with values put over, and gives the address that this leads to.
func (c *client) send(page *html.Node, action string, values url.Values) string {
	c.t.Helper()
	form := url.Values{}
	for n := range page.Descendants() {
		if n.Data != "form" || attr(n, "action") != action {
			continue
		}
		for field := range n.Descendants() {
			if kind := attr(field, "type"); field.Data == "input" && (kind != "radio" && kind != "checkbox" || has(field, "checked")) {
				form.Set(attr(field, "name"), attr(field, "value"))
			}
		}
		break
	}
	maps.Copy(form, values)
	res, err := c.http.PostForm(c.base+action, form)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	return res.Request.URL.RequestURI()
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// withoutStyles is the same browser on a first visit: it holds no style sheet yet.
func (c *client) withoutStyles() *client {
	c.t.Helper()
	at, err := url.Parse(c.base)
	if err != nil {
		c.t.Fatal(err)
	}
	out := newClient(c.t)
	out.http.Jar.SetCookies(at, slices.DeleteFunc(c.http.Jar.Cookies(at), func(k *http.Cookie) bool { return k.Name == layout.ShellCookie }))
	return out
}

func (c *client) measured(path string, first, later int) {
	c.t.Helper()
	c.t.Logf("%-16s %6d first, %6d later", path, first, later)
	if first > maxPage || later > maxPage {
		c.t.Errorf("%s: %d bytes on a first visit, %d later; at most %d", path, first, later, maxPage)
	}
	if later >= first {
		c.t.Errorf("%s carries its styles again on a later visit", path)
	}
}

func zipped(t *testing.T, b []byte) int {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Len()
}
