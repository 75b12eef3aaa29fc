// Package stripetest is Stripe as its documentation describes it, as far as package stripe uses it: an HTTP server that
// keeps state, knows idempotency keys (and repeats a stored failure), sends signed webhooks, and has people who pay, refuse
// and dispute. It is for tests; no money and no network are involved.
//
// Where it speaks of the documentation: docs.stripe.com/api (objects, idempotent requests, errors), /payments/checkout,
// /payments/place-a-hold-on-a-payment-method, /refunds, /connect/separate-charges-and-transfers, /disputes, /webhooks.
package stripetest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"klear/internal/modules/payment"
)

// Object is a JSON object of the API.
type Object map[string]any

// Webhook is a message that was sent.
type Webhook struct {
	Header http.Header
	Body   []byte
}

// Server is one account at Stripe with its connected accounts. Safe for concurrent use.
type Server struct {
	URL    string
	Secret []byte // signs webhooks

	mu      sync.Mutex
	seq     int
	now     func() time.Time
	objects map[string]Object // by id
	order   []string          // ids as they were made
	stored  map[string]answer // by account and idempotency key
	sent    []Webhook
	faults  []int // answers of the next calls that change something
	calls   []string
	funds   map[string]int64 // what the platform put into its balance, by currency
	waiting []due

	files    map[string]string   // content by id
	evidence map[string][]string // content of files, by dispute
}

// answer is what an idempotency key is remembered with.
type answer struct {
	request string
	status  int
	body    []byte
}

// fault is an answer of the API that is no object.
type fault struct {
	status     int
	typ, code  string
	decline    string
	unexecuted bool // refused before anything was begun: not stored under the idempotency key
}

// New starts a server that ends with the test. Objects are dated by now.
func New(t testing.TB, now func() time.Time) *Server {
	s := &Server{Secret: []byte("whsec_test"), now: now, objects: map[string]Object{}, stored: map[string]answer{}, funds: map[string]int64{},
		files: map[string]string{}, evidence: map[string][]string{}}
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	s.URL = h.URL
	return s
}

// Fail makes the next calls that change something answer so: 500 after the work was not done, -500 after it was.
func (s *Server) Fail(statuses ...int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, statuses...)
}

// ByReference is the latest object of a kind ("payment_intent") that carries one of our references; "" without one.
func (s *Server) ByReference(kind, reference string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := len(s.order) - 1; i >= 0; i-- {
		o := s.objects[s.order[i]]
		if tags, _ := o["metadata"].(map[string]string); o["object"] == kind && tags["reference"] == reference {
			return s.order[i]
		}
	}
	return ""
}

// Calls lists what was asked of the server so far: "POST /v1/refunds".
func (s *Server) Calls() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.calls...)
}

// Webhooks lists what was sent so far.
func (s *Server) Webhooks() []Webhook {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Webhook(nil), s.sent...)
}

// ServeHTTP answers one call of the API.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, PagePath) {
		_, _ = w.Write([]byte("<p>Stripe's page</p>"))
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = r.ParseForm()
	s.calls = append(s.calls, r.Method+" "+r.URL.Path)
	if r.Header.Get("Authorization") != "Bearer sk_test" {
		write(w, http.StatusUnauthorized, errorBody(&fault{typ: "invalid_request_error"}))
		return
	}
	if r.Method == http.MethodGet {
		status, body := s.run(r)
		write(w, status, body)
		return
	}
	key := r.Header.Get("Stripe-Account") + "|" + r.Header.Get("Idempotency-Key")
	request := r.URL.Path + "?" + r.PostForm.Encode()
	if old, ok := s.stored[key]; ok && r.Header.Get("Idempotency-Key") != "" {
		if old.request != request {
			write(w, http.StatusBadRequest, errorBody(&fault{typ: "idempotency_error"}))
			return
		}
		w.Header().Set("Idempotent-Replayed", "true")
		write(w, old.status, old.body)
		return
	}
	status, body := s.change(r)
	switch status {
	case http.StatusConflict, http.StatusTooManyRequests: // turned away before anything was begun
	case 0:
		status = http.StatusBadRequest
	default:
		s.stored[key] = answer{request, status, body}
	}
	write(w, status, body)
}

// change runs a call that changes something; status 0 means that it was refused before it began.
func (s *Server) change(r *http.Request) (int, []byte) {
	broken := 0
	if len(s.faults) > 0 {
		broken, s.faults = s.faults[0], s.faults[1:]
	}
	if broken > 0 {
		return broken, errorBody(&fault{typ: "api_error"})
	}
	status, body := s.run(r)
	if broken < 0 {
		return -broken, errorBody(&fault{typ: "api_error"})
	}
	return status, body
}

func (s *Server) run(r *http.Request) (int, []byte) {
	parts := strings.Split(strings.TrimPrefix(r.URL.Path, "/v1/"), "/")
	made, f := s.route(r.Method+" "+parts[0], parts[1:], r)
	switch {
	case f == nil:
		body, _ := json.Marshal(made)
		return http.StatusOK, body
	case f.unexecuted:
		return 0, errorBody(f)
	}
	return f.status, errorBody(f)
}

func (s *Server) route(what string, rest []string, r *http.Request) (any, *fault) {
	if r.Method == http.MethodGet {
		return s.read(rest, r)
	}
	id, verb := "", ""
	if len(rest) > 0 {
		id = rest[0]
	}
	if len(rest) > 1 {
		verb = rest[1]
	}
	f := r.PostForm
	switch what + " " + verb {
	case "POST checkout ":
		return s.openSession(f)
	case "POST payment_intents ":
		return s.makeIntent(f)
	case "POST payment_intents confirm":
		return s.confirm(id, f)
	case "POST payment_intents capture":
		return s.capture(id, f)
	case "POST payment_intents cancel":
		return s.cancel(id, f)
	case "POST refunds ":
		return s.refund(f)
	case "POST customers ":
		return s.make("cus_", "customer", Object{"metadata": tags(f, "metadata")}), nil
	case "POST payment_methods detach":
		return s.detach(id)
	case "POST disputes ":
		return s.answerDispute(id, f)
	case "POST disputes close":
		return s.closeDispute(id)
	case "POST files ":
		return s.upload(r)
	case "POST accounts ":
		return s.openAccount(f)
	case "POST account_links ":
		return Object{"object": "account_link", "url": "https://connect.stripe.test/" + f.Get("account")}, nil
	case "POST transfers ":
		return s.transfer(f)
	case "POST transfers reversals":
		return s.reverse(id, f)
	case "POST payouts ":
		return s.payout(r.Header.Get("Stripe-Account"), f)
	}
	if len(rest) == 3 && rest[2] == "expire" {
		return s.expire(rest[1])
	}
	return nil, invalid("resource_missing")
}

// read is a GET: one object, or a list, the newest first.
func (s *Server) read(rest []string, r *http.Request) (any, *fault) {
	kind := strings.Split(strings.TrimPrefix(r.URL.Path, "/v1/"), "/")[0]
	if id := rest; len(id) > 0 {
		o, ok := s.objects[id[len(id)-1]]
		if !ok {
			return nil, &fault{status: http.StatusNotFound, typ: "invalid_request_error", code: "resource_missing"}
		}
		return s.expand(o), nil
	}
	return s.list(strings.TrimSuffix(kind, "s"), r.URL.Query(), r.Header.Get("Stripe-Account")), nil
}

func (s *Server) list(kind string, q url.Values, account string) Object {
	data := []Object{}
	for i := len(s.order) - 1; i >= 0; i-- {
		o := s.objects[s.order[i]]
		if o["object"] == kind && s.matches(o, q) && text(o["account"]) == account {
			data = append(data, s.expand(o))
		}
	}
	return Object{"object": "list", "data": data, "has_more": false, "url": "/v1/" + kind}
}

func (s *Server) matches(o Object, q url.Values) bool {
	for _, by := range []string{"payment_intent", "transfer_group"} {
		if want := q.Get(by); want != "" && text(o[by]) != want {
			return false
		}
	}
	if types := listed(q, "types"); len(types) > 0 && !types[text(o["type"])] {
		return false
	}
	created, _ := o["created"].(int64)
	return within(created, q.Get("created[gte]"), q.Get("created[lt]"))
}

// listed are the values of a parameter that is a list: types[0]=…&types[1]=…
func listed(q url.Values, name string) map[string]bool {
	out := map[string]bool{}
	for i := 0; q.Has(fmt.Sprintf("%s[%d]", name, i)); i++ {
		out[q.Get(fmt.Sprintf("%s[%d]", name, i))] = true
	}
	return out
}

// expand gives a copy in which what our adapter asks to be expanded is.
func (s *Server) expand(o Object) Object {
	out := Object{}
	for k, v := range o {
		out[k] = v
	}
	if o["object"] == "balance_transaction" {
		if of, ok := s.objects[text(o["source"])]; ok {
			out["source"] = of
		}
		return out
	}
	for _, k := range []string{"payment_intent", "latest_charge", "setup_intent", "payment_method", "balance_transaction"} {
		of, known := s.objects[text(out[k])]
		up := k == "payment_intent" && o["object"] != "checkout.session" // back to where it came from
		if known && !up {
			out[k] = s.expand(of)
		}
	}
	return out
}

func (s *Server) make(prefix, kind string, o Object) Object {
	s.seq++
	id := fmt.Sprintf("%stest%06d", prefix, s.seq)
	o["id"], o["object"], o["created"] = id, kind, s.now().Unix()
	s.objects[id] = o
	s.order = append(s.order, id)
	return o
}

// tell sends a webhook about an object as it is.
func (s *Server) tell(typ string, o Object) {
	now := Object{}
	for k, v := range o { // later changes are not in it
		now[k] = v
	}
	body, _ := json.Marshal(s.make("evt_", "event", Object{"type": typ, "data": Object{"object": now}}))
	h := http.Header{}
	h.Set("Stripe-Signature", payment.SignWebhook(s.Secret, body, s.now()))
	s.sent = append(s.sent, Webhook{h, body})
}

func invalid(code string) *fault {
	return &fault{status: http.StatusBadRequest, typ: "invalid_request_error", code: code, unexecuted: true}
}

func errorBody(f *fault) []byte {
	body, _ := json.Marshal(Object{"error": Object{"type": f.typ, "code": f.code, "decline_code": f.decline, "message": "as documented"}})
	return body
}

func write(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}
