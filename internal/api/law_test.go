package api_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestWhereTheLawBars over REST: who says that they live in Illinois is told so with the law, gets a journal's answer, no
// insights, the exercises, and in danger the fixed words and the card as everybody does.
func TestWhereTheLawBars(t *testing.T) {
	w := newWorld(t)
	w.account("kavya@example.org", "seeker")
	who, _ := w.tokens("kavya@example.org")
	if got := w.call("PUT", "/users/profile", who, object{"place": "Illinois"}); got.Code != http.StatusUnprocessableEntity {
		t.Errorf("a place of no shape: %d", got.Code)
	}
	if p := w.data(w.call("PUT", "/users/profile", who, object{"place": "US-IL"})); p["place"] != "US-IL" {
		t.Fatalf("%v", p)
	}
	first := w.data(w.call("GET", "/conversations/welcome", who, nil))
	if len(first["barred"].([]any)) != 3 || !strings.Contains(first["disclosure"].(string), "journal") || len(first["laws"].([]any)) != 1 || first["guessed"] != false {
		t.Errorf("%v", first)
	}
	w.data(w.call("PUT", "/conversations/welcome", who, object{"remember": true}))
	talk := w.data(w.call("POST", "/conversations", who, object{}))["id"].(string)
	said := w.data(w.call("POST", "/conversations/"+talk+"/messages", who, object{"words": "I am so sad about my sister", "language": "en"}))
	if a := said["answer"].(map[string]any); a["author"] != "guide" || !strings.Contains(a["words"].(string), "journal") {
		t.Errorf("%v", a)
	}
	said = w.data(w.call("POST", "/conversations/"+talk+"/messages", who, object{"words": "I have the pills here and I am going to kill myself tonight", "language": "en"}))
	if a := said["answer"].(map[string]any); a["author"] != "safety" {
		t.Errorf("%v", a)
	}
	if card := w.data(w.call("GET", "/safety/card", who, nil)); card["pinned"] != true {
		t.Errorf("no card: %v", card)
	}
	for _, method := range []string{"GET", "POST"} {
		if got := w.call(method, "/insights", who, nil); got.Code != http.StatusForbidden || !strings.Contains(got.Body.String(), "insights_barred") {
			t.Errorf("%s: %d %s", method, got.Code, got.Body)
		}
	}
	w.data(w.call("POST", "/exercises/thought-record/runs", who, nil))
	long := strings.Repeat("I am going to kill myself tonight. ", 300)
	if got := w.call("POST", "/memories", who, object{"words": long}); got.Code != http.StatusUnprocessableEntity {
		t.Errorf("too long a memory: %d", got.Code)
	}
}
