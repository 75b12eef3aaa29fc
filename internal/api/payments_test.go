package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"klear/internal/api"
	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/identity/identitytest"
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/modules/schedule"
	"klear/internal/modules/tariff"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"
	"klear/internal/platform/idem"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

// till is the payment API over real modules and the sandbox gateway; the queue does not run.
type till struct {
	t        *testing.T
	db       *db.DB
	clock    *clock.Fake
	handler  http.Handler
	bookings *booking.Service
	payments *payment.Service
	gateway  *sandbox.Gateway
	sent     []*http.Request // webhooks
	service  uuid.UUID
	people   map[string]identity.Principal // by bearer
}

func newTill(t *testing.T) *till {
	t.Helper()
	t.Parallel()
	d := dbtest.New(t)
	k, src := clock.NewFake(time.Date(2026, 11, 20, 6, 0, 0, 0, time.UTC)), ids.NewSource(nil)
	queue := jobs.New(d, jobs.Options{})
	bus := events.NewBus(queue, src)
	people := identitytest.NewNode(t, &identitytest.Kit{DB: d, Bus: bus, Jobs: queue, Clock: k, Passwords: &identitytest.Passwords{}, Mail: &identitytest.Mailbox{}, Blobs: &identitytest.Blobs{}})
	s := &till{t: t, db: d, clock: k}
	s.gateway = sandbox.New(sandbox.Options{DB: d, Clock: k, IDs: src, Secrets: [][]byte{[]byte(identitytest.Secret)}, Deliver: s.deliver})
	s.payments = payment.New(payment.Options{DB: d, Clock: k, IDs: src, Jobs: queue, Bus: bus, Gateways: []payment.Gateway{s.gateway}})
	sched := schedule.New(schedule.Deps{DB: d, Clock: k, IDs: src, Events: bus})
	cat := catalog.New(catalog.Deps{DB: d, Clock: k, IDs: src, Bus: bus})
	s.bookings = booking.New(booking.Deps{DB: d, Clock: k, IDs: src, Events: bus, Jobs: queue, Catalog: cat, Tariff: tariff.New(tariff.Deps{DB: d, Clock: k, IDs: src, Catalog: cat, BrandBps: 1500}),
		People: people, Schedule: sched, Payments: s.payments, Policy: booking.Policy{HoldFor: 15 * time.Minute, AnswerWithin: 24 * time.Hour}})
	if err := queue.Open(); err != nil {
		t.Fatal(err)
	}
	s.openShop(sched)
	mux := http.NewServeMux()
	api.Payments(api.New(mux, "https://klear.test", nil), s.payments, s.bookings, api.Keys{DB: d, Clock: k})
	s.handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p := s.people[r.Header.Get("Authorization")]
		mux.ServeHTTP(w, r.WithContext(identity.WithPrincipal(r.Context(), p)))
	})
	return s
}

// openShop gives a practitioner a service at 2,400.00 INR and puts everybody on the list.
func (s *till) openShop(sched *schedule.Service) {
	s.t.Helper()
	person := func(role identity.Role) identity.Principal {
		return identity.Principal{PersonID: catalogtest.Person(s.t, s.db, string(role)), Role: role, Verified: true}
	}
	s.people = map[string]identity.Principal{"seeker": person(identity.Seeker), "stranger": person(identity.Seeker), "practitioner": person(identity.Practitioner), "admin": person(identity.Admin)}
	p := catalogtest.Practitioner(s.t, s.db, catalogtest.PractitionerSpec{PersonID: s.people["practitioner"].PersonID})
	s.service = catalogtest.Service(s.t, s.db, catalogtest.ServiceSpec{Practitioner: p, PriceMinor: 240_000, Currency: "INR"})
	week := schedule.Hours{}
	for day := 1; day <= 7; day++ {
		week.Weekly = append(week.Weekly, schedule.DayWindows{Day: day, Windows: []schedule.Window{{Start: "09:00", End: "18:00"}}})
	}
	if _, err := sched.SetHours(s.t.Context(), identity.Principal{}, p, time.UTC, week); err != nil {
		s.t.Fatal(err)
	}
}

// deliver posts the sandbox's webhooks to the API, as its own company would.
func (s *till) deliver(_ context.Context, h http.Header, body []byte) error {
	r := httptest.NewRequest(http.MethodPost, "/api/v1/webhooks/sandbox", bytes.NewReader(body))
	r.Header = h
	s.sent = append(s.sent, r)
	return nil
}

func (s *till) hold(hour int) uuid.UUID {
	s.t.Helper()
	start := time.Date(2026, 11, 23, 3, 30, 0, 0, time.UTC).Add(time.Duration(hour) * time.Hour)
	h, err := s.bookings.Hold(s.t.Context(), booking.Caller{Principal: s.people["seeker"]}, booking.HoldRequest{ServiceID: s.service, Start: start}, idem.Key{})
	if err != nil {
		s.t.Fatal(err)
	}
	return h.ID
}

func (s *till) do(method, path, who, key string, body any) reply {
	s.t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(s.t.Context(), method, "/api/v1"+path, bytes.NewReader(b))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", who)
	r.Header.Set(keyHeader, key)
	withKey(r)
	if method == http.MethodGet {
		r.Body = http.NoBody
	}
	return s.serve(r)
}

func (s *till) serve(r *http.Request) reply {
	s.t.Helper()
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	out := reply{Status: w.Code, Header: w.Header()}
	if err := json.Unmarshal(w.Body.Bytes(), &out.Body); err != nil {
		s.t.Fatalf("%s answered %d %q", r.URL, w.Code, w.Body)
	}
	if strings.Contains(w.Body.String(), "4444") {
		s.t.Errorf("%s: the answer repeats a card number: %s", r.URL, w.Body)
	}
	return out
}

func confirmation(id uuid.UUID, number string) object {
	return object{"bookingId": id, "method": object{"type": "card", "number": number}, "returnUrl": "/bookings/" + id.String()}
}

func TestPayForABookingOverREST(t *testing.T) {
	s := newTill(t)
	id := s.hold(0)
	intent := data[api.IntentView](t, s.do("POST", "/payments/create-intent", "seeker", "", object{"bookingId": id}))
	if intent.Payment == nil || intent.Payment.Amount.Minor != 240_000 || intent.Payment.Status != payment.Created || intent.Payment.Commission != nil {
		t.Fatalf("intent %+v", intent.Payment)
	}
	for range 2 { // the second is a retry
		b := data[api.BookingView](t, s.do("POST", "/payments/confirm", "seeker", "pay-1", confirmation(id, sandbox.CardSucceeds)))
		if b.Status != booking.Confirmed {
			t.Fatalf("booking %s", b.Status)
		}
	}
	for who, want := range map[string]struct {
		total      int
		commission bool
	}{"seeker": {1, false}, "practitioner": {1, true}, "admin": {1, true}, "stranger": {0, false}} {
		list := data[[]api.PaymentView](t, s.do("GET", "/payments/history?limit=5", who, "", nil))
		if len(list) != want.total {
			t.Errorf("%s sees %d payments", who, len(list))
			continue
		}
		if len(list) == 1 && (list[0].ID != intent.Payment.ID || list[0].Captured != 240_000 || (list[0].Commission != nil) != want.commission) {
			t.Errorf("%s sees %+v", who, list[0])
		}
	}
	one := data[api.ReceiptView](t, s.do("GET", "/payments/"+intent.Payment.ID.String(), "seeker", "", nil))
	if one.Method != "Test card ending 4242" || one.Share != nil {
		t.Errorf("receipt %+v", one)
	}
	for who, want := range map[string]int{"stranger": 404, "": 401} {
		if r := s.do("GET", "/payments/"+intent.Payment.ID.String(), who, "", nil); r.Status != want {
			t.Errorf("%q reads the receipt: %d", who, r.Status)
		}
	}
}

func TestPaymentAnswersOverREST(t *testing.T) {
	s := newTill(t)
	id := s.hold(0)
	for _, tt := range []struct {
		name   string
		body   object
		status int
		code   string
	}{
		{"declined", confirmation(id, sandbox.CardDeclined), 402, "payment_declined"},
		{"a card that is not a test card", confirmation(id, "5555 5555 5555 4444"), 422, "test_card_only"},
		{"no number", object{"bookingId": id, "method": object{"type": "card"}}, 422, "payment_method_invalid"},
		{"another site", object{"bookingId": id, "method": object{"type": "upi", "upi": "success@sandbox"}, "returnUrl": "//evil.example"}, 422, "validation_failed"},
		{"cash", object{"bookingId": id, "method": object{"type": "cash"}}, 422, "validation_failed"},
		{"a number too long", confirmation(id, "5555 5555 5555 4444 5555 5555 5555 4444"), 422, "validation_failed"},
		{"no such booking", confirmation(uuid.New(), sandbox.CardSucceeds), 404, "booking_not_found"},
		{"3-D Secure", confirmation(id, sandbox.CardNeedsAction), 402, "payment_action_required"},
	} {
		r := s.do("POST", "/payments/confirm", "seeker", "", tt.body)
		if r.Status != tt.status || r.code() != tt.code {
			t.Errorf("%s: %d %s, want %d %s", tt.name, r.Status, r.code(), tt.status, tt.code)
		}
		if tt.code == "payment_action_required" {
			var d struct {
				ActionURL string `json:"action_url"`
			}
			if err := json.Unmarshal(r.Body.Error.Details, &d); err != nil || !strings.HasPrefix(d.ActionURL, sandbox.ChallengePath) {
				t.Errorf("details %s, %v", r.Body.Error.Details, err)
			}
		}
	}
	other := s.hold(2)
	if r := s.do("POST", "/payments/confirm", "seeker", "k", confirmation(other, sandbox.CardDeclined)); r.Status != 402 {
		t.Fatalf("answered %d", r.Status)
	}
	if r := s.do("POST", "/payments/confirm", "seeker", "k", confirmation(other, sandbox.CardSucceeds)); r.Status != 422 || r.code() != "idempotency_key_reused" {
		t.Errorf("the key with another body: %d %s", r.Status, r.code())
	}
}

func TestRefundOverREST(t *testing.T) {
	s := newTill(t)
	id := s.hold(0)
	data[api.BookingView](t, s.do("POST", "/payments/confirm", "seeker", "", confirmation(id, sandbox.CardSucceeds)))
	paid, err := s.payments.ByBooking(t.Context(), s.db, id)
	if err != nil || len(paid) != 1 {
		t.Fatal(err, paid)
	}
	part := object{"paymentId": paid[0].ID, "amount": 40_000, "reason": "goodwill"}
	first := data[api.RefundView](t, s.do("POST", "/payments/refund", "admin", "r1", part))
	again := data[api.RefundView](t, s.do("POST", "/payments/refund", "admin", "r1", part))
	if first.ID != again.ID || first.Amount.Minor != 40_000 || first.Status != payment.RefundPending {
		t.Errorf("first %+v, again %+v", first, again)
	}
	for name, tt := range map[string]struct {
		who, key string
		body     object
		status   int
		code     string
	}{
		"too much":        {"admin", "", object{"paymentId": paid[0].ID, "amount": 200_001, "reason": "goodwill"}, 409, "refund_exceeds_payment"},
		"another body":    {"admin", "r1", object{"paymentId": paid[0].ID, "amount": 1, "reason": "goodwill"}, 422, "idempotency_key_reused"},
		"nothing at all":  {"admin", "", object{"paymentId": paid[0].ID, "amount": 0, "reason": "goodwill"}, 422, "validation_failed"},
		"words as reason": {"admin", "", object{"paymentId": paid[0].ID, "amount": 1, "reason": "She was ill"}, 422, "validation_failed"},
		"no such payment": {"admin", "", object{"paymentId": uuid.New(), "amount": 1, "reason": "goodwill"}, 404, "payment_not_found"},
		"by the payer":    {"seeker", "", part, 403, "forbidden"},
		"by the paid":     {"practitioner", "", part, 403, "forbidden"},
		"by a visitor":    {"", "", part, 401, "unauthenticated"},
	} {
		if r := s.do("POST", "/payments/refund", tt.who, tt.key, tt.body); r.Status != tt.status || r.code() != tt.code {
			t.Errorf("%s: %d %s, want %d %s", name, r.Status, r.code(), tt.status, tt.code)
		}
	}
	rest := data[api.RefundView](t, s.do("POST", "/payments/refund", "admin", "", object{"paymentId": paid[0].ID, "reason": "goodwill"}))
	if rest.Amount.Minor != 200_000 {
		t.Errorf("the rest: %+v", rest)
	}
	if err := s.payments.VerifyBalanced(t.Context(), s.db); err != nil {
		t.Error(err)
	}
}

func TestWebhooksOverREST(t *testing.T) {
	s := newTill(t)
	data[api.BookingView](t, s.do("POST", "/payments/confirm", "seeker", "", confirmation(s.hold(0), sandbox.CardSucceeds)))
	if err := s.gateway.Tick(t.Context()); err != nil || len(s.sent) != 2 {
		t.Fatalf("%d webhooks, %v", len(s.sent), err)
	}
	if r := s.serve(s.sent[0]); r.Status != 200 {
		t.Fatalf("answered %d %s", r.Status, r.code())
	}
	var stored int
	if err := s.db.QueryRow(t.Context(), "select count(*) from payment.webhook").Scan(&stored); err != nil || stored != 1 {
		t.Fatalf("%d stored, %v", stored, err)
	}
	for name, tt := range map[string]struct {
		path, body string
		status     int
		code       string
	}{
		"unsigned":        {"/webhooks/sandbox", "{}", 401, "webhook_signature_invalid"},
		"no such gateway": {"/webhooks/paypal", "{}", 404, "gateway_not_found"},
		"too large":       {"/webhooks/sandbox", strings.Repeat(" ", payment.MaxWebhookBytes+1), 413, "body_too_large"},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/v1"+tt.path, strings.NewReader(tt.body))
		r.Header.Set("Content-Type", "application/json")
		if got := s.serve(r); got.Status != tt.status || got.code() != tt.code {
			t.Errorf("%s: %d %s, want %d %s", name, got.Status, got.code(), tt.status, tt.code)
		}
	}
}
