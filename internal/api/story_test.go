package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// story tells what clients do with the API, one operation after another, and holds every answer against the document.
type story struct {
	*world
	operations map[string]operation
	told       map[string]bool
	keys       int
}

// step is one request of the story.
type step struct {
	who    string // bearer
	own    map[string]string
	query  string
	body   any // JSON, or raw bytes of contentType
	kind   string
	header http.Header
}

// do runs an operation and returns the data of its answer, which must be a success as documented.
func (s *story) do(id string, st step) json.RawMessage {
	s.t.Helper()
	o, ok := s.operations[id]
	if !ok {
		s.t.Fatalf("there is no operation %s", id)
	}
	q := request{method: o.method, path: s.place(o.template, st.own) + st.query, contentType: st.kind, header: st.header}
	if q.header == nil {
		q.header = http.Header{}
	}
	if st.who != "" {
		q.bearer = "Bearer " + st.who
	}
	switch b := st.body.(type) {
	case nil:
	case []byte:
		q.body = b
	default:
		q.contentType, q.body = "application/json", encode(b)
	}
	keyed := o.takesKey() && q.header.Get(keyHeader) == ""
	if keyed {
		s.keys++
		q.header = q.header.Clone()
		q.header.Set(keyHeader, fmt.Sprint("story-", s.keys))
	}
	rec := s.serve(q.http())
	if rec.Code >= 300 {
		s.t.Fatalf("%s: answered %d %s", id, rec.Code, rec.Body)
	}
	if keyed {
		s.again(id, q, rec)
	}
	in := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: q.http(), Route: &routers.Route{Spec: s.doc, Path: "/api/v1" + o.template, Method: o.method, Operation: o.Operation}},
		Status:                 rec.Code, Header: rec.Header(), Body: io.NopCloser(bytes.NewReader(rec.Body.Bytes())), Options: &openapi3filter.Options{IncludeResponseStatus: true},
	}
	if err := openapi3filter.ValidateResponse(context.Background(), in); err != nil {
		s.t.Errorf("%s answers what it does not document: %v", id, err)
	}
	s.told[id] = true
	var e struct{ Data json.RawMessage }
	if err := json.Unmarshal(rec.Body.Bytes(), &e); err != nil {
		s.t.Fatal(err)
	}
	return e.Data
}

// first is the first entry of a list in an answer's data.
func first(t *testing.T, data json.RawMessage, name string) json.RawMessage {
	t.Helper()
	var v map[string][]json.RawMessage
	if _ = json.Unmarshal(data, &v); len(v[name]) == 0 { // other fields are no lists
		t.Fatalf("no %s in %s", name, data)
	}
	return v[name][0]
}

// slug is that of the practitioner's page.
func (s *story) slug() (slug string) {
	s.t.Helper()
	if err := s.db.QueryRow(s.t.Context(), "select slug from catalog.practitioner where id = $1", s.ids["practitioner"]).Scan(&slug); err != nil {
		s.t.Fatal(err)
	}
	return slug
}

// field is a text of an answer's data; "list.0.id" goes into lists and objects.
func field(t *testing.T, data json.RawMessage, path string) string {
	t.Helper()
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	for key := range strings.SplitSeq(path, ".") {
		switch c := v.(type) {
		case map[string]any:
			v = c[key]
		case []any:
			if len(c) == 0 {
				t.Fatalf("%s: an empty list", path)
			}
			v = c[0]
		}
	}
	s, ok := v.(string)
	if !ok {
		t.Fatalf("%s is %v in %s", path, v, data)
	}
	return s
}

// TestEveryAnswerIsAsDocumented tells the whole story. An operation that is not in it fails the test: add its step.
func TestEveryAnswerIsAsDocumented(t *testing.T) {
	w := newWorld(t)
	w.populate()
	s := &story{world: w, operations: map[string]operation{}, told: map[string]bool{}}
	for _, o := range w.operations() {
		s.operations[o.OperationID] = o
	}
	for _, chapter := range []func(){s.anAccount, s.ownThings, s.aTalk, s.aProfile, s.theOperator, s.theDesk, s.lookingAround, s.aPractice, s.aTeam, s.clients, s.between, s.aBooking, s.aSeries, s.aPackage, s.aGift, s.earnings, s.aDispute, s.aWaiverIsSigned, s.otherBookings, s.requests, s.sessions, s.theGateway, s.aFarBooking, s.theBooks, s.handToHand, s.theEnd} {
		chapter()
	}
	for id := range s.operations {
		if !s.told[id] {
			t.Errorf("%s is not part of the story: add a step to it", id)
		}
	}
}
