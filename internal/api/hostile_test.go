package api_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

// minAttacks is how many wrong or hostile requests every operation has to stand.
const minAttacks = 20

// TestEveryOperationRefusesWhatIsWrong sends wrong and hostile requests to every operation of the document: a new one is
// covered the moment it is registered. Each must be refused with a documented code and never fail on our side.
func TestEveryOperationRefusesWhatIsWrong(t *testing.T) {
	w := newWorld(t)
	w.populate()
	bad := w.makeBadTokens()
	codes := documentedCodes(t)
	for _, o := range w.operations() {
		t.Run(o.OperationID, func(t *testing.T) {
			w.t = t
			w.populate()
			bearer, _ := w.tokens(w.owner(o))
			o.base = w.baseOf(o, bearer)
			list := w.attacks(o, bad)
			if len(list) < minAttacks {
				t.Errorf("only %d attacks", len(list))
			}
			for _, a := range list {
				rec := w.serve(a.http())
				refused(t, a.name, rec, codes, a.may)
				if strings.HasPrefix(a.name, "token: ") && !a.may && rec.Code != http.StatusUnauthorized {
					t.Errorf("%s: answered %d", a.name, rec.Code)
				}
			}
		})
	}
}

// TestStrangersReachNothing sends well-formed requests about other people's things.
func TestStrangersReachNothing(t *testing.T) {
	w := newWorld(t)
	w.populate()
	codes := documentedCodes(t)
	bearer, _ := w.tokens(w.stranger)
	seeker, _ := w.tokens(w.seeker)
	var sessions struct{ Data []struct{ ID string } }
	if err := json.Unmarshal(w.call("GET", "/users/sessions", seeker, nil).Body.Bytes(), &sessions); err != nil || len(sessions.Data) == 0 {
		t.Fatalf("no sessions: %v", err)
	}
	w.ids["session"] = sessions.Data[0].ID
	for _, o := range w.operations() {
		private := strings.HasPrefix(o.template, "/bookings/{") || strings.HasPrefix(o.template, "/payments/{") || strings.HasPrefix(o.template, "/users/sessions/{") ||
			(strings.HasPrefix(o.template, "/practitioners/{") && o.method != http.MethodGet)
		if !private || o.OperationID == "reportPage" { // anybody may report a page
			continue
		}
		o.base = w.baseOf(o, bearer)
		rec := w.serve(o.base.http())
		refused(t, o.OperationID, rec, codes, false)
		if rec.Code != http.StatusNotFound && rec.Code != http.StatusForbidden {
			t.Errorf("%s: a stranger is answered %d %s", o.OperationID, rec.Code, rec.Body)
		}
	}
	if b := w.data(w.call("GET", "/bookings/"+w.ids["booking"], seeker, nil)); b["status"] != "confirmed" {
		t.Errorf("after all that the booking is %v", b["status"])
	}
}

// TestThePageSessionIsNoKeyToTheAPI: no page of another site can make the API act for a signed-in browser.
func TestThePageSessionIsNoKeyToTheAPI(t *testing.T) {
	w := newWorld(t)
	w.account(theFirst, "seeker")
	access, refresh := w.tokens(theFirst)
	r := httptest.NewRequest(http.MethodGet, "/api/v1/users/profile", nil)
	for _, name := range []string{"klear_session", "__Host-klear_session"} {
		for _, value := range []string{access, refresh} {
			r.AddCookie(&http.Cookie{Name: name, Value: value})
		}
	}
	if rec := w.serve(r); rec.Code != http.StatusUnauthorized {
		t.Errorf("answered %d", rec.Code)
	}
}

// TestTokensAndLinksThatWereUsed: what works once does not work twice, nor in another's place.
func TestTokensAndLinksThatWereUsed(t *testing.T) {
	w := newWorld(t)
	codes := documentedCodes(t)
	w.account(theFirst, "seeker")
	access, refresh := w.tokens(theFirst)
	next := w.data(w.call("POST", "/auth/refresh", "", object{"refreshToken": refresh}))
	for _, c := range []struct{ name, token string }{
		{"used", refresh}, {"of its successor's session", next["refreshToken"].(string)}, // which the reuse has ended
		{"an access token", access}, {"cut", refresh[1:]}, {"empty", ""},
	} {
		rec := w.call("POST", "/auth/refresh", "", object{"refreshToken": c.token})
		refused(t, "refresh with a token that is "+c.name, rec, codes, false)
	}
	if rec := w.call("GET", "/users/profile", access, nil); rec.Code != http.StatusUnauthorized {
		t.Errorf("after the reuse the session lives: %d", rec.Code)
	}
	for _, path := range []string{"/auth/verify-email", "/auth/reset-password"} {
		for _, token := range []string{refresh, "", "x", strings.Repeat("a", 43)} {
			refused(t, path, w.call("POST", path, "", object{"token": token, "password": "another unusual phrase"}), codes, false)
			refused(t, path, w.call("POST", path, "", object{"token": token}), codes, false)
		}
	}
}

// TestTimesThatCannotBeBooked: past, far away, between two starts, closed, taken, and of an unknown service.
func TestTimesThatCannotBeBooked(t *testing.T) {
	w := newWorld(t)
	w.populate()
	codes := documentedCodes(t)
	seeker, _ := w.tokens(w.seeker)
	service := w.ids["service"]
	for name, body := range map[string]object{
		"past": {"serviceId": service, "start": "2020-01-06T10:00:00Z"}, "far away": {"serviceId": service, "start": "2199-01-07T10:00:00Z"},
		"between two starts": {"serviceId": service, "start": strings.Replace(w.ahead(11), ":00:00Z", ":07:00Z", 1)}, "at night": {"serviceId": service, "start": w.ahead(3)},
		"taken": {"serviceId": service, "start": w.ahead(10)}, "of an unknown service": {"serviceId": w.ids["practitioner"], "start": w.ahead(11)},
		"somewhere else": {"serviceId": service, "start": w.ahead(11), "mode": "at_customer"}, "in an unknown zone": {"serviceId": service, "start": w.ahead(11), "zone": "Mars/Phobos"},
	} {
		refused(t, "a time "+name, w.call("POST", "/bookings", seeker, body), codes, false)
	}
	pro, _ := w.tokens(w.practitioner)
	refused(t, "one's own service", w.call("POST", "/bookings", pro, object{"serviceId": service, "start": w.ahead(11)}), codes, false)
	held := w.hold(seeker, 12)
	stranger, _ := w.tokens(w.stranger)
	w.data(w.call("POST", "/bookings", stranger, object{"serviceId": service, "start": w.ahead(13), "replaces": held}))
	if b := w.data(w.call("GET", "/bookings/"+held, seeker, nil)); b["status"] != "held" {
		t.Errorf("a stranger's wish made another's hold %v", b["status"])
	}
	refused(t, "nobody's hold", w.call("POST", "/bookings", "", object{"serviceId": service, "start": w.ahead(11)}), codes, false)
}

// makeBadTokens returns headers that look like a token and are none.
func (w *world) makeBadTokens() []badToken {
	w.t.Helper()
	old, _ := w.tokens(w.seeker)
	w.clock.Advance(16 * time.Minute) // a token lives for fifteen
	good, _ := w.tokens(w.seeker)
	revoked, _ := w.tokens(w.seeker)
	w.data(w.call("POST", "/auth/logout", revoked, nil))
	parts := strings.Split(good, ".")
	forge := func(header, claims string) string {
		return base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + "."
	}
	claims, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		w.t.Fatal(err)
	}
	admin := strings.Replace(string(claims), `"seeker"`, `"admin"`, 1)
	return []badToken{
		{"expired", "Bearer " + old}, {"revoked", "Bearer " + revoked},
		{"another role", "Bearer " + parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(admin)) + "." + parts[2]},
		{"signature cut", "Bearer " + parts[0] + "." + parts[1] + "." + parts[2][1:]}, {"no signature", "Bearer " + parts[0] + "." + parts[1] + "."},
		{"unsigned", "Bearer " + forge(`{"alg":"none","typ":"JWT"}`, admin)}, {"another algorithm", "Bearer " + forge(`{"alg":"RS256","typ":"JWT"}`, string(claims)) + parts[2]},
		{"empty", "Bearer "}, {"no scheme", good}, {"another scheme", "Basic " + good}, {"twice", "Bearer " + good + "," + good}, {"nonsense", "Bearer nonsense"},
		{"three dots", "Bearer ..."}, {"a zero byte", "Bearer a\x00b"}, {"broken text", "Bearer \xff\xfe"}, {"very long", "Bearer " + strings.Repeat("a", 100_000)},
	}
}

var (
	codeForm = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	// leak is what belongs in a log and never in an answer.
	leak = regexp.MustCompile(`(?i)sqlstate|goroutine|panic|pgx|runtime error|syntax error at|/internal/|\.go:\d`)
)

// refused holds for every answer to a wrong request: 4xx, the envelope, a documented code, a message, a request id, and
// nothing of our insides. When the request may be taken at its word, success is fine too.
func refused(t *testing.T, what string, rec *httptest.ResponseRecorder, codes map[string]bool, may bool) {
	t.Helper()
	if may && rec.Code < 300 {
		return
	}
	if rec.Code < 400 || rec.Code >= 500 {
		t.Errorf("%s: answered %d %.300s", what, rec.Code, rec.Body)
		return
	}
	var e struct {
		Success bool
		Data    any
		Error   *struct{ Code, Message string }
		Meta    struct{ RequestID string }
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &e); err != nil || e.Error == nil {
		t.Errorf("%s: %d without an envelope: %.200q", what, rec.Code, rec.Body)
		return
	}
	if e.Success || e.Data != nil || e.Error.Message == "" || e.Meta.RequestID == "" {
		t.Errorf("%s: an envelope that is half empty: %.300s", what, rec.Body)
	}
	if !codeForm.MatchString(e.Error.Code) || !codes[e.Error.Code] {
		t.Errorf("%s: the code %q is not documented", what, e.Error.Code)
	}
	if leak.Match(rec.Body.Bytes()) {
		t.Errorf("%s: the answer shows our insides: %.300s", what, rec.Body)
	}
}

// documentedCodes are those of docs/api/errors.md.
func documentedCodes(t *testing.T) map[string]bool {
	t.Helper()
	raw, err := os.ReadFile("../../docs/api/errors.md")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z0-9_]+)` \\|").FindAllSubmatch(raw, -1) {
		out[string(m[1])] = true
	}
	if len(out) < 50 {
		t.Fatalf("only %d codes are documented", len(out))
	}
	return out
}
