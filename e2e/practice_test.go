package e2e_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// practice is a practitioner of a test's own, so that what is changed about it disturbs nobody else.
type practice struct {
	name, email, token string
	id, slug           string
}

// newPractice makes an account with a profile, one service and office hours on every day, over REST. Bookings with it wait
// for an answer; until an operator checks it, nobody finds it.
func newPractice(t *testing.T, base, name string) practice {
	t.Helper()
	p := practice{name: name, email: strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@example.org"}
	callAPI(t, base, "POST", "/auth/register", "", map[string]any{"email": p.email, "password": demoPassword, "name": name, "userType": "practitioner", "acceptTerms": true}, new(any))
	callAPI(t, base, "POST", "/auth/verify-email", "", map[string]any{"token": mailedToken(t, p.email)}, new(any))
	p.token = tokenOf(t, base, p.email)
	var made struct{ Data struct{ ID, Slug string } }
	callAPI(t, base, "POST", "/practitioners", p.token, map[string]any{"name": name, "headline": "Breath and rest", "languages": []string{"en"}, "currency": "INR",
		"country": "IN", "zone": "Asia/Kolkata", "confirmation": "approval"}, &made)
	p.id, p.slug = made.Data.ID, made.Data.Slug
	callAPI(t, base, "POST", "/practitioners/"+p.id+"/services", p.token, map[string]any{"category": "yoga-therapy", "name": "First session",
		"durationMin": 60, "price": 120000, "currency": "INR", "modes": []string{"online"}}, new(any))
	var week []map[string]any
	for day := 1; day <= 7; day++ {
		week = append(week, map[string]any{"day": day, "windows": []map[string]string{{"start": "09:00", "end": "12:00"}}})
	}
	callAPI(t, base, "PUT", "/practitioners/"+p.id+"/availability", p.token, map[string]any{"weekly": week, "overrides": []any{}, "timeOff": []any{}}, new(any))
	return p
}

// mailedToken is the secret of the confirmation that was mailed to an address.
func mailedToken(t *testing.T, email string) string {
	t.Helper()
	c := newClient(t)
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		status, list, _ := c.get("/dev/mail?to=" + email)
		if status != http.StatusOK {
			t.Fatalf("the mailbox answers %d", status)
		}
		for n := range list.Descendants() {
			if !strings.HasPrefix(attr(n, "href"), "/dev/mail/") {
				continue
			}
			_, letter, _ := c.get(attr(n, "href"))
			for a := range letter.Descendants() {
				if _, token, ok := strings.Cut(attr(a, "href"), "/verify/"); ok {
					return token
				}
			}
		}
	}
	t.Fatalf("no letter to %s", email)
	return ""
}

func tokenOf(t *testing.T, base, email string) string {
	t.Helper()
	var in struct{ Data struct{ AccessToken string } }
	callAPI(t, base, "POST", "/auth/login", "", map[string]any{"email": email, "password": demoPassword}, &in)
	return in.Data.AccessToken
}
