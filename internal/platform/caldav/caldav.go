// Package caldav reads and writes calendars on a CalDAV server (RFC 4791): it finds a person's calendars, lists the events
// of a range as the server stores them, and changes single events only if they are as they were last seen.
package caldav

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"klear/internal/platform/apperr"
	"klear/internal/platform/ssrf"
)

// Errors of a server. They are shown to the person who gave its address.
var (
	ErrSignIn  = apperr.New(apperr.Unprocessable, "caldav_sign_in", "The calendar server does not accept this name and password.")
	ErrServer  = apperr.New(apperr.Unprocessable, "caldav_server", "This address is not a CalDAV server, or it answered something else than expected.")
	ErrGone    = apperr.New(apperr.Unprocessable, "caldav_gone", "The calendar is no longer there.")
	ErrPlain   = apperr.New(apperr.Unprocessable, "caldav_plain", "The address must start with https: a password must not travel in the open.")
	ErrChanged = errors.New("caldav: the event is not as it was last seen")
)

// maxAnswer and maxEvents bound what a server may answer.
const (
	maxAnswer = 10 << 20
	maxEvents = 5000
)

// Doer sends requests: ssrf.Client.HTTP, which cannot look inside our network.
type Doer interface {
	Do(*http.Request) (*http.Response, error)
}

// Account is where a person's calendars are, and how they sign in.
type Account struct {
	URL      string `json:"url"`
	User     string `json:"user"`
	Password string `json:"password"`
}

// Calendar is a collection of events. URL is absolute.
type Calendar struct {
	URL  string `json:"url"`
	Name string `json:"name"`
}

// Object is one event (with its exceptions) as the server stores it.
type Object struct {
	ETag string
	Data []byte // an iCalendar document
}

// Client talks to the server of one account.
type Client struct {
	http Doer
	acc  Account
	base *url.URL
}

// New makes a client. Plain http is only for servers that insecure allows. Errors: ssrf.ErrURL, ErrPlain.
func New(h Doer, acc Account, insecure func(host string) bool) (*Client, error) {
	base, err := ssrf.CheckURL(acc.URL)
	if err != nil {
		return nil, err
	}
	if base.Scheme != "https" && !insecure(base.Host) {
		return nil, ErrPlain
	}
	return &Client{http: h, acc: acc, base: base}, nil
}

// Calendars finds the person's calendars that hold events: principal, home, collections. Errors: those of this package
// and of ssrf.
func (c *Client) Calendars(ctx context.Context) ([]Calendar, error) {
	at := c.base.String()
	for _, step := range []struct {
		ask  string
		href func(prop) string
	}{
		{`<current-user-principal xmlns="DAV:"/>`, func(p prop) string { return p.Principal.Href }},
		{`<calendar-home-set xmlns="urn:ietf:params:xml:ns:caldav"/>`, func(p prop) string { return p.Home.Href }},
	} {
		list, err := c.propfind(ctx, at, "0", step.ask)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(list, func(r response) bool { return step.href(r.prop()) != "" })
		if i < 0 {
			return nil, ErrServer
		}
		if at, err = c.resolve(step.href(list[i].prop())); err != nil {
			return nil, err
		}
	}
	list, err := c.propfind(ctx, at, "1", `<resourcetype xmlns="DAV:"/><displayname xmlns="DAV:"/><supported-calendar-component-set xmlns="urn:ietf:params:xml:ns:caldav"/>`)
	if err != nil {
		return nil, err
	}
	out := []Calendar{}
	for _, r := range list {
		p := r.prop()
		if p.Type.Calendar == nil || !p.holdsEvents() {
			continue
		}
		u, err := c.resolve(r.Href)
		if err != nil {
			return nil, err
		}
		name := strings.TrimSpace(p.Name)
		if name == "" {
			name = strings.Trim(r.Href[strings.LastIndex(strings.TrimSuffix(r.Href, "/"), "/")+1:], "/")
		}
		out = append(out, Calendar{URL: u, Name: name})
	}
	return out, nil
}

// Events lists what a calendar has between two instants, as stored: repeating events are not expanded.
func (c *Client) Events(ctx context.Context, calendar string, from, to time.Time) ([]Object, error) {
	const stamp = "20060102T150405Z"
	body := fmt.Sprintf(`<calendar-query xmlns="urn:ietf:params:xml:ns:caldav"><prop xmlns="DAV:"><getetag/><calendar-data xmlns="urn:ietf:params:xml:ns:caldav"/></prop>`+
		`<filter><comp-filter name="VCALENDAR"><comp-filter name="VEVENT"><time-range start="%s" end="%s"/></comp-filter></comp-filter></filter></calendar-query>`,
		from.UTC().Format(stamp), to.UTC().Format(stamp))
	list, err := c.multistatus(ctx, "REPORT", calendar, "1", body)
	if err != nil {
		return nil, err
	}
	if len(list) > maxEvents {
		return nil, ssrf.ErrTooLarge
	}
	out := make([]Object, 0, len(list))
	for _, r := range list {
		if p := r.prop(); p.Data != "" {
			out = append(out, Object{ETag: p.ETag, Data: []byte(p.Data)})
		}
	}
	return out, nil
}

// Put writes an event: a new one if etag is "", else the one that still has etag. It returns the new tag. Errors:
// ErrChanged when there is another event already, or the event was changed or removed elsewhere.
func (c *Client) Put(ctx context.Context, object string, data []byte, etag string) (string, error) {
	h := http.Header{"Content-Type": {"text/calendar; charset=utf-8"}}
	if etag == "" {
		h.Set("If-None-Match", "*")
	} else {
		h.Set("If-Match", etag)
	}
	res, err := c.do(ctx, http.MethodPut, object, h, data)
	if err != nil {
		return "", err
	}
	if tag := res.header.Get("Etag"); tag != "" {
		return tag, nil
	}
	o, err := c.Get(ctx, object) // a server may keep its tag to itself
	return o.ETag, err
}

// Get reads one event. Errors: ErrGone.
func (c *Client) Get(ctx context.Context, object string) (Object, error) {
	res, err := c.do(ctx, http.MethodGet, object, http.Header{}, nil)
	if err != nil {
		return Object{}, err
	}
	return Object{ETag: res.header.Get("Etag"), Data: res.body}, nil
}

// Delete removes an event that still has etag. Errors: ErrChanged, ErrGone.
func (c *Client) Delete(ctx context.Context, object, etag string) error {
	_, err := c.do(ctx, http.MethodDelete, object, http.Header{"If-Match": {etag}}, nil)
	return err
}

type answer struct {
	header http.Header
	body   []byte
}

// do sends a request to the account's own server and to no other: the password goes nowhere else.
func (c *Client) do(ctx context.Context, method, at string, h http.Header, body []byte) (answer, error) {
	u, err := ssrf.CheckURL(at)
	if err != nil {
		return answer{}, err
	}
	if u.Scheme != c.base.Scheme || u.Host != c.base.Host {
		return answer{}, ErrServer
	}
	req, err := http.NewRequestWithContext(ctx, method, u.String(), bytes.NewReader(body))
	if err != nil {
		return answer{}, ssrf.ErrURL.With(err)
	}
	req.Header = h
	req.Header.Set("User-Agent", "Klear")
	req.SetBasicAuth(c.acc.User, c.acc.Password)
	res, err := c.http.Do(req)
	if err != nil {
		return answer{}, ssrf.FetchError(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	if err != nil {
		return answer{}, ssrf.FetchError(err)
	}
	if len(raw) > maxAnswer {
		return answer{}, ssrf.ErrTooLarge
	}
	return answer{res.Header, raw}, statusError(res.StatusCode)
}

func statusError(status int) error {
	switch {
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return ErrSignIn
	case status == http.StatusNotFound, status == http.StatusGone:
		return ErrGone
	case status == http.StatusPreconditionFailed:
		return ErrChanged
	case status >= http.StatusInternalServerError, status == http.StatusTooManyRequests:
		return ssrf.ErrUnreachable
	case status < 200 || status > 299:
		return ErrServer
	}
	return nil
}

// resolve makes a server's reference absolute.
func (c *Client) resolve(href string) (string, error) {
	u, err := c.base.Parse(strings.TrimSpace(href))
	if err != nil {
		return "", ErrServer.With(err)
	}
	return u.String(), nil
}

func (c *Client) propfind(ctx context.Context, at, depth, props string) ([]response, error) {
	return c.multistatus(ctx, "PROPFIND", at, depth, `<propfind xmlns="DAV:"><prop>`+props+`</prop></propfind>`)
}

func (c *Client) multistatus(ctx context.Context, method, at, depth, body string) ([]response, error) {
	res, err := c.do(ctx, method, at, http.Header{"Content-Type": {"application/xml; charset=utf-8"}, "Depth": {depth}}, []byte(xml.Header+body))
	if err != nil {
		return nil, err
	}
	var ms struct {
		XMLName   xml.Name   `xml:"DAV: multistatus"`
		Responses []response `xml:"DAV: response"`
	}
	if err := xml.Unmarshal(res.body, &ms); err != nil {
		return nil, ErrServer.With(err)
	}
	return ms.Responses, nil
}

// response is what a server says about one resource.
type response struct {
	Href     string `xml:"DAV: href"`
	Propstat []struct {
		Status string `xml:"DAV: status"`
		Prop   prop   `xml:"DAV: prop"`
	} `xml:"DAV: propstat"`
}

// prop is what was found; properties that the server has not are listed under another status.
func (r response) prop() prop {
	for _, p := range r.Propstat {
		if strings.Contains(p.Status, " 200") {
			return p.Prop
		}
	}
	return prop{}
}

type prop struct {
	ETag      string `xml:"DAV: getetag"`
	Data      string `xml:"urn:ietf:params:xml:ns:caldav calendar-data"`
	Name      string `xml:"DAV: displayname"`
	Principal struct {
		Href string `xml:"DAV: href"`
	} `xml:"DAV: current-user-principal"`
	Home struct {
		Href string `xml:"DAV: href"`
	} `xml:"urn:ietf:params:xml:ns:caldav calendar-home-set"`
	Type struct {
		Calendar *struct{} `xml:"urn:ietf:params:xml:ns:caldav calendar"`
	} `xml:"DAV: resourcetype"`
	Components *struct {
		List []struct {
			Name string `xml:"name,attr"`
		} `xml:"urn:ietf:params:xml:ns:caldav comp"`
	} `xml:"urn:ietf:params:xml:ns:caldav supported-calendar-component-set"`
}

// holdsEvents reports whether a calendar may have events; one that does not say so may.
func (p prop) holdsEvents() bool {
	if p.Components == nil {
		return true
	}
	for _, c := range p.Components.List {
		if c.Name == "VEVENT" {
			return true
		}
	}
	return false
}
