package api_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

const keyHeader = "Idempotency-Key"

func (o operation) takesKey() bool {
	for _, p := range o.Parameters {
		if p.Value.In == "header" && p.Value.Name == keyHeader {
			return true
		}
	}
	return false
}

// keyless are the operations that change something and take no key, each with its reason.
var keyless = map[string]string{
	"login":               "its answer is a secret, which is written down nowhere",
	"refresh":             "its answer is a secret; the token works once by itself",
	"newCalendarFeed":     "its answer is a secret; another one ends the one before",
	"logout":              "what has ended stays ended",
	"verifyEmail":         "the link's token works once by itself",
	"resetPassword":       "the link's token works once by itself, and no hash of a password is kept",
	"changePassword":      "no hash of a password is kept that could be guessed at; the old one works once by itself",
	"setCalendarAccount":  "no hash of a password is kept; the same account again is the same account",
	"deleteAccount":       "no hash of a password is kept; nobody is left to ask a second time",
	"resendVerification":  "a letter on request; how many is limited, and the answer is always the same",
	"forgotPassword":      "a letter on request; how many is limited, and the answer is always the same",
	"previewAvailability": "it looks and changes nothing; the draft is too long for a query",
	"previewLetter":       "it looks and changes nothing; the words are too long for a query",
	"checkBrand":          "it looks and changes nothing; six numbers with names read better in a body",
	"previewExplanation":  "it looks and changes nothing; the words are too long for a query",
	"gatewayWebhook":      "the gateway's event carries its own id",
}

// TestEveryChangeTakesAKey: whoever does not know whether a request arrived sends it again.
func TestEveryChangeTakesAKey(t *testing.T) {
	w := newWorld(t)
	seen := map[string]bool{}
	for _, o := range w.operations() {
		if o.method == http.MethodGet {
			if o.takesKey() {
				t.Errorf("%s changes nothing and takes a key", o.OperationID)
			}
			continue
		}
		reason, without := keyless[o.OperationID]
		seen[o.OperationID] = true
		switch {
		case without && o.takesKey():
			t.Errorf("%s takes a key now: take it off the list (%s)", o.OperationID, reason)
		case !without && !o.takesKey():
			t.Errorf("%s takes no %s", o.OperationID, keyHeader)
		}
	}
	for id := range keyless {
		if !seen[id] {
			t.Errorf("%s is on the list and does not exist", id)
		}
	}
}

// moneyPaths are the segments of paths under which money moves, or what it costs is agreed.
var moneyPaths = []string{"payments", "refund", "refunds", "payouts", "payout-runs", "plans", "subscriptions", "invoices", "packages", "gifts", "credit", "goodwill", "earnings"}

func (o operation) ofMoney() bool {
	return o.method != http.MethodGet && slices.ContainsFunc(strings.Split(o.template, "/"), func(part string) bool { return slices.Contains(moneyPaths, part) })
}

// TestMoneyMovesUnderAKeyOnly: what moves money says so in the document, and is refused without a key before anybody is
// asked who they are.
func TestMoneyMovesUnderAKeyOnly(t *testing.T) {
	w := newWorld(t)
	seen := map[string]bool{}
	for _, o := range w.operations() {
		if !o.ofMoney() {
			continue
		}
		seen[o.OperationID] = true
		if p := o.Parameters.GetByInAndName("header", keyHeader); p == nil || !p.Required {
			t.Errorf("%s does not require %s", o.OperationID, keyHeader)
		}
		rec := w.call(o.method, regexp.MustCompile(`{[^}]*}`).ReplaceAllString(o.template, uuid.NewString()), "", object{}, keyHeader, "")
		if rec.Code != http.StatusBadRequest || !strings.Contains(rec.Body.String(), `"idempotency_key_required"`) {
			t.Errorf("%s without a key: answered %d %s", o.OperationID, rec.Code, rec.Body)
		}
	}
	for _, id := range []string{"createIntent", "confirmPayment", "refundPayment", "addPaymentMethod", "createPayout", "createSubscription", "refundPlanCharge", "buyPackage", "refundPackage", "buyGift", "redeemGift", "payDebt", "grantGoodwill"} {
		if !seen[id] {
			t.Errorf("%s is not where money is looked for", id)
		}
	}
}

// again sends a step of the story a second time: the same answer, and nothing happened.
func (s *story) again(id string, q request, first *httptest.ResponseRecorder) {
	s.t.Helper()
	before := s.traces()
	second := s.serve(q.http())
	if second.Code != first.Code {
		s.t.Errorf("%s again: answered %d %s", id, second.Code, second.Body)
		return
	}
	if d := cmp.Diff(dataOf(s.t, first), dataOf(s.t, second)); d != "" {
		s.t.Errorf("%s again answers otherwise:\n%s", id, d)
	}
	if d := cmp.Diff(before, s.traces()); d != "" {
		s.t.Errorf("%s again left traces:\n%s", id, d)
	}
}

func dataOf(t *testing.T, rec *httptest.ResponseRecorder) (data any) {
	t.Helper()
	var e struct{ Data any }
	if err := json.Unmarshal(rec.Body.Bytes(), &e); err != nil {
		t.Fatal(err)
	}
	return e.Data
}

// traces are what every change leaves behind: events, jobs, postings, and rows of what has no event.
func (s *story) traces() (n [6]int64) {
	s.t.Helper()
	err := s.db.QueryRow(s.t.Context(), `select (select count(*) from events.event), (select coalesce(max(id), 0) from jobs.river_job), (select count(*) from ledger.entry),
		(select count(*) from schedule.occupancy) + (select count(*) from schedule.busy_source), (select count(*) from catalog.verification_document),
		(select count(*) from identity.consent)`).Scan(&n[0], &n[1], &n[2], &n[3], &n[4], &n[5])
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

// TestAKeyIsItsRequests: another body, another booking or another file under a used key is refused and does nothing;
// other people's keys are no concern of each other's.
func TestAKeyIsItsRequests(t *testing.T) {
	w := newWorld(t)
	w.populate()
	seeker, _ := w.tokens(w.seeker)
	pro, _ := w.tokens(w.practitioner)
	first, other := w.book(seeker, 11), w.book(seeker, 12)
	path := func(id string) string { return "/bookings/" + id + "/cancel" }
	w.data(w.call("POST", path(first), seeker, object{"reason": "A cold"}, keyHeader, "k"))
	for name, rec := range map[string]*httptest.ResponseRecorder{
		"another body":    w.call("POST", path(first), seeker, object{"reason": "A fever"}, keyHeader, "k"),
		"another booking": w.call("POST", path(other), seeker, object{"reason": "A cold"}, keyHeader, "k"),
	} {
		if rec.Code != http.StatusUnprocessableEntity || !strings.Contains(rec.Body.String(), "idempotency_key_reused") {
			t.Errorf("%s: %d %s", name, rec.Code, rec.Body)
		}
	}
	if b := w.data(w.call("GET", "/bookings/"+other, seeker, nil)); b["status"] != "confirmed" {
		t.Errorf("the other booking is %v", b["status"])
	}
	cancelled := w.data(w.call("POST", path(other), pro, object{"reason": "A cold"}, keyHeader, "k"))
	if b, _ := cancelled["booking"].(map[string]any); b["id"] != other || b["endedBy"] != "practitioner" {
		t.Errorf("the practitioner's own key: %v", cancelled)
	}
	if rec := w.call("POST", path(other), pro, object{"reason": "A cold"}, keyHeader, "a b"); !strings.Contains(rec.Body.String(), "idempotency_key_invalid") {
		t.Errorf("a key with a space: %d %s", rec.Code, rec.Body)
	}
}

// TestAFailureUnderAKeyIsTriedAgain: a refusal is not remembered.
func TestAFailureUnderAKeyIsTriedAgain(t *testing.T) {
	w := newWorld(t)
	w.populate()
	pro, _ := w.tokens(w.practitioner)
	path, body := "/bookings/"+w.ids["booking"]+"/start", object{}
	if rec := w.call("POST", path, pro, body, keyHeader, "k"); !strings.Contains(rec.Body.String(), "too_early") {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	w.exec("update booking.booking set starts_at = $2, ends_at = $3 where id = $1", w.ids["booking"], w.clock.Now(), w.clock.Now().Add(3600e9))
	for range 2 {
		if b := w.data(w.call("POST", path, pro, body, keyHeader, "k")); b["status"] != "in_session" {
			t.Errorf("%v", b["status"])
		}
	}
}

// TestRegisteringAgainUnderAKeyMailsOnce: and the address keeps the keys of two visitors apart.
func TestRegisteringAgainUnderAKeyMailsOnce(t *testing.T) {
	w := newWorld(t)
	letters := func() (n int) {
		if err := w.db.QueryRow(t.Context(), "select count(*) from jobs.river_job where kind like '%mail%'").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	register := func(email, key string) {
		t.Helper()
		w.data(w.call("POST", "/auth/register", "", object{"email": email, "password": worldPassword, "name": "Anna Berg", "acceptTerms": true}, keyHeader, key))
	}
	register("anna@example.org", "k")
	if letters() != 1 {
		t.Fatalf("%d letters", letters())
	}
	register("anna@example.org", "k")
	if letters() != 1 {
		t.Errorf("the same key: %d letters", letters())
	}
	register("berit@example.org", "k")
	if letters() != 2 {
		t.Errorf("another visitor with this key: %d letters", letters())
	}
	var kept int
	if err := w.db.QueryRow(t.Context(), "select count(*) from platform.idempotency i where i::text ilike '%example.org%'").Scan(&kept); err != nil || kept != 0 {
		t.Errorf("%d keys tell an address, %v", kept, err)
	}
}
