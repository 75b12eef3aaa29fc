package api_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestAPackageIsItsOwnersAlone: a stranger neither pays with it, reads it nor has it refunded, and is told that there is
// none; its practitioner reads it, and cannot give it back.
func TestAPackageIsItsOwnersAlone(t *testing.T) {
	w := newWorld(t)
	w.populate()
	w.sell(w.ids, w.cast)
	stranger, _ := w.tokens(w.stranger)
	pro, _ := w.tokens(w.practitioner)
	seeker, _ := w.tokens(w.seeker)
	at, all := "/packages/"+w.ids["package"], object{"amount": object{"amount": 900_000, "currency": "INR"}}
	refused := func(what string, rec *httptest.ResponseRecorder, status int, code string) {
		t.Helper()
		if rec.Code != status || !strings.Contains(rec.Body.String(), `"`+code+`"`) {
			t.Errorf("%s: %d %s, want %d %s", what, rec.Code, rec.Body, status, code)
		}
	}
	refused("read", w.call("GET", at, stranger, nil), http.StatusNotFound, "package_not_found")
	refused("refunded", w.call("POST", at+"/refund", stranger, all), http.StatusNotFound, "package_not_found")
	refused("refunded by its practitioner", w.call("POST", at+"/refund", pro, all), http.StatusNotFound, "package_not_found")
	hold := w.hold(stranger, 11)
	refused("paid with", w.call("POST", "/payments/confirm", stranger, object{"bookingId": hold, "packageId": w.ids["package"]}), http.StatusNotFound, "package_not_found")
	if got := w.call("GET", "/bookings/"+hold+"/packages", stranger, nil); got.Code != http.StatusOK || strings.Contains(got.Body.String(), w.ids["package"]) {
		t.Errorf("offered to a stranger: %d %s", got.Code, got.Body)
	}
	refused("sold, seen by another practitioner", w.call("GET", "/practitioners/"+w.ids["practitioner"]+"/packages/sold", stranger, nil), http.StatusNotFound, "package_not_found")
	less := object{"amount": object{"amount": 800_000, "currency": "INR"}}
	refused("another amount than shown", w.call("POST", at+"/refund", seeker, less), http.StatusConflict, "package_changed")
	operator, _ := w.tokens(w.operator)
	payment := w.paymentOf(seeker) // the latest: of the package
	refused("an operator's refund behind its back", w.call("POST", "/payments/refund", operator, object{"paymentId": payment, "reason": "goodwill"}), http.StatusConflict, "payment_of_package")
}

// TestAPackageIsBoughtAsSeen: on other terms than those shown, from oneself, or closed, nothing is bought or charged.
func TestAPackageIsBoughtAsSeen(t *testing.T) {
	w := newWorld(t)
	w.populate()
	w.sell(w.ids, w.cast)
	pro, _ := w.tokens(w.practitioner)
	seeker, _ := w.tokens(w.seeker)
	buy := func(who string, version int, method object) (int, string) {
		rec := w.call("POST", "/packages", who, object{"offerId": w.ids["offer"], "offerVersion": version, "method": method})
		return rec.Code, rec.Body.String()
	}
	offer := "/practitioners/" + w.ids["practitioner"] + "/packages/" + w.ids["offer"]
	for _, c := range []struct {
		name, who string
		version   int
		method    object
		status    int
		code      string
	}{
		{"another version", seeker, 2, goodCard, http.StatusConflict, "package_offer_changed"},
		{"one's own", pro, 1, goodCard, http.StatusUnprocessableEntity, "own_package"},
		{"declined", seeker, 1, object{"type": "card", "number": "4000000000000002"}, http.StatusPaymentRequired, "payment_declined"},
	} {
		if status, body := buy(c.who, c.version, c.method); status != c.status || !strings.Contains(body, `"`+c.code+`"`) {
			t.Errorf("%s: %d %s", c.name, status, body)
		}
	}
	w.data(w.call("DELETE", offer, pro, nil))
	if status, body := buy(seeker, 2, goodCard); status != http.StatusConflict || !strings.Contains(body, `"package_not_on_sale"`) {
		t.Errorf("closed: %d %s", status, body)
	}
	if mine := w.call("GET", "/packages", seeker, nil).Body.String(); strings.Count(mine, `"code"`) != 1 {
		t.Errorf("bought: %s", mine)
	}
}
