package api_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"klear/internal/modules/schedule"
)

// TestABlockSaysWhoseTimeItMet: a practitioner finds the booking by its code, and moves or cancels it first.
func TestABlockSaysWhoseTimeItMet(t *testing.T) {
	w := newWorld(t)
	w.populate()
	pro, _ := w.tokens(w.practitioner)
	seeker, _ := w.tokens(w.seeker)
	path := "/practitioners/" + w.ids["practitioner"]
	code := func(id string) string { return w.data(w.call("GET", "/bookings/"+id, seeker, nil))["code"].(string) }
	held := w.hold(seeker, 11)
	met := func(rec *httptest.ResponseRecorder) []schedule.Meeting {
		t.Helper()
		var e struct {
			Error struct {
				Code    string
				Details struct{ Occupied []schedule.Meeting }
			}
		}
		if err := json.Unmarshal(rec.Body.Bytes(), &e); err != nil || rec.Code != http.StatusConflict || e.Error.Code != "time_occupied" {
			t.Fatalf("%d %s", rec.Code, rec.Body)
		}
		return e.Error.Details.Occupied
	}
	// The world has a block at 8 and a booking at 10.
	got := met(w.call("POST", path+"/blocks", pro, object{"start": w.ahead(8), "end": w.ahead(12)}))
	if len(got) != 3 || len(got[0].Codes) != 0 || !slices.Equal(got[1].Codes, []string{code(w.ids["booking"])}) || !slices.Equal(got[2].Codes, []string{code(held)}) {
		t.Errorf("met %+v, want a block, %s and %s", got, code(w.ids["booking"]), code(held))
	}
	at, err := time.Parse(time.RFC3339, w.ahead(0))
	if err != nil {
		t.Fatal(err)
	}
	day := at.Format(time.DateOnly)
	off := object{"weekly": everyDay(), "overrides": []object{}, "timeOff": []object{{"from": day, "to": day}}}
	asked := w.call("PUT", path+"/availability", pro, off)
	var refused struct {
		Error struct {
			Code    string
			Details struct{ Outside []schedule.Meeting }
		}
	}
	if err := json.Unmarshal(asked.Body.Bytes(), &refused); err != nil || asked.Code != http.StatusConflict || refused.Error.Code != "bookings_outside_hours" ||
		len(refused.Error.Details.Outside) != 1 || !slices.Equal(refused.Error.Details.Outside[0].Codes, []string{code(w.ids["booking"])}) {
		t.Fatalf("time off: %d %s", asked.Code, asked.Body)
	}
	off["accept"] = []string{refused.Error.Details.Outside[0].ID.String()}
	set := w.call("PUT", path+"/availability", pro, off)
	if outside := set.Body.String(); set.Code != http.StatusOK || !strings.Contains(outside, `"codes":["`+code(w.ids["booking"])+`"]`) {
		t.Errorf("time off: %d %s", set.Code, outside)
	}
	w.data(w.call("DELETE", "/bookings/"+held, seeker, nil))
	w.data(w.call("POST", path+"/blocks", pro, object{"start": w.ahead(11), "end": w.ahead(12)}))
}

// TestABlockNamesEverySeat of a group session, but not those that were given up.
func TestABlockNamesEverySeat(t *testing.T) {
	w := newWorld(t)
	w.populate()
	w.exec("delete from catalog.team_member") // a team takes one client
	w.exec("update catalog.service set capacity = 3 where id = $1", w.ids["service"])
	pro, _ := w.tokens(w.practitioner)
	seeker, _ := w.tokens(w.seeker)
	stranger, _ := w.tokens(w.stranger)
	left := w.book(seeker, 12)
	w.data(w.call("DELETE", "/bookings/"+left, seeker, nil))
	seats := []string{w.book(seeker, 12), w.book(stranger, 12)}
	body := w.call("POST", "/practitioners/"+w.ids["practitioner"]+"/blocks", pro, object{"start": w.ahead(12), "end": w.ahead(13)}).Body.String()
	for id, want := range map[string]bool{left: false, seats[0]: true, seats[1]: true} {
		var code string
		if err := w.db.QueryRow(t.Context(), "select code from booking.booking where id = $1", id).Scan(&code); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(body, code) != want {
			t.Errorf("%s is named: %v, want %v: %s", code, !want, want, body)
		}
	}
}
