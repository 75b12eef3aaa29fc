package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// TestABookingForAChildOverREST: both sides read for whom it is, nobody else does, and a guardian has to agree.
func TestABookingForAChildOverREST(t *testing.T) {
	w := newWorld(t)
	w.populate()
	seeker, _ := w.tokens(w.seeker)
	asha := w.data(w.call("POST", "/users/dependants", seeker, object{"relation": "child", "name": "Asha", "born": w.clock.Now().AddDate(-9, 0, 0).Format("2006-01-02")}))["id"]
	id := w.hold(seeker, 12)
	pay := object{"bookingId": id, "method": goodCard, "dependantId": asha}
	if rec := w.call("POST", "/payments/confirm", seeker, pay); rec.Code != http.StatusUnprocessableEntity || !strings.Contains(rec.Body.String(), `"guardian"`) {
		t.Fatalf("without a guardian's word: %d %s", rec.Code, rec.Body)
	}
	pay["guardian"] = true
	w.data(w.call("POST", "/payments/confirm", seeker, pay))
	practitioner, _ := w.tokens(w.practitioner)
	for _, bearer := range []string{seeker, practitioner} {
		got := w.data(w.call("GET", "/bookings/"+id, bearer, nil))["for"].(map[string]any)
		if got["name"] != "Asha" || got["relation"] != "child" || got["age"] != float64(9) {
			t.Errorf("%v", got)
		}
	}
	operator, _ := w.tokens(w.operator)
	if got, told := w.data(w.call("GET", "/bookings/"+id, operator, nil))["for"]; told {
		t.Errorf("an operator reads whom it is for: %v", got)
	}
	rec := w.call("GET", "/bookings?as=practitioner&from="+w.ahead(0)+"&to="+w.ahead(23), practitioner, nil)
	var agenda struct {
		Data []struct{ For *struct{ Name string } }
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &agenda); err != nil || len(agenda.Data) != 2 || agenda.Data[0].For != nil || agenda.Data[1].For == nil {
		t.Errorf("%v: %s", err, rec.Body)
	}
}
