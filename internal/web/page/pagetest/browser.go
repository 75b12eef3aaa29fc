package pagetest

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"klear/assets"
	"klear/internal/modules/identity"
)

// Browser has cookies and no script. It follows no redirect by itself.
type Browser struct {
	t      *testing.T
	site   *Site
	base   *url.URL
	client *http.Client
}

// Browser opens a new browser at the site.
func (s *Site) Browser(t *testing.T) *Browser {
	t.Helper()
	base, err := url.Parse(s.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &Browser{t: t, site: s, base: base, client: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// As is a browser in which the account of email is signed in.
func (s *Site) As(t *testing.T, email string) *Browser {
	t.Helper()
	b := s.Browser(t)
	b.SetCookie("klear_session", s.People.SignIn(t, email, identity.PageSession).CookieSecret)
	return b
}

// SetCookie sets a cookie of the site.
func (b *Browser) SetCookie(name, value string) {
	b.client.Jar.SetCookies(b.base, []*http.Cookie{{Name: name, Value: value, Path: "/"}})
}

// Cookie is a cookie's value, or "".
func (b *Browser) Cookie(name string) string {
	for _, c := range b.client.Jar.Cookies(b.base) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// Answer is what the site answered. Page is nil when that was no HTML.
type Answer struct {
	Status   int
	Location string
	Header   http.Header
	Body     string
	Page     *html.Node

	b *Browser
}

// Get loads a path.
func (b *Browser) Get(path string) *Answer {
	b.t.Helper()
	return b.do(http.MethodGet, path, "", nil)
}

// Raw loads a path whose answer is no page of ours, even if it is HTML.
func (b *Browser) Raw(path string) *Answer {
	b.t.Helper()
	return b.send(http.MethodGet, path, "", nil)
}

// Post sends a form as it is, without what a page would have put into it.
func (b *Browser) Post(path string, form url.Values) *Answer {
	b.t.Helper()
	return b.do(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

// do sends a request and looks at every page that comes back.
func (b *Browser) do(method, path, contentType string, body io.Reader) *Answer {
	b.t.Helper()
	a := b.send(method, path, contentType, body)
	if !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") || a.Body == "" {
		return a
	}
	var err error
	if a.Page, err = html.Parse(strings.NewReader(a.Body)); err != nil {
		b.t.Fatal(err)
	}
	a.harmless(method + " " + path)
	return a
}

func (b *Browser) send(method, path, contentType string, body io.Reader) *Answer {
	b.t.Helper()
	to, err := b.base.Parse(path)
	if err != nil {
		b.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(context.Background(), method, to.String(), body)
	if err != nil {
		b.t.Fatal(err)
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	res, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return &Answer{Status: res.StatusCode, Location: res.Header.Get("Location"), Header: res.Header, Body: string(raw), b: b}
}

// Want fails the test unless the answer has this status, and leads there when to is not "".
func (a *Answer) Want(status int, to string) *Answer {
	a.b.t.Helper()
	if a.Status != status || (to != "" && a.Location != to) {
		a.b.t.Fatalf("answered %d to %q, want %d to %q\n%s", a.Status, a.Location, status, to, a.Text())
	}
	return a
}

// Follow loads the page that the answer leads to.
func (a *Answer) Follow() *Answer {
	a.b.t.Helper()
	if a.Location == "" {
		a.b.t.Fatalf("answered %d and leads nowhere\n%s", a.Status, a.Text())
	}
	return a.b.Get(a.Location)
}

// Submit fills in the page's form with this action and sends it: the fields as the page has them, with values put over.
func (a *Answer) Submit(action string, values url.Values) *Answer {
	a.b.t.Helper()
	return a.b.Post(action, a.Fields(action, values))
}

// Upload is Submit of a form with one file.
func (a *Answer) Upload(action, field, name string, content []byte) *Answer {
	a.b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for key, list := range a.Fields(action, nil) {
		for _, v := range list {
			_ = w.WriteField(key, v) // a buffer takes everything
		}
	}
	part, err := w.CreateFormFile(field, name)
	if err != nil {
		a.b.t.Fatal(err)
	}
	_, _ = part.Write(content)
	_ = w.Close()
	return a.b.do(http.MethodPost, action, w.FormDataContentType(), &body)
}

// Fields are the values that the page's form with this action would send, with values put over them.
func (a *Answer) Fields(action string, values url.Values) url.Values {
	a.b.t.Helper()
	form := find(a.Page, func(n *html.Node) bool {
		return n.Data == "form" && attr(n, "action") == action && attr(n, "method") == "post"
	})
	if form == nil {
		a.b.t.Fatalf("the page has no form for %s\n%s", action, a.Text())
	}
	out := url.Values{}
	walk(form, func(n *html.Node) {
		name := attr(n, "name")
		switch {
		case name == "" || has(n, "disabled"):
		case n.Data == "textarea":
			out.Add(name, text(n))
		case n.Data == "select":
			out.Add(name, selected(n))
		case n.Data == "input" && slices.Contains([]string{"checkbox", "radio"}, attr(n, "type")):
			if has(n, "checked") {
				out.Add(name, attr(n, "value"))
			}
		case n.Data == "input" && attr(n, "type") != "file":
			out.Add(name, attr(n, "value"))
		}
	})
	for key, list := range values {
		out[key] = list
	}
	return out
}

// Value is what the input with this name shows.
func (a *Answer) Value(name string) string {
	n := find(a.Page, func(n *html.Node) bool { return attr(n, "name") == name && (n.Data == "input" || n.Data == "textarea") })
	if n == nil {
		return ""
	}
	if n.Data == "textarea" {
		return text(n)
	}
	return attr(n, "value")
}

// Wrong reports whether the page names field in its summary of errors.
func (a *Answer) Wrong(field string) bool {
	return find(a.Page, func(n *html.Node) bool { return n.Data == "a" && attr(n, "href") == "#"+field }) != nil
}

// Link reports whether the page has a link to an address.
func (a *Answer) Link(to string) bool {
	return find(a.Page, func(n *html.Node) bool { return n.Data == "a" && attr(n, "href") == to }) != nil
}

// Text is the visible text of the page's main part.
func (a *Answer) Text() string {
	if a.Page == nil {
		return a.Body
	}
	main := find(a.Page, func(n *html.Node) bool { return n.Data == "main" })
	if main == nil {
		main = a.Page
	}
	return strings.Join(strings.Fields(text(main)), " ")
}

// Has fails the test unless the page's text holds every part.
func (a *Answer) Has(parts ...string) *Answer {
	a.b.t.Helper()
	for _, p := range parts {
		if !strings.Contains(a.Text(), p) {
			a.b.t.Errorf("the page lacks %q:\n%s", p, a.Text())
		}
	}
	return a
}

// Lacks fails the test if the page's text holds one of the parts.
func (a *Answer) Lacks(parts ...string) *Answer {
	a.b.t.Helper()
	for _, p := range parts {
		if strings.Contains(a.Text(), p) {
			a.b.t.Errorf("the page has %q:\n%s", p, a.Text())
		}
	}
	return a
}

// aKey looks like a message key.
var aKey = regexp.MustCompile(`^([a-z]+)\.[a-z_]+(\.[a-z_]+)?$`)

// rawKey reports whether a text is a message key that stands where its message should.
func (s *Site) rawKey(text string) bool {
	m := aKey.FindStringSubmatch(text)
	return m != nil && slices.ContainsFunc(s.Kit.Bundle.Keys("en"), func(key string) bool { return strings.HasPrefix(key, m[1]+".") })
}

// harmless holds for every page: no script but our own and data for search engines, no handler in an attribute, no
// address that runs, no text whose message is missing.
func (a *Answer) harmless(what string) {
	a.b.t.Helper()
	walk(a.Page, func(n *html.Node) {
		if n.Type == html.TextNode && a.b.site.rawKey(strings.TrimSpace(n.Data)) {
			a.b.t.Errorf("%s: the message %s is missing", what, strings.TrimSpace(n.Data))
		}
		if n.Type != html.ElementNode {
			return
		}
		if n.Data == "script" && attr(n, "type") != "application/ld+json" && (attr(n, "nonce") == "" || n.FirstChild != nil && !a.b.site.starts(text(n))) {
			a.b.t.Errorf("%s: a foreign script: %q", what, text(n))
		}
		for _, at := range n.Attr {
			address := at.Key == "href" || at.Key == "src" || at.Key == "action" || at.Key == "formaction"
			v := strings.ToLower(strings.TrimSpace(at.Val))
			if strings.HasPrefix(at.Key, "on") || at.Key == "srcdoc" || (address && (strings.HasPrefix(v, "javascript:") || strings.HasPrefix(v, "data:text"))) {
				a.b.t.Errorf("%s: <%s %s=%q> runs something", what, n.Data, at.Key, at.Val)
			}
		}
	})
}

// starts reports whether a script is one of those with which a first page begins.
func (s *Site) starts(script string) bool {
	a := s.Kit.Assets
	return script == a.Starter(assets.Script) || script == a.Starter(assets.BetweenScript)
}
