package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/uuid"
)

// operation is one of the document's, with a request to it that has nothing wrong by itself.
type operation struct {
	*openapi3.Operation
	method   string
	template string // below /api/v1, with {names}
	base     request
}

// request is one request in the making.
type request struct {
	method, path, bearer, contentType string
	query                             url.Values
	header                            http.Header
	body                              []byte
}

func (q request) http() *http.Request {
	target := "/api/v1" + q.path
	if len(q.query) > 0 {
		target += "?" + q.query.Encode()
	}
	r := httptest.NewRequest(q.method, target, bytes.NewReader(q.body))
	for name, values := range q.header {
		r.Header[name] = values
	}
	if q.contentType != "" {
		r.Header.Set("Content-Type", q.contentType)
	}
	if q.bearer != "" {
		r.Header.Set("Authorization", q.bearer)
	}
	withKey(r)
	return r
}

// attack is a wrong or hostile request. One that may be taken at its word is hostile only to who reads words as
// something else: it must not fail on our side, and is otherwise free.
type attack struct {
	name string
	request
	may bool
}

// change copies a request and changes the copy. Bodies are replaced, never written into.
func (q request) change(name string, do func(*request)) attack {
	q.query, q.header = maps.Clone(q.query), maps.Clone(q.header)
	if q.header == nil {
		q.header = http.Header{}
	}
	do(&q)
	return attack{name: name, request: q}
}

// operations lists the document's operations in the order of their ids.
func (w *world) operations() []operation {
	w.t.Helper()
	var out []operation
	for path, item := range w.doc.Paths.Map() {
		for method, o := range item.Operations() {
			out = append(out, operation{Operation: o, method: method, template: strings.TrimPrefix(path, "/api/v1")})
		}
	}
	slices.SortFunc(out, func(a, b operation) int { return strings.Compare(a.OperationID, b.OperationID) })
	return out
}

// owner is who a request of the operation belongs to.
func (c cast) owner(o operation) string {
	last := o.template[strings.LastIndexByte(o.template, '/')+1:]
	switch {
	case o.template == "/practitioners":
		return c.seeker
	case strings.HasPrefix(o.template, "/practitioners"), slices.Contains([]string{"accept", "decline", "start", "end", "no-show"}, last):
		return c.practitioner
	case o.template == "/payments/refund", strings.HasPrefix(o.template, "/admin"), strings.HasPrefix(o.template, "/categories"), strings.HasPrefix(o.template, "/attributes"):
		return c.operator
	}
	return c.seeker
}

// baseOf fills in everything the operation describes.
func (w *world) baseOf(o operation, bearer string) request {
	q := request{method: o.method, path: w.place(o.template, map[string]string{"purpose": "marketing", "gateway": "sandbox"}), bearer: "Bearer " + bearer, query: url.Values{}, header: http.Header{}}
	for _, p := range o.Parameters {
		if p.Value.In == "query" {
			q.query.Set(p.Value.Name, fmt.Sprint(w.example(p.Value.Name, p.Value.Schema.Value)))
		}
	}
	if s := o.schemaOf("application/json"); s != nil {
		q.contentType, q.body = "application/json", encode(w.example("", s))
	}
	if s := o.schemaOf("multipart/form-data"); s != nil {
		q.contentType, q.body = formType, w.form(s, "a.png", pixels)
	}
	return q
}

// schemaOf is that of the operation's body of a type, or nil.
func (o operation) schemaOf(contentType string) *openapi3.Schema {
	if o.RequestBody == nil {
		return nil
	}
	m := o.RequestBody.Value.Content[contentType]
	if m == nil || m.Schema == nil {
		return nil
	}
	return m.Schema.Value
}

// words are values for fields that a schema says little about.
var words = map[string]string{"email": "anna@example.org", "supportMail": "help@example.org", "password": worldPassword, "currentPassword": worldPassword, "newPassword": "another unusual phrase", "zone": "Europe/Oslo",
	"locale": "en", "from": "", "start": "09:00", "end": "18:00", "phone": "+47 22 22 22 22", "returnUrl": "/bookings", "number": "4242424242424242", "currency": "INR", "country": "IN", "category": "yoga", "services": "018f3c5e-0000-7000-8000-000000000001", "rooms": "018f3c5e-0000-7000-8000-000000000002", "languages": "en", "kind": "registration", "reason": "goodwill", "words": "The register does not know this number.", "born": "2017-04-21", "expiresOn": "2099-12-31", "origins": "https://example.org"}

// example is a value that fits a schema; name is the field's.
func (w *world) example(name string, s *openapi3.Schema) any {
	switch {
	case len(s.Enum) > 0:
		return s.Enum[0]
	case s.Type.Is("object"):
		out := object{}
		for field, p := range s.Properties {
			out[field] = w.example(field, p.Value)
		}
		if out["serviceId"] != nil {
			delete(out, "teamServiceId") // one or the other
		}
		if v := s.AdditionalProperties.Schema; v != nil && v.Value.Type.Is("string") {
			out["en"] = "Words"
		}
		return out
	case s.Type.Is("array"):
		out := make([]any, max(1, s.MinItems))
		for i := range out {
			out[i] = w.example(name, s.Items.Value)
		}
		return out
	case s.Type.Is("boolean"):
		return true
	case s.Type.Is("integer"), s.Type.Is("number"):
		if s.Max != nil && *s.Max < 1 {
			return *s.Max
		}
		if s.Min != nil {
			return max(1, int(*s.Min))
		}
		return 1
	}
	return w.text(name, s)
}

func (w *world) text(name string, s *openapi3.Schema) string {
	if name == "ids" || name == "accept" { // of lists, whose items are not described further
		return uuid.NewString()
	}
	if name == "services" {
		return w.ids["service"]
	}
	switch s.Format {
	case "uuid":
		if id, ok := w.ids[strings.TrimSuffix(name, "Id")]; ok {
			return id
		}
		return uuid.NewString()
	case "date-time":
		if name == "to" || name == "end" {
			return w.ahead(15)
		}
		return w.ahead(14)
	case "date":
		return w.ahead(0)[:10]
	}
	if v, ok := words[name]; ok {
		return v
	}
	return "words"
}

func encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // our own values
	}
	return b
}

// attacks are all wrong and hostile requests to one operation.
func (w *world) attacks(o operation, bad []badToken) []attack {
	var out []attack
	for _, part := range [][]attack{w.badTokens(o, bad), w.badMethods(o), w.badPaths(o), w.badQueries(o), badHeaders(o), w.badBodies(o), w.badFields(o)} {
		out = append(out, part...)
	}
	return out
}

// badToken is an Authorization header that must be refused.
type badToken struct{ name, header string }

func (w *world) badTokens(o operation, bad []badToken) []attack {
	out := make([]attack, len(bad))
	for i, b := range bad {
		out[i] = o.base.change("token: "+b.name, func(q *request) { q.bearer = b.header })
	}
	none := o.base.change("token: none", func(q *request) { q.bearer = "" })
	none.may = true // some operations are everybody's
	return append(out, none)
}

func (w *world) badMethods(o operation) []attack {
	var out []attack
	item := w.doc.Paths.Value("/api/v1" + o.template)
	for _, m := range []string{"PATCH", "TRACE", "PROPFIND", "LINK", "NONSENSE"} {
		if item.Operations()[m] == nil {
			out = append(out, o.base.change("method: "+m, func(q *request) { q.method = m }))
		}
	}
	return out
}

// segments that are nobody's id, name or code, escaped.
var badSegments = []string{"x", "0", "-1", "null", "%00", "%ff%fe", "%C0%AE", "'%20OR%201=1--", "%3Cscript%3Ealert(1)%3C%2Fscript%3E", "..%2F..%2Fetc%2Fpasswd", "%7B%7B7*7%7D%7D",
	"%F0%9D%9F%98", "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "01a1fac3-a68a-730a-9ca9-13040cafccd3x"}

func (w *world) badPaths(o operation) []attack {
	out := []attack{
		o.base.change("path: one segment more", func(q *request) { q.path += "/x/y" }),
		o.base.change("path: a zero byte at its end", func(q *request) { q.path += "%00" }),
		o.base.change("path: an encoded slash at its end", func(q *request) { q.path += "%2F" }),
		o.base.change("path: a matrix parameter", func(q *request) { q.path += ";x=1" }),
		o.base.change("path: in capitals", func(q *request) { q.path = "/X" + strings.ToUpper(q.path) }),
	}
	for _, p := range o.Parameters {
		if p.Value.In != "path" {
			continue
		}
		for _, v := range append(slices.Clone(badSegments), uuid.NewString(), strings.Repeat("a", 5000)) {
			path := w.place(strings.ReplaceAll(o.template, "{"+p.Value.Name+"}", v), map[string]string{"purpose": "marketing", "gateway": "sandbox"})
			out = append(out, o.base.change(fmt.Sprintf("path: %s is %.40s", p.Value.Name, v), func(q *request) { q.path = path }))
		}
	}
	return out
}

func (w *world) badQueries(o operation) []attack {
	var out []attack
	for _, p := range o.Parameters {
		if p.Value.In != "query" {
			continue
		}
		name, s := p.Value.Name, p.Value.Schema.Value
		set := func(v string, may bool) {
			a := o.base.change(fmt.Sprintf("query: %s is %.40q", name, v), func(q *request) { q.query.Set(name, v) })
			a.may = may
			out = append(out, a)
		}
		for _, v := range wrongTexts(s) {
			set(v, false)
		}
		for _, v := range hostile {
			set(v, !restricted(s))
		}
		if p.Value.Required {
			out = append(out, o.base.change("query: no "+name, func(q *request) { q.query.Del(name) }))
		}
		twice := o.base.change("query: "+name+" twice", func(q *request) { q.query.Add(name, "x") })
		twice.may = true
		out = append(out, twice)
	}
	return out
}

// wrongTexts are values that a parameter of this schema cannot have.
func wrongTexts(s *openapi3.Schema) []string {
	var out []string
	switch {
	case s.Type.Is("integer"):
		out = []string{"x", "1.5", "1e3", "99999999999999999999", "0x10", "٣", "-9223372036854775809"}
		if s.Min != nil {
			out = append(out, strconv.Itoa(int(*s.Min)-1))
		}
		if s.Max != nil {
			out = append(out, strconv.Itoa(int(*s.Max)+1))
		}
	case s.Type.Is("number"):
		out = []string{"x", "NaN", "Infinity", "1e999", "--1"}
	case s.Type.Is("boolean"):
		out = []string{"perhaps", "2"}
	case s.Format == "uuid":
		out = []string{"x", "00000000-0000-0000-0000-00000000000g"}
	case s.Format == "date-time":
		out = []string{"yesterday", "2026-02-30T00:00:00Z", "2026-11-20", "2026-11-20T25:00:00Z", "0"}
	case s.Format == "date":
		out = []string{"today", "2026-02-30", "20261120"}
	case len(s.Enum) > 0:
		out = []string{"nonsense", "SEEKER ", "%"}
	}
	if s.MaxLength != nil {
		out = append(out, strings.Repeat("a", int(*s.MaxLength)+1))
	}
	return out
}

// restricted reports whether hostile words can never fit the schema.
func restricted(s *openapi3.Schema) bool {
	return !s.Type.Is("string") || len(s.Enum) > 0 || s.Format == "uuid" || s.Format == "date-time" || s.Format == "date"
}

// hostile are words that want to be something else.
var hostile = []string{"' or '1'='1", "'; drop table identity.person; --", "<script>alert(1)</script>", "{{7*7}}${7*7}", "a\x00b", "\xff\xfe\xfd", "\u202e\u2066", "../../etc/passwd", "=cmd|' /C calc'!A0",
	"%s%s%n", "\r\nSet-Cookie: a=b"}

func badHeaders(o operation) []attack {
	var out []attack
	for _, p := range o.Parameters {
		if s := p.Value.Schema.Value; p.Value.In == "header" && s.MaxLength != nil {
			name := p.Value.Name
			out = append(out, o.base.change("header: "+name+" is too long", func(q *request) { q.header.Set(name, strings.Repeat("a", int(*s.MaxLength)+1)) }))
		}
	}
	return out
}
