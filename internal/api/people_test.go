package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"
)

// personID is the account of an address.
func (w *world) personID(email string) string {
	w.t.Helper()
	var id uuid.UUID
	if err := w.db.QueryRow(w.t.Context(), "select id from identity.person where email = $1 and kind = 'account'", email).Scan(&id); err != nil {
		w.t.Fatal(err)
	}
	return id.String()
}

func TestOperatorsChangeTheStatusOfAccounts(t *testing.T) {
	w := newWorld(t)
	w.populate()
	operator, _ := w.tokens(w.operator)
	pro, _ := w.tokens(w.practitioner)
	path := "/admin/people/" + w.personID(w.practitioner) + "/status"

	for _, email := range []string{w.seeker, w.practitioner, w.stranger} {
		bearer, _ := w.tokens(email)
		if rec := w.call("POST", path, bearer, object{"status": "suspended", "reason": "spite"}); rec.Code != http.StatusForbidden {
			t.Errorf("%s: answered %d %s", email, rec.Code, rec.Body)
		}
	}
	if rec := w.call("POST", path, "", object{"status": "suspended", "reason": "x"}); rec.Code != http.StatusUnauthorized {
		t.Errorf("nobody: answered %d", rec.Code)
	}
	for name, body := range map[string]object{"no reason": {"status": "suspended"}, "empty reason": {"status": "inactive", "reason": "  "}, "erased": {"status": "deleted", "reason": "x"}} {
		if rec := w.call("POST", path, operator, body); rec.Code != http.StatusUnprocessableEntity && rec.Code != http.StatusBadRequest {
			t.Errorf("%s: answered %d %s", name, rec.Code, rec.Body)
		}
	}
	if rec := w.call("GET", "/practitioners/me", pro, nil); rec.Code != http.StatusOK {
		t.Fatalf("after the refusals: %d", rec.Code)
	}

	got := w.data(w.call("POST", path, operator, object{"status": "suspended", "reason": "licence withdrawn"}))
	bookings := got["bookings"].([]any)
	if got["status"] != "suspended" || got["reason"] != "licence withdrawn" || len(bookings) != 1 {
		t.Fatalf("%v", got)
	}
	b := bookings[0].(map[string]any)
	if b["id"] != w.ids["booking"] || b["side"] != "practitioner" || b["due"].(map[string]any)["amount"].(float64) != 150_000 {
		t.Errorf("affected: %v", b)
	}
	if rec := w.call("GET", "/practitioners/me", pro, nil); rec.Code != http.StatusUnauthorized {
		t.Errorf("the suspended still act: %d", rec.Code)
	}
	seeker, _ := w.tokens(w.seeker)
	if kept := w.data(w.call("GET", "/bookings/"+w.ids["booking"], seeker, nil)); kept["status"] != "confirmed" {
		t.Errorf("the client's booking is %v", kept["status"])
	}

	// Once it is cancelled, nothing is owed any more.
	w.data(w.call("POST", "/bookings/"+w.ids["booking"]+"/cancel", operator, object{"reason": "practitioner suspended"}, "Idempotency-Key", uuid.NewString()))
	if got = w.data(w.call("POST", path, operator, object{"status": "active"})); got["status"] != "active" || len(got["bookings"].([]any)) != 0 {
		t.Errorf("%v", got)
	}
}

func TestOperatorsDoNotSuspendThemselves(t *testing.T) {
	w := newWorld(t)
	w.populate()
	operator, _ := w.tokens(w.operator)
	rec := w.call("POST", "/admin/people/"+w.personID(w.operator)+"/status", operator, object{"status": "suspended", "reason": "slip"})
	if rec.Code != http.StatusConflict || !strings.Contains(rec.Body.String(), "own_account") {
		t.Errorf("answered %d %s", rec.Code, rec.Body)
	}
	if rec := w.call("POST", "/admin/people/"+uuid.NewString()+"/status", operator, object{"status": "suspended", "reason": "x"}); rec.Code != http.StatusNotFound {
		t.Errorf("nobody's account: %d", rec.Code)
	}
}
