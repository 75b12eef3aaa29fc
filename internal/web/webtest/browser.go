package webtest

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"klear/internal/modules/identity"
)

// Browser has cookies and no script. It follows redirects after a form, as browsers do, and remembers where it is.
type Browser struct {
	t     testing.TB
	stage *Stage
	base  string
	http  *http.Client
	at    string // path and query of the last page
	// Accept is the header of that name; "" is what browsers send for a page.
	Accept string
}

// Browser opens a browser that has never been here.
func (s *Stage) Browser() *Browser {
	s.T.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.T.Fatal(err)
	}
	return &Browser{t: s.T, stage: s, base: s.URL, http: &http.Client{Jar: jar}}
}

// SignedIn opens a browser in which an account of Account is signed in.
func (s *Stage) SignedIn(email string) *Browser {
	s.T.Helper()
	b := s.Browser()
	b.SignIn(email)
	return b
}

// SignIn signs an account of Account in and keeps the browser's other cookies.
func (b *Browser) SignIn(email string) {
	b.t.Helper()
	b.Cookie("klear_session", b.stage.accounts.SignIn(b.t, email, identity.PageSession).CookieSecret)
}

// Cookie sets a cookie.
func (b *Browser) Cookie(name, value string) {
	b.t.Helper()
	u, err := url.Parse(b.base)
	if err != nil {
		b.t.Fatal(err)
	}
	b.http.Jar.SetCookies(u, []*http.Cookie{{Name: name, Value: value, Path: "/"}})
}

// Page is an answer with its parsed HTML.
type Page struct {
	t      testing.TB
	Status int
	Path   string // where it is, after redirects
	Header http.Header
	Body   string
	root   *html.Node
}

// Get opens an address.
func (b *Browser) Get(path string) *Page {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.base+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.do(r)
}

// Post sends a form to an address.
func (b *Browser) Post(path string, form url.Values) *Page {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(r)
}

func (b *Browser) do(r *http.Request) *Page {
	b.t.Helper()
	if b.at != "" {
		r.Header.Set("Referer", b.base+b.at)
	}
	if b.Accept != "" {
		r.Header.Set("Accept", b.Accept)
	}
	res, err := b.http.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	p := &Page{t: b.t, Status: res.StatusCode, Path: res.Request.URL.RequestURI(), Header: res.Header, Body: string(body)}
	if p.root, err = html.Parse(strings.NewReader(p.Body)); err != nil {
		b.t.Fatal(err)
	}
	b.at = p.Path
	return p
}

// Want fails unless the page has the status and stands at a path that begins like path.
func (p *Page) Want(status int, path string) *Page {
	p.t.Helper()
	if p.Status != status || !strings.HasPrefix(p.Path, path) {
		p.t.Fatalf("got %d at %s, want %d at %s…\n%s", p.Status, p.Path, status, path, p.Text())
	}
	return p
}

// Has reports whether the page's visible text holds s.
func (p *Page) Has(s string) bool { return strings.Contains(p.Text(), s) }

// Text is the page's text with single blanks.
func (p *Page) Text() string { return TextOf(p.root) }

// TextOf is the text of an element with single blanks.
func TextOf(root *html.Node) string {
	var b strings.Builder
	(&Page{root: root}).each(func(n *html.Node) {
		if n.Type == html.TextNode && n.Parent.Data != "script" && n.Parent.Data != "style" {
			b.WriteString(n.Data + " ")
		}
	})
	return strings.Join(strings.Fields(strings.ReplaceAll(b.String(), "\u00a0", " ")), " ")
}

func (p *Page) each(do func(*html.Node)) {
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		do(n)
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(p.root)
}

// All are the elements of a name with an attribute whose value begins like prefix ("": any).
func (p *Page) All(name, attr, prefix string) []*html.Node {
	var out []*html.Node
	p.each(func(n *html.Node) {
		if v, ok := attrOf(n, attr); n.Type == html.ElementNode && n.Data == name && ok && strings.HasPrefix(v, prefix) {
			out = append(out, n)
		}
	})
	return out
}

// Attr is an attribute's value, "" when it is missing.
func Attr(n *html.Node, name string) string {
	v, _ := attrOf(n, name)
	return v
}

func attrOf(n *html.Node, name string) (string, bool) {
	if name == "" {
		return "", true
	}
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// Form is a form as a browser without script would send it.
type Form struct {
	Action string
	Values url.Values
	// Buttons are the values of its submit buttons by name: a press adds one.
	Buttons map[string][]string
}

// Form finds the form whose action ends like action. The test fails when there is none.
func (p *Page) Form(action string) Form {
	p.t.Helper()
	for _, n := range p.All("form", "action", "") {
		if a := Attr(n, "action"); strings.HasSuffix(a, action) {
			return readForm(n, a)
		}
	}
	p.t.Fatalf("%s has no form for %s\n%s", p.Path, action, p.Text())
	return Form{}
}

// Forms are all forms for an action.
func (p *Page) Forms(action string) []Form {
	var out []Form
	for _, n := range p.All("form", "action", "") {
		if a := Attr(n, "action"); strings.HasSuffix(a, action) {
			out = append(out, readForm(n, a))
		}
	}
	return out
}

func readForm(form *html.Node, action string) Form {
	f := Form{Action: action, Values: url.Values{}, Buttons: map[string][]string{}}
	(&Page{root: form}).each(func(n *html.Node) {
		name := Attr(n, "name")
		if n.Type != html.ElementNode || name == "" {
			return
		}
		_, checked := attrOf(n, "checked")
		switch {
		case n.Data == "input" && (Attr(n, "type") == "radio" || Attr(n, "type") == "checkbox"):
			if checked {
				f.Values.Add(name, Attr(n, "value"))
			}
		case n.Data == "input":
			f.Values.Add(name, Attr(n, "value"))
		case n.Data == "textarea" && n.FirstChild != nil:
			f.Values.Add(name, n.FirstChild.Data)
		case n.Data == "textarea":
			f.Values.Add(name, "")
		case n.Data == "button":
			f.Buttons[name] = append(f.Buttons[name], Attr(n, "value"))
		}
	})
	return f
}

// Send sends a form with what is filled in: pairs of name and value.
func (b *Browser) Send(f Form, fill ...string) *Page {
	b.t.Helper()
	for i := 0; i+1 < len(fill); i += 2 {
		f.Values.Set(fill[i], fill[i+1])
	}
	return b.Post(f.Action, f.Values)
}

// Request is a bare request with this browser's cookies, for what is asked of the kit directly.
func (b *Browser) Request() *http.Request {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.base+"/", nil)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, c := range b.http.Jar.Cookies(r.URL) {
		r.AddCookie(c)
	}
	return r
}
