package lab

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/html"
)

// Visitor is a browser without script: cookies, pages and their forms.
type Visitor struct {
	Base string
	http *http.Client
}

// NewVisitor opens one.
func NewVisitor(base string) (*Visitor, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	return &Visitor{Base: base, http: &http.Client{Jar: jar, Timeout: 30 * time.Second}}, nil
}

// Submit opens a page, fills in its form with the action and sends it. The path of the answer is returned.
func (v *Visitor) Submit(ctx context.Context, page, action string, fill url.Values) (string, error) {
	root, err := v.open(ctx, page)
	if err != nil {
		return "", err
	}
	form := formOf(root, action)
	if form == nil {
		return "", fmt.Errorf("%s has no form %s", page, action)
	}
	for k, values := range fill {
		form[k] = values
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, v.Base+action, strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Referer", v.Base+page)
	res, err := v.http.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return "", fmt.Errorf("POST %s answers %d at %s", action, res.StatusCode, res.Request.URL.Path)
	}
	return res.Request.URL.RequestURI(), nil
}

// Cookie is the header that makes another client this visitor, one whose cache is still empty.
func (v *Visitor) Cookie() string {
	u, err := url.Parse(v.Base)
	if err != nil {
		return ""
	}
	var parts []string
	for _, c := range v.http.Jar.Cookies(u) {
		if c.Name != "shell" {
			parts = append(parts, c.Name+"="+c.Value)
		}
	}
	return strings.Join(parts, "; ")
}

func (v *Visitor) open(ctx context.Context, path string) (*html.Node, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, v.Base+path, nil)
	if err != nil {
		return nil, err
	}
	res, err := v.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answers %d", path, res.StatusCode)
	}
	return html.Parse(io.LimitReader(res.Body, 4<<20))
}

// formOf is what a form would send as it stands: hidden fields, chosen radios and the first button with a name.
func formOf(root *html.Node, action string) url.Values {
	for n := range root.Descendants() {
		if n.Data == "form" && attr(n, "action") == action {
			form := url.Values{}
			for f := range n.Descendants() {
				kind, name := attr(f, "type"), attr(f, "name")
				_, checked := find(f, "checked")
				if name != "" && form.Get(name) == "" && (kind == "hidden" || checked || (f.Data == "button" && attr(f, "value") != "")) {
					form.Set(name, attr(f, "value"))
				}
			}
			return form
		}
	}
	return nil
}

func attr(n *html.Node, name string) string { v, _ := find(n, name); return v }

func find(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}
