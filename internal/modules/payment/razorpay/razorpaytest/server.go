// Package razorpaytest is Razorpay as its documentation describes it, as far as package razorpay uses it: an HTTP server that
// keeps orders, payments, refunds and disputes, settles them, and sends signed webhooks. It knows no idempotency keys: who
// asks twice gets two. It is for tests; no money and no network are involved.
//
// Where it speaks of the documentation: razorpay.com/docs/api (orders, payments, refunds, disputes, settlements),
// /docs/payments/payments/capture-settings, /docs/webhooks.
package razorpaytest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Object is a JSON object of the API.
type Object map[string]any

// Webhook is a message that was sent.
type Webhook struct {
	Header http.Header
	Body   []byte
}

// The credentials that the server takes.
const (
	KeyID     = "rzp_test_1"
	KeySecret = "key secret"
)

// Server is one account at Razorpay. Safe for concurrent use.
type Server struct {
	URL    string
	Secret []byte // signs webhooks

	mu      sync.Mutex
	seq     int
	now     func() time.Time
	objects map[string]Object
	order   []string
	sent    []Webhook
	faults  []int
	funds   int64         // what was put into the balance
	settles time.Duration // how long what is made waits for its settlement
	waiting []due

	evidence map[string][]string // content of documents, by dispute
}

// New starts a server that ends with the test. Objects are dated by now.
func New(t testing.TB, now func() time.Time) *Server {
	s := &Server{Secret: []byte("webhook secret"), now: now, objects: map[string]Object{}, evidence: map[string][]string{}}
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

// Webhooks lists what was sent so far.
func (s *Server) Webhooks() []Webhook {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Webhook(nil), s.sent...)
}

// Count is how many objects of a kind ("order", "refund") there are.
func (s *Server) Count(entity string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.all(entity, "", ""))
}

// ServeHTTP answers one call of the API.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if id, secret, _ := r.BasicAuth(); id != KeyID || secret != KeySecret {
		write(w, http.StatusUnauthorized, wrong("BAD_REQUEST_ERROR", ""))
		return
	}
	var body Object
	fault := 0
	if r.Method != http.MethodGet {
		body = s.read(r)
		if len(s.faults) > 0 {
			fault, s.faults = s.faults[0], s.faults[1:]
		}
	}
	if fault > 0 {
		write(w, fault, wrong("SERVER_ERROR", ""))
		return
	}
	out := s.route(r, body)
	switch {
	case fault < 0:
		write(w, -fault, wrong("SERVER_ERROR", ""))
	case out == nil:
		write(w, http.StatusBadRequest, wrong("BAD_REQUEST_ERROR", "input_validation_failed"))
	default:
		write(w, http.StatusOK, out)
	}
}

// read takes JSON, or a document with its purpose.
func (s *Server) read(r *http.Request) Object {
	var body Object
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		_ = json.NewDecoder(r.Body).Decode(&body)
		return body
	}
	file, head, err := r.FormFile("file")
	if err != nil {
		return nil
	}
	defer file.Close()
	content, err := io.ReadAll(file)
	if err != nil {
		return nil
	}
	return Object{"purpose": r.FormValue("purpose"), "name": head.Filename, "mime_type": head.Header.Get("Content-Type"), "size": len(content), "content": string(content)}
}

// route gives nil for what Razorpay refuses with 400.
func (s *Server) route(r *http.Request, body Object) Object {
	p := strings.Split(r.URL.Path, "/")[2:]
	what := r.Method + " " + p[0]
	if len(p) >= 3 {
		what += " " + p[2]
	}
	switch what {
	case "POST orders":
		return s.openOrder(body)
	case "GET orders payments":
		return items(s.all("payment", "order_id", p[1]))
	case "POST payments capture":
		return s.capture(p[1], body)
	case "POST payments refund":
		return s.refund(p[1], body)
	case "GET payments refunds":
		return items(s.all("refund", "payment_id", p[1]))
	case "GET settlements combined":
		q := r.URL.Query()
		return items(s.recon(q.Get("year") + "-" + q.Get("month") + "-" + q.Get("day")))
	case "POST transfers":
		return s.transfer(body)
	case "POST transfers reversals":
		return s.reverse(p[1], body)
	case "GET transfers":
		if len(p) == 1 {
			return items(s.all("transfer", "", ""))
		}
		return s.objects[p[1]]
	case "POST documents":
		begin, taken := starts[text(body["mime_type"])]
		if body["purpose"] != "dispute_evidence" || !taken || !strings.HasPrefix(text(body["content"]), begin) {
			return nil
		}
		return s.make("doc_", "document", body)
	case "PATCH disputes contest":
		return s.contest(p[1], body)
	case "POST disputes accept":
		return s.accept(p[1])
	case "GET accounts products":
		return s.objects[p[3]]
	case "GET orders":
		if len(p) == 1 {
			return items(s.all("order", "receipt", r.URL.Query().Get("receipt")))
		}
		return s.objects[p[1]]
	case "GET disputes":
		if len(p) == 1 {
			return items(s.page(s.all("dispute", "", ""), r.URL.Query()))
		}
		return s.objects[p[1]]
	}
	return nil
}

// starts are how the documents begin that Razorpay takes.
var starts = map[string]string{"application/pdf": "%PDF-", "image/jpeg": "\xff\xd8", "image/png": "\x89PNG"}

// all lists objects of a kind, the newest first, by a field unless that is "".
func (s *Server) all(entity, by, is string) []Object {
	out := []Object{}
	for i := len(s.order) - 1; i >= 0; i-- {
		if o := s.objects[s.order[i]]; o["entity"] == entity && (by == "" || o[by] == is) {
			out = append(out, o)
		}
	}
	return out
}

// page is what of a list was asked for by when it was made, how many are left out and how many are wanted.
func (s *Server) page(list []Object, q url.Values) []Object {
	from, _ := strconv.ParseInt(q.Get("from"), 10, 64)
	count, _ := strconv.Atoi(q.Get("count"))
	skip, _ := strconv.Atoi(q.Get("skip"))
	list = slices.DeleteFunc(list, func(o Object) bool { return o["created_at"].(int64) < from })
	list = list[min(skip, len(list)):]
	return list[:min(count, len(list))]
}

func items(list []Object) Object {
	return Object{"entity": "collection", "count": len(list), "items": list}
}

func (s *Server) make(prefix, entity string, o Object) Object {
	s.seq++
	id := fmt.Sprintf("%stest%06d", prefix, s.seq)
	o["id"], o["entity"], o["created_at"], o["settled_at"] = id, entity, s.now().Unix(), s.now().Add(s.settles).Unix()
	if o["notes"] == nil {
		o["notes"] = []any{} // an empty object is written as a list
	}
	s.objects[id] = o
	s.order = append(s.order, id)
	return o
}

// tell sends a webhook with the objects that it contains.
func (s *Server) tell(typ string, contains ...Object) {
	payload := Object{}
	for _, o := range contains {
		payload[o["entity"].(string)] = Object{"entity": o}
	}
	s.sign(typ, "acc_platform", payload)
}

// sign sends a webhook about an account.
func (s *Server) sign(typ, account string, payload Object) {
	s.seq++
	body, _ := json.Marshal(Object{"entity": "event", "event": typ, "account_id": account, "payload": payload, "created_at": s.now().Unix()})
	mac := hmac.New(sha256.New, s.Secret)
	mac.Write(body)
	h := http.Header{}
	h.Set("X-Razorpay-Signature", hex.EncodeToString(mac.Sum(nil)))
	h.Set("X-Razorpay-Event-Id", fmt.Sprintf("evt%06d", s.seq))
	s.sent = append(s.sent, Webhook{h, body})
}

// text is a JSON string as it was sent.
func text(v any) string {
	s, _ := v.(string)
	return s
}

func wrong(code, reason string) Object {
	return Object{"error": Object{"code": code, "reason": reason, "description": "as documented"}}
}

func write(w http.ResponseWriter, status int, o Object) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(o)
}
